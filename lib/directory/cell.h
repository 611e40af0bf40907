// The cells of a list as values: checked, in the one form that the directory keeps.
//
// In: the text of a cell. Out: the value, or what is wrong with it in Vietnamese. A leading apostrophe that
// an export put before "=", "+", "-", "@" (so that no spreadsheet takes the cell for a formula) is taken off.
// Names come out composed (NFC), on one line, without invisible characters. Failure: ErrorKind::invalid
// without a place. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/error.h"

namespace congvu::directory {

Result<std::string> text_cell(std::string_view cell);
// Whole and in the directory's form: lower case, domain as A-labels. `default_domain` for a local part alone.
Result<std::string> address_cell(std::string_view cell, std::string_view default_domain);
// Separated by blanks, commas, semicolons, line breaks; sorted, each once.
Result<std::vector<std::string>> addresses_cell(std::string_view cell, std::string_view default_domain);
Result<std::string> login_cell(std::string_view cell);
// A code (or the address that has it as its local part): "stttt". Empty for a cell that is a name instead.
std::string code_cell(std::string_view cell);

// For an export: with an apostrophe in front where a spreadsheet would see a formula.
std::string exported_cell(std::string_view value);

}  // namespace congvu::directory
