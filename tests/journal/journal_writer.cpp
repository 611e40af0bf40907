// A daemon that does nothing but write decisions, for tests/journal/test_outages.py.
//
//   journal_writer DATABASE SPOOL LOG FIRST COUNT A_SECOND
//
// In: where to, the number of the first decision (it stands in the sender), how many, how many a second. Out:
// on standard output a line "N" when a decision with that number was written, every 20th; at the end one JSON
// object: the slowest and the 99th percentile of write() in microseconds, and the counters. Ends when all is
// delivered or standard input ends.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "journal/journal.h"
#include "state/address.h"

namespace {

using namespace congvu;
using Clock = std::chrono::steady_clock;

journal::Record decision(int number) {
  journal::Record record;
  record.stage = "rcpt";
  record.sender = fmt::format("{}@example.org", number);
  record.recipients = {"b@bacgiang.gov.vn"};
  record.recipient_count = 1;
  if (number % 3 == 0) {
    journal::RecordMatch match;
    match.rule = "r";
    match.clause = "4.6";
    record.matches.push_back(match);
    record.action = rules::Action::reject;
  }
  return record;
}

std::vector<double> write(journal::Journal& target, int first, int count, int a_second) {
  std::vector<double> out;
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) {
    std::this_thread::sleep_until(begin + std::chrono::microseconds(1'000'000LL * i / a_second));
    journal::Record record = decision(first + i);
    const auto before = Clock::now();
    target.write(std::move(record));
    out.push_back(std::chrono::duration<double, std::micro>(Clock::now() - before).count());
    if (i % 20 == 19) fmt::print("{}\n", first + i);
    if (i % 20 == 19) std::fflush(stdout);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  journal::JournalSettings settings;
  settings.node = "mx1";
  settings.daemon = "policyd";
  settings.database = state::parse_database_address(argv[1]).value();
  settings.spool = argv[2];
  settings.decision_log = argv[3];
  auto opened = journal::Journal::open(
      settings, [](const std::string& trouble) { std::fputs((trouble + "\n").c_str(), stderr); });
  if (!opened) return 1;
  auto& target = **opened;
  const auto times = write(target, std::atoi(argv[4]), std::atoi(argv[5]), std::atoi(argv[6]));
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) > 0) continue;
  target.flush(std::chrono::seconds(5));
  const auto counters = target.counters();
  fmt::print(R"({{"slowest": {}, "p99": {}, "lost": {}, "stored": {}, "written": {}}})"
             "\n",
             times.back(), times[times.size() * 99 / 100], counters.lost(), counters.stored,
             counters.written);
  return 0;
}
