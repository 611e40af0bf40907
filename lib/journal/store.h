// The journal in a database: every decision once, with tables to find it by.
//
//   auto store =
//   journal::Store::open(*state::parse_database_address("sqlite:/var/lib/congvu/journal-milter.db"));
//   (*store)->insert(entries);                 // again and again: each decision is kept once
//
// In: decisions with an id, each with its line (decision_line.h), which is kept as it is. Out: rows. The
// number of a row is made of the number of the incarnation in this database and of the sequence within it, so
// that the same decision has the same number whoever writes it. Text to search by is kept in lower case.
// Limits: statements of at most 5,000 values. Failure: `unavailable` where the database is gone (what was to
// be written is not there; write it again), `invalid` where it refuses the data, `unsupported` where its
// tables are of a newer version. Durable: a commit is on the disk (SQLite: synchronous=FULL here). Threads:
// one at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "facts/error.h"
#include "journal/record.h"
#include "state/database.h"

namespace congvu::journal {

struct Entry {
  Record record;
  std::string line;
};

// Reads a line that is to be kept; `invalid` also for one without an id.
Result<Entry> entry_of(std::string_view line);

class Store {
 public:
  // `create`: a missing SQLite file is made.
  static Result<std::unique_ptr<Store>> open(const state::DatabaseAddress& address, bool create = true);

  // All or nothing. Gives how many of them were not there yet.
  Result<std::uint64_t> insert(std::span<const Entry> entries);
  // Deletes the oldest decisions before that time, at most `most` of them; gives how many there were.
  Result<std::uint64_t> prune(std::chrono::system_clock::time_point before, std::uint64_t most);

  state::Database& database() { return *database_; }

 private:
  explicit Store(std::unique_ptr<state::Database> database) : database_(std::move(database)) {}
  Result<void> learn_incarnations(std::span<const Entry> entries);
  Result<std::int64_t> number_of(const Record& record) const;

  std::unique_ptr<state::Database> database_;
  std::map<std::string, std::int64_t, std::less<>> incarnations_;
};

}  // namespace congvu::journal
