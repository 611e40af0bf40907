// A bar on a terminal that rewrites itself.
//
// In: how much of how much. Out: on standard error, where that is a terminal and the bar is wanted, at most
// ten times a second; nothing else ever. Threads: one.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace congvu::cli {

class ProgressBar {
 public:
  explicit ProgressBar(bool wanted);
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;
  ~ProgressBar() { clear(); }

  void step(std::string_view what, std::size_t done, std::size_t all);
  void clear();

 private:
  bool on_;
  bool shown_ = false;
  std::string what_;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace congvu::cli
