// congvu-milter put together: settings, rules, workers, log, sessions, and its life from start to stop.
//
// In: settings as the command line and the file give them. Out: the exit code. Start: the socket is opened
// with the rights of the caller, then root is left, then everything else is opened with the rights that a
// reload will have. Reload (SIGHUP): settings and rules are read again and swapped whole; where they have
// faults, all stays as it was. Report (SIGUSR1, once a day, at the end): what was counted, in the log. Stop
// (SIGTERM): no new sessions; those that are open may end, for at most `drain`. Failure: said in the log;
// exit code 78 (EX_CONFIG) for settings and rules, 71 (EX_OSERR) for the system.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "journal/decision_log.h"
#include "milter/session.h"
#include "scan/pool.h"
#include "service/counters.h"
#include "service/gate.h"
#include "service/metrics.h"
#include "service/settings.h"
#include "service/snapshot.h"

namespace congvu::milter {

constexpr int exit_system = 71;
constexpr int exit_config = 78;

using SettingsSource = std::function<tl::expected<service::Settings, rules::Diagnostics>()>;

class Daemon {
 public:
  Daemon(service::Settings settings, SettingsSource source, bool take_over)
      : settings_(std::move(settings)), source_(std::move(source)), take_over_(take_over) {}

  // Blocks until the daemon is stopped. To be called on the main thread, with signals blocked.
  int run();

 private:
  Result<void> open_socket();
  Result<void> open_services(service::SnapshotPointer snapshot);
  int serve();
  void reload();
  void stop() const;
  [[nodiscard]] std::vector<service::Metric> metrics() const;
  void report_counters() const;
  void write_metrics();

  service::Settings settings_;
  SettingsSource source_;
  bool take_over_;
  std::unique_ptr<journal::DecisionLog> decision_log_;
  std::unique_ptr<scan::Pool> pool_;
  std::unique_ptr<service::CurrentSnapshot> snapshot_;
  service::Counters counters_;
  std::unique_ptr<service::Gate> gate_;
  std::unique_ptr<Services> services_;
  bool metrics_failed_ = false;  // and said so
};

// Every fault, one a line, into the log.
void log_faults(std::string_view what, const rules::Diagnostics& faults);

}  // namespace congvu::milter
