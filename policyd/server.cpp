#include "policyd/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "service/log.h"

namespace congvu::policyd {
namespace {

using namespace std::chrono_literals;
using boost::system::error_code;
using service::log_event;
using service::LogLevel;
using Clock = std::chrono::steady_clock;

constexpr int most_at_once = 64;  // new connections, before those that are there are heard again
constexpr auto rest_time = 100ms;
constexpr auto tell_every = 1s;

// One a connection, and some for files, database and log.
void allow_descriptors(std::uint64_t connections) {
  constexpr std::uint64_t others = 256;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = connections + others;
  if (limit.rlim_cur >= wanted) return;
  rlimit more{wanted, std::max(limit.rlim_max, wanted)};
  if (setrlimit(RLIMIT_NOFILE, &more) == 0) return;
  more = {std::min(wanted, limit.rlim_max), limit.rlim_max};
  setrlimit(RLIMIT_NOFILE, &more);
  log_event(LogLevel::warning, "fewer connections than policyd.max_connections",
            {{"descriptors", std::to_string(more.rlim_cur)}, {"wanted", std::to_string(wanted)}});
}

}  // namespace

// Beside the milter's, under a name of its own: both daemons may read the same settings.
std::filesystem::path Server::metrics_file(const service::Settings& settings) const {
  std::filesystem::path out = settings.metrics_file;
  if (!out.empty()) out.replace_filename(out.stem().string() + "-policyd" + out.extension().string());
  return out;
}

Result<void> Server::open_socket(const service::Settings& settings, const service::SocketOwner& owner,
                                 bool take_over) {
  most_ = settings.policyd.max_connections;
  idle_ = settings.policyd.idle;
  allow_descriptors(most_);
  return door_.open(socket(settings), owner, take_over);
}

Result<void> Server::open(const service::Resources& resources) {
  auto gate = service::PolicyGate::open(resources);
  if (!gate) return tl::unexpected(gate.error());
  gate_ = std::move(*gate);
  return {};
}

Result<void> Server::serve() {
  try {
    listening_.emplace(loop_, door_.release());
    wait_for_clients();
    tick();
    loop_.run();
  } catch (const std::exception& error) {
    return fail(ErrorKind::system, "loop", error.what());
  }
  while (!connections_.empty()) {
    const auto one = connections_.front();
    one->close();
  }
  return {};
}

void Server::wait_for_clients() {
  listening_->async_wait(boost::asio::posix::stream_descriptor::wait_read, [this](const error_code& error) {
    if (!error && !closing_) let_in();
  });
}

void Server::let_in() {
  for (int i = 0; i < most_at_once; ++i)
    if (!let_one_in()) return;
  wait_for_clients();
}

bool Server::let_one_in() {
  scan::Descriptor client(
      accept4(listening_->native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (!client.open()) {
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
      rest();
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      wait_for_clients();
    else
      return true;  // that client is gone; the next may be there
    return false;
  }
  if (!make_room()) return true;
  const int one = 1;
  setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);  // refused by a Unix socket
  try {
    auto connection = std::make_shared<Connection>(loop_, client.get(), static_cast<House&>(*this));
    static_cast<void>(client.release());
    connections_.push_back(connection);
    connection->place = std::prev(connections_.end());
    connection->heard = Clock::now();
    ++connected_;
    ++accepted_;
    connection->wait();
  } catch (const std::exception& error) {
    tell({ErrorKind::system, "connection", error.what()});
  }
  return true;
}

bool Server::make_room() {
  if (connected_ < most_) return true;
  const auto oldest = connections_.front();
  if (!oldest->idle()) {
    ++turned_away_;
    tell({ErrorKind::limit, "policyd.max_connections", "a connection was turned away"});
    return false;
  }
  ++made_room_;
  tell(
      {ErrorKind::limit, "policyd.max_connections", "the connection that was silent for longest was closed"});
  oldest->close();
  return true;
}

// The system has no room now: look again soon, rather than at once and for ever.
void Server::rest() {
  tell({ErrorKind::system, "accept", std::generic_category().message(errno)});
  rest_.expires_after(rest_time);
  rest_.async_wait([this](const error_code& error) {
    if (!error && !closing_) let_in();
  });
}

void Server::tick() {
  timer_.expires_after(std::min<Clock::duration>(1s, idle_ / 2 + 1ms));
  timer_.async_wait([this](const error_code& error) {
    if (error) return;
    close_idle(Clock::now() - idle_);
    tick();
  });
}

void Server::close_idle(Clock::time_point before) {
  while (!connections_.empty() && connections_.front()->heard <= before) {
    const auto oldest = connections_.front();
    ++closed_idle_;
    oldest->close();
  }
}

void Server::answer(const service::PolicyQuery& query, std::string& out) {
  out += "action=";
  gate_->answer(query, out);
  out += "\n\n";
}

void Server::heard(Connection& connection) {
  connection.heard = Clock::now();
  connections_.splice(connections_.end(), connections_, connection.place);
}

void Server::left(Connection& connection, const Error* why) {
  --connected_;
  connections_.erase(connection.place);
  if (why == nullptr) return;
  ++nonsense_;
  tell(*why);
}

// At most one a second: whoever talks nonsense can do so often.
void Server::tell(const Error& why) {
  const auto now = Clock::now();
  if (now - told_ < tell_every) return;
  told_ = now;
  log_event(LogLevel::warning, "trouble with a connection", {{"why", why.to_string()}});
}

void Server::close_door() {
  door_.withdraw();
  boost::asio::post(loop_, [this] {
    closing_ = true;
    error_code ignored;
    if (listening_) listening_->close(ignored);
    rest_.cancel();
    const ConnectionList all = connections_;
    for (const auto& one : all)
      if (one->idle()) one->close();
  });
}

void Server::stop() {
  boost::asio::post(loop_, [this] { loop_.stop(); });
}

std::vector<service::Metric> Server::metrics() const {
  using service::Metric;
  const auto one = [](const char* name, const char* help, Metric::Kind kind, std::uint64_t value) {
    return Metric{name, help, kind, {{{}, value}}};
  };
  auto out = gate_->metrics();
  out.push_back(one("congvu_policy_connections", "open connections of smtpd processes", Metric::Kind::gauge,
                    connected_));
  out.push_back(one("congvu_policy_connections_total", "connections that were let in", Metric::Kind::counter,
                    accepted_));
  out.push_back({"congvu_policy_connections_ended_total",
                 "connections that were not ended by the other side, by the reason",
                 Metric::Kind::counter,
                 {{{{"reason", "idle"}}, closed_idle_},
                  {{{"reason", "room"}}, made_room_},
                  {{{"reason", "turned_away"}}, turned_away_},
                  {{{"reason", "nonsense"}}, nonsense_}}});
  return out;
}

}  // namespace congvu::policyd
