#include "directory/import_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "directory/cell.h"
#include "directory/date_text.h"
#include "directory/import_values.h"
#include "directory/list_cells.h"
#include "directory/organisation_tree.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

constexpr std::size_t most_rounds = 20;
constexpr std::size_t most_history_bytes = 2000;
constexpr std::string_view import_service = "import";

struct Row {
  const ImportRow* in = nullptr;
  std::string address;
  const MailboxRecord* before = nullptr;  // null: new
  MailboxKind kind = MailboxKind::person;
  RowResult after;
  bool bad = false;
};

class Planner {
 public:
  Planner(const ImportTable& table, const Directory::Contents& directory, const ImportOptions& options)
      : table_(table), directory_(directory), options_(options) {
    for (const auto& box : directory.mailboxes) known_.emplace(box.address, &box);
    for (const auto& org : directory.organisations) organisations_.emplace(org.code, org);
    for (const auto& one : directory.logins) {
      auto& last = last_login_[one.login];
      last = std::max(last, one.seen);
    }
    plan_.rows = table.rows.size() + table.faults.size();
    plan_.faults = table.faults;
    plan_.notices = table.notices;
  }

  ImportPlan plan() {
    if (table_.organisations)
      plan_organisations();
    else
      plan_mailboxes();
    std::stable_sort(plan_.faults.begin(), plan_.faults.end(),
                     [](const auto& a, const auto& b) { return line_of(a) < line_of(b); });
    if (!plan_.faults.empty() && !options_.skip_bad) refuse();
    return std::move(plan_);
  }

 private:
  static std::size_t line_of(const Error& fault) {
    const auto digits = fault.where.find_first_of("0123456789");
    return digits == std::string::npos ? 0 : std::stoul(fault.where.substr(digits, 9));
  }

  void refuse() {
    plan_.changes = {};
    plan_.differences.clear();
    plan_.missing.clear();
  }

  void fault(std::size_t line, std::string text) {
    plan_.faults.push_back({ErrorKind::invalid, fmt::format("dòng {}", line), std::move(text)});
  }
  void fault(Row& row, std::string text) {
    row.bad = true;
    fault(row.in->line, std::move(text));
  }

  // --- organisations ---

  void plan_organisations() {
    for (const auto& [code, org] : organisations_) names_.add(code, org.name);
    std::unordered_map<std::string, std::size_t> lines;
    for (const auto& row : table_.rows) {
      const std::string code = code_cell(*row.at(Column::code));
      if (code.empty()) {
        fault(row.line,
              fmt::format("`{}` không phải mã đơn vị", printable(valid_utf8(*row.at(Column::code)), 60)));
        continue;
      }
      const auto [first, added] = lines.emplace(code, row.line);
      if (!added)
        fault(row.line, fmt::format("đơn vị `{}` đã có ở dòng {}", code, first->second));
      else
        names_.add(code, {});
    }
    const RowContext context{options_, names_};
    for (const auto& row : table_.rows) {
      const std::string code = code_cell(*row.at(Column::code));
      if (code.empty() || lines[code] != row.line) continue;
      const auto known = organisations_.find(code);
      auto after = apply_row(
          row, known == organisations_.end() ? OrganisationRecord{code, {}, {}, {}} : known->second, context);
      if (!after)
        fault(row.line, after.error().text);
      else
        put_organisation(row.line, std::move(*after), true);
    }
    check_tree(lines);
  }

  void put_organisation(std::size_t line, OrganisationRecord after, bool told) {
    const auto known = organisations_.find(after.code);
    const bool is_new = known == organisations_.end();
    if (!is_new && known->second == after) {
      if (told) ++plan_.unchanged;
      return;
    }
    if (told) {
      const auto what =
          is_new ? Difference::What::organisation_added : Difference::What::organisation_changed;
      tell({what, after.code, line, differing(is_new ? Cells() : cells_of(known->second), cells_of(after))});
    }
    plan_.changes.organisations.push_back(after);
    organisations_.insert_or_assign(after.code, std::move(after));
  }

