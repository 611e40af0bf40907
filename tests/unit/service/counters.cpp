#include "service/counters.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

#include "facts/catalogue_words.h"
#include "service/periodic.h"

namespace {

using namespace congvu;
using namespace congvu::service;
using rules::Action;
using rules::Match;
using rules::Mode;
using rules::Verdict;

bool has_line(const Counters& counters, const std::string& line) {
  std::istringstream lines(prometheus_text(counters.metrics()));
  for (std::string one; std::getline(lines, one);)
    if (one == line) return true;
  return false;
}

Match match(Mode mode, Action action, std::string excused = {}) {
  Match out;
  out.mode = mode;
  out.action = action;
  if (!excused.empty()) out.exceptions.emplace_back();
  out.excused = std::move(excused);
  return out;
}

std::string content(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(counters)

BOOST_AUTO_TEST_CASE(a_reason_counts_once_a_message) {
  Counters counters;
  MessageFacts facts;
  facts.deviations = {Deviation::name_bidi};
  facts.attachments.resize(3);
  for (auto& attachment : facts.attachments) {
    attachment.deviations = {Deviation::name_bidi};
    attachment.unchecked = {Unchecked::damaged};
  }
  facts.limits = {"depth", "no_such_limit"};
  Verdict verdict;
  verdict.matches = {match(Mode::observe, Action::reject), match(Mode::enforce, Action::hold),
                     match(Mode::enforce, Action::hold, "lý do")};
  counters.count(&facts, verdict, Action::hold);
  counters.count(&facts, verdict, Action::hold);
  counters.count(nullptr, {}, Action::defer);
  for (const auto* line :
       {"congvu_messages_total{action=\"hold\"} 2", "congvu_messages_total{action=\"defer\"} 1",
        "congvu_messages_total{action=\"accept\"} 0", "congvu_messages_not_judged_total 1",
        "congvu_messages_ambiguity_total{grade=\"strong\"} 2",
        "congvu_messages_ambiguity_total{grade=\"none\"} 0",
        "congvu_deviations_total{reason=\"name_bidi\",grade=\"strong\"} 2",
        "congvu_unchecked_total{reason=\"damaged\"} 2", "congvu_limits_total{limit=\"depth\"} 2",
        "congvu_rule_matches_total{mode=\"observe\",action=\"reject\"} 2",
        "congvu_rule_matches_total{mode=\"enforce\",action=\"hold\"} 2", "congvu_exceptions_total 2"})
    BOOST_TEST(has_line(counters, line), line);
}

BOOST_AUTO_TEST_CASE(every_reason_has_a_line_from_the_start) {
  const std::string text = prometheus_text(Counters().metrics());
  for (const auto code : words::deviations())
    BOOST_TEST(text.find("\"" + std::string(code) + "\"") != std::string::npos);
  for (const auto code : words::unchecked_reasons())
    BOOST_TEST(text.find("\"" + std::string(code) + "\"") != std::string::npos);
  for (const auto limit : words::limits())
    BOOST_TEST(text.find("\"" + std::string(limit) + "\"") != std::string::npos);
  const std::regex line(
      R"(# (HELP|TYPE) [a-z_]+ [^\n]+|[a-z_]+(\{[a-z]+="[a-z_0-9]+"(,[a-z]+="[a-z_0-9]+")*\})? [0-9]+)");
  std::istringstream lines(text);
  for (std::string one; std::getline(lines, one);) BOOST_TEST(std::regex_match(one, line), one);
  BOOST_TEST(log_lines(Counters().metrics()).empty());
}

BOOST_AUTO_TEST_CASE(many_threads_count) {
  Counters counters;
  MessageFacts facts;
  facts.deviations = {Deviation::hidden_line};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 5000; ++k) counters.count(&facts, {}, Action::hold);
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(has_line(counters, "congvu_deviations_total{reason=\"hidden_line\",grade=\"strong\"} 20000"));
  const auto lines = log_lines(counters.metrics());
  BOOST_TEST((std::find(lines.begin(), lines.end(), "congvu_messages_total action=hold value=20000") !=
              lines.end()));
}

BOOST_AUTO_TEST_CASE(files_are_replaced_whole) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("congvu-metrics-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const fs::path file = folder / "m.prom";
  BOOST_TEST(replace_file(file, "one\n").has_value());
  std::ofstream(folder / "m.prom.new") << "left by a crash";
  BOOST_TEST(replace_file(file, "two\n").has_value());
  BOOST_TEST(content(file) == "two\n");
  struct stat state {};
  BOOST_TEST(stat(file.c_str(), &state) == 0);
  BOOST_TEST((state.st_mode & 0777) == 0644U);
  BOOST_TEST(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 1);
  const fs::path other = folder / "other";
  std::ofstream(other) << "theirs";
  fs::create_symlink(other, folder / "m.prom.new");
  BOOST_TEST(replace_file(file, "three\n").has_value());
  BOOST_TEST(content(other) == "theirs");
  const auto refused = replace_file(folder / "no" / "m.prom", "x");
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().to_string().find("No such file") != std::string::npos);
  fs::remove_all(folder);
}

BOOST_AUTO_TEST_CASE(periodic_work_is_done_until_the_end) {
  std::mutex mutex;
  std::condition_variable done;
  int runs = 0;
  {
    const Periodic periodic(std::chrono::milliseconds(1), [&] {
      const std::lock_guard lock(mutex);
      ++runs;
      done.notify_all();
    });
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return runs >= 3; });
  }
  const int at_the_end = runs;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  BOOST_TEST(runs == at_the_end);
  const Periodic never(std::chrono::hours(24), [] { BOOST_TEST(false); });  // and ends at once
}

BOOST_AUTO_TEST_SUITE_END()
