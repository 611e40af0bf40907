#include "milter/server.h"

#include "milter/listener.h"

namespace congvu::milter {

Result<void> Server::open_socket(const service::Settings& settings, const service::SocketOwner& owner,
                                 bool take_over) {
  return Listener::open(settings, owner, take_over);
}

Result<void> Server::open(const service::Resources& resources) {
  const service::Settings& settings = resources.settings;
  auto pool = scan::Pool::start(settings.scan);
  if (!pool) return tl::unexpected(pool.error());
  pool_ = std::move(*pool);
  counters_ = &resources.counters;
  if (settings.policyd.deployed) notes_.emplace(settings.policyd.notes);
  gate_ = std::make_unique<service::Gate>(*pool_, resources.journal, counters_, notes_ ? &*notes_ : nullptr,
                                          &resources.state);
  services_ = std::make_unique<Services>(
      Services{*gate_, resources.snapshot,
               std::make_shared<service::SpoolSpace>(settings.spool_directory, settings.spool_memory,
                                                     settings.spool_total)});
  return {};
}

Result<void> Server::serve() { return Listener::run(*services_); }
void Server::close_door() { Listener::close_door(); }
std::uint64_t Server::sessions() const { return Listener::sessions(); }
void Server::stop() { Listener::stop(); }

std::vector<service::Metric> Server::metrics() const {
  using service::Metric;
  const auto one = [](const char* name, const char* help, Metric::Kind kind, std::uint64_t value) {
    return Metric{name, help, kind, {{{}, value}}};
  };
  const auto pool = pool_->counters();
  auto out = counters_->metrics();
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
  out.push_back(one("congvu_sessions", "open sessions of mail servers", Metric::Kind::gauge, sessions()));
  return out;
}

}  // namespace congvu::milter
