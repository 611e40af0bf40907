#include "state/bulk.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace congvu::state {
namespace {

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::string json(nlohmann::json value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The value of column `i` of one row, as an expression.
std::string value_of(Engine engine, std::size_t i, bool number) {
  if (engine == Engine::postgresql)
    return number ? fmt::format("cast(one->>{} as bigint)", i) : fmt::format("one->>{}", i);
  const std::string text = fmt::format("json_extract(value, '$[{}]')", i);
  return number ? fmt::format("cast({} as integer)", text) : text;
}

std::string on_conflict(const BulkTable& table, OnConflict conflict) {
  if (conflict == OnConflict::fail) return {};
  const std::string head = fmt::format(" on conflict ({}) do ", fmt::join(table.keys, ", "));
  std::vector<std::string> others;
  for (const auto& column : table.columns)
    if (!has(table.keys, column)) others.push_back(fmt::format("{0} = excluded.{0}", column));
  if (conflict == OnConflict::keep || others.empty()) return head + "nothing";
  return head + fmt::format("update set {}", fmt::join(others, ", "));
}

std::string insert_statement(Engine engine, const BulkTable& table, OnConflict conflict) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    values.push_back(value_of(engine, i, has(table.numbers, table.columns[i])));
  // "where true" ends the select for SQLite, which would take ON for a join's.
  return fmt::format("insert into {} ({}) select {} from {} where true{}", table.name,
                     fmt::join(table.columns, ", "), fmt::join(values, ", "),
                     engine == Engine::postgresql ? "json_array_elements(cast(:rows as json)) as t(one)"
                                                  : "json_each(:rows)",
                     on_conflict(table, conflict));
}

}  // namespace

std::uint64_t insert_rows(soci::session& sql, Engine engine, const BulkTable& table,
                          const std::vector<Row>& rows, OnConflict conflict, const BulkProgress& progress) {
  if (rows.empty()) return 0;
  std::uint64_t changed = 0;
  std::string batch;
  soci::statement statement =
      (sql.prepare << insert_statement(engine, table, conflict), soci::use(batch, "rows"));
  for (std::size_t start = 0; start < rows.size(); start += most_bulk_rows) {
    const std::size_t end = std::min(rows.size(), start + most_bulk_rows);
    nlohmann::json all = nlohmann::json::array();
    for (std::size_t i = start; i < end; ++i) all.push_back(rows[i]);
    batch = json(std::move(all));
    statement.execute(true);
    changed += static_cast<std::uint64_t>(std::max(0LL, statement.get_affected_rows()));
    if (progress) progress(end);
  }
  return changed;
}

void delete_rows(soci::session& sql, Engine engine, const std::string& table, const std::string& column,
                 const std::vector<std::string>& values) {
  std::string batch;
  for (std::size_t start = 0; start < values.size(); start += most_bulk_rows) {
    const std::size_t end = std::min(values.size(), start + most_bulk_rows);
    nlohmann::json all = nlohmann::json::array();
    for (std::size_t i = start; i < end; ++i) all.push_back(values[i]);
    batch = json(std::move(all));
    sql << fmt::format("delete from {} where {} in (select {})", table, column,
                       engine == Engine::postgresql ? "json_array_elements_text(cast(:rows as json))"
                                                    : "value from json_each(:rows)"),
        soci::use(batch, "rows");
  }
}

}  // namespace congvu::state
