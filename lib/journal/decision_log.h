// The decision log: lines appended to a file by a thread of its own, so that no verdict ever waits for a
// disk.
//
//   auto sink = journal::FileSink::open("/var/log/congvu/decisions.jsonl");
//   journal::DecisionLog log(std::move(*sink), [](const std::string& trouble) { warn(trouble); });
//   log.write(journal::decision_line(decision));
//
// In: whole lines. Out: each by one write(2) to a file opened O_APPEND | O_NOFOLLOW; what a full disk cut in
// two is closed with a line break before the next line. Limits: a bounded queue, in lines and bytes. Failure:
// a line that finds no room, or that the disk refuses, is dropped and counted; `trouble` is told so at most
// once a minute, and at the end. Rotation: rename the file, then reopen(). Threads: write() and reopen() from
// any number; sink and `trouble` are used by the log's own thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "facts/error.h"
#include "journal/line_file.h"

namespace congvu::journal {

struct DecisionLogLimits {
  std::size_t lines = 10'000;
  std::size_t bytes = 32U << 20;
  std::chrono::milliseconds told_every{60'000};
};

class DecisionLog {
 public:
  using Trouble = std::function<void(const std::string&)>;
  DecisionLog(std::unique_ptr<LineSink> sink, Trouble trouble, DecisionLogLimits limits = {});
  DecisionLog(const DecisionLog&) = delete;
  DecisionLog& operator=(const DecisionLog&) = delete;
  // Writes what is queued.
  ~DecisionLog();

  void write(std::string line);
  void reopen();
  // Waits until the queue is empty, at most that long.
  void flush(std::chrono::milliseconds most);
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  void run();
  void write_one(const std::string& line);
  void tell(bool now);

  const std::unique_ptr<LineSink> sink_;
  const Trouble trouble_;
  const DecisionLogLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable changed_, idle_;
  std::deque<std::string> queue_;
  std::size_t queued_bytes_ = 0;
  bool reopen_ = false, stopping_ = false, writing_ = false;
  std::uint64_t dropped_ = 0;
  // Of the own thread only.
  std::uint64_t told_ = 0;
  std::string last_error_;
  std::chrono::steady_clock::time_point next_telling_{};
  std::thread thread_;
};

}  // namespace congvu::journal
