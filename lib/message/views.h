// The readings of one mail, in the order in which they are done: the usual one, then those that make one
// other choice, then two, and so on.
//
// In: what each reading that was done wanted. Out: the next reading, each once. Limits: most_views readings,
// and 4 times the mail in bytes for the passes over it, but always a few MB; further ones are left out:
// Deviation::too_many_readings and Unchecked::limit say so. Every pass is taken from the budget.
// Threads: plain values.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>

#include "facts/item.h"
#include "message/reading.h"

namespace congvu::message {

class Views {
 public:
  static constexpr std::size_t most_views = 64;

  explicit Views(std::size_t mail_size);
  // `done` was read to its end, and wanted that.
  void add(const Reading& done, const Wanted& wanted);
  std::optional<Reading> next(Budget& budget, Findings& findings);
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  void plan(Reading reading);
  void leave_out(Findings& findings);

  std::size_t mail_size_;
  std::uint64_t room_;  // bytes that passes may still read
  std::deque<Reading> planned_;
  std::set<std::string> known_;
  std::size_t count_ = 1;
  bool left_out_ = false;
};

}  // namespace congvu::message
