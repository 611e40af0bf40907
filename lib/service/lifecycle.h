// Start, reload and stop of a daemon: signals, the service manager, privileges.
//
// Signals are blocked in all threads and taken by one thread of its own, so that no handler runs anywhere
// (libmilter would end on SIGHUP). In: callbacks. Out: SIGHUP -> reload, SIGUSR1 -> report, SIGTERM and
// SIGINT -> stop, one after the other. The service manager is told READY=1, RELOADING=1, STOPPING=1 by a
// datagram to $NOTIFY_SOCKET (sd_notify(3)). Failure: notices that cannot be sent are dropped. Threads: see
// above.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "facts/error.h"

namespace congvu::service {

// To be called in main before any other thread exists. SIGPIPE is ignored.
void block_signals();

class SignalThread {
 public:
  struct Actions {
    std::function<void()> reload;
    std::function<void()> stop;
    std::function<void()> report{};  // may be empty
  };
  explicit SignalThread(Actions actions);
  SignalThread(const SignalThread&) = delete;
  SignalThread& operator=(const SignalThread&) = delete;
  ~SignalThread();

 private:
  void run(const Actions& actions);
  std::thread thread_;
};

// `state` as sd_notify(3) has it: "READY=1\nSTATUS=...".
void notify_service_manager(std::string_view state);
// "RELOADING=1" with the time that systemd wants beside it.
void notify_reloading();

// The ids of a user, and of a group where one is named.
struct Identity {
  unsigned user = 0;
  unsigned group = 0;
  std::string name;
};
Result<Identity> find_identity(const std::string& user, const std::string& group);
Result<unsigned> find_group(const std::string& group);
// From root to `identity`, for good.
Result<void> drop_privileges(const Identity& identity);

}  // namespace congvu::service
