// The daemon's end of the milter protocol: libmilter, which allows one per process.
//
// In: settings, and what the sessions share. Out: sessions are served until stop(). Limits: max_sessions;
// over it, and while stopping, the MTA is told to try again. Failure: Result; a callback never throws into
// libmilter: the message is deferred. Threads: libmilter's pool; the callbacks of one session may each come
// on another thread.
#pragma once

#include "facts/error.h"
#include "milter/session.h"
#include "service/daemon.h"
#include "service/settings.h"

namespace congvu::milter {

class Listener {
 public:
  // Opens the socket. `take_over`: another daemon may be listening there.
  static Result<void> open(const service::Settings& settings, const service::SocketOwner& owner,
                           bool take_over);
  // Serves until stop(); `services` outlive it.
  static Result<void> run(const Services& services);
  // No new sessions from now on.
  static void close_door();
  static unsigned sessions();
  static void stop();
};

}  // namespace congvu::milter
