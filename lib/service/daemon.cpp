#include "service/daemon.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "rules/uncovered.h"
#include "service/journal_parts.h"
#include "service/log.h"
#include "service/periodic.h"

namespace congvu::service {
namespace {

using namespace std::chrono_literals;

// Nobody, where the daemon is not started as root.
Result<std::optional<Identity>> wanted_identity(const Settings& settings) {
  if (geteuid() != 0) return std::nullopt;
  auto identity = find_identity(settings.user, settings.group);
  if (!identity) {
    Error error = identity.error();
    error.text += "; a daemon started as root needs a user to become (setting `user`, option --user)";
    return tl::unexpected(std::move(error));
  }
  return std::optional(*identity);
}

void tell_rules(const Snapshot& snapshot) {
  log_event(LogLevel::info, "rules in force",
            {{"rules", std::to_string(snapshot.ruleset->size())},
             {"regulation", snapshot.ruleset->profile().id},
             {"hash", snapshot.ruleset->hash().substr(0, 12)}});
  for (const auto& warning : snapshot.ruleset->warnings(std::chrono::system_clock::now()))
    log_event(LogLevel::warning, warning.to_string());
  const auto codes = rules::uncovered_reasons(*snapshot.ruleset, std::chrono::system_clock::now());
  if (!codes.empty())
    log_event(LogLevel::warning, "no rule says what becomes of these",
              {{"reasons", fmt::format("{}", fmt::join(codes, ","))}});
}

}  // namespace

void log_faults(std::string_view what, const rules::Diagnostics& faults) {
  for (const auto& fault : faults) log_event(LogLevel::error, what, {{"fault", fault.to_string()}});
}

Result<void> Daemon::open_socket() {
  SocketOwner owner;
  const auto identity = wanted_identity(settings_);
  if (!identity) return tl::unexpected(identity.error());
  owner.user = *identity;
  if (owner.user) owner.group = owner.user->group;
  if (const std::string name = server_.socket(settings_).group; !name.empty()) {
    const auto group = find_group(name);
    if (!group) return tl::unexpected(group.error());
    owner.group = *group;
  }
  if (auto opened = server_.open_socket(settings_, owner, take_over_); !opened) return opened;
  return owner.user ? drop_privileges(*owner.user) : Result<void>{};
}

Result<void> Daemon::open_services(SnapshotPointer snapshot) {
  auto journal = open_journal(settings_, server_.name());
  if (!journal) return tl::unexpected(journal.error());
  journal_ = std::move(*journal);
  state_ = std::make_unique<StateKeeper>(settings_, server_.name(), snapshot->ruleset->profile());
  snapshot_ = std::make_unique<CurrentSnapshot>(std::move(snapshot));
  return server_.open(
      {settings_, *snapshot_, counters_, *state_, journal_->keeps() ? journal_.get() : nullptr});
}

int Daemon::run() {
  open_log(std::string(server_.name()), settings_.log_target, settings_.log_level);
  const auto failed = [](const Error& error, int code) {
    log_event(LogLevel::error, "not started", {{"why", error.to_string()}});
    close_log();
    return code;
  };
  if (auto opened = open_socket(); !opened)
    return failed(opened.error(), opened.error().kind == ErrorKind::invalid ? exit_config : exit_system);
  auto snapshot = load_snapshot(settings_);
  if (!snapshot) {
    log_faults("fault in the rules", snapshot.error());
    server_.close_door();
    return failed({ErrorKind::invalid, "rules", fmt::format("{} faults", snapshot.error().size())},
                  exit_config);
  }
  tell_rules(**snapshot);
  if (auto opened = open_services(std::move(*snapshot)); !opened) {
    server_.close_door();
    return failed(opened.error(), exit_system);
  }
  return serve();
}

int Daemon::serve() {
  int code = 0;
  {
    const SignalThread signals({[this] { reload(); }, [this] { stop(); }, [this] { report_counters(); }});
    const Periodic daily(24h, [this] { report_counters(); });
    std::optional<Periodic> metrics;
    if (!metrics_file_.empty()) {
      write_metrics();
      metrics.emplace(settings_.metrics_interval, [this] { write_metrics(); });
    }
    log_event(LogLevel::info, "ready",
              {{"socket", server_.socket(settings_).address}, {"version", CONGVU_VERSION}});
    notify_service_manager("READY=1");
    if (const auto served = server_.serve(); !served) {
      log_event(LogLevel::error, "not serving", {{"why", served.error().to_string()}});
      code = exit_system;
    }
  }
  server_.close_door();
  report_counters();
  journal_->flush(5s);
  const auto left = server_.sessions();
  if (left == 0) journal_.reset();  // what it has to say belongs into the log
  log_event(LogLevel::info, "stopped", {{"sessions_left", std::to_string(left)}});
  close_log();
  // Their threads still use what this object owns.
  if (left > 0) _exit(code);
  return code;
}

void Daemon::reload() {
  notify_reloading();
  journal_->reopen();
  state_->look_now();
  const auto settings = source_();
  auto snapshot = settings ? load_snapshot(*settings) : tl::unexpected(settings.error());
  if (snapshot) {
    for (const auto& name : needs_restart(settings_, *settings))
      log_event(LogLevel::warning, "takes effect at the next start", {{"setting", name}});
    set_log_level(settings->log_level);
    tell_rules(**snapshot);
    snapshot_->set(std::move(*snapshot));
    log_event(LogLevel::info, "reloaded");
  } else {
    log_faults("not reloaded, the old rules stay in force", snapshot.error());
  }
  notify_service_manager("READY=1");
}

void Daemon::stop() const {
  notify_service_manager("STOPPING=1");
  server_.close_door();
  log_event(LogLevel::info, "stopping", {{"sessions", std::to_string(server_.sessions())}});
  const auto until = std::chrono::steady_clock::now() + settings_.drain;
  while (server_.sessions() > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(20ms);
  server_.stop();
}

std::vector<Metric> Daemon::metrics() const {
  auto out = server_.metrics();
  for (auto& metric : state_->metrics()) out.push_back(std::move(metric));
  add_journal_metrics(out, journal_->counters());
  return out;
}

void Daemon::report_counters() const {
  for (const auto& line : log_lines(metrics())) log_event(LogLevel::info, "counter " + line);
}

// A full disk is told once, not every few seconds.
void Daemon::write_metrics() {
  const auto written = replace_file(metrics_file_, prometheus_text(metrics()));
  if (!written && !metrics_failed_)
    log_event(LogLevel::error, "metrics not written", {{"why", written.error().to_string()}});
  metrics_failed_ = !written;
}

}  // namespace congvu::service
