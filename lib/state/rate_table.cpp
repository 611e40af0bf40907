#include "state/rate_table.h"

#include <algorithm>

namespace congvu::state {

// Without random bytes the key is zero: the worst is slow look-ups for who tries.
RateTable::RateTable(std::uint64_t keys, Judge judge)
    : keys_(std::max<std::uint64_t>(keys, 1)), judge_(std::move(judge)) {
  if (const auto key = random_key()) secret_ = *key;
}

std::uint64_t RateTable::hash_of(RatePer per, std::string_view key) const {
  HashKey secret = secret_;
  secret[0] ^= static_cast<std::uint64_t>(per);
  return fingerprint(secret, key).low;
}

std::uint32_t RateTable::find(RatePer per, std::string_view key) const {
  const auto at = by_hash_.find(hash_of(per, key));
  return at == by_hash_.end() ? none : at->second;
}

std::uint32_t RateTable::touch(RatePer per, std::string_view key) {
  const std::uint64_t hash = hash_of(per, key);
  if (const auto at = by_hash_.find(hash); at != by_hash_.end()) {
    unlink(at->second);
    link(at->second);
    return at->second;
  }
  make_room(orders_.at(static_cast<std::size_t>(per)));
  std::uint32_t index = 0;
  if (free_.empty()) {
    index = static_cast<std::uint32_t>(entries_.size());
    entries_.emplace_back();
  } else {
    index = free_.back();
    free_.pop_back();
  }
  RateEntry& fresh = entries_[index];
  fresh.key = key;
  fresh.per = per;
  fresh.hash = hash;
  by_hash_.emplace(hash, index);
  link(index);
  return index;
}

void RateTable::link(std::uint32_t index) {
  RateEntry& entry = entries_[index];
  Order& list = order(entry);
  entry.newer = none;
  entry.older = list.newest;
  if (list.newest != none) entries_[list.newest].newer = index;
  list.newest = index;
  if (list.oldest == none) list.oldest = index;
  ++list.size;
}

void RateTable::unlink(std::uint32_t index) {
  const RateEntry& entry = entries_[index];
  Order& list = order(entry);
  (entry.newer == none ? list.newest : entries_[entry.newer].older) = entry.older;
  (entry.older == none ? list.oldest : entries_[entry.older].newer) = entry.newer;
  --list.size;
}

void RateTable::drop(std::uint32_t index) {
  unlink(index);
  by_hash_.erase(entries_[index].hash);
  entries_[index] = RateEntry();
  free_.push_back(index);
}

// Two that are over for each new one, so that there are never many of them.
void RateTable::make_room(Order& list) {
  for (int i = 0; i < 2 && list.oldest != none && judge_.over(entries_[list.oldest]); ++i) drop(list.oldest);
  if (list.size < keys_) return;
  for (unsigned i = 0; i < second_chances && judge_.keep(entries_[list.oldest]); ++i) {
    const std::uint32_t kept = list.oldest;
    unlink(kept);
    link(kept);
  }
  ++forgotten_;
  drop(list.oldest);
}

}  // namespace congvu::state
