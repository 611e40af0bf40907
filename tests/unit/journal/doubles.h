// Doubles of the outside world for the tests of the journal: a scratch directory, a log, a database.
#pragma once

#include <stdlib.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "journal/delivery.h"
#include "journal/line_file.h"

namespace congvu::journal::testing {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    std::string name = "/tmp/congvu-journal-XXXXXX";
    path = mkdtemp(name.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  fs::path path;
};

inline std::string content(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

// A disk that does not answer until it is told to.
class StuckLog final : public LineSink {
 public:
  StuckLog(std::atomic<bool>& stuck, std::atomic<int>& written) : stuck_(stuck), written_(written) {}
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

// A database that is as the test wants it: there, gone, slow, or refusing some decisions.
class FakeDatabase {
 public:
  enum class State { there, gone, refuses };
  std::atomic<State> state = State::there;
  std::atomic<bool> stuck = false;  // every call waits
  std::string poison;               // the sender of decisions that it refuses
  std::atomic<int> opened = 0;
  std::atomic<int> calls = 0;

  SinkOpener opener() {
    return [this]() -> Result<std::unique_ptr<DecisionSink>> {
      stuck.wait(true);
      ++opened;
      if (state == State::gone) return fail(ErrorKind::unavailable, "database", "gone");
      return std::make_unique<Sink>(*this);
    };
  }
  // Ids in the order in which they were stored first.
  std::vector<std::string> ids() const {
    const std::lock_guard lock(mutex_);
    return ids_;
  }
  std::size_t again() const {
    const std::lock_guard lock(mutex_);
    return again_;
  }
  std::size_t largest_batch() const {
    const std::lock_guard lock(mutex_);
    return largest_;
  }
  std::vector<std::chrono::system_clock::time_point> prunes() const {
    const std::lock_guard lock(mutex_);
    return prunes_;
  }

 private:
  struct Sink final : DecisionSink {
    explicit Sink(FakeDatabase& owner) : owner_(owner) {}
    Result<void> store(std::span<const Entry> entries) override { return owner_.store(entries); }
    Result<std::uint64_t> prune(std::chrono::system_clock::time_point before, std::uint64_t) override {
      const std::lock_guard lock(owner_.mutex_);
      owner_.prunes_.push_back(before);
      return 0;
    }
    FakeDatabase& owner_;
  };

  Result<void> store(std::span<const Entry> entries) {
    stuck.wait(true);
    ++calls;
    if (state == State::gone) return fail(ErrorKind::unavailable, "database", "gone");
    if (state == State::refuses) return fail(ErrorKind::invalid, "database", "no such table");
    for (const auto& entry : entries)
      if (!poison.empty() && entry.record.sender == poison)
        return fail(ErrorKind::invalid, "database", "bad value");
    const std::lock_guard lock(mutex_);
    largest_ = std::max(largest_, entries.size());
    for (const auto& entry : entries) {
      if (known_.emplace(entry.record.id, 0).second)
        ids_.push_back(entry.record.id);
      else
        ++again_;
    }
    return {};
  }

  mutable std::mutex mutex_;
  std::vector<std::string> ids_;
  std::map<std::string, int> known_;
  std::size_t again_ = 0, largest_ = 0;
  std::vector<std::chrono::system_clock::time_point> prunes_;
};

// Until `holds`, at most ten seconds.
template <class Holds>
bool soon(Holds holds) {
  for (int i = 0; i < 2'000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return holds();
}

}  // namespace congvu::journal::testing
