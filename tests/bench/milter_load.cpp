// A load for milters: the MTA's side of the protocol, as fast as the milter answers.
//
//   milter_load SOCKET MAIL SESSIONS MESSAGES   one line of JSON: seconds, messages per second, p50 and p99
//   in ms milter_load SOCKET - SESSIONS 0             opens the sessions, says "open", waits for the end of
//   its input
//
// MAIL is a file with CRLF. Each session sends MESSAGES of it, one after the other. An answer other than
// "continue" is counted as refused.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

void append_number(std::string& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 255U);
}

std::string frame(char command, const std::string& data = {}) {
  std::string out;
  append_number(out, static_cast<std::uint32_t>(data.size() + 1));
  return out + command + data;
}

// Everything from MAIL to the end of the message: no answer comes before that.
std::string message_frames(const std::string& mail) {
  const std::string null(1, '\0');
  std::string out = frame('M', "<a@example.org>" + null) + frame('R', "<b@bacgiang.gov.vn>" + null);
  const std::size_t head_end = mail.find("\r\n\r\n");
  std::string head = mail.substr(0, head_end) + "\r\n";
  for (std::size_t at = 0; at < head.size();) {
    std::size_t end = head.find("\r\n", at);
    while (end + 2 < head.size() && (head[end + 2] == ' ' || head[end + 2] == '\t'))
      end = head.find("\r\n", end + 2);
    std::string field = head.substr(at, end - at);
    field.erase(std::remove(field.begin(), field.end(), '\r'), field.end());
    const std::size_t colon = field.find(':');
    out += frame('L', field.substr(0, colon) + null + field.substr(colon + 1) + null);
    at = end + 2;
  }
  out += frame('N');
  const std::string body = head_end == std::string::npos ? "" : mail.substr(head_end + 4);
  for (std::size_t at = 0; at < body.size(); at += 65'535) out += frame('B', body.substr(at, 65'535));
  return out + frame('E');
}

class Session {
 public:
  explicit Session(const std::string& path) : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (connect(fd_, static_cast<const sockaddr*>(static_cast<const void*>(&address)), sizeof address) != 0)
      throw std::runtime_error("connect");
    std::string offer;
    for (const std::uint32_t value : {6U, 0x1ffU, 0x1fffffU}) append_number(offer, value);
    write_all(frame('O', offer));
    if (read_frame() != 'O') throw std::runtime_error("negotiation");
    const std::string null(1, '\0');
    write_all(frame('C', "mx.example.org" + null + "4" + std::string("\0\x19", 2) + "192.0.2.1" + null));
    if (read_frame() != 'c') throw std::runtime_error("connection refused");
    write_all(frame('H', "mx.example.org" + null));
  }
  Session(Session&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  Session& operator=(Session&&) = delete;
  ~Session() {
    if (fd_ >= 0) close(fd_);
  }

  bool send(const std::string& frames) {
    write_all(frames);
    while (true) {
      const char answer = read_frame();
      if (std::strchr("catrdy", answer) != nullptr) return answer == 'c' || answer == 'a';
    }
  }

 private:
  void write_all(const std::string& bytes) const {
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t sent = ::send(fd_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (sent <= 0) throw std::runtime_error("send");
      at += static_cast<std::size_t>(sent);
    }
  }
  void read_all(char* to, std::size_t count) const {
    while (count > 0) {
      const ssize_t got = read(fd_, to, count);
      if (got <= 0) throw std::runtime_error("read");
      to += got;
      count -= static_cast<std::size_t>(got);
    }
  }
  char read_frame() const {
    unsigned char length[4];
    read_all(static_cast<char*>(static_cast<void*>(length)), sizeof length);
    const std::size_t size =
        (static_cast<std::size_t>(length[1]) << 16) | (static_cast<std::size_t>(length[2]) << 8) | length[3];
    std::string data(size, '\0');
    read_all(data.data(), size);
    return data.empty() ? '?' : data.front();
  }
  int fd_;
};

struct Result {
  std::vector<double> milliseconds;
  std::size_t refused = 0;
};

Result talk(const std::string& socket, const std::string& frames, std::size_t messages) {
  Result out;
  Session session(socket);
  for (std::size_t i = 0; i < messages; ++i) {
    const auto begun = Clock::now();
    if (!session.send(frames)) ++out.refused;
    out.milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
  }
  return out;
}

int load(const std::string& socket, const std::string& mail, std::size_t sessions, std::size_t messages) {
  const std::string frames = message_frames(mail);
  std::vector<Result> results(sessions);
  std::vector<std::thread> threads;
  const auto begun = Clock::now();
  for (auto& result : results) threads.emplace_back([&] { result = talk(socket, frames, messages); });
  for (auto& thread : threads) thread.join();
  const double seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  std::vector<double> all;
  std::size_t refused = 0;
  for (const auto& result : results) {
    all.insert(all.end(), result.milliseconds.begin(), result.milliseconds.end());
    refused += result.refused;
  }
  std::sort(all.begin(), all.end());
  std::printf("{\"seconds\": %.3f, \"per_second\": %.1f, \"p50\": %.2f, \"p99\": %.2f, \"refused\": %zu}\n",
              seconds, static_cast<double>(all.size()) / seconds, all[all.size() / 2],
              all[all.size() * 99 / 100], refused);
  return 0;
}

int hold_open(const std::string& socket, std::size_t sessions) {
  std::vector<Session> open;
  for (std::size_t i = 0; i < sessions; ++i) open.emplace_back(socket);
  std::puts("open");
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return std::fprintf(stderr, "milter_load SOCKET MAIL SESSIONS MESSAGES\n"), 64;
  try {
    const auto sessions = static_cast<std::size_t>(std::strtoul(argv[3], nullptr, 10));
    const auto messages = static_cast<std::size_t>(std::strtoul(argv[4], nullptr, 10));
    if (messages == 0) return hold_open(argv[1], sessions);
    std::ifstream file(argv[2], std::ios::binary);
    const std::string mail{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return load(argv[1], mail, sessions, messages);
  } catch (const std::exception& error) {
    return std::fprintf(stderr, "milter_load: %s\n", error.what()), 70;
  }
}
