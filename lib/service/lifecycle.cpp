#include "service/lifecycle.h"

#include <fmt/format.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <system_error>
#include <vector>

namespace congvu::service {
namespace {

constexpr int end_signal = SIGUSR2;  // how the destructor ends the thread

sigset_t handled_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGHUP, SIGTERM, SIGINT, SIGUSR1, end_signal}) sigaddset(&set, number);
  return set;
}

std::string words_of(int error) { return std::generic_category().message(error); }

template <class Entry, class Lookup>
Result<Entry> look_up(const std::string& name, const char* what, Lookup lookup, std::vector<char>& buffer) {
  Entry entry{};
  Entry* found = nullptr;
  buffer.resize(16'384);
  int error = ERANGE;
  while (error == ERANGE && buffer.size() < (1U << 22)) {
    error = lookup(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (error == ERANGE) buffer.resize(buffer.size() * 2);
  }
  if (found == nullptr)
    return fail(ErrorKind::invalid, name, error == 0 ? fmt::format("no such {}", what) : words_of(error));
  return entry;
}

}  // namespace

void block_signals() {
  const sigset_t set = handled_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

SignalThread::SignalThread(Actions actions) : thread_([this, own = std::move(actions)] { run(own); }) {}

SignalThread::~SignalThread() {
  pthread_kill(thread_.native_handle(), end_signal);
  thread_.join();
}

void SignalThread::run(const Actions& actions) {
  const sigset_t set = handled_signals();
  while (true) {
    const int number = sigwaitinfo(&set, nullptr);
    if (number < 0) continue;
    if (number == end_signal) return;
    if (number == SIGHUP) {
      actions.reload();
    } else if (number == SIGUSR1) {
      if (actions.report) actions.report();
    } else {
      actions.stop();
    }
  }
}

void notify_service_manager(std::string_view state) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path == nullptr || (path[0] != '/' && path[0] != '@')) return;
  const std::size_t length = std::strlen(path);
  if (length >= sizeof address.sun_path) return;
  std::memcpy(address.sun_path, path, length);
  if (path[0] == '@') address.sun_path[0] = '\0';  // the abstract namespace
  const int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  sendto(fd, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
         static_cast<const sockaddr*>(static_cast<const void*>(&address)),
         static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length));
  close(fd);
}

void notify_reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  notify_service_manager(
      fmt::format("RELOADING=1\nMONOTONIC_USEC={}", now.tv_sec * 1'000'000LL + now.tv_nsec / 1'000));
}

Result<Identity> find_identity(const std::string& user, const std::string& group) {
  std::vector<char> buffer;
  const auto entry = look_up<passwd>(user, "user", getpwnam_r, buffer);
  if (!entry) return tl::unexpected(entry.error());
  Identity out{entry->pw_uid, entry->pw_gid, user};
  if (group.empty()) return out;
  const auto gid = find_group(group);
  if (!gid) return tl::unexpected(gid.error());
  out.group = *gid;
  return out;
}

Result<unsigned> find_group(const std::string& group) {
  std::vector<char> buffer;
  const auto entry = look_up<struct group>(group, "group", getgrnam_r, buffer);
  if (!entry) return tl::unexpected(entry.error());
  return entry->gr_gid;
}

Result<void> drop_privileges(const Identity& identity) {
  if (identity.user == 0) return fail(ErrorKind::invalid, identity.name, "the daemon does not run as root");
  if (initgroups(identity.name.c_str(), identity.group) != 0 ||
      setresgid(identity.group, identity.group, identity.group) != 0 ||
      setresuid(identity.user, identity.user, identity.user) != 0)
    return fail(ErrorKind::system, identity.name, words_of(errno));
  if (setuid(0) == 0) return fail(ErrorKind::system, identity.name, "root came back");
  return {};
}

}  // namespace congvu::service
