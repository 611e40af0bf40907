#include "journal/backlog.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <thread>

#include "unit/journal/doubles.h"

using namespace congvu;
using namespace congvu::journal;
using namespace congvu::journal::testing;

namespace {

using Lines = std::vector<std::string>;

std::unique_ptr<Backlog> open(const fs::path& directory, const std::string& incarnation = "0000000000000001",
                              std::uint64_t bytes = 1ULL << 30, std::uint64_t segment = 1'000) {
  BacklogSettings settings{directory, "milter", incarnation, bytes, segment};
  settings.disk_pause = std::chrono::milliseconds(0);
  auto out = Backlog::open(settings);
  BOOST_REQUIRE_MESSAGE(out, (out ? "" : out.error().to_string()));
  return std::move(*out);
}

void append(Backlog& backlog, int from, int to) {
  for (int i = from; i <= to; ++i)
    BOOST_REQUIRE(backlog.append("{line " + std::to_string(i) + "}\n").has_value());
}

// Everything, as a delivery takes it.
Lines drain(Backlog& backlog, std::size_t most = 7) {
  Lines out;
  for (auto lines = backlog.oldest(most); !lines.empty(); lines = backlog.oldest(most)) {
    out.insert(out.end(), lines.begin(), lines.end());
    backlog.done(lines.size());
  }
  return out;
}

void check_order(const Lines& lines, int from, int to) {
  BOOST_REQUIRE_EQUAL(lines.size(), static_cast<std::size_t>(to - from + 1));
  for (std::size_t i = 0; i < lines.size(); ++i)
    BOOST_REQUIRE_EQUAL(lines[i], "{line " + std::to_string(from + static_cast<int>(i)) + "}");
}

std::size_t files(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

// What a process that died has left.
void left_behind(const fs::path& directory, const std::string& name, const std::string& text) {
  std::ofstream(directory / name) << text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backlog)

BOOST_AUTO_TEST_CASE(lines_come_back_in_order) {
  const Folder folder;
  const auto backlog = open(folder.path / "spool");
  BOOST_TEST(backlog->empty());
  append(*backlog, 1, 500);  // several files
  BOOST_TEST(files(folder.path / "spool") > 3U);
  BOOST_TEST(backlog->lines() == 500U);
  check_order(drain(*backlog), 1, 500);
  BOOST_TEST(backlog->empty());
  BOOST_TEST(backlog->lines() == 0U);
  BOOST_TEST(backlog->bytes() == 0U);
  append(*backlog, 501, 510);
  check_order(drain(*backlog), 501, 510);
}

BOOST_AUTO_TEST_CASE(what_is_not_done_comes_again) {
  const Folder folder;
  const auto backlog = open(folder.path);
  append(*backlog, 1, 20);
  BOOST_TEST(backlog->oldest(10).size() == 10U);
  BOOST_TEST(backlog->oldest(10).front() == "{line 1}");
  backlog->done(4);
  backlog->done(4);  // said twice
  check_order(drain(*backlog), 5, 20);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_behind_by_an_empty_one) {
  const Folder folder;
  {
    const auto backlog = open(folder.path);
    append(*backlog, 1, 100);
    drain(*backlog);
  }
  BOOST_TEST(files(folder.path) == 0U);
}

BOOST_AUTO_TEST_CASE(a_restart_finds_the_rest) {
  const Folder folder;
  {
    const auto backlog = open(folder.path, "0000000000000001");
    append(*backlog, 1, 100);
  }
  const auto next = open(folder.path, "0000000000000002");
  append(*next, 101, 110);
  check_order(drain(*next), 1, 110);
  BOOST_TEST(next->lines() == 0U);
}

BOOST_AUTO_TEST_CASE(the_living_are_left_alone) {
  const Folder folder;
  auto first = open(folder.path, "0000000000000001");
  append(*first, 1, 10);
  const auto second = open(folder.path, "0000000000000002");
  BOOST_TEST(drain(*second).empty());
  left_behind(folder.path, "policyd-0000000000001-x-1.spool", "{other}\n");
  second->adopt();
  BOOST_TEST(drain(*second).empty());
  first.reset();
  second->adopt();
  check_order(drain(*second), 1, 10);
}

BOOST_AUTO_TEST_CASE(a_cut_line_is_not_taken_for_whole) {
  const Folder folder;
  left_behind(folder.path, "milter-0000000000001-x-1.spool", "{line 1}\n{line 2}\n{li");
  left_behind(folder.path, "milter-0000000000002-x-1.spool", "");
  left_behind(folder.path, "milter-0000000000003-x-1.spool", "{line 3}\n");
  const auto backlog = open(folder.path);
  check_order(drain(*backlog), 1, 3);
  BOOST_TEST(backlog->damaged() == 1U);
  BOOST_TEST(files(folder.path) == 0U);
}

BOOST_AUTO_TEST_CASE(links_are_not_followed) {
  const Folder folder;
  left_behind(folder.path, "victim", "{line 1}\n");
  fs::create_directory(folder.path / "spool");
  fs::create_symlink(folder.path / "victim", folder.path / "spool" / "milter-0000000000001-x-1.spool");
  const auto backlog = open(folder.path / "spool");
  BOOST_TEST(drain(*backlog).empty());
  BOOST_TEST(content(folder.path / "victim") == "{line 1}\n");
}

BOOST_AUTO_TEST_CASE(the_spool_is_bounded) {
  const Folder folder;
  BacklogSettings settings{folder.path, "milter", "0000000000000001", 1'000, 300};
  settings.memory_lines = 5;
  settings.disk_pause = std::chrono::milliseconds(0);
  const auto backlog = std::move(*Backlog::open(settings));
  int kept = 0;
  while (backlog->append("{line " + std::to_string(kept + 1) + "}\n")) ++kept;
  BOOST_TEST(backlog->bytes() <= 1'000U);
  BOOST_TEST(kept > 80);
  BOOST_TEST(backlog->disk_trouble().find("full") != std::string::npos);
  check_order(drain(*backlog), 1, kept);  // the memory's are the newest
  append(*backlog, kept + 1, kept + 20);  // and there is room again
  check_order(drain(*backlog), kept + 1, kept + 20);
}

// A file that cannot grow is what a full disk looks like. In a process of its own: the limit is the
// process's.
BOOST_AUTO_TEST_CASE(a_full_disk_cuts_no_line) {
  const Folder folder;
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{950, 950};
    setrlimit(RLIMIT_FSIZE, &limit);
    BacklogSettings settings{folder.path, "milter", "0000000000000001", 1ULL << 30, 1'000'000};
    settings.memory_lines = 10;
    settings.disk_pause = std::chrono::milliseconds(0);
    const auto backlog = std::move(*Backlog::open(settings));
    int kept = 0;
    while (backlog->append("{line " + std::to_string(kept + 1) + "}\n")) ++kept;
    const auto size = fs::file_size(fs::directory_iterator(folder.path)->path());
    const bool whole = size <= 950 && size > 900 && !backlog->disk_trouble().empty();
    const Lines lines = drain(*backlog);
    bool good = whole && lines.size() == static_cast<std::size_t>(kept) && kept > 80;
    for (std::size_t i = 0; good && i < lines.size(); ++i)
      good = lines[i] == "{line " + std::to_string(i + 1) + "}";
    // The file was emptied by what was delivered.
    good = good && backlog->append("{again}\n").has_value() && backlog->disk_trouble().empty();
    _exit(good ? 0 : 1);
  }
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST(WIFEXITED(status));
  BOOST_TEST(WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_CASE(a_directory_that_is_none_is_refused) {
  const Folder folder;
  BOOST_TEST(!Backlog::open({folder.path / "missing" / "spool", "milter", "1"}).has_value());
  left_behind(folder.path, "file", "");
  BOOST_TEST(!Backlog::open({folder.path / "file", "milter", "1"}).has_value());
}

BOOST_AUTO_TEST_CASE(a_long_line_is_one_line) {
  const Folder folder;
  const auto backlog = open(folder.path);
  const std::string line = "{" + std::string(5'000'000, 'x') + "}";
  BOOST_REQUIRE(backlog->append(line + "\n").has_value());
  append(*backlog, 1, 1);
  const auto lines = drain(*backlog);
  BOOST_REQUIRE_EQUAL(lines.size(), 2U);
  BOOST_TEST((lines[0] == line));
}

BOOST_AUTO_TEST_CASE(written_and_delivered_at_once) {
  const Folder folder;
  const auto backlog = open(folder.path);
  Lines out;
  std::thread writer([&] { append(*backlog, 1, 20'000); });
  while (out.size() < 20'000) {
    const auto lines = backlog->oldest(100);
    backlog->done(lines.size());
    out.insert(out.end(), lines.begin(), lines.end());
  }
  writer.join();
  check_order(out, 1, 20'000);
}

BOOST_AUTO_TEST_CASE(what_was_appended_outlives_a_kill) {
  const Folder folder;
  int ready[2];
  BOOST_REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto backlog =
        std::move(*Backlog::open({folder.path, "milter", "0000000000000001", 1ULL << 30, 1'000}));
    for (int i = 1; i <= 200; ++i) static_cast<void>(backlog->append("{line " + std::to_string(i) + "}\n"));
    static_cast<void>(!write(ready[1], "x", 1));
    pause();
    _exit(0);
  }
  char byte = 0;
  BOOST_REQUIRE(read(ready[0], &byte, 1) == 1);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
  check_order(drain(*open(folder.path, "0000000000000002")), 1, 200);
}

BOOST_AUTO_TEST_SUITE_END()
