// Tests that run on both databases: on SQLite in the everyday program, and once more on a real PostgreSQL
// where CONGVU_TEST_POSTGRESQL names one (tests/postgresql.py starts it; ctest: unit.*.postgresql).
//
//   BOOST_DATA_TEST_CASE(rows_stay, engines(), engine) {
//     const TestDatabase place(engine);
//     auto database = place.open();
//
// A suite with such tests carries *boost::unit_test::label("database").
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "state/database.h"

namespace congvu::testing {

inline std::vector<std::string> engines() {
  return {::getenv("CONGVU_TEST_POSTGRESQL") == nullptr ? "sqlite" : "postgresql"};
}

// An empty database of its own, gone at the end.
class TestDatabase {
 public:
  explicit TestDatabase(const std::string& engine) {
    if (engine == "sqlite") {
      std::string name = (std::filesystem::temp_directory_path() / "congvu-unit-XXXXXX").string();
      if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch directory");
      directory_ = name;
      address_ = {state::Engine::sqlite, (directory_ / "test.db").string()};
      return;
    }
    server_ = state::parse_database_address(::getenv("CONGVU_TEST_POSTGRESQL")).value();
    static int count = 0;
    name_ = "unit_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
    run("create database " + name_);
    address_ = {state::Engine::postgresql, server_.text + " dbname=" + name_};  // the last of two keys holds
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase() {
    std::error_code ignored;
    if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
    if (!name_.empty()) run("drop database " + name_ + " with (force)");
  }

  [[nodiscard]] const state::DatabaseAddress& address() const { return address_; }
  [[nodiscard]] std::unique_ptr<state::Database> open() const {
    auto database = state::Database::open(address_);
    if (!database) throw std::runtime_error(database.error().to_string());
    return std::move(*database);
  }

 private:
  void run(const std::string& statement) const {
    auto database = state::Database::open(server_);
    if (!database) throw std::runtime_error(database.error().to_string());
    const auto done = (*database)->attempt([&](soci::session& sql) { sql << statement; });
    if (!done) throw std::runtime_error(done.error().to_string());
  }

  std::filesystem::path directory_;
  state::DatabaseAddress server_;
  std::string name_;
  state::DatabaseAddress address_;
};

}  // namespace congvu::testing
