// What an import would change: a table of texts against the directory as it is.
//
// In: the table, the directory, options. Out: the changes, told one by one, or the faults by line. Nothing is
// written here. Rules: a column that the file has says what holds, also with an empty cell (a right to send
// that is deleted in the file is gone) - except that an empty cell of a status, a day or a login says
// nothing. A column that it does not have changes nothing. A new mailbox without a status is in use. A
// mailbox of an organisation (kind "cơ quan") makes that organisation known, with its local part as the code
// and its organisation cell as the parent. Without a kind, a mailbox whose local part is the code of an
// organisation is that one's, others are persons'; without an organisation, a person's is what stands behind
// the first `_` where that is one (Điều 5). Last logins only move forward. What is imported twice changes
// nothing the second time. Limits: `most_cell_bytes`. Failure: faults in the plan; with any of them (and
// without skip_bad) the changes are empty. Threads: pure function.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/import_table.h"
#include "directory/store.h"

namespace congvu::directory {

constexpr std::size_t most_cell_bytes = 1000;
constexpr std::size_t most_addresses = 1000;  // in one cell

struct ImportOptions {
  std::string default_domain;                             // of an address without one
  std::function<bool(std::string_view domain)> is_local;  // empty: every domain is
  Time now{};
  std::string who;             // for the history
  std::string source;          // name of the file
  bool skip_bad = false;       // import the rows that have no fault
  bool keep_status = false;    // pass over the file's status
  bool close_missing = false;  // close what the file does not have
  bool even_many = false;      // also where that is more than a tenth of the mailboxes
};

struct FieldChange {
  Column column = Column::name;
  std::string before;
  std::string after;
};

struct Difference {
  enum class What : std::uint8_t { added, changed, closed, organisation_added, organisation_changed };
  What what = What::added;
  std::string address;  // or the organisation's code
  std::size_t line = 0;
  std::vector<FieldChange> fields;
};

struct ImportPlan {
  Changes changes;
  std::vector<Difference> differences;
  std::vector<std::string> missing;  // in the directory, not closed, not in the file
  std::vector<Error> faults;
  std::vector<std::string> notices;
  std::size_t rows = 0;
  std::size_t unchanged = 0;
};

ImportPlan plan_import(const ImportTable& table, const Directory::Contents& directory,
                       const ImportOptions& options);

}  // namespace congvu::directory
