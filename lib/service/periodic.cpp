#include "service/periodic.h"

namespace congvu::service {

Periodic::Periodic(std::chrono::milliseconds between, std::function<void()> work)
    : between_(between), work_(std::move(work)), thread_([this] { run(); }) {}

Periodic::~Periodic() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void Periodic::run() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, between_, [this] { return end_; })) {
    lock.unlock();
    work_();
    lock.lock();
  }
}

}  // namespace congvu::service
