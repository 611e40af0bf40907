// Vietnamese names as words: what Điều 5 makes addresses of.
//
// In: the name of a person or an organisation as somebody typed it, any Unicode form. Out: its words, or why
// it has no spelling in a-z and 0-9 (a Cyrillic letter that looks like an "a" is told, not dropped). What
// stands in parentheses is left out; every character that is no letter, digit or mark separates ("-", ",",
// "'"); invisible characters are passed over. Units: bytes for the limit. Limits: `most_name_bytes`. Failure:
// ErrorKind::invalid or limit, with a Vietnamese text. Threads: pure functions. Sources: Quyết định
// 27/2018/QĐ-UBND, Điều 5; Unicode 15 (NFC, case folding).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/error.h"

namespace congvu::directory {

constexpr std::size_t most_name_bytes = 1000;

struct Word {
  std::string written;  // lower case, composed, with its marks
  std::string plain;    // a-z, 0-9
  // Equal for two spellings of one word: "hòa" and "hoà" differ only in where the tone mark stands.
  std::string spelling;
  bool capitals = false;  // two letters or more, all of them upper case

  // Whether this is `other`, an accented word, or its spelling without any mark: "xã" is "xã" and "xa", not
  // "xà".
  [[nodiscard]] bool is(const Word& other) const;
};

using Words = std::vector<Word>;

Result<Words> words_of(std::string_view name);

// Lower case without marks, đ → d; separators stay: "Đỗ Ý" → "do y".
std::string fold(std::string_view name);

// All words in full, written together: "lucngan".
std::string joined(const Words& words);

// Whether `phrase` stands in `words` from `at` on.
bool stands_at(const Words& words, std::size_t at, const Words& phrase);

// Whether some letter of the name is lower case, so that a word in capitals is an abbreviation.
bool has_small_letters(std::string_view name);

}  // namespace congvu::directory