  // `lines`: where the file names an organisation.
  void check_tree(const std::unordered_map<std::string, std::size_t>& lines) {
    for (const auto& cycle : cycles_of(organisations_)) {
      std::size_t line = 0;
      for (const auto& code : cycle)
        if (const auto at = lines.find(code); at != lines.end()) line = std::max(line, at->second);
      fault(line, fmt::format("đơn vị cấp trên xoay vòng: {}", fmt::join(cycle, " → ")));
      cyclic_ = true;
    }
    if (cyclic_) refuse_rest();
  }

  // A cycle has no single row that is to blame: skip_bad does not help.
  void refuse_rest() { refuse(); }

  // --- mailboxes ---

  void plan_mailboxes() {
    read_addresses();
    read_kinds();
    apply_rows();
    for (std::size_t round = 0; check_uniqueness(); ++round)
      if (round == most_rounds) return refuse();
    put_organisations();
    find_missing();
    if (cyclic_ || too_many_) return refuse();
    for (const auto& row : rows_)
      if (!row.bad) compare(row);
    close_missing();
  }

  void read_addresses() {
    std::unordered_map<std::string, std::size_t> lines;
    rows_.reserve(table_.rows.size());
    for (const auto& in : table_.rows) {
      Row row;
      row.in = &in;
      auto address = address_cell(*in.at(Column::address), options_.default_domain);
      if (!address) {
        nameless_ = true;
        fault(in.line, address.error().text);
        continue;
      }
      row.address = std::move(*address);
      const auto domain = std::string_view(row.address).substr(row.address.rfind('@') + 1);
      const auto [first, added] = lines.emplace(row.address, in.line);
      if (!added)
        fault(row, fmt::format("`{}` đã có ở dòng {}", row.address, first->second));
      else if (options_.is_local && !options_.is_local(domain))
        fault(row, fmt::format("`{}` không thuộc tên miền của tỉnh", row.address));
      const auto known = known_.find(row.address);
      if (known != known_.end()) row.before = known->second;
      mentioned_.insert(row.address);
      if (!row.bad) rows_.push_back(std::move(row));
    }
  }

  void read_kinds() {
    for (const auto& [code, org] : organisations_) names_.add(code, org.name);
    std::unordered_set<std::string> managing;
    for (const auto& row : rows_)
      if (const auto& cell = row.in->at(Column::organisation)) managing.insert(code_cell(*cell));
    for (auto& row : rows_) {
      const auto& cell = row.in->at(Column::kind);
      const std::string local(local_part(row.address));
      if (cell && !trim_ascii(*cell).empty()) {
        const auto kind = kind_of_word(*cell);
        if (!kind) {
          fault(row, fmt::format("không có loại hộp thư `{}`", printable(valid_utf8(*cell), 60)));
          continue;
        }
        row.kind = *kind;
      } else if (row.before != nullptr) {
        row.kind = row.before->kind;
      } else if (managing.count(local) != 0 || organisations_.count(local) != 0) {
        row.kind = MailboxKind::organisation;
      }
      if (row.kind != MailboxKind::organisation) continue;
      const auto name =
          row.in->at(Column::name) ? text_cell(*row.in->at(Column::name)) : Result<std::string>();
      names_.add(local, name ? *name : std::string());
    }
  }

  void apply_rows() {
    const RowContext context{options_, names_};
    std::unordered_map<std::string, std::size_t> codes;
    for (auto& row : rows_) {
      if (row.bad) continue;
      MailboxRecord before = row.before != nullptr ? *row.before : MailboxRecord();
      before.address = row.address;
      const auto own = organisations_.find(std::string(local_part(row.address)));
      auto after = apply_row(*row.in, std::move(before), row.before == nullptr, row.kind,
                             own == organisations_.end() ? std::string() : own->second.parent, context);
      if (!after) {
        fault(row, after.error().text);
        continue;
      }
      row.after = std::move(*after);
      if (!row.after.organisation) continue;
      const auto [first, added] = codes.emplace(row.after.organisation->code, row.in->line);
      if (!added)
        fault(row,
              fmt::format("mã đơn vị `{}` đã có ở dòng {}", row.after.organisation->code, first->second));
    }
  }

