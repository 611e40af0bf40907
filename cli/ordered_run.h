// Many independent jobs on all cores, their results handled in the order of the jobs.
//
// In: the number of jobs, how many threads, a job (called on any thread), a sink (called on one thread at a
// time, in order). Out: when all are done. Limits: at most `window` finished results wait for an earlier one.
// Failure: none of its own; job and sink must not throw.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace congvu::cli {

template <class Job, class Sink>
void run_ordered(std::size_t jobs, unsigned threads, Job job, Sink sink, std::size_t window = 256) {
  using Output = decltype(job(std::size_t{0}));
  std::mutex mutex;
  std::condition_variable moved;
  std::map<std::size_t, Output> waiting;
  std::size_t next_job = 0;
  std::size_t next_out = 0;
  const auto work = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      moved.wait(lock, [&] { return next_job >= jobs || next_job < next_out + window; });
      if (next_job >= jobs) return;
      const std::size_t mine = next_job++;
      lock.unlock();
      Output output = job(mine);
      lock.lock();
      waiting.emplace(mine, std::move(output));
      // Whoever completes the next one hands on all that follow it.
      for (auto at = waiting.find(next_out); at != waiting.end(); at = waiting.find(next_out)) {
        sink(at->first, at->second);
        waiting.erase(at);
        ++next_out;
      }
      moved.notify_all();
    }
  };
  std::vector<std::thread> team;
  const auto size = std::max<std::size_t>(1, std::min<std::size_t>(threads, jobs));
  for (std::size_t i = 0; i < size; ++i) team.emplace_back(work);
  for (auto& thread : team) thread.join();
}

}  // namespace congvu::cli
