// Work that is done again and again, on a thread of its own.
//
// In: a time between two runs, the work. Out: the work is run after each such time, by the steady clock,
// until the object is gone; its destructor waits for a run that has begun. Failure: the work must not throw.
// Threads: one more.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace congvu::service {

class Periodic {
 public:
  Periodic(std::chrono::milliseconds between, std::function<void()> work);
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;
  ~Periodic();

 private:
  void run();

  std::chrono::milliseconds between_;
  std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace congvu::service
