// Which mailboxes a list is to have, and how they are written.
//
// In: the directory, a selection. Out: the mailboxes in the order of their addresses, each with what is due;
// a list as CSV that an import reads back. Ages are counted by the function that the caller gives, since
// months are the regulation's. Units: days of Việt Nam. Failure: none. Threads: pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "directory/list_cells.h"
#include "directory/snapshot.h"

namespace congvu::directory {

struct Listed {
  const MailboxRecord* box = nullptr;  // into the contents
  std::optional<Time> last_login;
  bool idle = false;              // in use, and no login for too long
  bool password_overdue = false;  // in use, and not changed for too long
};

struct Selection {
  std::optional<Standing> status;
  std::optional<MailboxKind> kind;
  std::string organisation;  // code, with all below it; empty: all
  bool idle = false;
  bool password_overdue = false;
};

// Whether what happened on `since` (nothing: it never happened, or nobody knows) is too long ago.
struct Ages {
  std::function<bool(const MailboxRecord&, std::optional<Day> since)> idle;
  std::function<bool(const MailboxRecord&, std::optional<Day> since)> password_overdue;
};

std::vector<Listed> select(const Directory::Contents& directory, const Selection& selection,
                           const Ages& ages);

enum class ListForm {
  whole,     // every column
  published  // danh bạ of 13.6 and 16.4: name, title, organisation, address; mailboxes in use only
};
std::string csv_of(const Directory::Contents& directory, const std::vector<Listed>& boxes, ListForm form);
std::string csv_of_organisations(const Directory::Contents& directory);

}  // namespace congvu::directory
