// One connection to the database: SQLite in a file, or PostgreSQL. The only door to SOCI.
//
//   auto address = state::parse_database_address("sqlite:/var/lib/congvu/directory.db");
//   auto database = state::Database::open(*address);
//   auto count = database->attempt([](soci::session& sql) {
//     long long n = 0;
//     sql << "select count(*) from mailbox", soci::into(n);
//     return n;
//   });                                         // Result<long long>
//
// In: an address from the settings, statements that both engines understand (or one for each, by engine()).
// Out: values, or an Error: `unavailable` where the database is gone, locked or slow (try again later),
// `invalid` for a statement or a value that it refuses. SOCI's exceptions end in attempt() and transaction().
// Limits: `patience` for a lock (SQLite) and for a statement, connection_patience for a connection
// (PostgreSQL), so that a call that hangs ends. SQLite runs in WAL mode with synchronous=NORMAL: a power cut
// may take the last commits, a crash takes none. Failure: after `unavailable` of PostgreSQL the connection is
// spent: open another. Threads: a Database belongs to one thread at a time.
#pragma once

#include <soci/soci.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "facts/error.h"
#include "state/address.h"

namespace congvu::state {

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::seconds connection_patience{5};

class Database {
 public:
  // `create`: a missing SQLite file is made (mode 0640); else it is an error.
  static Result<std::unique_ptr<Database>> open(const DatabaseAddress& address, bool create = true);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  [[nodiscard]] Engine engine() const { return address_.engine; }

  // Runs `work(soci::session&)`; what it gives back is the result.
  template <class Work>
  auto attempt(Work work) -> Result<std::invoke_result_t<Work, soci::session&>>;
  // The same between BEGIN and COMMIT; SQLite takes the write lock at once. Any failure rolls back.
  template <class Work>
  auto transaction(Work work) -> Result<std::invoke_result_t<Work, soci::session&>>;
  // The same for reading only: all statements see one state, nobody is kept from writing.
  template <class Work>
  auto reading(Work work) -> Result<std::invoke_result_t<Work, soci::session&>>;

 private:
  enum class Access : std::uint8_t { read, write };
  template <class Work>
  auto within(Access access, Work work) -> Result<std::invoke_result_t<Work, soci::session&>>;
  Database(DatabaseAddress address, std::unique_ptr<soci::session> session);
  void begin(Access access);
  void commit();
  void roll_back() noexcept;
  // For the handler of an exception that is being handled.
  [[nodiscard]] Error current_error() const;

  DatabaseAddress address_;
  std::unique_ptr<soci::session> session_;
};

// A step from one version of a component's tables to the next; statements end in ";".
struct Migration {
  std::string_view sqlite;
  std::string_view postgresql;  // empty: the same
};

// Brings the tables of `component` to version migrations.size(); each step once, however many programs start
// at the same time. A database of a newer version is refused (`unsupported`).
Result<void> migrate(Database& database, std::string_view component, std::span<const Migration> migrations);

// --- the templates ---

template <class Work>
auto Database::attempt(Work work) -> Result<std::invoke_result_t<Work, soci::session&>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work, soci::session&>>) {
      work(*session_);
      return {};
    } else {
      return work(*session_);
    }
  } catch (...) {
    return tl::unexpected(current_error());
  }
}

template <class Work>
auto Database::transaction(Work work) -> Result<std::invoke_result_t<Work, soci::session&>> {
  return within(Access::write, std::move(work));
}

template <class Work>
auto Database::reading(Work work) -> Result<std::invoke_result_t<Work, soci::session&>> {
  return within(Access::read, std::move(work));
}

template <class Work>
auto Database::within(Access access, Work work) -> Result<std::invoke_result_t<Work, soci::session&>> {
  try {
    begin(access);
    if constexpr (std::is_void_v<std::invoke_result_t<Work, soci::session&>>) {
      work(*session_);
      commit();
      return {};
    } else {
      auto out = work(*session_);
      commit();
      return out;
    }
  } catch (...) {
    Error error = current_error();
    roll_back();
    return tl::unexpected(std::move(error));
  }
}

}  // namespace congvu::state
