#include "cli/progress_bar.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace congvu::cli {
namespace {

constexpr std::size_t width = 40;
constexpr std::chrono::milliseconds pause{100};

}  // namespace

ProgressBar::ProgressBar(bool wanted) : on_(wanted && ::isatty(STDERR_FILENO) != 0) {}

void ProgressBar::step(std::string_view what, std::size_t done, std::size_t all) {
  const auto now = std::chrono::steady_clock::now();
  if (!on_ || (what == what_ && done < all && now < next_)) return;
  next_ = now + pause;
  what_ = what;
  shown_ = true;
  const std::size_t part = all == 0 ? 0 : std::min(width, done * width / all);
  const std::size_t percent = all == 0 ? 0 : std::min<std::size_t>(100, done * 100 / all);
  std::fputs(fmt::format("\r\033[K{:<14} [{}{}] {:>3} %", what, std::string(part, '#'),
                         std::string(width - part, '.'), percent)
                 .c_str(),
             stderr);
}

void ProgressBar::clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace congvu::cli
