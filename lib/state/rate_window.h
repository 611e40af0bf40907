// One sliding window: what was counted, or which things were seen, in the last `rate_cells` cells and this
// one.
//
// In: numbered cells, which only grow. Out: the number. Limits: a counting window has at most rate_cells + 1
// cells, one of distinct things at most most_outside_domains. Threads: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace congvu::state {

constexpr std::uint32_t rate_cells = 60;

struct RateCell {
  std::uint32_t cell = 0;
  std::uint32_t value = 0;  // how much was counted in it, or what was seen in it last
  bool operator==(const RateCell&) const = default;
};

class RateWindow {
 public:
  explicit RateWindow(bool distinct = false) : distinct_(distinct) {}

  // Gives by how much the number grew.
  std::uint64_t add(std::uint32_t cell, std::uint32_t value);
  // What has left the window whose newest cell is `now`, is forgotten.
  void move_to(std::uint32_t now);
  [[nodiscard]] std::uint64_t number() const { return distinct_ ? cells_.size() : sum_; }
  [[nodiscard]] bool empty() const { return cells_.empty(); }
  [[nodiscard]] bool distinct() const { return distinct_; }
  // By cell, or by what was seen.
  [[nodiscard]] const std::vector<RateCell>& cells() const { return cells_; }

 private:
  std::uint64_t see(std::uint32_t cell, std::uint32_t value);

  std::vector<RateCell> cells_;
  std::uint64_t sum_ = 0;
  std::uint32_t moved_to_ = 0;
  bool distinct_;
};

// The number over both: of distinct things each once.
std::uint64_t number_of(const RateWindow& a, const RateWindow& b);

// "12:3,13:1", each cell moved by `shift`; and back: what is no cell is passed over, what lies in the future
// of `now` counts as now.
std::string cells_text(const RateWindow& window, std::int64_t shift);
void add_cells(RateWindow& window, std::string_view text, std::int64_t shift, std::uint32_t now);

// The same for all processes.
std::uint32_t domain_identity(std::string_view domain);

}  // namespace congvu::state
