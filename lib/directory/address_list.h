// Mailboxes as a table: what `congvu address check` reads.
//
// In: CSV with a line of headings, in English or Vietnamese: local (địa chỉ), name (họ và tên), kind (loại:
// cơ quan, cá nhân, quản trị, kỹ thuật), org (đơn vị), level (cấp); the first two are needed, other columns
// are passed over. Out: the entries with their lines, and every row that cannot be one. An address may carry
// its domain; a row without a kind is a person. Limits: those of csv.h. Failure: faults by line; the whole
// text is refused only where it is no CSV or a heading is missing. Threads: pure function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "directory/address_check.h"
#include "directory/snapshot.h"

namespace congvu::directory {

struct AddressList {
  std::vector<AddressEntry> entries;
  std::vector<std::size_t> lines;    // of the entries
  std::vector<std::string> domains;  // of the entries, empty without one
  std::vector<Error> faults;         // of rows that are none
};

Result<AddressList> read_address_list(std::string_view text);
// The same of the directory, without closed mailboxes; "lines" are places.
AddressList address_list_of(const Directory::Contents& contents);

}  // namespace congvu::directory
