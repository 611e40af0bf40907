#include "state/rates.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>

#include "facts/keyed_hash.h"
#include "state/rate_book.h"

namespace congvu::state {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::size_t rows_at_once = 500;   // under one lock
constexpr std::size_t rows_a_turn = 5'000;  // in one transaction
constexpr milliseconds shortest_turn = 10ms;
constexpr milliseconds longest_retry = 30s;
constexpr milliseconds between_cleanings = 60s;
constexpr std::int64_t clock_was_set = 1'000;  // so far apart two differences of clocks do not drift

std::string random_name() {
  const auto key = random_key();
  return key ? fmt::format("{:016x}{:016x}", (*key)[0], (*key)[1])
             : fmt::format("{:x}", std::chrono::steady_clock::now().time_since_epoch().count());
}

milliseconds wall_clock() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
}

}  // namespace

class Rates::Body {
 public:
  explicit Body(RateOptions options)
      : options_(std::move(options)),
        incarnation_(random_name()),
        begin_(clock()),
        wall_begin_(wall_clock()),
        book_(options_.keys) {
    if (!options_.database) return;
    last_success_ = now();
    turn(true);
    thread_ = std::thread([this] { run(); });
  }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  ~Body() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      end_ = true;
    }
    wake_.notify_all();
    thread_.join();
    if (store_) turn(false);
  }

  std::vector<RateAnswer> answer(std::span<const RateLimit> limits, const RateEvent& event) {
    const std::lock_guard lock(mutex_);
    auto out = book_.answer(limits, event, now());
    if (book_.urgent() && options_.database) wake_.notify_one();
    return out;
  }

  [[nodiscard]] bool stale() const {
    return options_.database && now() - last_success_ > options_.stale_after.count();
  }

  [[nodiscard]] RateFigures figures() const {
    const std::lock_guard lock(mutex_);
    return {book_.keys(), book_.forgotten(), synchronised_, failed_, processes_};
  }

  bool synchronise() { return options_.database && turn(true); }

 private:
  [[nodiscard]] std::chrono::nanoseconds clock() const {
    return options_.clock ? options_.clock() : std::chrono::steady_clock::now().time_since_epoch();
  }
  // The wall clock as it was at the start, going on by the steady one.
  [[nodiscard]] std::int64_t now() const {
    return (wall_begin_ + std::chrono::duration_cast<milliseconds>(clock() - begin_)).count();
  }

  void run() {
    milliseconds retry = 1s;
    while (true) {
      const bool good = last_turn_good_;
      const milliseconds wait = good ? options_.synchronise : retry;
      retry = good ? milliseconds(1s) : std::min(retry * 2, longest_retry);
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, good ? shortest_turn : wait, [this] { return end_; });
      if (good) wake_.wait_for(lock, wait, [this] { return end_ || book_.urgent(); });
      if (end_) return;
      lock.unlock();
      turn(true);
    }
  }

  // One synchronisation. `alive` false: the last one.
  bool turn(bool alive) {
    const std::lock_guard turns(turn_mutex_);
    const auto done = exchange(alive);
    last_turn_good_ = done.has_value();
    if (done) {
      told_ = false;
      last_success_ = now();
      const std::lock_guard lock(mutex_);
      ++synchronised_;
      return true;
    }
    store_.reset();
    {
      const std::lock_guard lock(mutex_);
      ++failed_;
      processes_ = 1;
      book_.share_with(1);
    }
    if (!told_ && options_.on_error) options_.on_error(done.error());
    told_ = true;
    return false;
  }

  Result<void> exchange(bool alive) {
    if (auto opened = open(); !opened) return opened;
    const std::int64_t before = now();
    const auto database_now = store_->now();
    if (!database_now) return tl::unexpected(database_now.error());
    follow_clock(*database_now, before, now());
    const std::vector<RateRow> own = take();
    auto exchanged = store_->exchange(own, *database_now, alive);
    if (!exchanged) {
      const std::lock_guard lock(mutex_);
      book_.not_written(own);
      return tl::unexpected(exchanged.error());
    }
    in_pieces(own, [&](const std::vector<RateRow>& piece) { book_.written(piece); });
    in_pieces(exchanged->others, [&](const std::vector<RateRow>& piece) {
      for (const auto& row : piece) book_.learn(row, now(), shift_);
    });
    {
      const std::lock_guard lock(mutex_);
      processes_ = exchanged->alive;
      book_.share_with(processes_);
    }
    return clean(*database_now);
  }

  Result<void> open() {
    if (store_) return {};
    const auto silent = std::max<std::int64_t>(10'000, options_.synchronise.count() * 3);
    auto store = RateStore::open(*options_.database, incarnation_,
                                 fmt::format("{}/{}", options_.node, options_.daemon), silent);
    if (!store) return tl::unexpected(store.error());
    store_ = std::move(*store);
    return {};
  }

  // A database whose clock is set, or goes otherwise than this machine's, numbers cells otherwise.
  // Its time was asked for between `before` and `after`: a slow answer says nothing.
  void follow_clock(std::int64_t database_now, std::int64_t before, std::int64_t after) {
    const std::lock_guard lock(mutex_);
    const std::int64_t shift = database_now - (before + after) / 2;
    if (shift_known_ && (std::abs(shift - shift_) < clock_was_set || after - before > clock_was_set / 2))
      return;
    if (shift_known_) book_.write_all();
    shift_ = shift;
    shift_known_ = true;
  }

  std::vector<RateRow> take() {
    std::vector<RateRow> out;
    while (out.size() < rows_a_turn) {
      const std::lock_guard lock(mutex_);
      auto piece = book_.take(rows_at_once, now(), shift_);
      if (piece.empty()) break;
      out.insert(out.end(), std::make_move_iterator(piece.begin()), std::make_move_iterator(piece.end()));
    }
    return last_of_each(std::move(out));
  }

  // What was counted on between two pieces comes again; its later row says all, and PostgreSQL takes no row
  // twice in one statement.
  static std::vector<RateRow> last_of_each(std::vector<RateRow> rows) {
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> last;
    for (std::size_t i = 0; i < rows.size(); ++i) last[{rows[i].key, rows[i].question}] = i;
    if (last.size() == rows.size()) return rows;
    std::vector<RateRow> out;
    out.reserve(last.size());
    for (const auto& [name, index] : last) out.push_back(rows[index]);
    return out;
  }

  // Answers come between two pieces.
  template <class Use>
  void in_pieces(const std::vector<RateRow>& rows, Use use) {
    for (std::size_t i = 0; i < rows.size(); i += rows_at_once) {
      const auto end = rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), i + rows_at_once));
      const std::vector<RateRow> piece(rows.begin() + static_cast<std::ptrdiff_t>(i), end);
      const std::lock_guard lock(mutex_);
      use(piece);
    }
  }

  Result<void> clean(std::int64_t database_now) {
    if (cleaned_ != 0 && now() - cleaned_ < between_cleanings.count()) return {};
    cleaned_ = now();
    return store_->clean(database_now);
  }

  const RateOptions options_;
  const std::string incarnation_;
  const std::chrono::nanoseconds begin_;
  const milliseconds wall_begin_;

  std::mutex turn_mutex_;  // of what one synchronisation uses
  std::unique_ptr<RateStore> store_;
  bool told_ = false;
  std::int64_t cleaned_ = 0;

  mutable std::mutex mutex_;  // of what follows
  std::condition_variable wake_;
  bool end_ = false;
  RateBook book_;
  std::int64_t shift_ = 0;
  bool shift_known_ = false;
  std::uint64_t synchronised_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t processes_ = 1;
  std::atomic<std::int64_t> last_success_ = 0;
  std::atomic<bool> last_turn_good_ = false;
  std::thread thread_;
};

Rates::Rates(RateOptions options) : body_(std::make_unique<Body>(std::move(options))) {}
Rates::~Rates() = default;

std::vector<RateAnswer> Rates::answer(std::span<const RateLimit> limits, const RateEvent& event) {
  return body_->answer(limits, event);
}

bool Rates::stale() const { return body_->stale(); }
RateFigures Rates::figures() const { return body_->figures(); }
bool Rates::synchronise() { return body_->synchronise(); }

}  // namespace congvu::state
