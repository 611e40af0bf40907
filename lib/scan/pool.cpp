#include "scan/pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "scan/pool_failures.h"
#include "scan/worker_process.h"

namespace congvu::scan {
namespace {

using Clock = std::chrono::steady_clock;
using Lock = std::unique_lock<std::mutex>;

constexpr std::chrono::seconds first_greeting{60};  // on a machine that is very busy

enum Lane : std::uint8_t { quick_lane, wide_lane };

struct Slot {
  enum class State : std::uint8_t { unused, empty, starting, idle, busy };
  State state = State::empty;
  bool quick = false;     // for the quick lane only
  bool overtime = false;  // was, and a spare one has taken its place
  unsigned served = 0;
  std::unique_ptr<WorkerProcess> worker;
};

// A message in line. Each is woken by itself: with hundreds waiting, waking all for one free worker is a
// storm.
struct Waiter {
  std::uint64_t ticket = 0;
  std::condition_variable wake;
};

bool damaged(const MessageFacts& facts) {
  return std::any_of(facts.attachments.begin(), facts.attachments.end(), [](const Attachment& attachment) {
    const auto& reasons = attachment.unchecked;
    return std::find(reasons.begin(), reasons.end(), Unchecked::damaged) != reasons.end();
  });
}

class WorkerPool final : public Pool {
 public:
  explicit WorkerPool(const PoolSettings& settings) : settings_(settings) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned workers = std::max(1U, settings.workers == 0 ? cores + 2 : settings.workers);
    const unsigned quick = std::min(settings.quick, workers - 1);
    slots_.resize(workers + (quick > 0 ? settings.spare : 0));
    for (unsigned i = 0; i < quick; ++i) slots_[i].quick = true;
    for (std::size_t i = workers; i < slots_.size(); ++i) slots_[i].state = Slot::State::unused;
  }

  ~WorkerPool() override {
    Lock lock(mutex_);
    stopping_ = true;
    for (auto& line : waiting_)
      for (Waiter* waiter : line) waiter->wake.notify_one();
    starter_wake_.notify_one();
    settled_.wait(lock, [&] { return inside_ == 0; });
    lock.unlock();
    if (starter_.joinable()) starter_.join();
  }

  // The first worker tells whether workers can be had at all.
  Result<void> begin() {
    Result<void> first;
    bool tried = false;
    starter_ = std::thread([this, &first, &tried] { keep_started(first, tried); });
    Lock lock(mutex_);
    settled_.wait(lock, [&] { return tried; });
    return first;
  }

  Result<MessageFacts> scan(int message, std::uint64_t size, const Limits& limits,
                            const std::function<void()>& on_wait) override {
    const Guest guest(*this);
    if (failures_.count(message, size) >= settings_.give_up_after)
      return given_up(settings_.give_up_after, {});
    const auto patience = Clock::now() + settings_.queue_wait;
    // A worker that was dead before it saw the message says nothing about the message: take another one.
    for (unsigned attempt = 0;; ++attempt) {
      auto slot = wait_for_worker(size < settings_.quick_bytes ? quick_lane : wide_lane, patience, on_wait);
      if (!slot) return tl::unexpected(slot.error());
      auto facts = ask(**slot, {size, limits}, message, on_wait);
      give_back(**slot, facts);
      if (facts) return std::move(*facts);
      if (facts.error().blames_message) return failed(message, size, facts.error().text);
      if (attempt > slots_.size() || stopping())
        return fail(ErrorKind::unavailable, "scan", facts.error().text);
    }
  }

  [[nodiscard]] PoolCounters counters() const override {
    const Lock lock(mutex_);
    PoolCounters out = counters_;
    out.busy = static_cast<unsigned>(std::count_if(
        slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.state == Slot::State::busy; }));
    out.waiting = static_cast<unsigned>(waiting_[quick_lane].size() + waiting_[wide_lane].size());
    return out;
  }

 private:
  // Keeps the destructor waiting.
  class Guest {
   public:
    explicit Guest(WorkerPool& pool) : pool_(pool) {
      const Lock lock(pool_.mutex_);
      ++pool_.inside_;
    }
    Guest(const Guest&) = delete;
    Guest& operator=(const Guest&) = delete;
    ~Guest() {
      const Lock lock(pool_.mutex_);
      if (--pool_.inside_ > 0) return;
      pool_.settled_.notify_all();
      pool_.starter_wake_.notify_one();
    }

