// A Unix socket that changes hands: it appears with its final mode and owner, a stale one is replaced, and a
// new daemon can take the place of a running one without a moment's gap; the old one keeps its sessions.
//
// In: the path that the MTA knows. Out: a working name beside it to bind; publish() moves it to its place.
// Failure: Result. Threads: one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "facts/error.h"

namespace congvu::service {

class UnixSocket {
 public:
  explicit UnixSocket(std::string path);
  // Somebody accepts connections there.
  [[nodiscard]] bool alive() const;
  [[nodiscard]] const std::string& working_name() const { return working_; }
  // With mode and owner (-1: as it is), under its final name.
  Result<void> publish(std::uint32_t mode, int user, int group);
  // Takes the name away, unless another daemon has taken it over. The working name is left for nudge().
  void withdraw() const;
  // One connection to the withdrawn socket, so that its listener wakes up.
  void nudge() const;
  void remove_working_name() const;

 private:
  std::string path_;
  std::string working_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace congvu::service
