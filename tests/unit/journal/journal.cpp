#include "journal/journal.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "unit/journal/doubles.h"
#include "unit/journal/sample.h"

using namespace congvu;
using namespace congvu::journal;
using namespace congvu::journal::testing;
using namespace std::chrono_literals;
using State = FakeDatabase::State;

namespace {

JournalSettings named(JournalLimits limits = {}) {
  JournalSettings out;
  out.node = "mx1";
  out.daemon = "milter";
  out.limits = limits;
  out.delivery.every = 5ms;
  out.delivery.first_pause = 5ms;
  out.delivery.longest_pause = 20ms;
  out.delivery.stop_patience = 60s;
  return out;
}

Record record(const std::string& sender = "a@x.vn") {
  Record out;
  out.sender = sender;
  return out;
}

std::unique_ptr<LineSink> file(const fs::path& path) {
  auto sink = FileSink::open(path);
  BOOST_REQUIRE(sink.has_value());
  return std::move(*sink);
}

std::vector<Record> records_in(const std::string& text) {
  std::vector<Record> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto read = read_decision_line(line);
    BOOST_REQUIRE_MESSAGE(read, line);
    out.push_back(*read);
  }
  return out;
}

std::unique_ptr<Backlog> spool(const fs::path& path, std::uint64_t bytes = 1ULL << 30,
                               std::size_t memory = 10'000) {
  BacklogSettings settings{path, "milter", incarnation, bytes};
  settings.memory_lines = memory;
  return std::move(*Backlog::open(settings));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(journal_of_a_daemon)

BOOST_AUTO_TEST_CASE(records_get_their_names) {
  const Folder folder;
  {
    Journal journal({file(folder.path / "log"), nullptr, {}}, named(), incarnation, {});
    journal.write(record("one@x.vn"));
    journal.write(record("two@x.vn"));
  }
  const auto read = records_in(content(folder.path / "log"));
  BOOST_REQUIRE_EQUAL(read.size(), 2U);
  BOOST_TEST(read[0].id == std::string(incarnation) + "-1");
  BOOST_TEST(read[1].id == std::string(incarnation) + "-2");
  BOOST_TEST(read[1].sender == "two@x.vn");
  BOOST_TEST(read[0].node == "mx1");
  BOOST_TEST(read[0].daemon == "milter");
  BOOST_TEST((read[0].time > std::chrono::system_clock::now() - 1min));
  BOOST_TEST((read[0].clock > 0ms && read[1].clock >= read[0].clock));
}

BOOST_AUTO_TEST_CASE(lines_are_appended_whole) {
  const Folder folder;
  {
    Journal journal({file(folder.path / "log"), nullptr, {}}, named(), incarnation, {});
    for (int i = 0; i < 1000; ++i) journal.write(record());
  }
  BOOST_TEST(records_in(content(folder.path / "log")).size() == 1000U);
}

BOOST_AUTO_TEST_CASE(facts_stay_out_of_the_database) {
  const Folder folder;
  FakeDatabase database;
  {
    Journal journal({file(folder.path / "log"), spool(folder.path / "spool"), database.opener()}, named(),
                    incarnation, {});
    database.state = State::gone;
    Record with = record();
    with.facts_json = R"({"headers":[{"name":"Subject","value":"marker"}]})";
    journal.write(std::move(with));
    journal.flush(5s);
  }
  BOOST_TEST(content(folder.path / "log").find("marker") != std::string::npos);
  for (const auto& entry : fs::directory_iterator(folder.path / "spool"))
    BOOST_TEST(content(entry.path()).find("marker") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(rotation_loses_nothing) {
  const Folder folder;
  const auto path = folder.path / "log";
  {
    Journal journal({file(path), nullptr, {}}, named(), incarnation, {});
    for (int i = 0; i < 300; ++i) {
      journal.write(record());
      if (i % 100 == 50) {
        fs::rename(path, folder.path / std::to_string(i));
        journal.reopen();
        BOOST_REQUIRE(soon([&] { return fs::exists(path); }));
      }
    }
  }
  std::vector<std::string> ids;
  for (const auto& entry : fs::directory_iterator(folder.path))
    for (const auto& read : records_in(content(entry.path()))) ids.push_back(read.id);
  std::sort(ids.begin(), ids.end());
  BOOST_TEST(ids.size() == 300U);
  BOOST_TEST((std::unique(ids.begin(), ids.end()) == ids.end()));
}

BOOST_AUTO_TEST_CASE(a_full_disk_costs_lines_and_is_told) {
  std::vector<std::string> told;
  FakeDatabase database;
  const Folder folder;
  {
    Journal journal({file("/dev/full"), spool(folder.path / "spool"), database.opener()}, named(),
                    incarnation, [&](const std::string& text) { told.push_back(text); });
    for (int i = 0; i < 100; ++i) journal.write(record());
    journal.flush(10s);
    BOOST_TEST(journal.counters().log_lost == 100U);
    BOOST_TEST(journal.counters().dropped == 0U);
  }
  BOOST_REQUIRE(!told.empty());
  BOOST_TEST(told.size() <= 2U);  // not once a line
  BOOST_TEST(told.front().find("No space left") != std::string::npos, told.front());
  BOOST_TEST(database.ids().size() == 100U);  // of which the database misses none
}

BOOST_AUTO_TEST_CASE(a_disk_that_hangs_stops_nobody) {
  std::atomic<bool> stuck = true;
  std::atomic<int> written = 0;
  JournalLimits limits;
  limits.records = 100;
  std::uint64_t dropped = 0;
  {
    Journal journal({std::make_unique<StuckLog>(stuck, written), nullptr, {}}, named(limits), incarnation,
                    {});
    for (int i = 0; i < 1000; ++i) journal.write(record());  // returns although nothing is written
    BOOST_TEST(written == 0);
    dropped = journal.counters().dropped;
    BOOST_TEST(journal.counters().written == 1000U);
    stuck = false;
    stuck.notify_all();
  }
  BOOST_TEST(dropped >= 700U);
  BOOST_TEST(static_cast<std::uint64_t>(written) + dropped == 1000U);
}

BOOST_AUTO_TEST_CASE(the_queue_is_bounded_in_bytes) {
  std::atomic<bool> stuck = true;
  std::atomic<int> written = 0;
  JournalLimits limits;
  limits.bytes = 10'000;
  Journal journal({std::make_unique<StuckLog>(stuck, written), nullptr, {}}, named(limits), incarnation, {});
  Record large = record();
  large.facts_json = std::string(6'000, 'x');
  for (int i = 0; i < 10; ++i) journal.write(large);
  BOOST_TEST(journal.counters().dropped >= 9U);
  large.facts_json = std::string(50'000, 'x');
  journal.write(large);
  BOOST_TEST(journal.counters().dropped >= 10U);
  stuck = false;
  stuck.notify_all();
}

BOOST_AUTO_TEST_CASE(a_hanging_database_stops_neither_verdicts_nor_the_log) {
  const Folder folder;
  FakeDatabase database;
  database.stuck = true;
  {
    Journal journal({file(folder.path / "log"), spool(folder.path / "spool"), database.opener()}, named(),
                    incarnation, {});
    for (int i = 0; i < 5'000; ++i) journal.write(record());
    BOOST_TEST(soon([&] { return records_in(content(folder.path / "log")).size() == 5'000; }));
    BOOST_TEST(journal.counters().spool_bytes > 0U);
    BOOST_TEST(journal.counters().lost() == 0U);
    database.stuck = false;
    database.stuck.notify_all();
  }
  BOOST_TEST(database.ids().size() == 5'000U);
  BOOST_TEST(fs::is_empty(folder.path / "spool"));
}

BOOST_AUTO_TEST_CASE(a_restart_delivers_what_the_last_run_could_not) {
  const Folder folder;
  FakeDatabase database;
  database.state = State::gone;
  for (int run = 0; run < 3; ++run) {
    BacklogSettings settings{folder.path / "spool", "milter", "000000000000000" + std::to_string(run)};
    Journal journal({nullptr, std::move(*Backlog::open(settings)), database.opener()}, named(),
                    settings.incarnation, {});
    for (int i = 0; i < 100; ++i) journal.write(record());
    journal.flush(5s);
    if (run == 2) {
      database.state = State::there;
      BOOST_TEST(soon([&] { return database.ids().size() == 300U; }));
    }
  }
  const auto ids = database.ids();
  BOOST_REQUIRE_EQUAL(ids.size(), 300U);
  BOOST_TEST(ids.front() == "0000000000000000-1");
  BOOST_TEST(ids.back() == "0000000000000002-100");
}

BOOST_AUTO_TEST_CASE(what_nobody_can_keep_is_counted) {
  const Folder folder;
  FakeDatabase database;
  database.state = State::gone;
  std::vector<std::string> told;
  std::mutex mutex;
  std::uint64_t lost = 0;
  {
    Journal journal({nullptr, spool(folder.path / "spool", 20'000, 10), database.opener()}, named(),
                    incarnation, [&](const std::string& text) {
                      const std::lock_guard lock(mutex);
                      told.push_back(text);
                    });
    for (int i = 0; i < 1'000; ++i) journal.write(record());
    journal.flush(5s);
    BOOST_TEST(soon([&] { return journal.counters().database_lost > 500; }));
    database.state = State::there;
    BOOST_TEST(soon([&] { return database.ids().size() + journal.counters().database_lost == 1'000; }));
    lost = journal.counters().database_lost;
    BOOST_TEST(journal.counters().dropped == 0U);
  }
  BOOST_TEST(lost < 1'000U);
  BOOST_TEST(std::count_if(told.begin(), told.end(), [](const std::string& text) {
               return text.find("will miss") != std::string::npos;
             }) >= 1);
  BOOST_TEST(told.size() <= 5U);
}

BOOST_AUTO_TEST_CASE(many_write_at_once) {
  const Folder folder;
  FakeDatabase database;
  {
    Journal journal({nullptr, spool(folder.path / "spool"), database.opener()}, named(), incarnation, {});
    std::vector<std::thread> writers;
    for (int t = 0; t < 8; ++t)
      writers.emplace_back([&] {
        for (int i = 0; i < 500; ++i) journal.write(record());
      });
    for (auto& writer : writers) writer.join();
  }
  BOOST_TEST(database.ids().size() == 4'000U);
}

BOOST_AUTO_TEST_CASE(nothing_is_kept_where_nothing_is_asked_for) {
  Journal journal({}, named(), incarnation, {});
  BOOST_TEST(!journal.keeps());
  journal.write(record());
  journal.reopen();
  journal.flush(1h);
  BOOST_TEST(journal.counters().written == 0U);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_there_is_waited_for) {
  const Folder folder;
  JournalSettings settings = named();
  settings.database =
      state::DatabaseAddress{state::Engine::sqlite, (folder.path / "later" / "journal.db").string()};
  settings.spool = folder.path / "spool";
  auto journal = Journal::open(settings, {});
  BOOST_REQUIRE(journal.has_value());
  for (int i = 0; i < 10; ++i) (*journal)->write(record());
  fs::create_directory(folder.path / "later");
  BOOST_TEST(soon([&] { return (*journal)->counters().stored == 10; }));
  settings.spool = folder.path / "no" / "spool";
  BOOST_TEST(!Journal::open(settings, {}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
