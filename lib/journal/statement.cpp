#include "journal/statement.h"

#include <fmt/format.h>

namespace congvu::journal {
namespace {

// SQLite has one type of integers, PostgreSQL's counts come as long long or int.
std::int64_t whole(const soci::row& row, std::size_t column) {
  switch (row.get_properties(column).get_data_type()) {
    case soci::dt_integer:
      return row.get<int>(column);
    case soci::dt_long_long:
      return row.get<long long>(column);
    case soci::dt_unsigned_long_long:
      return static_cast<std::int64_t>(row.get<unsigned long long>(column));
    case soci::dt_double:
      return static_cast<std::int64_t>(row.get<double>(column));
    default:
      return std::stoll(row.get<std::string>(column));
  }
}

}  // namespace

std::string placed(std::vector<Value>& values, Value value) {
  values.push_back(std::move(value));
  return fmt::format(":p{}", values.size());
}

namespace details {

void prepare(soci::statement& statement, const std::string& text, const std::vector<Value>& values,
             soci::row* row) {
  if (row != nullptr) statement.exchange(soci::into(*row));
  for (const auto& value : values) {
    if (const auto* number = std::get_if<std::int64_t>(&value))
      statement.exchange(soci::use(*number));
    else
      statement.exchange(soci::use(std::get<std::string>(value)));
  }
  statement.alloc();
  statement.prepare(text, soci::details::st_one_time_query);
  statement.define_and_bind();
}

}  // namespace details

void run(soci::session& sql, const std::string& statement, const std::vector<Value>& values) {
  soci::statement prepared(sql);
  details::prepare(prepared, statement, values, nullptr);
  prepared.execute(true);
}

std::int64_t integer_at(const soci::row& row, std::size_t column) {
  return row.get_indicator(column) == soci::i_null ? 0 : whole(row, column);
}

std::string text_at(const soci::row& row, std::size_t column) {
  return row.get_indicator(column) == soci::i_null ? std::string() : row.get<std::string>(column);
}

}  // namespace congvu::journal
