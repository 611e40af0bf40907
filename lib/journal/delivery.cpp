#include "journal/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "facts/text.h"

namespace congvu::journal {
namespace {

using namespace std::chrono_literals;

constexpr auto adoption_every = 60s;
constexpr auto between_pieces = 20ms;
constexpr auto most_clock_change = 24h;

class StoreSink final : public DecisionSink {
 public:
  explicit StoreSink(std::unique_ptr<Store> store) : store_(std::move(store)) {}
  Result<void> store(std::span<const Entry> entries) override {
    if (auto inserted = store_->insert(entries); !inserted)
      return tl::unexpected(std::move(inserted.error()));
    return {};
  }
  Result<std::uint64_t> prune(std::chrono::system_clock::time_point before, std::uint64_t most) override {
    return store_->prune(before, most);
  }

 private:
  std::unique_ptr<Store> store_;
};

}  // namespace

SinkOpener opener_of(const state::DatabaseAddress& address) {
  return [address]() -> Result<std::unique_ptr<DecisionSink>> {
    auto store = Store::open(address);
    if (!store) return tl::unexpected(std::move(store.error()));
    return std::make_unique<StoreSink>(std::move(*store));
  };
}

Delivery::Delivery(Backlog& backlog, SinkOpener opener, Trouble trouble, DeliverySettings settings)
    : backlog_(backlog),
      opener_(std::move(opener)),
      trouble_(std::move(trouble)),
      settings_(settings),
      next_prune_(Clock::now() + settings.prune_every / 60),
      last_adoption_(Clock::now()),
      thread_([this] { run(); }) {}

Delivery::~Delivery() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Delivery::wake() {
  const bool full = backlog_.lines() >= settings_.batch;
  {
    const std::lock_guard lock(mutex_);
    const bool first = !due_;
    if (first) due_ = Clock::now() + settings_.every;
    if (!first && !full) return;
  }
  changed_.notify_one();
}

void Delivery::flush(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  hurry_ = true;
  changed_.notify_all();
  idle_.wait_for(lock, most, [&] { return !healthy_ || (!busy_ && backlog_.empty()); });
  hurry_ = false;
}

DeliveryCounters Delivery::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

void Delivery::run() {
  std::unique_lock lock(mutex_);
  auto next = Clock::now();
  Clock::time_point end = Clock::time_point::max();
  while (true) {
    wait(lock, next);
    if (stopping_) end = std::min(end, Clock::now() + settings_.stop_patience);
    busy_ = true;
    lock.unlock();
    const Outcome outcome = turn();
    next = next_turn(outcome);
    lock.lock();
    busy_ = false;
    healthy_ = outcome != Outcome::failed;
    idle_.notify_all();
    const bool over = outcome == Outcome::failed || (outcome == Outcome::idle && backlog_.empty());
    if (stopping_ && (over || Clock::now() >= end)) return;
    if (hurry_ && !healthy_) hurry_ = false;
  }
}

// Until it is time for the next turn, or there is enough for one.
void Delivery::wait(std::unique_lock<std::mutex>& lock, Clock::time_point next) {
  while (!stopping_ && !hurry_) {
    const auto until = healthy_ && due_ ? std::min(next, *due_) : next;
    if (Clock::now() >= until || (healthy_ && backlog_.lines() >= settings_.batch)) break;
    changed_.wait_until(lock, until);
  }
  due_.reset();
}

Delivery::Clock::time_point Delivery::next_turn(Outcome outcome) {
  if (outcome == Outcome::failed) {
    pause_ = std::clamp(pause_ * 2, settings_.first_pause, settings_.longest_pause);
    return Clock::now() + pause_;
  }
  pause_ = 0ms;
  if (outcome == Outcome::full_batch) return Clock::now();
  if (!backlog_.empty()) return Clock::now() + settings_.every;
  return std::min(last_adoption_ + adoption_every, std::max(next_prune_, Clock::now()));
}

Delivery::Outcome Delivery::turn() {
  if (Clock::now() >= last_adoption_ + adoption_every) {
    last_adoption_ = Clock::now();
    backlog_.adopt();
  }
  const Outcome outcome = deliver();
  backlog_.done(0);
  if (outcome != Outcome::failed) prune_if_due();
  return outcome;
}

Delivery::Outcome Delivery::deliver() {
  const auto lines = backlog_.oldest(settings_.batch);
  // An outage ends where the database is there again, whether or not there is something for it.
  if (lines.empty() && sink_ != nullptr) return Outcome::idle;
  if (sink_ == nullptr) {
    auto opened = opener_();
    if (!opened) return failed(opened.error());
    sink_ = std::move(*opened);
  }
  if (lines.empty()) {
    succeeded(0);
    return Outcome::idle;
  }
  std::vector<Entry> entries;
  entries.reserve(lines.size());
  for (const auto& line : lines) {
    auto entry = entry_of(line);
    if (entry)
      entries.push_back(std::move(*entry));
    else
      refuse(entry.error().to_string());
  }
  if (auto stored = store(entries); !stored) return failed(stored.error());
  backlog_.done(lines.size());
  succeeded(entries.size());
  return lines.size() == settings_.batch ? Outcome::full_batch : Outcome::delivered;
}

Result<void> Delivery::store(std::span<const Entry> entries) {
  if (entries.empty()) return {};
  auto stored = sink_->store(entries);
  if (stored || stored.error().kind != ErrorKind::invalid || entries.size() == 1) return stored;
  return store_one_by_one(entries);
}

// One decision that the database refuses must not keep all others out. Where it refuses every one, the fault
// is the database's, and all are kept.
Result<void> Delivery::store_one_by_one(std::span<const Entry> entries) {
  std::vector<Error> refused;
  bool taken = false;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto stored = sink_->store(entries.subspan(i, 1));
    if (!stored && stored.error().kind != ErrorKind::invalid) return stored;
    taken = taken || stored.has_value();
    if (!stored) refused.push_back({ErrorKind::invalid, entries[i].record.id, stored.error().to_string()});
  }
  if (!taken && !refused.empty()) return tl::unexpected(refused.front());
  for (const auto& error : refused) refuse(error.to_string());
  return {};
}

