// The socket at which Postfix asks: a Unix socket or TCP.
//
// In: the settings' socket; `inet:PORT` without a host is this machine alone. Out: a listening descriptor,
// non-blocking; a Unix socket appears whole and can be taken over (service/unix_socket.h). Failure: Result,
// of kind invalid for an address that is none. Threads: open() before any other; withdraw() from any.
// Source: Postfix 3.7 postconf(5), check_policy_service; socket names as in service/settings.h.
#pragma once

#include <optional>

#include "facts/error.h"
#include "scan/worker_wire.h"
#include "service/daemon.h"
#include "service/unix_socket.h"

namespace congvu::policyd {

class Door {
 public:
  Result<void> open(const service::SocketSettings& settings, const service::SocketOwner& owner,
                    bool take_over);
  [[nodiscard]] int descriptor() const { return listening_.get(); }
  // The descriptor becomes somebody else's to close.
  int release() { return listening_.release(); }
  // Takes a Unix socket's name away.
  void withdraw();

 private:
  Result<void> open_unix(const std::string& path, bool take_over);
  Result<void> open_inet(std::string_view address, int family);

  scan::Descriptor listening_;
  std::optional<service::UnixSocket> socket_;
};

}  // namespace congvu::policyd
