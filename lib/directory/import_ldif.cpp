#include "directory/import_ldif.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "directory/date_text.h"
#include "directory/ldif.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

bool says_true(const LdifEntry& entry, std::string_view name) {
  const auto* value = entry.first(name);
  return value != nullptr && equals_ascii(*value, "TRUE");
}

const std::string* first_of(const LdifEntry& entry, std::initializer_list<std::string_view> names) {
  for (const auto name : names)
    if (const auto* value = entry.first(name)) return value;
  return nullptr;
}

// "uid=an,ou=people,dc=bacgiang,dc=gov,dc=vn": bacgiang.gov.vn.
std::string domain_of_dn(std::string_view dn) {
  std::string out;
  for (std::size_t start = 0; start < dn.size();) {
    const std::size_t end = std::min(dn.find(',', start), dn.size());
    const auto part = trim_ascii(dn.substr(start, end - start));
    if (part.size() > 3 && equals_ascii(part.substr(0, 3), "dc=")) {
      if (!out.empty()) out += '.';
      out += part.substr(3);
    }
    start = end + 1;
  }
  return out;
}

std::string address_of(const LdifEntry& entry) {
  if (const auto* address = first_of(entry, {"zimbramaildeliveryaddress", "mail"})) return *address;
  const auto* uid = entry.first("uid");
  const std::string domain = domain_of_dn(entry.dn);
  return uid == nullptr || domain.empty() ? std::string() : *uid + '@' + domain;
}

bool account(const LdifEntry& entry) {
  for (const std::string_view other : {"zimbraDistributionList", "zimbraDomain", "zimbraCOS", "zimbraServer",
                                       "zimbraGroup", "groupOfNames", "posixGroup", "organizationalUnit"})
    if (entry.is(other)) return false;
  return !address_of(entry).empty();
}

std::string aliases_of(const LdifEntry& entry, std::string_view address) {
  std::string out;
  for (const std::string_view name : {"zimbramailalias", "mailalternateaddress", "maillocaladdress", "mail"})
    for (const auto& alias : entry.all(name)) {
      if (equals_ascii(alias, address)) continue;
      if (!out.empty()) out += ' ';
      out += alias;
    }
  return out;
}

std::string joined_values(const std::vector<std::string>& values) {
  return fmt::format("{}", fmt::join(values, " "));
}

struct StatusWord {
  std::string_view zimbra;
  Standing status;
};
constexpr std::array<StatusWord, 6> statuses{{{"active", Standing::in_use},
                                              {"closed", Standing::closed},
                                              {"locked", Standing::suspended},
                                              {"lockout", Standing::suspended},
                                              {"maintenance", Standing::suspended},
                                              {"pending", Standing::suspended}}};

// Also the time of a lock by slapo-ppolicy that does not end by itself.
void add_status(const LdifEntry& entry, ImportRow& row) {
  if (const auto* locked = entry.first("pwdaccountlockedtime"); locked && *locked == "000001010000Z")
    row.at(Column::status) = status_word(Standing::suspended);
  const auto* word = entry.first("zimbraaccountstatus");
  if (word == nullptr) return;
  row.at(Column::status) = *word;  // an unknown one is told as the cell's fault
  for (const auto& one : statuses)
    if (equals_ascii(one.zimbra, *word)) row.at(Column::status) = status_word(one.status);
  if (*row.at(Column::status) != status_word(Standing::in_use))
    row.at(Column::status_reason) = "zimbraAccountStatus: " + *word;
}

void add_kind(const LdifEntry& entry, ImportRow& row) {
  if (says_true(entry, "zimbraissystemaccount") || says_true(entry, "zimbraissystemresource") ||
      entry.is("zimbraCalendarResource"))
    row.at(Column::kind) = kind_word(MailboxKind::technical);
  else if (says_true(entry, "zimbraisadminaccount") || says_true(entry, "zimbraisdelegatedadminaccount"))
    row.at(Column::kind) = kind_word(MailboxKind::administrator);
}

void add_password(const LdifEntry& entry, ImportRow& row) {
  if (const auto* changed = first_of(entry, {"zimbrapasswordmodifiedtime", "pwdchangedtime"})) {
    row.at(Column::password_changed) = *changed;
    return;
  }
  const auto* days = entry.first("shadowlastchange");
  if (days == nullptr) return;
  int since_1970 = 0;
  const auto [end, error] = std::from_chars(days->data(), days->data() + days->size(), since_1970);
  const bool whole = error == std::errc() && end == days->data() + days->size();
  const bool possible = whole && since_1970 > 0 && since_1970 < 80'000;
  row.at(Column::password_changed) = possible ? day_text(Day(std::chrono::days(since_1970))) : *days;
}

ImportRow row_of(const LdifEntry& entry) {
  ImportRow row;
  row.line = entry.line;
  const auto copy = [&](Column column, std::initializer_list<std::string_view> names) {
    if (const auto* value = first_of(entry, names)) row.at(column) = *value;
  };
  row.at(Column::address) = address_of(entry);
  row.at(Column::aliases) = aliases_of(entry, *row.at(Column::address));
  copy(Column::name, {"displayname", "cn"});
  copy(Column::title, {"title"});
  copy(Column::organisation, {"departmentnumber"});
  copy(Column::issued, {"zimbracreatetimestamp", "createtimestamp"});
  copy(Column::last_login, {"zimbralastlogontimestamp", "authtimestamp"});
  if (const auto send_as = entry.all("zimbraallowfromaddress"); !send_as.empty())
    row.at(Column::send_as) = joined_values(send_as);
  add_status(entry, row);
  add_kind(entry, row);
  add_password(entry, row);
  return row;
}

}  // namespace

bool looks_like_ldif(std::string_view utf8) {
  while (!utf8.empty()) {
    const auto line = utf8.substr(0, utf8.find('\n'));
    const auto text = trim_ascii(line);
    if (!text.empty() && text.front() != '#') return text.starts_with("dn:") || text.starts_with("version:");
    utf8.remove_prefix(std::min(line.size() + 1, utf8.size()));
  }
  return false;
}

Result<ImportTable> read_import_ldif(std::string_view utf8) {
  const auto entries = read_ldif(utf8);
  if (!entries) return tl::unexpected(entries.error());
  ImportTable table;
  std::size_t others = 0;
  for (const auto& entry : *entries) {
    if (account(entry))
      table.rows.push_back(row_of(entry));
    else
      ++others;
  }
  if (others != 0) table.notices.push_back(fmt::format("{} mục không phải hộp thư được bỏ qua", others));
  return table;
}

}  // namespace congvu::directory
