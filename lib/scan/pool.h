// The scan workers: scan::scan() in other processes, so that a mail can break a worker but not the gate.
//
//   auto pool = scan::Pool::start({});                       // main() has called run_worker_if_asked()
//   auto facts = (*pool)->scan(fd, size, limits, [] { tell_the_mta_to_wait(); });
//
// In: messages as descriptors (a sealed memfd, an unlinked file, or any regular file, which is copied).
// Out: their facts, validated. More workers than cores, and two lanes: `quick` workers take only messages
// under `quick_bytes`, so that slow mails do not stop the gate. A small message that turns out to be slow
// keeps its worker, which then counts for the wide lane and yields to all others; a spare one takes its place
// in the quick lane. Waiting is first come, first served. Limits: a bounded queue a lane; a deadline by the
// wall clock; workers are replaced after a number of messages, after every failure, after a message that
// foreign parsers found damaged, and once they have been large. Failure: ErrorKind::unavailable: not judged
// now, the MTA should try again (no worker, queue full, the worker crashed, looped or outgrew its memory).
// ErrorKind::unsupported: these very bytes have now cost `give_up_after` workers; trying again is useless,
// the message wants a person. In neither case was the message found clean. Threads: scan() from any number at
// once. The destructor waits for those inside, which end soon.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "facts/error.h"
#include "facts/limits.h"
#include "facts/message_facts.h"

namespace congvu::scan {

struct PoolSettings {
  unsigned workers = 0;  // 0: cores + 2
  unsigned quick = 1;    // of these; at least one worker stays for all messages
  std::uint64_t quick_bytes = 256U << 10;
  std::chrono::milliseconds quick_time{1'000};  // what takes longer leaves the quick lane to others
  unsigned spare = 2;                           // workers that stand in for such, besides `workers`
  unsigned queue = 500;                         // waiting messages a lane
  std::chrono::milliseconds queue_wait{120'000};
  std::chrono::milliseconds deadline{60'000};
  std::chrono::milliseconds tick{1'000};  // how often on_wait is called
  unsigned messages_per_worker = 500;
  std::uint64_t worker_memory = 1536ULL << 20;  // address space
  std::uint64_t worker_peak = 512ULL << 20;     // resident; a worker that had more is replaced
  unsigned give_up_after = 2;
  std::string program = "/proc/self/exe";
  bool operator==(const PoolSettings&) const = default;
};

struct PoolCounters {
  std::uint64_t scanned = 0;
  std::uint64_t failed = 0;    // messages that broke a worker
  std::uint64_t refused = 0;   // queue full, or waited too long
  std::uint64_t started = 0;   // workers
  std::uint64_t overtime = 0;  // messages that left the quick lane
  unsigned busy = 0;
  unsigned waiting = 0;
};

class Pool {
 public:
  // Fails where not even one worker can be started and locked down.
  static Result<std::unique_ptr<Pool>> start(const PoolSettings& settings);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  virtual ~Pool() = default;

  // Blocks. `on_wait` (may be empty) is called once a tick, on this thread, while the message waits or is
  // read.
  virtual Result<MessageFacts> scan(int message, std::uint64_t size, const Limits& limits,
                                    const std::function<void()>& on_wait) = 0;
  [[nodiscard]] virtual PoolCounters counters() const = 0;

 protected:
  Pool() = default;
};

}  // namespace congvu::scan
