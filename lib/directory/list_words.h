// The words of lists of mailboxes: what headings and cells mean, in Vietnamese and English.
//
// In: text of a cell, any case, with or without diacritics. Out: its meaning; or the word for a meaning, as
// an export writes it. Failure: nullopt for another word. Threads: pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "directory/address.h"
#include "facts/mailbox_facts.h"

namespace congvu::directory {

// In the order of an export.
enum class Column : std::uint8_t {
  name,
  title,
  organisation,
  address,
  kind,
  level,
  login,
  issued,
  last_login,
  status,
  status_since,
  status_until,
  status_reason,
  password_changed,
  aliases,
  send_as,
  code,   // of a list of organisations
  parent  // of a list of organisations
};
constexpr std::size_t column_count = 18;

std::string_view column_name(Column column);   // "password_changed"
std::string_view column_title(Column column);  // "Đổi mật khẩu gần nhất"
std::optional<Column> column_of(std::string_view heading);

std::optional<MailboxKind> kind_of_word(std::string_view text);
std::string_view kind_word(MailboxKind kind);  // "cá nhân"
std::optional<Level> level_of_word(std::string_view text);
std::string_view level_word(Level level);
std::optional<Standing> status_of_word(std::string_view text);
std::string_view status_word(Standing status);  // "đang dùng"

}  // namespace congvu::directory
