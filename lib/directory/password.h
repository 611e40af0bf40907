// Whether a new password is as strong as khoản 4.1 demands.
//
// In: one password as the user types it, as UTF-8. Out: every reason why it is not good, in a fixed order;
// none for a good one. Units: length counts what a reader sees as one character (extended grapheme clusters,
// UAX #29), so that "ệ" is one however it is encoded. Classes are Unicode's: "ệ" is a small letter, "Đ" a
// capital, every decimal digit a digit, punctuation and symbols are special; blanks and letters without case
// (ideographs) count for the length only. All canonically equivalent spellings (NFC, NFD) have one answer:
// the base letter decides, marks count for nothing. Limits: `most_password_bytes`. Failure: none. Threads:
// pure functions. Secrets: the password is neither copied nor put into any text; nothing is allocated that
// holds it, so that the caller can wipe the only copy. Sources: Quyết định 27/2018/QĐ-UBND, khoản 4.1; UAX
// #29.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace congvu::directory {

constexpr std::size_t most_password_bytes = 1024;

enum class PasswordRole : std::uint8_t { admin, user };

struct PasswordRules {
  unsigned admin_characters = 10;
  unsigned user_characters = 8;
};

enum class PasswordFault : std::uint8_t {
  not_text,   // no valid UTF-8
  control,    // a control character or a line break
  invisible,  // a character that nobody sees and few can type: zero width, direction marks
  too_long,
  too_short,
  no_small_letter,
  no_capital,
  no_digit,
  no_special
};
std::string_view password_fault_name(PasswordFault fault);  // "too-short"
// For people, in Vietnamese; says nothing about the password itself.
std::string_view password_fault_text(PasswordFault fault);

std::vector<PasswordFault> password_faults(std::string_view password, PasswordRole role,
                                           const PasswordRules& rules = {});

// Whether programs may send it as other bytes, since it has another spelling in NFC or NFD: good, but worth a
// warning, since most mail servers compare bytes.
bool spelled_in_two_ways(std::string_view password);

}  // namespace congvu::directory
