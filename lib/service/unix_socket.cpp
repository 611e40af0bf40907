#include "service/unix_socket.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "scan/worker_wire.h"

namespace congvu::service {
namespace {

tl::unexpected<Error> refused(const std::string& path) {
  return fail(ErrorKind::system, path, std::generic_category().message(errno));
}

bool connects(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  const scan::Descriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto* peer = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  return probe.open() && (connect(probe.get(), peer, sizeof address) == 0 || errno == EAGAIN);
}

}  // namespace

UnixSocket::UnixSocket(std::string path)
    : path_(std::move(path)), working_(fmt::format("{}.{}", path_, getpid())) {}

bool UnixSocket::alive() const { return connects(path_); }

Result<void> UnixSocket::publish(std::uint32_t mode, int user, int group) {
  struct stat state {};
  if (lchown(working_.c_str(), static_cast<uid_t>(user), static_cast<gid_t>(group)) != 0 ||
      chmod(working_.c_str(), mode) != 0 || stat(working_.c_str(), &state) != 0)
    return refused(working_);
  struct stat there {};
  if (lstat(path_.c_str(), &there) == 0 && !S_ISSOCK(there.st_mode))
    return fail(ErrorKind::invalid, path_, "exists and is no socket");
  if (std::rename(working_.c_str(), path_.c_str()) != 0) return refused(path_);
  device_ = state.st_dev;
  inode_ = state.st_ino;
  return {};
}

void UnixSocket::withdraw() const {
  struct stat state {};
  if (lstat(path_.c_str(), &state) == 0 && state.st_dev == device_ && state.st_ino == inode_)
    std::rename(path_.c_str(), working_.c_str());
}

void UnixSocket::nudge() const { connects(working_); }

void UnixSocket::remove_working_name() const { unlink(working_.c_str()); }

}  // namespace congvu::service
