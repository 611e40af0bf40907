// Where a database is, as the settings name it.
//
// In: a text of the settings. Out: an address for state/database.h. Failure: ErrorKind::invalid; the text
// says what is expected. Threads: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "facts/error.h"

namespace congvu::state {

enum class Engine : std::uint8_t { sqlite, postgresql };

struct DatabaseAddress {
  Engine engine = Engine::sqlite;
  std::string text;  // a path, or a libpq connection string ("host=db1 dbname=congvu user=congvu")
  bool operator==(const DatabaseAddress&) const = default;
};

// "sqlite:/absolute/path" or "postgresql:key=value ..." (also "postgresql://user@host/name").
Result<DatabaseAddress> parse_database_address(std::string_view text);
// Without a password, for logs.
std::string shown_address(const DatabaseAddress& address);

// What holds one part of the state ("directory", "journal-milter"): of SQLite the file NAME.db in the
// directory that `address` names; PostgreSQL has all in one database.
DatabaseAddress part_of(const DatabaseAddress& address, std::string_view part);

}  // namespace congvu::state
