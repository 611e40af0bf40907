// The directory in the database: the one place where its tables are written and read.
//
// In: an address (state/address.h), changes. Out: everything (for a snapshot or an export), or what is new.
// Each writing is one transaction that raises the revision first: two writers come one after the other, and a
// reader that knows a revision need not load again. Last logins have a table of their own, which mail servers
// write themselves (examples/dovecot) and which raises no revision. Limits: state/database.h's patience.
// Failure: `unavailable`: try later with a new Store. Threads: a Store belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/snapshot.h"
#include "state/database.h"

namespace congvu::directory {

// What happened to a mailbox (or, without an address, to the whole), as an operator reads it.
struct HistoryRow {
  Time at{};
  std::string who;
  std::string address;
  std::string change;  // "tạm dừng", "nhập: chức vụ: Chuyên viên → Phó phòng"
  std::string reason;
};

struct Changes {
  std::vector<MailboxRecord> mailboxes;  // whole: new ones, and instead of those with the same address
  std::vector<OrganisationRecord> organisations;
  std::vector<LastLogin> logins;  // later ones count
  std::vector<HistoryRow> history;
  [[nodiscard]] bool empty() const {
    return mailboxes.empty() && organisations.empty() && logins.empty() && history.empty();
  }
};

// How far a long writing is; for a bar. May be empty.
using StoreProgress = std::function<void(std::size_t done, std::size_t all)>;

class Store {
 public:
  // Makes or mends the tables. `create`: also a missing SQLite file.
  static Result<Store> open(const state::DatabaseAddress& address, bool create = true);

  Result<std::uint64_t> revision();
  Result<Directory::Contents> load();
  // Those that were seen at `since` or later.
  Result<std::vector<LastLogin>> logins_since(Time since);
  Result<std::vector<HistoryRow>> history(std::string_view address);

  // `plan` sees the directory as no other writer can change it any more, and says what to write; with an
  // error, or with nothing to write, nothing is.
  using Plan = std::function<Result<Changes>(const Directory::Contents&)>;
  Result<void> change(const Plan& plan, const StoreProgress& progress = {});
  // Logins alone; where none is later than what is known, nothing is written.
  Result<void> write_logins(const std::vector<LastLogin>& logins);

 private:
  explicit Store(std::unique_ptr<state::Database> database) : database_(std::move(database)) {}
  std::unique_ptr<state::Database> database_;
};

}  // namespace congvu::directory