  // True where a row was found bad, so that what it said before holds again.
  bool check_uniqueness() {
    std::unordered_map<std::string_view, std::string_view> addresses;
    std::unordered_map<std::string_view, std::string_view> logins;
    std::unordered_set<std::string_view> replaced;
    for (const auto& row : rows_)
      if (!row.bad) replaced.insert(row.address);
    const auto take = [](auto& owners, std::string_view key, std::string_view owner) {
      const auto [at, added] = owners.emplace(key, owner);
      return added || at->second == owner ? std::string_view() : at->second;
    };
    const auto claim = [&](const MailboxRecord& box) -> std::string {
      if (const auto other = take(addresses, box.address, box.address); !other.empty())
        return fmt::format("`{}` là địa chỉ khác của `{}`", box.address, other);
      for (const auto& alias : box.aliases)
        if (const auto other = take(addresses, alias, box.address); !other.empty())
          return fmt::format("địa chỉ khác `{}` là của `{}`", alias, other);
      if (const auto other = take(logins, box.login, box.address); !other.empty())
        return fmt::format("tài khoản `{}` là của `{}`", box.login, other);
      return {};
    };
    for (const auto& box : directory_.mailboxes)
      if (replaced.count(box.address) == 0) claim(box);
    // Own addresses first: a row is not to blame for another's alias.
    for (const auto& row : rows_)
      if (!row.bad) take(addresses, row.address, row.address);
    bool found = false;
    for (auto& row : rows_) {
      if (row.bad) continue;
      std::string why = claim(row.after.mailbox);
      if (why.empty())
        if (const auto at = addresses.find(row.after.mailbox.login);
            at != addresses.end() && at->second != row.address)
          why = fmt::format("tài khoản `{}` là địa chỉ của `{}`", row.after.mailbox.login, at->second);
      if (why.empty()) continue;
      fault(row, std::move(why));
      found = true;
    }
    return found;
  }

  void put_organisations() {
    std::unordered_map<std::string, std::size_t> lines;
    before_organisations_ = organisations_;
    for (const auto& row : rows_)
      if (!row.bad && row.after.organisation) {
        lines.emplace(row.after.organisation->code, row.in->line);
        put_organisation(row.in->line, *row.after.organisation, false);
      }
    check_tree(lines);
    std::map<std::string, std::size_t> unknown;
    for (const auto& row : rows_)
      if (!row.bad && !row.after.mailbox.organisation.empty() &&
          organisations_.count(row.after.mailbox.organisation) == 0)
        ++unknown[row.after.mailbox.organisation];
    for (const auto& [code, count] : unknown)
      plan_.notices.push_back(fmt::format("không có đơn vị `{}` ({} hộp thư)", code, count));
  }

  void find_missing() {
    std::size_t alive = 0;
    for (const auto& box : directory_.mailboxes) {
      if (box.status == Standing::closed) continue;
      ++alive;
      if (mentioned_.count(box.address) == 0) plan_.missing.push_back(box.address);
    }
    if (!options_.close_missing || plan_.missing.empty()) return;
    // Whom does an unreadable row mean? Perhaps one that would be closed.
    if (nameless_ || !table_.faults.empty())
      return too_many(fmt::format("có dòng không đọc được: không chấm dứt {} hộp thư không có trong tệp",
                                  plan_.missing.size()));
    if (plan_.missing.size() * 10 > alive && !options_.even_many)
      too_many(fmt::format("{} trên {} hộp thư không có trong tệp, hơn một phần mười: không chấm dứt",
                           plan_.missing.size(), alive));
  }

  void too_many(std::string text) {
    too_many_ = true;
    plan_.faults.push_back({ErrorKind::invalid, {}, std::move(text)});
  }

  void close_missing() {
    if (!options_.close_missing) return;
    for (const auto& address : plan_.missing) {
      MailboxRecord box = *known_.find(address)->second;
      const Cells before = cells(box, before_organisations_, {});
      box.status = Standing::closed;
      box.status_since = local_day(options_.now);
      box.status_until.reset();
      box.status_reason = fmt::format("không có trong {}", options_.source);
      tell({Difference::What::closed, address, 0, differing(before, cells(box, organisations_, {}))});
      plan_.changes.mailboxes.push_back(std::move(box));
    }
  }

