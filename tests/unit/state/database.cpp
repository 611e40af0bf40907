#include "state/database.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "state/bulk.h"
#include "unit/engines.h"

using namespace congvu;
using namespace congvu::state;
using namespace congvu::testing;

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

BOOST_AUTO_TEST_CASE(kinds_of_failure_of_a_file) {
  const auto nowhere = Database::open({Engine::sqlite, "/nowhere/x.db"});
  BOOST_REQUIRE(!nowhere);
  BOOST_TEST((nowhere.error().kind == ErrorKind::unavailable));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(both_engines, *boost::unit_test::label("database"))

BOOST_DATA_TEST_CASE(transactions_keep_all_or_nothing, engines(), engine) {
  const TestDatabase place(engine);
  auto database = place.open();
  BOOST_REQUIRE(database->attempt([](soci::session& sql) { sql << "create table t (x integer unique)"; }));
  BOOST_TEST(!database->transaction([](soci::session& sql) {
    sql << "insert into t values (1)";
    sql << "insert into t values (1)";
  }));
  BOOST_TEST(count(*database, "t") == 0);
  BOOST_TEST(bool(database->transaction([](soci::session& sql) { sql << "insert into t values (1)"; })));
  BOOST_TEST(count(*database, "t") == 1);
}

BOOST_DATA_TEST_CASE(kinds_of_failure, engines(), engine) {
  const TestDatabase place(engine);
  auto database = place.open();
  const auto refused = database->attempt([](soci::session& sql) { sql << "no such statement"; });
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().kind == ErrorKind::invalid));
  const auto foreign = database->attempt([](soci::session&) { throw std::runtime_error("two\nlines"); });
  BOOST_REQUIRE(!foreign);
  BOOST_TEST(foreign.error().text == "two lines");
  BOOST_REQUIRE(database->attempt([](soci::session& sql) { sql << "create table u (x integer unique)"; }));
  const auto twice = database->transaction([](soci::session& sql) {
    sql << "insert into u values (1)";
    sql << "insert into u values (1)";
  });
  BOOST_REQUIRE(!twice);
  BOOST_TEST((twice.error().kind == ErrorKind::invalid));
}

BOOST_DATA_TEST_CASE(what_goes_in_comes_out, engines(), engine) {
  const TestDatabase place(engine);
  auto database = place.open();
  BOOST_REQUIRE(database->attempt([](soci::session& sql) { sql << "create table t (n bigint, s text)"; }));
  const long long far = 9'007'199'254'740'993;
  for (const std::string text :
       {"Nguyễn Văn Ân", "", "'; drop table t; --", ":x $1 \\ \"", "\xF0\x9F\x93\xA7"}) {
    const auto got = database->transaction([&](soci::session& sql) {
      sql << "delete from t";
      sql << "insert into t values (:n, :s)", soci::use(far), soci::use(text);
      std::pair<long long, std::string> out;
      sql << "select n, s from t", soci::into(out.first), soci::into(out.second);
      return out;
    });
    BOOST_REQUIRE_MESSAGE(got, (got ? "" : got.error().to_string()));
    BOOST_TEST(got->first == far);
    BOOST_TEST(got->second == text);
  }
}

BOOST_DATA_TEST_CASE(reading_sees_one_state_and_writes_nothing, engines(), engine) {
  const TestDatabase place(engine);
  auto reader = place.open();
  auto writer = place.open();
  BOOST_REQUIRE(writer->attempt([](soci::session& sql) { sql << "create table t (x integer)"; }));
  const auto seen = reader->reading([&](soci::session& sql) {
    std::pair<int, int> out{-1, -1};
    sql << "select count(*) from t", soci::into(out.first);
    BOOST_TEST(bool(writer->transaction([](soci::session& other) { other << "insert into t values (1)"; })));
    sql << "select count(*) from t", soci::into(out.second);
    return out;
  });
  BOOST_REQUIRE_MESSAGE(seen, (seen ? "" : seen.error().to_string()));
  BOOST_TEST(seen->first == 0);
  BOOST_TEST(seen->second == 0);
  BOOST_TEST(count(*reader, "t") == 1);
}

