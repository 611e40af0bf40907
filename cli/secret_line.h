// One line of standard input that nobody sees: a password.
//
// In: a descriptor. Out: the line without its end, in memory that is neither swapped nor dumped (as far as
// the system allows) and that is wiped when the object goes. On a terminal the echo is off while the line is
// typed, and on again whatever happens: a signal that comes meanwhile is delivered after that. Limits:
// `most_bytes`. Failure: an Outcome. Threads: one object at a time, in the main thread (it changes signal
// handlers).
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace congvu::cli {

class SecretLine {
 public:
  static constexpr std::size_t most_bytes = 2048;
  enum class Outcome { line, nothing, too_long, more_lines, failed };

  SecretLine();
  ~SecretLine();
  SecretLine(const SecretLine&) = delete;
  SecretLine& operator=(const SecretLine&) = delete;

  // `prompt` is written to standard error where `fd` is a terminal.
  Outcome read(int fd, std::string_view prompt);
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), length_}; }

 private:
  Outcome read_from_terminal(int fd, std::string_view prompt);
  Outcome read_until_line_end(int fd);

  std::array<char, most_bytes> bytes_{};
  std::size_t filled_ = 0;
  std::size_t length_ = 0;
};

}  // namespace congvu::cli
