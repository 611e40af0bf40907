// The daemon's end of the milter protocol: libmilter, which allows one per process.
//
// In: settings, and what the sessions share. Out: sessions are served until stop(). A Unix socket is made
// under another name and moved to its own, so that it appears with its final mode and owner, a stale one is
// replaced, and a new daemon can take the place of a running one without a moment's gap: the old one keeps
// its sessions. Limits: max_sessions; over it, and while stopping, the MTA is told to try again. Failure:
// Result; a callback never throws into libmilter: the message is deferred. Threads: libmilter's pool; the
// callbacks of one session may each come on another thread.
#pragma once

#include <optional>
#include <string>

#include "facts/error.h"
#include "milter/session.h"
#include "service/lifecycle.h"
#include "service/settings.h"

namespace congvu::milter {

class Listener {
 public:
  // Who is to own a Unix socket, where the daemon is started as root.
  struct Owner {
    std::optional<service::Identity> user;
    std::optional<unsigned> group;
  };
  // Opens the socket. `take_over`: another daemon may be listening there.
  static Result<void> open(const service::Settings& settings, const Owner& owner, bool take_over);
  // Serves until stop(); `services` outlive it.
  static Result<void> run(const Services& services);
  // No new sessions from now on.
  static void close_door();
  static unsigned sessions();
  static void stop();
};

}  // namespace congvu::milter
