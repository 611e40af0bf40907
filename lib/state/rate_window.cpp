#include "state/rate_window.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "facts/mailbox_facts.h"

namespace congvu::state {

std::uint64_t RateWindow::add(std::uint32_t cell, std::uint32_t value) {
  if (distinct_) return see(cell, value);
  if (value == 0) return 0;
  const auto at =
      std::lower_bound(cells_.begin(), cells_.end(), cell,
                       [](const RateCell& known, std::uint32_t wanted) { return known.cell < wanted; });
  if (at != cells_.end() && at->cell == cell)
    at->value = value > UINT32_MAX - at->value ? UINT32_MAX : at->value + value;
  else
    cells_.insert(at, {cell, value});
  sum_ += value;
  return value;
}

std::uint64_t RateWindow::see(std::uint32_t cell, std::uint32_t value) {
  const auto by_value = [](const RateCell& known, std::uint32_t wanted) { return known.value < wanted; };
  auto at = std::lower_bound(cells_.begin(), cells_.end(), value, by_value);
  if (at != cells_.end() && at->value == value) {
    at->cell = std::max(at->cell, cell);
    return 0;
  }
  if (cells_.size() < most_outside_domains) {
    cells_.insert(at, {cell, value});
    return 1;
  }
  // Instead of the oldest: the number stays, and falls when it must.
  cells_.erase(std::min_element(cells_.begin(), cells_.end(),
                                [](const RateCell& a, const RateCell& b) { return a.cell < b.cell; }));
  at = std::lower_bound(cells_.begin(), cells_.end(), value, by_value);
  cells_.insert(at, {cell, value});
  return 0;
}

void RateWindow::move_to(std::uint32_t now) {
  if (now <= moved_to_) return;
  moved_to_ = now;
  if (now < rate_cells || cells_.empty()) return;
  const std::uint32_t first = now - rate_cells;
  std::erase_if(cells_, [&](const RateCell& cell) {
    if (cell.cell >= first) return false;
    if (!distinct_) sum_ -= std::min<std::uint64_t>(sum_, cell.value);
    return true;
  });
}

std::uint64_t number_of(const RateWindow& a, const RateWindow& b) {
  if (!a.distinct()) return a.number() + b.number();
  std::uint64_t both = 0;
  auto i = a.cells().begin();
  auto j = b.cells().begin();
  while (i != a.cells().end() && j != b.cells().end()) {
    if (i->value == j->value) ++both;
    const bool first = i->value <= j->value;
    const bool second = j->value <= i->value;
    if (first) ++i;
    if (second) ++j;
  }
  return a.number() + b.number() - both;
}

std::string cells_text(const RateWindow& window, std::int64_t shift) {
  std::string out;
  for (const auto& cell : window.cells())
    fmt::format_to(std::back_inserter(out), "{}{}:{}", out.empty() ? "" : ",", cell.cell + shift, cell.value);
  return out;
}

void add_cells(RateWindow& window, std::string_view text, std::int64_t shift, std::uint32_t now) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    std::int64_t cell = 0;
    std::uint32_t value = 0;
    const auto first = std::from_chars(at, end, cell);
    if (first.ec == std::errc() && first.ptr < end && *first.ptr == ':') {
      const auto second = std::from_chars(first.ptr + 1, end, value);
      cell = cell > INT64_MAX / 2 || cell < INT64_MIN / 2 ? 0 : cell + shift;
      cell = std::min<std::int64_t>(cell, now);
      if (second.ec == std::errc() && cell > 0 && cell + rate_cells >= now)
        window.add(static_cast<std::uint32_t>(cell), value);
    }
    at = std::find(at, end, ',');
    if (at < end) ++at;
  }
}

// FNV-1a: nobody who is counted gains by two domains that meet in it.
std::uint32_t domain_identity(std::string_view domain) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : domain) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
}

}  // namespace congvu::state