  static Cells cells(const MailboxRecord& box, const std::map<std::string, OrganisationRecord>& organisations,
                     std::optional<Time> last_login) {
    const auto own = box.kind == MailboxKind::organisation
                         ? organisations.find(std::string(local_part(box.address)))
                         : organisations.end();
    return cells_of(box, own == organisations.end() ? nullptr : &own->second, last_login);
  }

  [[nodiscard]] std::optional<Time> known_login(const MailboxRecord& box) const {
    std::optional<Time> out;
    for (const auto& key : {box.login, box.address})
      if (const auto at = last_login_.find(key); at != last_login_.end() && (!out || *out < at->second))
        out = at->second;
    return out;
  }

  void compare(const Row& row) {
    const auto& after = row.after.mailbox;
    const auto login_before = known_login(after);
    const bool seen = row.after.last_login && (!login_before || *login_before < *row.after.last_login);
    if (seen)
      plan_.changes.logins.push_back({after.login, *row.after.last_login, std::string(import_service)});
    const bool same = row.before != nullptr && *row.before == after;
    if (same && !seen && !moved(row)) {
      ++plan_.unchanged;
      return;
    }
    if (!same) plan_.changes.mailboxes.push_back(after);
    const auto before_cells =
        row.before != nullptr ? cells(*row.before, before_organisations_, login_before) : Cells();
    auto fields =
        differing(before_cells, cells(after, organisations_, seen ? row.after.last_login : login_before));
    if (same && fields.empty()) {
      ++plan_.unchanged;
      return;
    }
    tell({row.before == nullptr ? Difference::What::added : Difference::What::changed, row.address,
          row.in->line, std::move(fields)});
  }

  // An organisation's mailbox shows the organisation's parent.
  [[nodiscard]] bool moved(const Row& row) const {
    if (!row.after.organisation) return false;
    const auto before = before_organisations_.find(row.after.organisation->code);
    return before == before_organisations_.end() || before->second != *row.after.organisation;
  }

  static std::vector<FieldChange> differing(const Cells& before, const Cells& after) {
    std::vector<FieldChange> out;
    for (std::size_t i = 0; i < column_count; ++i)
      if (before.at(i) != after.at(i)) out.push_back({static_cast<Column>(i), before.at(i), after.at(i)});
    return out;
  }

  // A login that moved is no event of the mailbox.
  static bool only_login(const Difference& difference) {
    return difference.what == Difference::What::changed && difference.fields.size() == 1 &&
           difference.fields.front().column == Column::last_login;
  }

  void tell(Difference difference) {
    if (!only_login(difference)) {
      std::string text;
      if (difference.what == Difference::What::added ||
          difference.what == Difference::What::organisation_added) {
        text = "nhập mới";
      } else {
        text = "nhập: ";
        for (const auto& field : difference.fields)
          text += fmt::format("{}{}: {} → {}", &field == &difference.fields.front() ? "" : "; ",
                              column_title(field.column), field.before, field.after);
      }
      plan_.changes.history.push_back({options_.now, options_.who, difference.address,
                                       printable(text, most_history_bytes), options_.source});
    }
    plan_.differences.push_back(std::move(difference));
  }

  const ImportTable& table_;
  const Directory::Contents& directory_;
  const ImportOptions& options_;
  std::unordered_map<std::string_view, const MailboxRecord*> known_;
  std::map<std::string, OrganisationRecord> organisations_;
  std::map<std::string, OrganisationRecord> before_organisations_;
  std::unordered_map<std::string, Time> last_login_;
  OrganisationNames names_;
  std::vector<Row> rows_;
  std::unordered_set<std::string> mentioned_;
  bool nameless_ = false;
  bool cyclic_ = false;
  bool too_many_ = false;
  ImportPlan plan_;
};

}  // namespace

ImportPlan plan_import(const ImportTable& table, const Directory::Contents& directory,
                       const ImportOptions& options) {
  return Planner(table, directory, options).plan();
}

}  // namespace congvu::directory
