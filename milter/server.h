// congvu-milter as the frame of the daemons (service/daemon.h) sees it: scan workers, gate, sessions.
//
// In: what the frame opens. Out: sessions are served by libmilter (listener.h) until stop(). Failure: Result.
// Threads: the frame's, and libmilter's pool.
#pragma once

#include <memory>
#include <optional>

#include "milter/session.h"
#include "scan/pool.h"
#include "service/daemon.h"
#include "service/gate.h"

namespace congvu::milter {

class Server final : public service::Server {
 public:
  [[nodiscard]] std::string_view name() const override { return "congvu-milter"; }
  [[nodiscard]] std::filesystem::path metrics_file(const service::Settings& settings) const override {
    return settings.metrics_file;
  }
  [[nodiscard]] service::SocketSettings socket(const service::Settings& settings) const override {
    return {settings.socket, settings.socket_mode, settings.socket_group};
  }
  Result<void> open_socket(const service::Settings& settings, const service::SocketOwner& owner,
                           bool take_over) override;
  Result<void> open(const service::Resources& resources) override;
  Result<void> serve() override;
  void close_door() override;
  [[nodiscard]] std::uint64_t sessions() const override;
  void stop() override;
  [[nodiscard]] std::vector<service::Metric> metrics() const override;

 private:
  std::unique_ptr<scan::Pool> pool_;
  std::optional<service::JudgedNotesReader> notes_;  // where a policy server is deployed
  std::unique_ptr<service::Gate> gate_;
  std::unique_ptr<Services> services_;
  service::Counters* counters_ = nullptr;
};

}  // namespace congvu::milter
