#include "state/database.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

using namespace congvu;
using namespace congvu::state;

namespace {

struct Directory {
  Directory() {
    std::string name = (std::filesystem::temp_directory_path() / "congvu-state-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Directory() { std::filesystem::remove_all(path); }
  [[nodiscard]] DatabaseAddress address(const std::string& name = "a b.db") const {
    return {Engine::sqlite, (path / name).string()};
  }
  std::filesystem::path path;
};

long long count(Database& database, const std::string& table) {
  return database
      .attempt([&](soci::session& sql) {
        long long n = 0;
        sql << "select count(*) from " + table, soci::into(n);
        return n;
      })
      .value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(database)

BOOST_AUTO_TEST_CASE(addresses) {
  BOOST_TEST((parse_database_address("sqlite:/var/lib/congvu/x.db").value() ==
              DatabaseAddress{Engine::sqlite, "/var/lib/congvu/x.db"}));
  BOOST_TEST((parse_database_address("postgresql: host=db dbname=c").value() ==
              DatabaseAddress{Engine::postgresql, "host=db dbname=c"}));
  for (const std::string_view wrong :
       {"", "sqlite:", "sqlite:x.db", "sqlite:/a\"b", "postgresql:", "mysql:x", "postgresql:host=a\nport=1"})
    BOOST_TEST(!parse_database_address(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(parts) {
  BOOST_TEST(part_of({Engine::sqlite, "/var/lib/congvu"}, "directory").text ==
             "/var/lib/congvu/directory.db");
  BOOST_TEST(part_of({Engine::postgresql, "host=db"}, "directory").text == "host=db");
}

BOOST_AUTO_TEST_CASE(passwords_are_not_shown) {
  const auto shown = [](std::string_view text) {
    return shown_address(parse_database_address(text).value());
  };
  BOOST_TEST(shown("postgresql:host=db password=secret dbname=c") ==
             "postgresql:host=db password=*** dbname=c");
  BOOST_TEST(shown("postgresql:password='my secret' host=db") == "postgresql:password=*** host=db");
  BOOST_TEST(shown("postgresql://u:secret@db/c") == "postgresql://u:***@db/c");
  BOOST_TEST(shown("postgresql://db/c?password=secret&user=u") == "postgresql://db/c?password=***&user=u");
}

BOOST_AUTO_TEST_CASE(a_file_is_made_private_or_missed) {
  const Directory directory;
  const auto missing = Database::open(directory.address(), false);
  BOOST_REQUIRE(!missing);
  BOOST_TEST((missing.error().kind == ErrorKind::invalid));
  const auto made = Database::open(directory.address());
  BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().to_string()));
  struct stat status {};
  BOOST_REQUIRE(stat(directory.address().text.c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 07777U & ~0640U) == 0U);
}

BOOST_AUTO_TEST_CASE(transactions_keep_all_or_nothing) {
  const Directory directory;
  auto database = std::move(*Database::open(directory.address()));
  BOOST_REQUIRE(database->attempt([](soci::session& sql) { sql << "create table t (x integer unique)"; }));
  BOOST_TEST(!database->transaction([](soci::session& sql) {
    sql << "insert into t values (1)";
    sql << "insert into t values (1)";
  }));
  BOOST_TEST(count(*database, "t") == 0);
  BOOST_TEST(bool(database->transaction([](soci::session& sql) { sql << "insert into t values (1)"; })));
  BOOST_TEST(count(*database, "t") == 1);
}

BOOST_AUTO_TEST_CASE(kinds_of_failure) {
  const Directory directory;
  auto database = std::move(*Database::open(directory.address()));
  const auto refused = database->attempt([](soci::session& sql) { sql << "no such statement"; });
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().kind == ErrorKind::invalid));
  const auto foreign = database->attempt([](soci::session&) { throw std::runtime_error("two\nlines"); });
  BOOST_REQUIRE(!foreign);
  BOOST_TEST(foreign.error().text == "two lines");
  const auto nowhere = Database::open({Engine::sqlite, "/nowhere/x.db"});
  BOOST_REQUIRE(!nowhere);
  BOOST_TEST((nowhere.error().kind == ErrorKind::unavailable));
}

BOOST_AUTO_TEST_CASE(migrations_run_once_by_however_many) {
  const Directory directory;
  constexpr Migration steps[] = {{"create table a (x integer); insert into a values (1);", ""},
                                 {"insert into a values (2);", ""}};
  std::vector<std::thread> threads;
  std::mutex mutex;
  int good = 0;
  std::string why;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      auto database = Database::open(directory.address());
      const auto migrated = database ? migrate(**database, "test", steps) : tl::unexpected(database.error());
      const std::lock_guard lock(mutex);
      if (migrated)
        ++good;
      else
        why += migrated.error().to_string() + "\n";
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(good == 4, why);
  auto database = std::move(*Database::open(directory.address()));
  BOOST_TEST(count(*database, "a") == 2);
  const auto older = migrate(*database, "test", std::span(steps).first(1));
  BOOST_REQUIRE(!older);
  BOOST_TEST((older.error().kind == ErrorKind::unsupported));
}

BOOST_AUTO_TEST_SUITE_END()