void Delivery::refuse(const std::string& what) {
  const std::lock_guard lock(mutex_);
  ++counters_.refused;
  if (Clock::now() < next_telling_ || !trouble_) return;
  next_telling_ = Clock::now() + settings_.told_every;
  trouble_(fmt::format("the journal cannot keep a decision: {}", printable(what, 300)));
}

Delivery::Outcome Delivery::failed(const Error& error) {
  sink_.reset();
  // What the kernel has outlives this process; what is on the disk outlives the machine, too.
  // (A disk that cannot is told of by those who append.)
  static_cast<void>(backlog_.sync());
  {
    const std::lock_guard lock(mutex_);
    ++counters_.failures;
  }
  if (!told_gone_ && trouble_ && Clock::now() >= next_telling_) {
    told_gone_ = true;
    next_telling_ = Clock::now() + settings_.told_every;
    trouble_(fmt::format("the journal's database takes no decisions, they are kept in the spool: {}",
                         error.to_string()));
  }
  return Outcome::failed;
}

void Delivery::succeeded(std::size_t count) {
  {
    const std::lock_guard lock(mutex_);
    counters_.stored += count;
  }
  if (!std::exchange(told_gone_, false) || !trouble_) return;
  trouble_("the journal's database takes decisions again, the spool is being delivered");
}

// The clocks of a machine go together, unless somebody has set the one on the wall.
bool Delivery::clock_was_moved() const {
  const auto difference = (std::chrono::system_clock::now() - wall_start_) - (Clock::now() - steady_start_);
  return difference > most_clock_change || difference < -most_clock_change;
}

void Delivery::prune_if_due() {
  if (Clock::now() < next_prune_ || sink_ == nullptr) return;
  next_prune_ = Clock::now() + settings_.prune_every;
  if (clock_was_moved()) {
    if (trouble_) trouble_("the clock was moved by more than a day: nothing is deleted from the journal");
    return;
  }
  const auto before = std::chrono::system_clock::now() - settings_.keep;
  for (std::uint64_t all = 0; all < settings_.most_pruned;) {
    const auto pruned = sink_->prune(before, settings_.prune_piece);
    if (!pruned) {
      failed(pruned.error());
      return;
    }
    all += *pruned;
    std::unique_lock lock(mutex_);
    counters_.pruned += *pruned;
    if (*pruned < settings_.prune_piece || stopping_) return;
    changed_.wait_for(lock, between_pieces, [&] { return stopping_; });
    lock.unlock();
    if (!backlog_.empty() && deliver() == Outcome::failed) return;
  }
}

}  // namespace congvu::journal
