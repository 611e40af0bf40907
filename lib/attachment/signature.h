// What the bytes say an object is: our own table of signatures, which decides.
//
// In: the bytes of an object from its beginning, whole or cut. Out: a form of file_type.h, or nothing where
// the table is silent. Where several forms hold at once (a PDF that is also a disk image), the heaviest kind
// is named. Limits: heads, a few fixed offsets and the last 512 bytes are read; text up to its first 64 KiB.
// Threads: pure functions. Sources: the formats' own specifications; named where a rule is not obvious.
#pragma once

#include <optional>
#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

struct ContentLook {
  bool whole = true;   // false: the end of `bytes` is not the end of the object
  bool prose = false;  // the mail's own text: whatever it quotes, it is neither script nor mail
};

std::optional<std::string_view> form_by_content(ByteView bytes, ContentLook look = {});

// Where "%PDF-" stands within the first 1,024 bytes, as PDF programs search it; npos for no PDF.
std::size_t pdf_start(ByteView bytes);

// A zip or 7z that ends where its own directory says: no volume of a set, whatever its name is.
bool is_complete_archive(ByteView bytes, std::string_view form);

}  // namespace congvu::attachment
