// The life of a daemon from start to stop: what congvu-milter and congvu-policyd have in common.
//
// In: settings as the command line and the file give them, and the server that speaks a protocol. Out: the
// exit code. Start: the socket is opened with the rights of the caller, then root is left, then everything
// else is opened with the rights that a reload will have. Reload (SIGHUP): settings and rules are read again
// and swapped whole; where they have faults, all stays as it was. Report (SIGUSR1, once a day, at the end):
// what was counted, in the log. Stop (SIGTERM): no new sessions; those that are open may end, for at most
// `drain`. Failure: said in the log; exit code 78 (EX_CONFIG) for settings and rules, 71 (EX_OSERR) for the
// system. Threads: run() on the main thread; reload and stop come on one of their own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"
#include "service/counters.h"
#include "service/lifecycle.h"
#include "service/metrics.h"
#include "service/settings.h"
#include "service/snapshot.h"
#include "service/state_keeper.h"

namespace congvu::service {

constexpr int exit_system = 71;
constexpr int exit_config = 78;

// Which of the settings a server's socket has.
struct SocketSettings {
  std::string address;  // unix:/path, inet:port@host, inet6:port@host
  std::uint32_t mode = 0660;
  std::string group;  // empty: the daemon's own
};

// Who is to own a Unix socket, where the daemon is started as root.
struct SocketOwner {
  std::optional<Identity> user;
  std::optional<unsigned> group;
};

// What the frame opens for its server; it outlives serve().
struct Resources {
  const Settings& settings;  // as at the start
  CurrentSnapshot& snapshot;
  Counters& counters;
  const StateKeeper& state;
  journal::Journal* journal;  // or nothing
};

// One protocol: opened, served on the calling thread until stop() comes from another.
class Server {
 public:
  Server() = default;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;

  [[nodiscard]] virtual std::string_view name() const = 0;  // of the program
  // Where its metrics go, or nothing.
  [[nodiscard]] virtual std::filesystem::path metrics_file(const Settings& settings) const = 0;
  [[nodiscard]] virtual SocketSettings socket(const Settings& settings) const = 0;
  // `take_over`: another daemon may be listening there.
  virtual Result<void> open_socket(const Settings& settings, const SocketOwner& owner, bool take_over) = 0;
  // After root has been left.
  virtual Result<void> open(const Resources& resources) = 0;
  virtual Result<void> serve() = 0;
  // No new sessions from now on; may be called more than once.
  virtual void close_door() = 0;
  [[nodiscard]] virtual std::uint64_t sessions() const = 0;
  // Ends serve(), whatever is still open.
  virtual void stop() = 0;
  [[nodiscard]] virtual std::vector<Metric> metrics() const = 0;
};

using SettingsSource = std::function<tl::expected<Settings, rules::Diagnostics>()>;

class Daemon {
 public:
  Daemon(Server& server, Settings settings, SettingsSource source, bool take_over)
      : server_(server),
        settings_(std::move(settings)),
        source_(std::move(source)),
        take_over_(take_over),
        metrics_file_(server.metrics_file(settings_)) {}

  // Blocks until the daemon is stopped. To be called on the main thread, with signals blocked.
  int run();

 private:
  Result<void> open_socket();
  Result<void> open_services(SnapshotPointer snapshot);
  int serve();
  void reload();
  void stop() const;
  [[nodiscard]] std::vector<Metric> metrics() const;
  void report_counters() const;
  void write_metrics();

  Server& server_;
  Settings settings_;
  SettingsSource source_;
  bool take_over_;
  std::filesystem::path metrics_file_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<CurrentSnapshot> snapshot_;
  std::unique_ptr<StateKeeper> state_;
  Counters counters_;
  bool metrics_failed_ = false;  // and said so
};

// Every fault, one a line, into the log.
void log_faults(std::string_view what, const rules::Diagnostics& faults);

}  // namespace congvu::service
