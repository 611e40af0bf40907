#include "directory/import_values.h"

#include <fmt/format.h>

#include <algorithm>

#include "directory/cell.h"
#include "directory/date_text.h"
#include "directory/list_cells.h"
#include "directory/name.h"
#include "facts/domain.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

tl::unexpected<Error> wrong(std::string text) { return fail(ErrorKind::invalid, {}, std::move(text)); }
std::string shown(std::string_view text) { return printable(valid_utf8(text), 60); }

// Null where the file says nothing: no such column, or an empty cell.
const std::string* said(const ImportRow& row, Column column) {
  const auto& value = row.at(column);
  return value && !trim_ascii(*value).empty() ? &*value : nullptr;
}

class Applied {
 public:
  Applied(const ImportRow& row, const RowContext& context) : row_(row), context_(context) {}

  Result<void> text(Column column, std::string& out) {
    if (!row_.at(column)) return {};
    auto value = text_cell(*row_.at(column));
    if (!value) return about(column, value.error());
    out = std::move(*value);
    return {};
  }

  Result<void> level(std::optional<Level>& out) {
    if (!row_.at(Column::level)) return {};
    if (said(row_, Column::level) == nullptr) {
      out.reset();
      return {};
    }
    out = level_of_word(*row_.at(Column::level));
    return out ? Result<void>() : wrong(fmt::format("không có cấp `{}`", shown(*row_.at(Column::level))));
  }

  // Of what was and is: not later than today (a day more, for clocks and zones).
  Result<void> past_day(Column column, std::optional<Day>& out, bool may_be_later = false) {
    const auto* cell = said(row_, column);
    if (cell == nullptr) return {};
    const auto day = day_of(*cell);
    if (!day)
      return wrong(fmt::format("{}: `{}` không phải ngày (ngày/tháng/năm hoặc năm-tháng-ngày)",
                               column_title(column), shown(*cell)));
    if (!may_be_later && *day > local_day(context_.options.now) + std::chrono::days(1))
      return wrong(fmt::format("{}: {} ở tương lai", column_title(column), day_for_people(*day)));
    out = day;
    return {};
  }

  Result<void> organisation(Column column, std::string& out) {
    if (!row_.at(column)) return {};
    if (said(row_, column) == nullptr) {
      out.clear();
      return {};
    }
    auto code = context_.organisations.code_of(*row_.at(column));
    if (!code) return about(column, code.error());
    out = std::move(*code);
    return {};
  }

  Result<void> login(std::string& out, const std::string& address) {
    const auto* cell = said(row_, Column::login);
    if (cell == nullptr) {
      if (out.empty()) out = address;
      return {};
    }
    auto value = login_cell(*cell);
    if (!value) return tl::unexpected(std::move(value.error()));
    out = std::move(*value);
    return {};
  }

  Result<void> addresses(Column column, std::vector<std::string>& out, const std::string& own) {
    if (!row_.at(column)) return {};
    auto value = addresses_cell(*row_.at(column), context_.options.default_domain);
    if (!value) return about(column, value.error());
    value->erase(std::remove(value->begin(), value->end(), own), value->end());
    out = std::move(*value);
    return {};
  }

  Result<void> status(MailboxRecord& box) {
    if (context_.options.keep_status) return {};
    const auto* cell = said(row_, Column::status);
    const auto status = cell == nullptr ? std::optional<Standing>(box.status) : status_of_word(*cell);
    if (!status) return wrong(fmt::format("không có trạng thái `{}`", shown(*cell)));
    if (*status != box.status) {
      box.status = *status;
      box.status_since = local_day(context_.options.now);
      box.status_until.reset();
      box.status_reason = "nhập từ " + context_.options.source;
    }
    if (auto done = past_day(Column::status_since, box.status_since, true); !done) return done;
    if (auto done = past_day(Column::status_until, box.status_until, true); !done) return done;
    return said(row_, Column::status_reason) ? text(Column::status_reason, box.status_reason)
                                             : Result<void>();
  }

