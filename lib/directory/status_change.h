// Suspending, restoring and closing a mailbox (clauses 8.1 to 8.3): by an operator, never by itself.
//
// In: the directory, addresses, who decides, why and by which document. Out: the changes with their history,
// or the first address that cannot be changed so; then none is. in use → suspended → in use; both → closed;
// a closed one comes back only by a restore. Failure: ErrorKind::invalid; `where` is the address. Threads:
// pure function.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "directory/store.h"

namespace congvu::directory {

struct StatusChange {
  Standing status = Standing::suspended;  // what becomes of it
  std::vector<std::string> addresses;     // own addresses, in the directory's form
  std::string reason;
  std::string document;      // số văn bản
  std::optional<Day> until;  // of a suspension
  std::string who;
  Time now{};
};

Result<Changes> change_status(const StatusChange& change, const Directory::Contents& directory);

}  // namespace congvu::directory