   private:
    WorkerPool& pool_;
  };

  [[nodiscard]] bool stopping() const {
    const Lock lock(mutex_);
    return stopping_;
  }

  // --- waiting ---

  Slot* idle(bool quick) {
    const auto slot = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& s) {
      return s.state == Slot::State::idle && s.quick == quick;
    });
    return slot == slots_.end() ? nullptr : &*slot;
  }

  // An idle worker for the message at the head of `lane`, or nullptr. Where both heads want the same one, it
  // goes to whoever has waited longer.
  Slot* free_slot(Lane lane, std::uint64_t ticket) {
    if (waiting_[lane].front()->ticket != ticket) return nullptr;
    Slot* const own = idle(true);
    if (lane == quick_lane && own != nullptr) return own;
    const auto& others = waiting_[lane == quick_lane ? wide_lane : quick_lane];
    const bool served_elsewhere = lane == wide_lane && own != nullptr;
    const bool others_first = !others.empty() && others.front()->ticket < ticket && !served_elsewhere;
    return others_first ? nullptr : idle(false);
  }

  Result<Slot*> wait_for_worker(Lane lane, Clock::time_point patience, const std::function<void()>& on_wait) {
    Lock lock(mutex_);
    auto& line = waiting_[lane];
    if (line.size() >= settings_.queue) {
      ++counters_.refused;
      return fail(ErrorKind::unavailable, "scan", fmt::format("{} messages wait already", line.size()));
    }
    Waiter waiter;
    waiter.ticket = next_ticket_++;
    line.push_back(&waiter);
    auto slot = wait_in_line(lock, lane, waiter, patience, on_wait);
    line.erase(std::find(line.begin(), line.end(), &waiter));
    wake_first();
    return slot;
  }

  // Those whose turn it may be.
  void wake_first() {
    for (auto& line : waiting_)
      if (!line.empty()) line.front()->wake.notify_one();
  }

  Result<Slot*> wait_in_line(Lock& lock, Lane lane, Waiter& waiter, Clock::time_point patience,
                             const std::function<void()>& on_wait) {
    auto next_tick = Clock::now() + settings_.tick;
    while (true) {
      if (stopping_) return fail(ErrorKind::unavailable, "scan", "the pool is stopping");
      if (Slot* slot = free_slot(lane, waiter.ticket); slot != nullptr) {
        if (slot->worker->quiet()) {
          slot->state = Slot::State::busy;
          return slot;
        }
        empty(*slot);  // it died while idle, or talks out of turn
        continue;
      }
      const auto now = Clock::now();
      if (now >= patience) {
        ++counters_.refused;
        return fail(ErrorKind::unavailable, "scan", "no worker became free in time");
      }
      if (now >= next_tick) {
        next_tick = now + settings_.tick;
        lock.unlock();
        if (on_wait) on_wait();
        lock.lock();
        continue;
      }
      waiter.wake.wait_until(lock, std::min(next_tick, patience));
    }
  }

  // --- with a worker ---

  tl::expected<MessageFacts, ScanFailure> ask(Slot& slot, const Request& request, int message,
                                              const std::function<void()>& on_wait) {
    const auto overtime = Clock::now() + settings_.quick_time;
    auto next_word = Clock::now() + settings_.tick;
    const auto on_tick = [&] {
      const auto now = Clock::now();
      if (slot.quick && now >= overtime) hand_over(slot);
      if (now >= next_word) {
        next_word = now + settings_.tick;
        if (on_wait) on_wait();
      }
      return !stopping();
    };
    return slot.worker->ask(request, message,
                            {settings_.deadline, std::min(settings_.tick, settings_.quick_time), on_tick});
  }

  // The quick lane goes on with a spare worker, where one is left.
  void hand_over(Slot& slot) {
    const Lock lock(mutex_);
    const auto spare = std::find_if(slots_.begin(), slots_.end(),
                                    [](const Slot& s) { return s.state == Slot::State::unused; });
    if (spare == slots_.end()) return;
    spare->state = Slot::State::empty;
    spare->quick = true;
    slot.quick = false;
    slot.overtime = true;
    slot.worker->yield_to_others();
    ++counters_.overtime;
    starter_wake_.notify_one();
  }

  void give_back(Slot& slot, const tl::expected<MessageFacts, ScanFailure>& facts) {
    const bool keep = facts && ++slot.served < settings_.messages_per_worker && !damaged(*facts) &&
                      slot.worker->peak_memory() <= settings_.worker_peak && !slot.overtime;
    std::unique_ptr<WorkerProcess> ended;  // dies outside of the lock
    const Lock lock(mutex_);
    if (facts) {
      ++counters_.scanned;
      failed_starts_ = 0;
    }
    if (keep) {
      slot.state = Slot::State::idle;
    } else {
      if (!facts && !facts.error().blames_message) ++failed_starts_;
      ended = std::move(slot.worker);
      empty(slot);
      if (slot.overtime) slot.state = Slot::State::unused;
      slot.overtime = false;
    }
    wake_first();
  }

  void empty(Slot& slot) {
    slot.worker.reset();
    slot.served = 0;
    slot.state = Slot::State::empty;
    starter_wake_.notify_one();
  }

  tl::unexpected<Error> failed(int message, std::uint64_t size, const std::string& why) {
    {
      const Lock lock(mutex_);
      ++counters_.failed;
    }
    const unsigned times = failures_.add(message, size);
    return times >= settings_.give_up_after ? given_up(times, why)
                                            : fail(ErrorKind::unavailable, "scan", why);
  }

  static tl::unexpected<Error> given_up(unsigned times, const std::string& why) {
    return fail(
        ErrorKind::unsupported, "scan",
        fmt::format("this message has broken {} scan workers{}{}", times, why.empty() ? "" : ": ", why));
  }

  // --- the starting thread; it lives as long as the workers, see WorkerProcess ---

  void keep_started(Result<void>& first, bool& tried) {
    Lock lock(mutex_);
    bool told = false;
    while (!stopping_) {
      const auto slot = std::find_if(slots_.begin(), slots_.end(),
                                     [](const Slot& s) { return s.state == Slot::State::empty; });
      if (slot == slots_.end()) {
        starter_wake_.wait(lock);
        continue;
      }
      // Workers that die as soon as they start must not eat the machine.
      if (failed_starts_ > 0 &&
          starter_wake_.wait_for(lock, pause_after(failed_starts_), [&] { return stopping_; }))
        break;
      slot->state = Slot::State::starting;  // nobody else touches it meanwhile
      lock.unlock();
      auto worker = WorkerProcess::start({settings_.program, settings_.worker_memory});
      if (worker && !told)
        if (auto ready = (*worker)->await_greeting(first_greeting); !ready)
          worker = tl::unexpected(ready.error());
      lock.lock();
      settle(*slot, worker);
      if (!told) {
        if (!worker) first = tl::unexpected(worker.error());
        tried = told = true;
        settled_.notify_all();
      }
      wake_first();
    }
    starter_wake_.wait(lock, [&] { return inside_ == 0; });
    for (Slot& slot : slots_) slot.worker.reset();
  }

  void settle(Slot& slot, Result<std::unique_ptr<WorkerProcess>>& worker) {
    slot.state = worker ? Slot::State::idle : Slot::State::empty;
    if (worker) {
      slot.worker = std::move(*worker);
      ++counters_.started;
    } else {
      ++failed_starts_;
    }
  }

  static std::chrono::milliseconds pause_after(unsigned failed_starts) {
    return std::chrono::milliseconds(std::min(5'000U, 50U << std::min(failed_starts, 7U)));
  }

  const PoolSettings settings_;
  FailedMessages failures_;
  mutable std::mutex mutex_;
  std::condition_variable settled_;       // for start and end of the pool
  std::condition_variable starter_wake_;  // a slot is empty, or the end has come
  std::vector<Slot> slots_;
  std::array<std::deque<Waiter*>, 2> waiting_;  // a lane each, first come first
  std::uint64_t next_ticket_ = 0;
  unsigned inside_ = 0;
  unsigned failed_starts_ = 0;
  bool stopping_ = false;
  PoolCounters counters_;
  std::thread starter_;
};

}  // namespace

Result<std::unique_ptr<Pool>> Pool::start(const PoolSettings& settings) {
  auto pool = std::make_unique<WorkerPool>(settings);
  if (auto begun = pool->begin(); !begun) return tl::unexpected(begun.error());
  return pool;
}

}  // namespace congvu::scan
