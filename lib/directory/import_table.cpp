#include "directory/import_table.h"

#include <fmt/format.h>

#include "directory/csv.h"
#include "directory/import_ldif.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

using Positions = std::vector<std::optional<Column>>;

bool has(const Positions& positions, Column column) {
  for (const auto& one : positions)
    if (one == column) return true;
  return false;
}

Result<Positions> positions_of(const CsvRow& headings, ImportTable& table) {
  const std::string where = fmt::format("dòng {}", headings.line);
  Positions out;
  for (const auto& heading : headings.fields) {
    const auto column = column_of(heading);
    if (column && has(out, *column))
      return fail(ErrorKind::invalid, where, fmt::format("cột `{}` có hai lần", printable(heading, 60)));
    if (!column && !trim_ascii(heading).empty())
      table.notices.push_back(fmt::format("cột `{}` được bỏ qua", printable(heading, 60)));
    out.push_back(column);
  }
  table.organisations = has(out, Column::code) && !has(out, Column::address);
  if (!table.organisations && !has(out, Column::address))
    return fail(
        ErrorKind::invalid, where,
        "thiếu cột `address` (địa chỉ hộp thư), hoặc `code` (mã đơn vị) của danh sách đơn vị; dòng đầu "
        "phải là tên cột");
  return out;
}

}  // namespace

Result<ImportTable> read_import_csv(std::string_view utf8) {
  auto rows = read_csv(utf8);
  if (!rows) return tl::unexpected(std::move(rows.error()));
  if (rows->empty()) return fail(ErrorKind::invalid, {}, "tệp trống");
  ImportTable table;
  const auto positions = positions_of(rows->front(), table);
  if (!positions) return tl::unexpected(positions.error());
  table.rows.reserve(rows->size() - 1);
  for (auto row = rows->begin() + 1; row != rows->end(); ++row) {
    // A cell too many moves all behind it; one too few is a line that was cut.
    if (row->fields.size() != positions->size()) {
      table.faults.push_back({ErrorKind::invalid, fmt::format("dòng {}", row->line),
                              fmt::format("có {} ô, dòng đầu có {}", row->fields.size(), positions->size())});
      continue;
    }
    ImportRow out;
    out.line = row->line;
    for (std::size_t i = 0; i < positions->size(); ++i)
      if ((*positions)[i]) out.at(*(*positions)[i]) = std::move(row->fields[i]);
    table.rows.push_back(std::move(out));
  }
  return table;
}

Result<ImportTable> read_import(std::string_view utf8) {
  return looks_like_ldif(utf8) ? read_import_ldif(utf8) : read_import_csv(utf8);
}

}  // namespace congvu::directory
