// A file of mailboxes or organisations as rows of texts, whatever its format.
//
// In: CSV with a line of headings (the names of list_words.h; other columns are passed over and told), or
// LDIF (directory/import_ldif.h). Out: rows; a value is absent where the file says nothing about it, so that
// an import leaves it as it is. Limits: those of csv.h. Failure: the whole file is refused where it is no
// CSV, a heading is missing or there twice; a row with another number of cells than the headings is a fault
// of that row. Threads: plain values.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/list_words.h"
#include "facts/error.h"

namespace congvu::directory {

struct ImportRow {
  std::size_t line = 0;
  std::array<std::optional<std::string>, column_count> values;
  [[nodiscard]] const std::optional<std::string>& at(Column column) const {
    return values.at(static_cast<std::size_t>(column));
  }
  std::optional<std::string>& at(Column column) { return values.at(static_cast<std::size_t>(column)); }
};

struct ImportTable {
  bool organisations = false;  // rows with a code instead of an address
  std::vector<ImportRow> rows;
  std::vector<Error> faults;         // of rows that are none
  std::vector<std::string> notices;  // what was passed over
};

Result<ImportTable> read_import_csv(std::string_view utf8);
// LDIF where the first line that says something begins as LDIF does ("dn:", "version:"), else CSV.
Result<ImportTable> read_import(std::string_view utf8);

}  // namespace congvu::directory
