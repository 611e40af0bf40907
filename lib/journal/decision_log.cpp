#include "journal/decision_log.h"

#include <fmt/format.h>

#include <utility>

namespace congvu::journal {

DecisionLog::DecisionLog(std::unique_ptr<LineSink> sink, Trouble trouble, DecisionLogLimits limits)
    : sink_(std::move(sink)), trouble_(std::move(trouble)), limits_(limits), thread_([this] { run(); }) {}

DecisionLog::~DecisionLog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void DecisionLog::write(std::string line) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= limits_.lines || line.size() > limits_.bytes - queued_bytes_) {
      ++dropped_;
      return;
    }
    queued_bytes_ += line.size();
    queue_.push_back(std::move(line));
  }
  changed_.notify_one();
}

void DecisionLog::reopen() {
  {
    const std::lock_guard lock(mutex_);
    reopen_ = true;
  }
  changed_.notify_one();
}

void DecisionLog::flush(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  idle_.wait_for(lock, most, [&] { return queue_.empty() && !writing_; });
}

std::uint64_t DecisionLog::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void DecisionLog::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait_for(lock, limits_.told_every, [&] { return stopping_ || reopen_ || !queue_.empty(); });
    if (std::exchange(reopen_, false)) {
      lock.unlock();
      if (const auto reopened = sink_->reopen(); !reopened && trouble_)
        trouble_("the decision log stays with its old file: " + reopened.error().to_string());
      lock.lock();
    }
    while (!queue_.empty()) {
      const std::string line = std::move(queue_.front());
      queue_.pop_front();
      queued_bytes_ -= line.size();
      writing_ = true;
      lock.unlock();
      write_one(line);
      tell(false);
      lock.lock();
      writing_ = false;
    }
    idle_.notify_all();
    const bool last = stopping_;
    lock.unlock();
    tell(last);
    if (last) return;
    lock.lock();
  }
}

void DecisionLog::write_one(const std::string& line) {
  const auto written = sink_->write(line);
  if (written) return;
  last_error_ = written.error().to_string();
  const std::lock_guard lock(mutex_);
  ++dropped_;
}

void DecisionLog::tell(bool now) {
  const std::uint64_t lost = dropped() - told_;
  const auto time = std::chrono::steady_clock::now();
  if (lost == 0 || (!now && time < next_telling_)) return;
  told_ += lost;
  next_telling_ = time + limits_.told_every;
  if (trouble_)
    trouble_(fmt::format("the decision log has lost {} lines{}{}", lost, last_error_.empty() ? "" : ": ",
                         std::exchange(last_error_, {})));
}

}  // namespace congvu::journal
