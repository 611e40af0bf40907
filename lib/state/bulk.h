// Many rows in few statements: 100,000 rows take seconds on either engine.
//
// In: a table, its columns, rows of texts (a number is written as its digits; both engines convert). Out: the
// rows are there. Rows go as one JSON value a statement, so that no value is ever part of a statement.
// Limits: `most_bulk_rows` a statement, inside. Failure: SOCI's exceptions: for use inside attempt() and
// transaction(). Threads: the Database's.
#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "state/address.h"

namespace congvu::state {

using Row = std::vector<std::string>;

constexpr std::size_t most_bulk_rows = 2000;

struct BulkTable {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> keys;     // of the columns; of a unique index
  std::vector<std::string> numbers;  // of the columns: not text but bigint
};

// What happens to a row whose key is there already.
enum class OnConflict { replace, keep, fail };

using BulkProgress = std::function<void(std::size_t done)>;  // may be empty

// Gives how many rows were inserted or replaced.
std::uint64_t insert_rows(soci::session& sql, Engine engine, const BulkTable& table,
                          const std::vector<Row>& rows, OnConflict conflict,
                          const BulkProgress& progress = {});
// Rows whose `column` is one of `values`.
void delete_rows(soci::session& sql, Engine engine, const std::string& table, const std::string& column,
                 const std::vector<std::string>& values);

}  // namespace congvu::state
