// Text from hostile bytes: valid UTF-8, safe display, the folds that comparisons use.
//
// In: any bytes. Out: always valid UTF-8. Units: bytes for limits, code points inside.
// Threads: pure functions (ICU's normalizers are shared and immutable).
// Sources: Unicode 15 (NFC, NFKC_Casefold), UAX #9 for the bidi controls.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace congvu {

// Invalid sequences become U+FFFD; everything else, also control characters and NUL, stays.
std::string valid_utf8(std::string_view bytes);
bool is_valid_utf8(std::string_view bytes);

// The code point at `offset`, which is moved behind it; -1 for an invalid sequence (at least one byte is
// passed). offset < bytes.size() is required.
std::int32_t next_code_point(std::string_view bytes, std::size_t& offset);

// For people: control, bidi and invisible characters are shown as "\u{202E}", line breaks too; at most
// `most` bytes, cut at a character with "…". The result is one line without anything that moves a terminal.
std::string printable(std::string_view utf8, std::size_t most = 200);

// ASCII only, for SMTP replies: marks dropped (đ → d), what has no ASCII form becomes "?", control bytes "?".
std::string ascii_fold(std::string_view utf8);

std::string nfc(std::string_view utf8);
// NFKC with case folding: what names and words are compared by ("ＥＸＥ" → "exe"). It drops invisible
// characters.
std::string fold_case(std::string_view utf8);
// fold_case, then without diacritics, đ → d: "ĐỀ ÁN Mật" → "de an mat".
std::string fold_marks(std::string_view utf8);

// ASCII helpers for protocol words.
std::string lower_ascii(std::string_view text);
bool equals_ascii(std::string_view a, std::string_view b);  // case-free
std::string_view trim_ascii(std::string_view text);         // blanks, tabs, CR, LF
// The value of a hexadecimal digit, either case; -1 for other characters.
constexpr int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace congvu
