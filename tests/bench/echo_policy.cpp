// The limit of a policy server: answers DUNNO to every request and looks at nothing but its end.
//
//   echo_policy SOCKET      a path
//
// One thread, one epoll loop, one answer a request.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace {

struct Connection {
  int fd = -1;
  std::string input;
};

constexpr std::string_view answer = "action=DUNNO\n\n";

int listening(const std::string& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  unlink(path.c_str());
  const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  return bind(fd, generic, sizeof address) == 0 && listen(fd, SOMAXCONN) == 0 ? fd : -1;
}

void watch(int poll, int fd, void* what) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = what;
  epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
}

// False at its end.
bool serve(Connection& connection) {
  static std::array<char, 65'536> bytes;
  const ssize_t got = recv(connection.fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got <= 0) return got < 0;
  connection.input.append(bytes.data(), static_cast<std::size_t>(got));
  for (std::size_t end = 0; (end = connection.input.find("\n\n")) != std::string::npos;) {
    connection.input.erase(0, end + 2);
    if (send(connection.fd, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return false;
  }
  return true;
}

int run(const std::string& path) {
  const int door = listening(path);
  if (door < 0) return std::perror("listen"), 71;
  const int poll = epoll_create1(EPOLL_CLOEXEC);
  watch(poll, door, nullptr);
  std::array<epoll_event, 128> events{};
  while (true) {
    const int count = epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      auto* const connection = static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (connection == nullptr) {
        for (int fd = -1; (fd = accept4(door, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;)
          watch(poll, fd, std::make_unique<Connection>(Connection{fd, {}}).release());
      } else if (!serve(*connection)) {
        close(connection->fd);
        const std::unique_ptr<Connection> gone(connection);
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  return argc == 2 ? run(argv[1]) : (std::fprintf(stderr, "echo_policy SOCKET\n"), 64);
}
