#include "milter/daemon.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <thread>

#include "milter/listener.h"
#include "rules/uncovered.h"
#include "service/lifecycle.h"
#include "service/log.h"
#include "service/periodic.h"

namespace congvu::milter {
namespace {

using namespace std::chrono_literals;
using service::log_event;
using service::LogLevel;
using service::Settings;

// Nobody, where the daemon is not started as root.
Result<std::optional<service::Identity>> wanted_identity(const Settings& settings) {
  if (geteuid() != 0) return std::nullopt;
  auto identity = service::find_identity(settings.user, settings.group);
  if (!identity) {
    Error error = identity.error();
    error.text += "; a daemon started as root needs a user to become (setting `user`, option --user)";
    return tl::unexpected(std::move(error));
  }
  return std::optional(*identity);
}

void tell_rules(const service::Snapshot& snapshot) {
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
  Listener::Owner owner;
  const auto identity = wanted_identity(settings_);
  if (!identity) return tl::unexpected(identity.error());
  owner.user = *identity;
  if (owner.user) owner.group = owner.user->group;
  if (!settings_.socket_group.empty()) {
    const auto group = service::find_group(settings_.socket_group);
    if (!group) return tl::unexpected(group.error());
    owner.group = *group;
  }
  if (auto opened = Listener::open(settings_, owner, take_over_); !opened) return opened;
  return owner.user ? service::drop_privileges(*owner.user) : Result<void>{};
}

Result<void> Daemon::open_services(service::SnapshotPointer snapshot) {
  if (!settings_.decision_log.empty()) {
    auto sink = journal::FileSink::open(settings_.decision_log);
    if (!sink) return tl::unexpected(sink.error());
    decision_log_ = std::make_unique<journal::DecisionLog>(
        std::move(*sink), [](const std::string& trouble) { log_event(LogLevel::error, trouble); });
  }
  auto pool = scan::Pool::start(settings_.scan);
  if (!pool) return tl::unexpected(pool.error());
  pool_ = std::move(*pool);
  snapshot_ = std::make_unique<service::CurrentSnapshot>(std::move(snapshot));
  gate_ = std::make_unique<service::Gate>(*pool_, decision_log_.get(), &counters_);
  services_ = std::make_unique<Services>(
      Services{*gate_, *snapshot_,
               std::make_shared<service::SpoolSpace>(settings_.spool_directory, settings_.spool_memory,
                                                     settings_.spool_total)});
  return {};
}

int Daemon::run() {
  service::open_log("congvu-milter", settings_.log_target, settings_.log_level);
  const auto failed = [](const Error& error, int code) {
    log_event(LogLevel::error, "not started", {{"why", error.to_string()}});
    service::close_log();
    return code;
  };
  if (auto opened = open_socket(); !opened)
    return failed(opened.error(), opened.error().kind == ErrorKind::invalid ? exit_config : exit_system);
  auto snapshot = service::load_snapshot(settings_);
  if (!snapshot) {
    log_faults("fault in the rules", snapshot.error());
    Listener::close_door();
    return failed({ErrorKind::invalid, "rules", fmt::format("{} faults", snapshot.error().size())},
                  exit_config);
  }
  tell_rules(**snapshot);
  if (auto opened = open_services(std::move(*snapshot)); !opened) {
    Listener::close_door();
    return failed(opened.error(), exit_system);
  }
  return serve();
}

int Daemon::serve() {
  int code = 0;
  {
    const service::SignalThread signals(
        {[this] { reload(); }, [this] { stop(); }, [this] { report_counters(); }});
    const service::Periodic daily(24h, [this] { report_counters(); });
    std::optional<service::Periodic> metrics;
    if (!settings_.metrics_file.empty()) {
      write_metrics();
      metrics.emplace(settings_.metrics_interval, [this] { write_metrics(); });
    }
    log_event(LogLevel::info, "ready", {{"socket", settings_.socket}, {"version", CONGVU_VERSION}});
    service::notify_service_manager("READY=1");
    if (const auto served = Listener::run(*services_); !served) {
      log_event(LogLevel::error, "not serving", {{"why", served.error().to_string()}});
      code = exit_system;
    }
  }
  Listener::close_door();
  report_counters();
  if (decision_log_) decision_log_->flush(5s);
  const unsigned left = Listener::sessions();
  log_event(LogLevel::info, "stopped", {{"sessions_left", std::to_string(left)}});
  service::close_log();
  // Their threads still use what this object owns.
  if (left > 0) _exit(code);
  return code;
}

void Daemon::reload() {
  service::notify_reloading();
  if (decision_log_) decision_log_->reopen();
  const auto settings = source_();
  auto snapshot = settings ? service::load_snapshot(*settings) : tl::unexpected(settings.error());
  if (snapshot) {
    for (const auto& name : service::needs_restart(settings_, *settings))
      log_event(LogLevel::warning, "takes effect at the next start", {{"setting", name}});
    service::set_log_level(settings->log_level);
    tell_rules(**snapshot);
    snapshot_->set(std::move(*snapshot));
    log_event(LogLevel::info, "reloaded");
  } else {
    log_faults("not reloaded, the old rules stay in force", snapshot.error());
  }
  service::notify_service_manager("READY=1");
}

void Daemon::stop() const {
  service::notify_service_manager("STOPPING=1");
  Listener::close_door();
  log_event(LogLevel::info, "stopping", {{"sessions", std::to_string(Listener::sessions())}});
  const auto until = std::chrono::steady_clock::now() + settings_.drain;
  while (Listener::sessions() > 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(20ms);
  Listener::stop();
}

std::vector<service::Metric> Daemon::metrics() const {
  using service::Metric;
  const auto one = [](const char* name, const char* help, Metric::Kind kind, std::uint64_t value) {
    return Metric{name, help, kind, {{{}, value}}};
  };
  const auto pool = pool_->counters();
  auto out = counters_.metrics();
  out.push_back({"congvu_scans_total",
                 "scans by their end: failed ones broke a worker, refused ones waited too long",
                 Metric::Kind::counter,
                 {{{{"result", "scanned"}}, pool.scanned},
                  {{{"result", "failed"}}, pool.failed},
                  {{{"result", "refused"}}, pool.refused}}});
  out.push_back(one("congvu_workers_started_total", "scan workers", Metric::Kind::counter, pool.started));
  out.push_back(one("congvu_workers_busy", "scan workers at work", Metric::Kind::gauge, pool.busy));
  out.push_back(
      one("congvu_messages_waiting", "messages that wait for a worker", Metric::Kind::gauge, pool.waiting));
  out.push_back(
      one("congvu_sessions", "open sessions of mail servers", Metric::Kind::gauge, Listener::sessions()));
  out.push_back(one("congvu_decisions_dropped_total", "lines that the decision log could not keep",
                    Metric::Kind::counter, decision_log_ ? decision_log_->dropped() : 0));
  return out;
}

void Daemon::report_counters() const {
  for (const auto& line : service::log_lines(metrics())) log_event(LogLevel::info, "counter " + line);
}

// A full disk is told once, not every few seconds.
void Daemon::write_metrics() {
  const auto written = service::replace_file(settings_.metrics_file, service::prometheus_text(metrics()));
  if (!written && !metrics_failed_)
    log_event(LogLevel::error, "metrics not written", {{"why", written.error().to_string()}});
  metrics_failed_ = !written;
}

}  // namespace congvu::milter
