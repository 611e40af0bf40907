// The way of decisions from the backlog into the database, by a thread of its own.
//
// In: a backlog and a way to open the database. Out: rows, at the latest 200 ms after a line was appended, at
// most 500 in one transaction. With the database gone the backlog keeps what comes; the thread tries again
// after a pause that grows to 30 s, and then delivers in order. Each hour it deletes what is older than
// `keep`, in small pieces, and nothing where the clock of the machine was moved by more than a day since the
// start. Limits: see DeliverySettings. Failure: what the database refuses while it takes other decisions is
// dropped and counted; a decision that it may have taken is delivered again and stored once. `trouble` is
// told of both ends of an outage, at most once a minute. Threads: its own; the rest may be called from any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>

#include "facts/error.h"
#include "journal/backlog.h"
#include "journal/store.h"

namespace congvu::journal {

// A database that takes decisions; journal::Store, or a double of the tests.
class DecisionSink {
 public:
  DecisionSink() = default;
  DecisionSink(const DecisionSink&) = delete;
  DecisionSink& operator=(const DecisionSink&) = delete;
  virtual ~DecisionSink() = default;
  virtual Result<void> store(std::span<const Entry> entries) = 0;
  virtual Result<std::uint64_t> prune(std::chrono::system_clock::time_point before, std::uint64_t most) = 0;
};
using SinkOpener = std::function<Result<std::unique_ptr<DecisionSink>>()>;
SinkOpener opener_of(const state::DatabaseAddress& address);

using Trouble = std::function<void(const std::string&)>;

struct DeliverySettings {
  std::size_t batch = 500;
  std::chrono::milliseconds every{200};
  std::chrono::milliseconds first_pause{200};
  std::chrono::milliseconds longest_pause{30'000};
  std::chrono::milliseconds told_every{60'000};
  std::chrono::milliseconds stop_patience{5'000};  // for what is left at the end
  std::chrono::hours keep{24 * 400};
  std::chrono::milliseconds prune_every{3'600'000};
  std::uint64_t prune_piece = 500;
  std::uint64_t most_pruned = 200'000;  // at once
};

struct DeliveryCounters {
  std::uint64_t stored = 0;   // given to the database, again included
  std::uint64_t refused = 0;  // that it would not take, or no decisions
  std::uint64_t failures = 0;
  std::uint64_t pruned = 0;
};

class Delivery {
 public:
  Delivery(Backlog& backlog, SinkOpener opener, Trouble trouble, DeliverySettings settings = {});
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;
  // Tries to deliver what is left, within stop_patience.
  ~Delivery();

  // Something was appended.
  void wake();
  // Waits until the backlog is empty, at most that long, and not where the database is gone.
  void flush(std::chrono::milliseconds most);
  [[nodiscard]] DeliveryCounters counters() const;

 private:
  using Clock = std::chrono::steady_clock;
  enum class Outcome { idle, delivered, full_batch, failed };
  void run();
  void wait(std::unique_lock<std::mutex>& lock, Clock::time_point next);
  Clock::time_point next_turn(Outcome outcome);
  Outcome turn();
  Outcome deliver();
  Result<void> store(std::span<const Entry> entries);
  Result<void> store_one_by_one(std::span<const Entry> entries);
  Outcome failed(const Error& error);
  void succeeded(std::size_t count);
  void prune_if_due();
  [[nodiscard]] bool clock_was_moved() const;
  void refuse(const std::string& what);

  Backlog& backlog_;
  const SinkOpener opener_;
  const Trouble trouble_;
  const DeliverySettings settings_;
  mutable std::mutex mutex_;
  std::condition_variable changed_, idle_;
  bool stopping_ = false, hurry_ = false, healthy_ = true, busy_ = false;
  std::optional<Clock::time_point> due_;  // of a turn, since something was appended
  DeliveryCounters counters_;
  // Of the own thread only.
  std::unique_ptr<DecisionSink> sink_;
  std::chrono::milliseconds pause_{0};
  bool told_gone_ = false;
  Clock::time_point next_telling_{}, next_prune_, last_adoption_;
  const Clock::time_point steady_start_ = Clock::now();
  const std::chrono::system_clock::time_point wall_start_ = std::chrono::system_clock::now();
  std::thread thread_;
};

}  // namespace congvu::journal
