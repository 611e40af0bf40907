// Text, and what kind of text it is.
//
// In: bytes from the beginning of an object. Out: its first 64 KiB as lower-case text, and a form of
// file_type.h. UTF-8, UTF-16 (with or without a byte order mark) and 8-bit charsets count as text; of UTF-16
// only ASCII is kept. Linear in the 64 KiB. Threads: pure functions. Sources: RFC 5322, 5545, 6350, 9580,
// 7468; formats of Windows (reg, url, scf, inf, rdp, library-ms) as Windows writes them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

struct TextHead {
  bool is_text = false;
  std::string lower;      // without byte order mark; ASCII letters in lower case
  std::size_t start = 0;  // where the first line begins that is not blank
  [[nodiscard]] std::string_view body() const { return std::string_view(lower).substr(start); }
};

TextHead text_head(ByteView bytes);

// "txt" where nothing else is known. `prose`: see ContentLook.
std::string_view form_of_text(const TextHead& head, bool prose);

// A line of `text` begins with `word`.
bool line_begins_with(std::string_view text, std::string_view word);

}  // namespace congvu::attachment
