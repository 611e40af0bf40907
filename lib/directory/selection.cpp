#include "directory/selection.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "directory/cell.h"
#include "directory/date_text.h"
#include "directory/organisation_tree.h"

namespace congvu::directory {
namespace {

constexpr std::array<Column, 16> whole_columns{Column::name,          Column::title,
                                               Column::organisation,  Column::address,
                                               Column::kind,          Column::level,
                                               Column::login,         Column::issued,
                                               Column::last_login,    Column::status,
                                               Column::status_since,  Column::status_until,
                                               Column::status_reason, Column::password_changed,
                                               Column::aliases,       Column::send_as};
constexpr std::array<Column, 4> published_columns{Column::name, Column::title, Column::organisation,
                                                  Column::address};
constexpr std::array<Column, 4> organisation_columns{Column::code, Column::name, Column::level,
                                                     Column::parent};

Organisations tree_of(const Directory::Contents& directory) {
  Organisations out;
  for (const auto& org : directory.organisations) out.emplace(org.code, org);
  return out;
}

std::unordered_map<std::string_view, Time> last_logins(const Directory::Contents& directory) {
  std::unordered_map<std::string_view, Time> out;
  for (const auto& one : directory.logins) {
    const auto [at, added] = out.emplace(one.login, one.seen);
    if (!added) at->second = std::max(at->second, one.seen);
  }
  return out;
}

std::string quoted(std::string_view value) {
  const std::string cell = exported_cell(value);
  if (cell.find_first_of(",;\t\"\r\n") == std::string::npos) return cell;
  std::string out = "\"";
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

void add_line(std::string& out, std::span<const Column> columns, const Cells& cells) {
  for (const auto column : columns) {
    if (column != columns.front()) out += ',';
    out += quoted(cells.at(static_cast<std::size_t>(column)));
  }
  out += "\r\n";
}

std::string headings(std::span<const Column> columns) {
  std::string out = "\xEF\xBB\xBF";  // without it a spreadsheet takes UTF-8 for something else
  for (const auto column : columns) {
    if (column != columns.front()) out += ',';
    out += column_title(column);
  }
  return out + "\r\n";
}

}  // namespace

std::vector<Listed> select(const Directory::Contents& directory, const Selection& selection,
                           const Ages& ages) {
  const auto logins = last_logins(directory);
  std::unordered_set<std::string> organisations;
  if (!selection.organisation.empty()) organisations = below(tree_of(directory), selection.organisation);
  // A bare login in the mail server's log is one of the only domain that the caller knows.
  const auto seen = [&](const MailboxRecord& box) {
    std::optional<Time> out;
    std::vector<std::string_view> keys{box.login, box.address};
    if (box.address.ends_with('@' + directory.login_domain)) keys.push_back(local_part(box.address));
    for (const auto key : keys)
      if (const auto at = logins.find(key); at != logins.end() && (!out || *out < at->second))
        out = at->second;
    return out;
  };
  std::vector<Listed> out;
  for (const auto& box : directory.mailboxes) {
    if (selection.status && box.status != *selection.status) continue;
    if (selection.kind && box.kind != *selection.kind) continue;
    if (!selection.organisation.empty() && organisations.count(box.organisation) == 0) continue;
    Listed one{&box, seen(box), false, false};
    if (box.status == Standing::in_use) {
      const auto used = one.last_login ? std::optional<Day>(local_day(*one.last_login)) : box.issued;
      one.idle = ages.idle && ages.idle(box, used);
      one.password_overdue = ages.password_overdue && ages.password_overdue(box, box.password_changed);
    }
    if ((selection.idle && !one.idle) || (selection.password_overdue && !one.password_overdue)) continue;
    out.push_back(one);
  }
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.box->address < b.box->address; });
  return out;
}

std::string csv_of(const Directory::Contents& directory, const std::vector<Listed>& boxes, ListForm form) {
  const bool whole = form == ListForm::whole;
  const std::span<const Column> columns =
      whole ? std::span<const Column>(whole_columns) : std::span<const Column>(published_columns);
  const auto organisations = tree_of(directory);
  std::string out = headings(columns);
  for (const auto& one : boxes) {
    if (!whole && one.box->status != Standing::in_use) continue;
    const auto own = one.box->kind == MailboxKind::organisation
                         ? organisations.find(std::string(local_part(one.box->address)))
                         : organisations.end();
    add_line(out, columns,
             cells_of(*one.box, own == organisations.end() ? nullptr : &own->second, one.last_login));
  }
  return out;
}

std::string csv_of_organisations(const Directory::Contents& directory) {
  std::string out = headings(organisation_columns);
  for (const auto& org : directory.organisations) add_line(out, organisation_columns, cells_of(org));
  return out;
}

}  // namespace congvu::directory
