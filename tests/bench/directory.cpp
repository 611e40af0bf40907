// What a large directory costs: import, loading, memory, look-ups.
//   bench_directory [MAILBOXES [DATABASE]]       100000; a SQLite file in a scratch directory
// DATABASE is an address as in the settings ("postgresql:host=..."), of an empty database.
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "directory/date_text.h"
#include "directory/import_plan.h"

using namespace congvu;
using namespace congvu::directory;

namespace {

double seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Of this thread alone, whatever else the machine does.
double processor_seconds(const std::function<void()>& work) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  const double start = now();
  work();
  return now() - start;
}

void need(bool good, const std::string& what) {
  if (good) return;
  std::fputs((what + "\n").c_str(), stderr);
  std::exit(1);
}

std::string list(std::size_t mailboxes, const std::string& title) {
  std::string out =
      "name,title,organisation,address,kind,issued,last_login,password_changed,aliases,send_as\n";
  for (std::size_t i = 0; i < mailboxes; ++i) {
    if (i % 100 == 0)
      out += fmt::format("Sở số {0},,,so{0}@bacgiang.gov.vn,cơ quan,2018-10-15,,,,\n", i / 100);
    else
      out += fmt::format(
          "Nguyễn Văn Ân {0},{2},so{1},anv{0}_so{1}@bacgiang.gov.vn,cá nhân,2018-10-15,2026-11-20 08:30,"
          "2026-08-24,{3},{4}\n",
          i, i / 100, title, i % 10 == 1 ? fmt::format("cu{}@bacgiang.gov.vn", i) : "",
          i % 20 == 1 ? fmt::format("so{}@bacgiang.gov.vn", i / 100) : "");
  }
  return out;
}

void import(Store& store, const std::string& text, const std::string& what) {
  ImportPlan plan;
  ImportOptions options;
  options.now = *time_of("2026-11-24T08:00:00+07:00");
  options.source = "bench.csv";
  double read = 0;
  double planned = 0;
  double busy = 0;
  const auto work = [&] {
    Result<ImportTable> table = fail(ErrorKind::invalid, {}, {});
    read = processor_seconds([&] { table = read_import(text); });
    need(table.has_value(), "no table");
    const auto done = store.change([&](const auto& contents) -> Result<Changes> {
      planned = processor_seconds([&] { plan = plan_import(*table, contents, options); });
      need(plan.faults.empty(), "faults");
      return std::move(plan.changes);
    });
    need(done.has_value(), done ? "" : done.error().to_string());
  };
  const double all = seconds([&] { busy = processor_seconds(work); });
  fmt::print(
      "import, {}: {:.2f} s; of the processor {:.2f} s (file {:.2f}, comparing {:.2f}); {} differences\n",
      what, all, busy, read, planned, plan.differences.size());
}

void look_ups(const Directory& directory, const std::vector<MailboxRecord>& boxes) {
  constexpr std::size_t rounds = 20;
  std::size_t found = 0;
  std::vector<std::string> keys;
  // In an order that no cache likes.
  for (std::size_t i = 0; i < boxes.size(); ++i) keys.push_back(boxes[i * 7919 % boxes.size()].address);
  const double hit = processor_seconds([&] {
    for (std::size_t round = 0; round < rounds; ++round)
      for (const auto& key : keys) found += directory.by_address(key) != nullptr;
  });
  for (auto& key : keys) key[0] = '#';
  const double miss = processor_seconds([&] {
    for (std::size_t round = 0; round < rounds; ++round)
      for (const auto& key : keys) found += directory.by_address(key) != nullptr;
  });
  need(found == rounds * keys.size(), "a look-up failed");
  const double all = static_cast<double>(rounds * keys.size());
  fmt::print("look-up: {:.0f} ns found, {:.0f} ns not found\n", hit / all * 1e9, miss / all * 1e9);
}

void measure(const state::DatabaseAddress& address, std::size_t mailboxes) {
  auto opened = Store::open(address);
  need(opened.has_value(), opened ? "" : opened.error().to_string());
  auto& store = *opened;
  import(store, list(mailboxes, "Chuyên viên"), "new");
  import(store, list(mailboxes, "Chuyên viên"), "unchanged");
  import(store, list(mailboxes, "Phó phòng"), "all changed");
  Result<Directory::Contents> contents = fail(ErrorKind::invalid, {}, {});
  const double loaded = processor_seconds([&] { contents = store.load(); });
  need(contents.has_value(), "no contents");
  std::shared_ptr<const Directory> directory;
  const double made = processor_seconds([&] { directory = Directory::make(*contents); });
  fmt::print("load: {:.2f} s from the database, {:.0f} ms into memory; {:.1f} MiB, {} bytes a mailbox\n",
             loaded, made * 1e3, static_cast<double>(directory->bytes()) / (1U << 20U),
             directory->bytes() / directory->mailboxes().size());
  fmt::print("look at the revision: {:.0f} us\n",
             seconds([&] { need(store.revision().has_value(), "none"); }) * 1e6);
  look_ups(*directory, contents->mailboxes);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print("most memory of all this: {} MiB\n", usage.ru_maxrss / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t mailboxes = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 100'000;
  if (argc > 2) {
    const auto address = state::parse_database_address(argv[2]);
    need(address.has_value(), "no such database");
    measure(*address, mailboxes);
    return 0;
  }
  std::string name = (std::filesystem::temp_directory_path() / "congvu-bench-XXXXXX").string();
  need(::mkdtemp(name.data()) != nullptr, "no scratch directory");
  measure({state::Engine::sqlite, name + "/directory.db"}, mailboxes);
  std::filesystem::remove_all(name);
  return 0;
}
