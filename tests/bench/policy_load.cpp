// A load for policy servers: Postfix's side of the policy protocol, as fast as the server answers.
//
//   policy_load ADDRESS REQUESTS CONNECTIONS SECONDS   one line of JSON: requests, seconds, per second, p50
//   and
//                                                      p99 in ms, answers other than DUNNO
//   policy_load ADDRESS - CONNECTIONS 0                opens the connections, asks once on each, says how
//   long
//                                                      that took, and waits for the end of its input
//
// ADDRESS: a path, or a port on 127.0.0.1. REQUESTS: a file of requests with an empty line behind each; `{n}`
// in them becomes a number that no other request has, {r} a random one below 100,000. Each connection asks
// one question after the other; the first tenth of the time warms up.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> read_requests(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  std::vector<std::string> out;
  for (std::size_t at = 0, end = 0; (end = text.find("\n\n", at)) != std::string::npos; at = end + 2)
    out.push_back(text.substr(at, end + 2 - at));
  if (out.empty()) throw std::runtime_error("no requests");
  return out;
}

class Connection {
 public:
  explicit Connection(const std::string& address) {
    const bool unix_socket = address.front() == '/';
    fd_ = socket(unix_socket ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un path{};
    path.sun_family = AF_UNIX;
    address.copy(path.sun_path, sizeof path.sun_path - 1);
    sockaddr_in port{};
    port.sin_family = AF_INET;
    port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    port.sin_port = htons(static_cast<std::uint16_t>(std::atoi(address.c_str())));
    const void* const raw = unix_socket ? static_cast<const void*>(&path) : &port;
    if (connect(fd_, static_cast<const sockaddr*>(raw), unix_socket ? sizeof path : sizeof port) != 0)
      throw std::runtime_error("connect");
    const int one = 1;
    if (!unix_socket) setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(fd_); }

  // True for DUNNO.
  bool ask(const std::string& request) {
    for (std::size_t at = 0; at < request.size();) {
      const ssize_t sent = send(fd_, request.data() + at, request.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("send");
      at += static_cast<std::size_t>(sent);
    }
    std::array<char, 4096> bytes{};
    std::string answer;
    while (answer.find("\n\n") == std::string::npos) {
      const ssize_t got = recv(fd_, bytes.data(), bytes.size(), 0);
      if (got <= 0) throw std::runtime_error("the server is gone");
      answer.append(bytes.data(), static_cast<std::size_t>(got));
    }
    return answer.find("=DUNNO") != std::string::npos || answer.find("=dunno") != std::string::npos;
  }

 private:
  int fd_ = -1;
};

std::string filled(std::string text, std::uint64_t number, std::uint64_t random) {
  const auto replace = [&text](std::string_view what, const std::string& with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
      text.replace(at, what.size(), with);
  };
  replace("{n}", std::to_string(number));
  replace("{r}", std::to_string(random % 100'000));
  return text;
}

struct Result {
  std::vector<float> milliseconds;
  std::size_t other = 0;
};

Result talk(const std::string& address, const std::vector<std::string>& requests, unsigned seed,
            Clock::time_point warm, Clock::time_point end) {
  static const std::uint64_t run = std::random_device()();
  Result out;
  Connection connection(address);
  std::mt19937_64 random(seed);
  for (std::uint64_t i = 0;; ++i) {
    const std::string request = filled(requests[(i + seed) % requests.size()],
                                       (run << 32U) + (std::uint64_t{seed} << 24U) + i, random());
    const auto begun = Clock::now();
    if (begun >= end) return out;
    const bool dunno = connection.ask(request);
    if (begun < warm) continue;
    if (!dunno) ++out.other;
    out.milliseconds.push_back(std::chrono::duration<float, std::milli>(Clock::now() - begun).count());
  }
}

int load(const std::string& address, const std::string& file, unsigned connections, double seconds) {
  const auto requests = read_requests(file);
  const auto length = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const auto warm = Clock::now() + length / 10;
  std::vector<Result> results(connections);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < connections; ++i)
    threads.emplace_back([&, i] { results[i] = talk(address, requests, i, warm, warm + length); });
  for (auto& thread : threads) thread.join();
  std::vector<float> all;
  std::size_t other = 0;
  for (const auto& result : results) {
    all.insert(all.end(), result.milliseconds.begin(), result.milliseconds.end());
    other += result.other;
  }
  std::sort(all.begin(), all.end());
  std::printf("{\"requests\": %zu, \"per_second\": %.0f, \"p50\": %.3f, \"p99\": %.3f, \"other\": %zu}\n",
              all.size(), static_cast<double>(all.size()) / seconds, static_cast<double>(all[all.size() / 2]),
              static_cast<double>(all[all.size() * 99 / 100]), other);
  return 0;
}

int hold(const std::string& address, unsigned connections) {
  const auto begun = Clock::now();
  std::vector<std::unique_ptr<Connection>> open;
  for (unsigned i = 0; i < connections; ++i) {
    open.push_back(std::make_unique<Connection>(address));
    open.back()->ask("request=smtpd_access_policy\nprotocol_state=VRFY\n\n");
  }
  std::printf("%.2f\n", std::chrono::duration<double>(Clock::now() - begun).count());
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  for (const auto& one : open) one->ask("request=smtpd_access_policy\nprotocol_state=VRFY\n\n");
  std::puts("all answered");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return std::fprintf(stderr, "policy_load ADDRESS REQUESTS CONNECTIONS SECONDS\n"), 64;
  try {
    const auto connections = static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10));
    const double seconds = std::strtod(argv[4], nullptr);
    return seconds > 0 ? load(argv[1], argv[2], connections, seconds) : hold(argv[1], connections);
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "policy_load: %s\n", error.what()), 70;
  }
}
