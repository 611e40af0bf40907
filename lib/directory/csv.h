// Comma-separated values, as spreadsheets write them.
//
// In: the text of a file, UTF-8 with or without a byte order mark; the separator is the one of `,`, `;` and
// tab that the first line has most of. Out: rows with the line on which they begin; empty lines are passed
// over; or the first fault with its line. Limits: `most_csv_columns` a row, `most_csv_rows`; linear in the
// text. Failure:
// ErrorKind::invalid or limit; `where` is the line. Threads: pure function. Source: RFC 4180.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/error.h"

namespace congvu::directory {

constexpr std::size_t most_csv_columns = 100;
constexpr std::size_t most_csv_rows = 1'000'000;

struct CsvRow {
  std::size_t line = 0;  // from 1
  std::vector<std::string> fields;
};

Result<std::vector<CsvRow>> read_csv(std::string_view text);

}  // namespace congvu::directory
