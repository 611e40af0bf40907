#include "cli/secret_line.h"

#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>

namespace congvu::cli {
namespace {

volatile std::sig_atomic_t caught = 0;
extern "C" void remember(int signal_number) { caught = signal_number; }

// Signals that end or stop a program from the keyboard or the outside: kept back, so that they come only
// while the wait for input lets them, and remembered instead of obeyed.
class HeldSignals {
 public:
  HeldSignals() {
    caught = 0;
    sigset_t held;
    sigemptyset(&held);
    for (const int number : numbers) sigaddset(&held, number);
    sigprocmask(SIG_BLOCK, &held, &before_);
    struct sigaction action {};
    action.sa_handler = remember;
    sigemptyset(&action.sa_mask);
    for (std::size_t i = 0; i < numbers.size(); ++i) sigaction(numbers.at(i), &action, &actions_.at(i));
  }
  ~HeldSignals() {
    for (std::size_t i = 0; i < numbers.size(); ++i) sigaction(numbers.at(i), &actions_.at(i), nullptr);
    sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // Whether there is something to read; false after a signal.
  bool wait(int fd) const {
    pollfd waiting{fd, POLLIN, 0};
    return ::ppoll(&waiting, 1, nullptr, &before_) > 0 && caught == 0;
  }

 private:
  static constexpr std::array<int, 5> numbers{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};
  sigset_t before_{};
  std::array<struct sigaction, numbers.size()> actions_{};
};

class EchoOff {
 public:
  explicit EchoOff(int fd) : fd_(fd), good_(::tcgetattr(fd, &before_) == 0) {
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
    good_ = good_ && ::tcsetattr(fd, TCSAFLUSH, &silent) == 0;
  }
  ~EchoOff() {
    if (good_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;
  [[nodiscard]] bool good() const { return good_; }

 private:
  int fd_;
  termios before_{};
  bool good_;
};

}  // namespace

SecretLine::SecretLine() {
  ::prctl(PR_SET_DUMPABLE, 0);
  ::mlock(bytes_.data(), bytes_.size());
}

SecretLine::~SecretLine() {
  ::explicit_bzero(bytes_.data(), bytes_.size());
  ::munlock(bytes_.data(), bytes_.size());
}

SecretLine::Outcome SecretLine::read(int fd, std::string_view prompt) {
  return ::isatty(fd) != 0 ? read_from_terminal(fd, prompt) : read_until_line_end(fd);
}

SecretLine::Outcome SecretLine::read_from_terminal(int fd, std::string_view prompt) {
  while (true) {
    Outcome outcome = Outcome::failed;
    int signal_number = 0;
    {
      const HeldSignals held;
      const EchoOff silent(fd);
      if (!silent.good()) return Outcome::failed;
      std::fwrite(prompt.data(), 1, prompt.size(), stderr);
      std::fflush(stderr);
      if (held.wait(fd)) outcome = read_until_line_end(fd);
      signal_number = caught;
      std::fputc('\n', stderr);
    }
    if (signal_number == 0) return outcome;
    std::raise(signal_number);
    if (signal_number != SIGTSTP) return Outcome::failed;
  }
}

SecretLine::Outcome SecretLine::read_until_line_end(int fd) {
  filled_ = 0;
  char* end = nullptr;
  while (end == nullptr) {
    if (filled_ == bytes_.size()) return Outcome::too_long;
    const auto got = ::read(fd, bytes_.data() + filled_, bytes_.size() - filled_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Outcome::failed;
    char* const had = bytes_.data() + filled_;
    filled_ += static_cast<std::size_t>(got);
    char* const filled = bytes_.data() + filled_;
    char* const found = std::find(had, filled, '\n');
    if (found != filled || got == 0) end = found;
  }
  if (filled_ == 0) return Outcome::nothing;
  const char* const filled = bytes_.data() + filled_;
  if (end != filled && end + 1 != filled) return Outcome::more_lines;
  length_ = static_cast<std::size_t>(end - bytes_.data());
  if (end != filled && length_ > 0 && bytes_.at(length_ - 1) == '\r') --length_;
  return Outcome::line;
}

}  // namespace congvu::cli
