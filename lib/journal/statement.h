// Statements with any number of values, for both engines.
//
// In: a statement in which each value stands as :p1, :p2 and so on. Out: rows through a soci::row. Failure:
// SOCI's exceptions, for state::Database to catch. Threads: as the session.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "state/database.h"

namespace congvu::journal {

using Value = std::variant<std::int64_t, std::string>;

// Takes a value and gives the words that stand for it in the statement.
std::string placed(std::vector<Value>& values, Value value);

void run(soci::session& sql, const std::string& statement, const std::vector<Value>& values);

// Each row of the answer.
template <class Each>
void select(soci::session& sql, const std::string& statement, const std::vector<Value>& values, Each each);

std::int64_t integer_at(const soci::row& row, std::size_t column);
std::string text_at(const soci::row& row, std::size_t column);

// --- the template ---

namespace details {
// SOCI keeps references to values and row until the statement is done.
void prepare(soci::statement& statement, const std::string& text, const std::vector<Value>& values,
             soci::row* row);
}  // namespace details

template <class Each>
void select(soci::session& sql, const std::string& statement, const std::vector<Value>& values, Each each) {
  soci::statement prepared(sql);
  soci::row row;
  details::prepare(prepared, statement, values, &row);
  if (!prepared.execute(true)) return;
  do each(std::as_const(row));
  while (prepared.fetch());
}

}  // namespace congvu::journal
