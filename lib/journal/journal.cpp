#include "journal/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "journal/decision_line.h"

namespace congvu::journal {
namespace {

std::chrono::milliseconds since_start_of_machine() {
  std::timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) +
         std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const JournalSettings& settings, Trouble trouble) {
  auto incarnation = new_incarnation();
  if (!incarnation) return tl::unexpected(std::move(incarnation.error()));
  Parts parts;
  if (!settings.decision_log.empty()) {
    auto log = FileSink::open(settings.decision_log);
    if (!log) return tl::unexpected(std::move(log.error()));
    parts.log = std::move(*log);
  }
  if (settings.database) {
    auto backlog = Backlog::open({settings.spool, settings.daemon, *incarnation, settings.spool_bytes});
    if (!backlog) return tl::unexpected(std::move(backlog.error()));
    parts.backlog = std::move(*backlog);
    parts.database = opener_of(*settings.database);
  }
  return std::make_unique<Journal>(std::move(parts), settings, std::move(*incarnation), std::move(trouble));
}

Journal::Journal(Parts parts, const JournalSettings& settings, std::string incarnation, Trouble trouble)
    : log_(std::move(parts.log)),
      backlog_(std::move(parts.backlog)),
      node_(settings.node),
      daemon_(settings.daemon),
      trouble_(std::move(trouble)),
      limits_(settings.limits),
      ids_(std::move(incarnation)) {
  if (backlog_ && parts.database) {
    DeliverySettings delivery = settings.delivery;
    delivery.keep = std::chrono::hours(24) * settings.keep_days;
    delivery_ = std::make_unique<Delivery>(*backlog_, std::move(parts.database), trouble_, delivery);
  }
  thread_ = std::thread([this] { run(); });
}

Journal::~Journal() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Journal::write(Record record) {
  if (!keeps()) return;
  if (record.time.time_since_epoch().count() == 0) record.time = std::chrono::system_clock::now();
  record.clock = since_start_of_machine();
  const std::size_t bytes = footprint(record);
  {
    const std::lock_guard lock(mutex_);
    ++written_;
    if (queue_.size() >= limits_.records || bytes > limits_.bytes - queued_bytes_) {
      ++losses_.queue;
      return;
    }
    queued_bytes_ += bytes;
    queue_.push_back(std::move(record));
  }
  changed_.notify_one();
}

void Journal::reopen() {
  {
    const std::lock_guard lock(mutex_);
    reopen_ = true;
  }
  changed_.notify_one();
}

void Journal::flush(std::chrono::milliseconds most) {
  const auto end = std::chrono::steady_clock::now() + most;
  {
    std::unique_lock lock(mutex_);
    idle_.wait_until(lock, end, [&] { return queue_.empty() && !writing_; });
  }
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
  if (delivery_ && left.count() > 0) delivery_->flush(left);
}

JournalCounters Journal::counters() const {
  JournalCounters out;
  if (delivery_) {
    const auto delivered = delivery_->counters();
    out.stored = delivered.stored;
    out.database_lost = delivered.refused;
  }
  if (backlog_) {
    out.spool_bytes = backlog_->bytes();
    out.database_lost += backlog_->damaged();
  }
  const std::lock_guard lock(mutex_);
  out.written = written_;
  out.dropped = losses_.queue;
  out.log_lost = losses_.log;
  out.database_lost += losses_.database;
  return out;
}

void Journal::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait_for(lock, limits_.told_every, [&] { return stopping_ || reopen_ || !queue_.empty(); });
    const bool reopen = std::exchange(reopen_, false);
    const bool last = stopping_;
    std::deque<Record> records = std::exchange(queue_, {});
    writing_ = true;
    lock.unlock();
    if (reopen) reopen_log();
    write_all(records);
    tell(last);
    lock.lock();
    writing_ = false;
    idle_.notify_all();
    if (last && queue_.empty()) return;
  }
}

void Journal::reopen_log() {
  if (!log_) return;
  if (const auto reopened = log_->reopen(); !reopened && trouble_)
    trouble_("the decision log stays with its old file: " + reopened.error().to_string());
}

void Journal::write_all(std::deque<Record>& records) {
  while (!records.empty()) {
    const std::size_t bytes = footprint(records.front());
    write_one(records.front());
    records.pop_front();
    tell(false);
    // Room for as much as is written: the bound is on what is in memory.
    const std::lock_guard lock(mutex_);
    queued_bytes_ -= std::min(bytes, queued_bytes_);
  }
  if (delivery_) delivery_->wake();
}

void Journal::write_one(Record& record) {
  record.id = ids_.next();
  record.node = node_;
  record.daemon = daemon_;
  std::string line = decision_line(record, false);
  if (log_) {
    const auto written = log_->write(record.facts_json.empty() ? line : decision_line(record, true));
    if (!written) {
      const std::lock_guard lock(mutex_);
      ++losses_.log;
      losses_.log_error = written.error().to_string();
    }
  }
  if (!backlog_) return;
  if (const auto kept = backlog_->append(std::move(line)); !kept) {
    const std::lock_guard lock(mutex_);
    ++losses_.database;
    losses_.database_error = kept.error().to_string();
  }
}

void Journal::tell(bool now) {
  Losses losses;
  {
    const std::lock_guard lock(mutex_);
    losses = losses_;
  }
  const auto time = std::chrono::steady_clock::now();
  const std::uint64_t queue = losses.queue - told_.queue;
  const std::uint64_t log = losses.log - told_.log;
  const std::uint64_t database = losses.database - told_.database;
  if (queue + log + database == 0 || (!now && time < next_telling_)) return;
  next_telling_ = time + limits_.told_every;
  told_ = losses;
  if (!trouble_) return;
  if (queue > 0) trouble_(fmt::format("the journal was too slow for {} decisions, they are lost", queue));
  if (log > 0) trouble_(fmt::format("the decision log has lost {} lines: {}", log, losses.log_error));
  if (database > 0)
    trouble_(
        fmt::format("the journal's database will miss {} decisions: {}", database, losses.database_error));
}

}  // namespace congvu::journal
