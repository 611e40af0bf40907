// congvu-policyd as the frame of the daemons (service/daemon.h) sees it: the loop, and all connections.
//
// In: the settings' `policyd` section, what the frame opens. Out: questions of Postfix are answered by
// service/policy_gate.h. Limits: max_connections, over which the connection that was silent for longest goes;
// `idle` without a word ends a connection; where the system has no descriptors left, nobody is let in for a
// moment. Stopping: those that have asked nothing go at once, others when they are answered. Failure: Result;
// what goes wrong with one connection ends that one. Threads: the loop runs on serve()'s; close_door(),
// stop(), sessions() and metrics() may come from others.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "policyd/asio.h"
#include "policyd/connection.h"
#include "policyd/door.h"
#include "service/daemon.h"
#include "service/policy_gate.h"

namespace congvu::policyd {

class Server final : public service::Server, private House {
 public:
  [[nodiscard]] std::string_view name() const override { return "congvu-policyd"; }
  [[nodiscard]] std::filesystem::path metrics_file(const service::Settings& settings) const override;
  [[nodiscard]] service::SocketSettings socket(const service::Settings& settings) const override {
    return {settings.policyd.socket, settings.policyd.socket_mode, settings.policyd.socket_group};
  }
  Result<void> open_socket(const service::Settings& settings, const service::SocketOwner& owner,
                           bool take_over) override;
  Result<void> open(const service::Resources& resources) override;
  Result<void> serve() override;
  void close_door() override;
  [[nodiscard]] std::uint64_t sessions() const override { return connected_; }
  void stop() override;
  [[nodiscard]] std::vector<service::Metric> metrics() const override;

 private:
  using Number = std::atomic<std::uint64_t>;

  void answer(const service::PolicyQuery& query, std::string& out) override;
  void heard(Connection& connection) override;
  void left(Connection& connection, const Error* why) override;
  [[nodiscard]] bool closing() const override { return closing_; }

  void wait_for_clients();
  void let_in();
  // False where nobody more can come in now.
  bool let_one_in();
  bool make_room();
  void rest();
  void tick();
  void close_idle(std::chrono::steady_clock::time_point before);
  void tell(const Error& why);

  // Those silent for longest first. Destroyed after the loop, whose handlers own connections, too.
  ConnectionList connections_;
  boost::asio::io_context loop_{1};
  std::optional<boost::asio::posix::stream_descriptor> listening_;
  boost::asio::steady_timer timer_{loop_};  // idle connections
  boost::asio::steady_timer rest_{loop_};   // before the next client
  Door door_;
  std::unique_ptr<service::PolicyGate> gate_;
  std::uint64_t most_ = 0;
  std::chrono::milliseconds idle_{0};
  bool closing_ = false;
  std::chrono::steady_clock::time_point told_{};  // the last complaint about a peer

  Number connected_ = 0;
  Number accepted_ = 0;
  Number closed_idle_ = 0;  // silent for too long
  Number made_room_ = 0;    // ended for a new one
  Number turned_away_ = 0;  // nobody could be ended for it
  Number nonsense_ = 0;     // ended for what they said
};

}  // namespace congvu::policyd
