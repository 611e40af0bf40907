// The keys whose rates are counted, most recently used first, each with its windows.
//
// In: keys of one RatePer each, in bounded number. Out: their entries, which stay where they are until they
// are dropped. Limits: `keys` for each RatePer; the least recently used one goes, those that `keep` names at
// most `second_chances` times later. Keys whose windows are over go by and by. Time: constant. Threads: none
// of its own.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "facts/keyed_hash.h"
#include "facts/mailbox_facts.h"
#include "state/rate_window.h"

namespace congvu::state {

// What other processes have counted under one key.
struct RateOthers {
  struct Part {
    std::uint32_t process = 0;  // its number
    std::uint64_t turn = 0;     // when it was learned
    RateWindow window;
  };
  std::vector<Part> parts;
  RateWindow all;
};

struct RateCounter {
  std::uint32_t question = 0;  // its number
  RateWindow own;
  std::uint64_t growth = 0;  // since own was last written
  std::uint64_t before = 0;  // and between that and the writing before
  std::uint64_t turn = 0;    // when own was last written
  bool changed = false;      // since then
  std::unique_ptr<RateOthers> others;
};

struct RateEntry {
  std::string key;
  RatePer per = RatePer::login;
  bool queued = false;  // to be written
  std::vector<RateCounter> counters;

  // Of the table.
  std::uint64_t hash = 0;
  std::uint32_t newer = 0;
  std::uint32_t older = 0;
};

class RateTable {
 public:
  static constexpr std::uint32_t none = UINT32_MAX;
  static constexpr unsigned second_chances = 8;
  struct Judge {
    std::function<bool(RateEntry&)> over;  // all its windows are over
    std::function<bool(const RateEntry&)> keep;
  };

  RateTable(std::uint64_t keys, Judge judge);

  // Nothing for a key that is not there.
  [[nodiscard]] std::uint32_t find(RatePer per, std::string_view key) const;
  // Also makes it, and the most recently used one.
  std::uint32_t touch(RatePer per, std::string_view key);
  [[nodiscard]] RateEntry& entry(std::uint32_t index) { return entries_[index]; }
  template <class Use>
  void each(Use use) {
    for (const auto& [hash, index] : by_hash_) use(index, entries_[index]);
  }
  [[nodiscard]] std::size_t size() const { return by_hash_.size(); }
  [[nodiscard]] std::uint64_t forgotten() const { return forgotten_; }

 private:
  struct Order {
    std::uint32_t newest = none;
    std::uint32_t oldest = none;
    std::uint64_t size = 0;
  };

  [[nodiscard]] std::uint64_t hash_of(RatePer per, std::string_view key) const;
  Order& order(const RateEntry& entry) { return orders_.at(static_cast<std::size_t>(entry.per)); }
  void link(std::uint32_t index);
  void unlink(std::uint32_t index);
  void drop(std::uint32_t index);
  void make_room(Order& order);

  std::uint64_t keys_;
  Judge judge_;
  HashKey secret_{};
  std::deque<RateEntry> entries_;
  std::vector<std::uint32_t> free_;
  std::unordered_map<std::uint64_t, std::uint32_t> by_hash_;
  std::array<Order, 4> orders_;
  std::uint64_t forgotten_ = 0;
};

}  // namespace congvu::state
