#include "journal/decision_log.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <vector>

namespace {

using congvu::Result;
using namespace congvu::journal;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

struct Folder {
  Folder() {
    std::string name = "/tmp/congvu-journal-XXXXXX";
    path = mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

std::string content(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

std::unique_ptr<FileSink> open(const fs::path& path) {
  auto sink = FileSink::open(path);
  BOOST_REQUIRE(sink.has_value());
  return std::move(*sink);
}

// A disk that does not answer until it is told to.
class StuckSink final : public LineSink {
 public:
  explicit StuckSink(std::atomic<bool>& stuck, std::atomic<int>& written)
      : stuck_(stuck), written_(written) {}
  Result<void> write(const std::string&) override {
    stuck_.wait(true);
    ++written_;
    return {};
  }
  Result<void> reopen() override { return {}; }

 private:
  std::atomic<bool>& stuck_;
  std::atomic<int>& written_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(decision_log)

BOOST_AUTO_TEST_CASE(lines_are_appended_whole) {
  const Folder folder;
  const auto path = folder.path / "log";
  std::ofstream(path) << "before\n";
  {
    DecisionLog log(open(path), {});
    for (int i = 0; i < 1000; ++i) log.write("line\n");
  }
  BOOST_TEST(content(path).size() == 7U + 5U * 1000U);
}

BOOST_AUTO_TEST_CASE(a_new_file_is_not_for_everybody) {
  const Folder folder;
  open(folder.path / "log");
  struct stat state {};
  BOOST_REQUIRE_EQUAL(stat((folder.path / "log").c_str(), &state), 0);
  BOOST_TEST((state.st_mode & 0007) == 0U);
}

BOOST_AUTO_TEST_CASE(rotation_loses_nothing) {
  const Folder folder;
  const auto path = folder.path / "log";
  {
    DecisionLog log(open(path), {});
    for (int i = 0; i < 300; ++i) {
      log.write("line\n");
      if (i % 100 == 50) {
        fs::rename(path, folder.path / std::to_string(i));
        log.reopen();
        while (!fs::exists(path)) std::this_thread::sleep_for(1ms);
      }
    }
  }
  std::size_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(folder.path)) bytes += content(entry.path()).size();
  BOOST_TEST(bytes == 5U * 300U);
}

BOOST_AUTO_TEST_CASE(links_and_pipes_are_refused) {
  const Folder folder;
  fs::create_symlink("/etc/passwd", folder.path / "link");
  BOOST_TEST(!FileSink::open(folder.path / "link").has_value());
  BOOST_REQUIRE_EQUAL(mkfifo((folder.path / "pipe").c_str(), 0600), 0);
  BOOST_TEST(!FileSink::open(folder.path / "pipe").has_value());
  BOOST_TEST(!FileSink::open(folder.path).has_value());
}

BOOST_AUTO_TEST_CASE(a_full_disk_costs_lines_and_is_told) {
  std::vector<std::string> told;
  {
    DecisionLog log(open("/dev/full"), [&](const std::string& text) { told.push_back(text); });
    for (int i = 0; i < 100; ++i) log.write("line\n");
  }
  BOOST_REQUIRE(!told.empty());
  BOOST_TEST(told.size() <= 2U);  // not once a line
  BOOST_TEST(told.front().find("No space left") != std::string::npos, told.front());
}

BOOST_AUTO_TEST_CASE(a_disk_that_hangs_stops_nobody) {
  std::atomic<bool> stuck = true;
  std::atomic<int> written = 0;
  DecisionLogLimits limits;
  limits.lines = 100;
  std::uint64_t dropped = 0;
  {
    DecisionLog log(std::make_unique<StuckSink>(stuck, written), {}, limits);
    for (int i = 0; i < 1000; ++i) log.write("line\n");  // returns although nothing is written
    BOOST_TEST(written == 0);
    dropped = log.dropped();
    stuck = false;
    stuck.notify_all();
  }
  BOOST_TEST(dropped >= 899U);
  BOOST_TEST(static_cast<std::uint64_t>(written) + dropped == 1000U);
}

BOOST_AUTO_TEST_CASE(the_queue_is_bounded_in_bytes) {
  std::atomic<bool> stuck = true;
  std::atomic<int> written = 0;
  DecisionLogLimits limits;
  limits.bytes = 1000;
  DecisionLog log(std::make_unique<StuckSink>(stuck, written), {}, limits);
  for (int i = 0; i < 10; ++i) log.write(std::string(600, 'x'));
  BOOST_TEST(log.dropped() >= 8U);
  log.write(std::string(5000, 'x'));
  stuck = false;
  stuck.notify_all();
}

BOOST_AUTO_TEST_SUITE_END()