BOOST_DATA_TEST_CASE(many_rows, engines(), engine) {
  const TestDatabase place(engine);
  auto database = place.open();
  BOOST_REQUIRE(database->attempt(
      [](soci::session& sql) { sql << "create table t (k varchar(40) primary key, s text, n bigint)"; }));
  const BulkTable table{"t", {"k", "s", "n"}, {"k"}, {"n"}};
  const std::string odd = "'; \"\\ :rows {} đ\n";
  std::vector<Row> rows;
  for (int i = 0; i < 4'500; ++i)
    rows.push_back({std::to_string(i), odd, std::to_string(i * 10'000'000'000)});
  std::size_t last = 0;
  const auto put = [&](OnConflict conflict) {
    return database->transaction([&](soci::session& sql) {
      insert_rows(sql, database->engine(), table, rows, conflict, [&](std::size_t done) { last = done; });
    });
  };
  const auto first = put(OnConflict::fail);
  BOOST_REQUIRE_MESSAGE(first, (first ? "" : first.error().to_string()));
  BOOST_TEST(last == rows.size());
  BOOST_TEST(count(*database, "t") == 4'500);
  const auto value = [&](const std::string& key) {
    std::pair<std::string, long long> out;
    const auto done = database->attempt([&](soci::session& sql) {
      sql << "select s, n from t where k = :k", soci::into(out.first), soci::into(out.second), soci::use(key);
    });
    BOOST_TEST(bool(done));
    return out;
  };
  BOOST_TEST((value("4499") == std::pair<std::string, long long>(odd, 44'990'000'000'000)));
  BOOST_TEST(!put(OnConflict::fail));
  rows[7][1] = "new";
  BOOST_TEST(bool(put(OnConflict::keep)));
  BOOST_TEST(value("7").first == odd);
  BOOST_TEST(bool(put(OnConflict::replace)));
  BOOST_TEST(value("7").first == "new");
  BOOST_TEST(bool(database->transaction([&](soci::session& sql) {
    delete_rows(sql, database->engine(), "t", "k", {"7", "8", "nobody", odd});
  })));
  BOOST_TEST(count(*database, "t") == 4'498);
}

BOOST_DATA_TEST_CASE(migrations_run_once_by_however_many, engines(), engine) {
  const TestDatabase place(engine);
  constexpr Migration steps[] = {{"create table a (x integer); insert into a values (1);", ""},
                                 {"insert into a values (2);", ""}};
  std::vector<std::thread> threads;
  std::mutex mutex;
  int good = 0;
  std::string why;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      auto database = Database::open(place.address());
      const auto migrated = database ? migrate(**database, "test", steps) : tl::unexpected(database.error());
      const std::lock_guard lock(mutex);
      if (migrated)
        ++good;
      else
        why += migrated.error().to_string() + "\n";
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(good == 4, why);
  auto database = std::move(*Database::open(place.address()));
  BOOST_TEST(count(*database, "a") == 2);
  const auto older = migrate(*database, "test", std::span(steps).first(1));
  BOOST_REQUIRE(!older);
  BOOST_TEST((older.error().kind == ErrorKind::unsupported));
}

BOOST_DATA_TEST_CASE(what_is_up_to_date_waits_for_no_writer, engines(), engine) {
  const TestDatabase place(engine);
  constexpr Migration steps[] = {{"create table a (x integer);", ""}};
  auto writer = place.open();
  BOOST_REQUIRE(migrate(*writer, "test", steps));
  const auto meanwhile = writer->transaction([&](soci::session& sql) {
    sql << "insert into a values (1)";
    sql << "update schema_version set version = version";
    auto other = place.open();
    const auto start = std::chrono::steady_clock::now();
    BOOST_TEST(bool(migrate(*other, "test", steps)));
    return std::chrono::steady_clock::now() - start;
  });
  BOOST_REQUIRE(meanwhile);
  BOOST_TEST((*meanwhile < patience));
}

BOOST_DATA_TEST_CASE(a_failed_migration_leaves_nothing, engines(), engine) {
  const TestDatabase place(engine);
  auto database = place.open();
  constexpr Migration broken[] = {{"create table a (x integer); insert into b values (1);", ""}};
  const auto refused = migrate(*database, "test", broken);
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().kind == ErrorKind::invalid));
  constexpr Migration mended[] = {{"create table a (x integer);", ""}};
  const auto done = migrate(*database, "test", mended);
  BOOST_TEST(done.has_value(), (done ? "" : done.error().to_string()));
  BOOST_TEST(count(*database, "a") == 0);
}

BOOST_DATA_TEST_CASE(a_lock_ends_within_the_patience, engines(), engine) {
  const TestDatabase place(engine);
  auto one = place.open();
  auto two = place.open();
  BOOST_REQUIRE(one->attempt([](soci::session& sql) { sql << "create table t (x integer primary key)"; }));
  std::thread other;
  const auto first = one->transaction([&](soci::session& sql) {
    sql << "insert into t values (1)";
    other = std::thread([&] {
      // Waits for the first one's end, then is told that the row is there.
      const auto second = two->transaction([](soci::session& sql2) { sql2 << "insert into t values (1)"; });
      BOOST_TEST((!second && second.error().kind == ErrorKind::invalid));
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  });
  other.join();
  BOOST_TEST(bool(first));
  BOOST_TEST(count(*one, "t") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
