#include "policyd/door.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>

#include "facts/text.h"

namespace congvu::policyd {
namespace {

constexpr int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;

tl::unexpected<Error> refused(std::string_view where) {
  return fail(ErrorKind::system, std::string(where), std::generic_category().message(errno));
}

bool listens(const scan::Descriptor& descriptor, const sockaddr* address, socklen_t length) {
  return descriptor.open() && bind(descriptor.get(), address, length) == 0 &&
         listen(descriptor.get(), SOMAXCONN) == 0;
}

}  // namespace

Result<void> Door::open(const service::SocketSettings& settings, const service::SocketOwner& owner,
                        bool take_over) {
  const std::string_view address = settings.address;
  if (address.starts_with("inet:")) return open_inet(address.substr(5), AF_INET);
  if (address.starts_with("inet6:")) return open_inet(address.substr(6), AF_INET6);
  if (!address.starts_with("unix:/"))
    return fail(ErrorKind::invalid, "socket", fmt::format("`{}` is no socket", printable(address, 80)));
  if (auto opened = open_unix(std::string(address.substr(5)), take_over); !opened) return opened;
  return socket_->publish(settings.mode, owner.user ? static_cast<int>(owner.user->user) : -1,
                          owner.group ? static_cast<int>(*owner.group) : -1);
}

Result<void> Door::open_unix(const std::string& path, bool take_over) {
  socket_.emplace(path);
  if (!take_over && socket_->alive())
    return fail(ErrorKind::unavailable, path, "another daemon listens there (--take-over takes its place)");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& name = socket_->working_name();
  if (name.size() >= sizeof address.sun_path) return fail(ErrorKind::invalid, path, "too long for a socket");
  std::memcpy(address.sun_path, name.data(), name.size());
  socket_->remove_working_name();
  listening_ = scan::Descriptor(socket(AF_UNIX, type, 0));
  const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  return listens(listening_, generic, sizeof address) ? Result<void>{} : refused(name);
}

Result<void> Door::open_inet(std::string_view address, int family) {
  const std::size_t at = address.find('@');
  const std::string port(address.substr(0, at));
  const std::string host = at != std::string_view::npos ? std::string(address.substr(at + 1))
                                                        : (family == AF_INET ? "127.0.0.1" : "::1");
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); error != 0)
    return fail(ErrorKind::invalid, printable(address, 80), gai_strerror(error));
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, freeaddrinfo);
  listening_ = scan::Descriptor(socket(found->ai_family, type, 0));
  const int one = 1;
  setsockopt(listening_.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  return listens(listening_, found->ai_addr, found->ai_addrlen) ? Result<void>{}
                                                                : refused(printable(address, 80));
}

void Door::withdraw() {
  if (!socket_) return;
  socket_->withdraw();
  socket_->remove_working_name();
}

}  // namespace congvu::policyd
