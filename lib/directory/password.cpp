#include "directory/password.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

#include <array>

#include "directory/grapheme.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

struct FaultRow {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<FaultRow, 9> rows{{
    {"not-text", "mật khẩu không phải là văn bản UTF-8"},
    {"control", "mật khẩu có ký tự điều khiển"},
    {"invisible", "mật khẩu có ký tự không nhìn thấy được"},
    {"too-long", "mật khẩu dài quá mức cho phép (1024 byte)"},
    {"too-short", "mật khẩu chưa đủ số ký tự tối thiểu"},
    {"no-small-letter", "mật khẩu chưa có chữ thường"},
    {"no-capital", "mật khẩu chưa có chữ in hoa"},
    {"no-digit", "mật khẩu chưa có chữ số"},
    {"no-special", "mật khẩu chưa có ký tự đặc biệt"},
}};

const FaultRow& row(PasswordFault fault) { return rows.at(static_cast<std::size_t>(fault)); }

struct Seen {
  bool not_text = false;
  bool control = false;
  bool invisible = false;
  bool small = false;
  bool capital = false;
  bool digit = false;
  bool special = false;
  std::size_t characters = 0;
};

bool punctuation_or_symbol(int type) { return (U_MASK(type) & (U_GC_P_MASK | U_GC_S_MASK)) != 0; }

void look_at(std::int32_t c, Seen& seen) {
  const int type = u_charType(c);
  if (type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR)
    seen.control = true;
  if (type == U_FORMAT_CHAR || u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0)
    seen.invisible = true;
  seen.small |= type == U_LOWERCASE_LETTER;
  // A title-case letter ("ǅ", "ᾼ") decomposes to a capital.
  seen.capital |= type == U_UPPERCASE_LETTER || type == U_TITLECASE_LETTER;
  seen.digit |= type == U_DECIMAL_DIGIT_NUMBER;
  seen.special |= punctuation_or_symbol(type);
}

Seen look_at(std::string_view password) {
  Seen seen;
  GraphemeCounter counter;
  for (std::size_t i = 0; i < password.size();) {
    const std::int32_t c = next_code_point(password, i);
    if (c < 0) {
      seen.not_text = true;
      break;
    }
    look_at(c, seen);
    counter.add(c);
  }
  seen.characters = counter.count();
  return seen;
}

}  // namespace

std::string_view password_fault_name(PasswordFault fault) { return row(fault).name; }
std::string_view password_fault_text(PasswordFault fault) { return row(fault).text; }

std::vector<PasswordFault> password_faults(std::string_view password, PasswordRole role,
                                           const PasswordRules& rules) {
  if (password.size() > most_password_bytes) return {PasswordFault::too_long};
  const Seen seen = look_at(password);
  if (seen.not_text) return {PasswordFault::not_text};
  const unsigned least = role == PasswordRole::admin ? rules.admin_characters : rules.user_characters;
  std::vector<PasswordFault> faults;
  const auto tell = [&](bool wrong, PasswordFault fault) {
    if (wrong) faults.push_back(fault);
  };
  tell(seen.control, PasswordFault::control);
  tell(seen.invisible, PasswordFault::invisible);
  tell(seen.characters < least, PasswordFault::too_short);
  tell(!seen.small, PasswordFault::no_small_letter);
  tell(!seen.capital, PasswordFault::no_capital);
  tell(!seen.digit, PasswordFault::no_digit);
  tell(!seen.special, PasswordFault::no_special);
  return faults;
}

bool spelled_in_two_ways(std::string_view password) {
  for (std::size_t i = 0; i < password.size();) {
    const std::int32_t c = next_code_point(password, i);
    if (c < 0) return false;
    // Whatever is not its own NFD and NFC on its own, or may join what stands before it.
    if (c < 0x80) continue;
    if (u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES ||
        u_getIntPropertyValue(c, UCHAR_NFD_QUICK_CHECK) != UNORM_YES ||
        u_getIntPropertyValue(c, UCHAR_CANONICAL_COMBINING_CLASS) != 0)
      return true;
  }
  return false;
}

}  // namespace congvu::directory