  Result<void> last_login(std::optional<Time>& out) {
    const auto* cell = said(row_, Column::last_login);
    if (cell == nullptr) return {};
    out = time_of(*cell);
    if (!out)
      return wrong(
          fmt::format("{}: `{}` không phải ngày giờ", column_title(Column::last_login), shown(*cell)));
    if (*out > context_.options.now + std::chrono::days(1))
      return wrong(fmt::format("{}: {} ở tương lai", column_title(Column::last_login), time_text(*out)));
    return {};
  }

 private:
  static tl::unexpected<Error> about(Column column, const Error& error) {
    return wrong(fmt::format("{}: {}", column_title(column), error.text));
  }

  const ImportRow& row_;
  const RowContext& context_;
};

// Điều 5: annv_stttt is a person of stttt.
void guess_organisation(MailboxRecord& box, const OrganisationNames& organisations) {
  const auto local = local_part(box.address);
  const auto split = local.find('_');
  if (!box.organisation.empty() || split == std::string_view::npos) return;
  if (organisations.has_code(local.substr(split + 1))) box.organisation = local.substr(split + 1);
}

Result<void> local_aliases(const MailboxRecord& box, const ImportOptions& options) {
  if (!options.is_local) return {};
  for (const auto& alias : box.aliases)
    if (!options.is_local(std::string_view(alias).substr(alias.rfind('@') + 1)))
      return wrong(fmt::format("địa chỉ khác `{}` không thuộc tên miền của tỉnh", shown(alias)));
  return {};
}

void own_organisation(const ImportRow& row, RowResult& out, std::string_view parent_before) {
  auto& box = out.mailbox;
  const bool says_parent = row.at(Column::organisation).has_value();
  std::string parent = says_parent ? box.organisation : std::string(parent_before);
  box.organisation = local_part(box.address);
  if (parent == box.organisation) parent.clear();
  out.organisation = OrganisationRecord{box.organisation, box.name, box.level, std::move(parent)};
}

}  // namespace

void OrganisationNames::add(std::string_view code, std::string_view name) {
  codes_.emplace(code);
  if (name.empty()) return;
  const auto [at, added] = by_name_.emplace(fold(name), code);
  if (!added && at->second != code) at->second.clear();
}

Result<std::string> OrganisationNames::code_of(std::string_view cell) const {
  if (auto code = code_cell(cell); !code.empty()) return code;
  const auto name = text_cell(cell);
  if (!name) return tl::unexpected(name.error());
  const auto at = by_name_.find(fold(*name));
  if (at == by_name_.end()) return wrong(fmt::format("không biết đơn vị `{}`", shown(cell)));
  if (at->second.empty()) return wrong(fmt::format("nhiều đơn vị tên `{}`: hãy ghi mã", shown(cell)));
  return at->second;
}

Result<RowResult> apply_row(const ImportRow& row, MailboxRecord before, bool is_new, MailboxKind kind,
                            std::string_view parent_before, const RowContext& context) {
  RowResult out{std::move(before), {}, {}};
  auto& box = out.mailbox;
  box.kind = kind;
  if (is_new) box.status = Standing::in_use;
  Applied cells(row, context);
  for (const auto& done :
       {cells.text(Column::name, box.name), cells.text(Column::title, box.title), cells.level(box.level),
        cells.organisation(Column::organisation, box.organisation), cells.login(box.login, box.address),
        cells.past_day(Column::issued, box.issued, true), cells.status(box),
        cells.past_day(Column::password_changed, box.password_changed), cells.last_login(out.last_login),
        cells.addresses(Column::aliases, box.aliases, box.address),
        cells.addresses(Column::send_as, box.send_as, box.address), local_aliases(box, context.options)})
    if (!done) return tl::unexpected(done.error());
  if (kind == MailboxKind::organisation)
    own_organisation(row, out, parent_before);
  else
    guess_organisation(box, context.organisations);
  return out;
}

Result<OrganisationRecord> apply_row(const ImportRow& row, OrganisationRecord before,
                                     const RowContext& context) {
  Applied cells(row, context);
  for (const auto& done : {cells.text(Column::name, before.name), cells.level(before.level),
                           cells.organisation(Column::parent, before.parent)})
    if (!done) return tl::unexpected(done.error());
  if (before.parent == before.code) return wrong("đơn vị là cấp trên của chính nó");
  return before;
}

}  // namespace congvu::directory
