// Which messages have cost a worker its life, and how often: so that the same bytes are not retried for days.
//
// In: descriptors of messages. Out: a count. Limits: `most` messages are remembered, the oldest is forgotten
// first, and each after `keep`. A message is read and hashed only when it fails, or when one of its size has
// failed before. Failure: a message that cannot be read counts as never seen. Threads: any.
#pragma once

#include <chrono>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>

namespace congvu::scan {

class FailedMessages {
 public:
  using Clock = std::chrono::steady_clock;
  explicit FailedMessages(std::size_t most = 1024, Clock::duration keep = std::chrono::hours(24))
      : most_(most), keep_(keep) {}

  // How often these bytes have failed.
  unsigned count(int message, std::uint64_t size, Clock::time_point now = Clock::now());
  // Notes one more failure and gives the count with it.
  unsigned add(int message, std::uint64_t size, Clock::time_point now = Clock::now());

 private:
  struct Entry {
    std::string hash;
    std::uint64_t size;
    unsigned count;
    Clock::time_point last;
  };
  void forget_old(Clock::time_point now);

  std::size_t most_;
  Clock::duration keep_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the newest failure last
};

}  // namespace congvu::scan
