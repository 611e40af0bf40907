#include "faults/faults.h"

#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/keyctl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

extern char** environ;

namespace congvu::faults {
namespace {

std::string outcome(long result) {
  if (result >= 0) return "done";
  const char* name = strerrorname_np(errno);
  return name != nullptr ? name : std::to_string(errno);
}

template <class... Arguments>
std::string call(long number, Arguments... arguments) {
  return outcome(syscall(number, arguments...));
}

std::string mapped(void* at) { return outcome(at == MAP_FAILED ? -1 : 0); }

// --- faults of a parser ---

std::string segv(int /*message*/) {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
  return "done";
}
std::string abort_now(int /*message*/) { std::abort(); }
std::string exit_now(int /*message*/) { std::_Exit(3); }
std::string throw_on(int /*message*/) { throw 1; }

// Never ends for the even bytes that it gets; kept from being turned into a loop.
int deeper(volatile char* above) {
  std::array<volatile char, 4096> room;
  room[0] = *above;
  if (room[0] % 2 != 0) return 0;
  return deeper(&room[0]) + room[1];
}
std::string stack(int /*message*/) {
  volatile char start = 0;
  return std::to_string(deeper(&start));
}

std::string loop(int /*message*/) {
  for (volatile bool forever = true; forever;) {
  }
  return "done";
}

std::string memory(int /*message*/) {
  std::vector<std::string> eaten;
  while (eaten.size() < (1U << 16)) eaten.emplace_back(64U << 20, 'x');
  return "done";
}

// --- files ---

std::string open_file(int /*message*/) { return call(SYS_openat, AT_FDCWD, "/etc/passwd", O_RDONLY); }
std::string create_file(int /*message*/) {
  return call(SYS_openat, AT_FDCWD, "/tmp/congvu-fault", O_CREAT | O_WRONLY, 0600);
}
std::string stat_file(int /*message*/) {
  std::array<char, 256> state{};
  return call(SYS_newfstatat, AT_FDCWD, "/etc/passwd", state.data(), 0);
}
std::string unlink_file(int /*message*/) { return call(SYS_unlinkat, AT_FDCWD, "/nonexistent/congvu", 0); }
std::string memory_file(int /*message*/) { return call(SYS_memfd_create, "fault", 0U); }

// --- what the worker holds ---

std::string write_message(int message) { return call(SYS_pwrite64, message, "x", 1UL, 0L); }
std::string write_any(int /*message*/) { return call(SYS_write, STDERR_FILENO, "x", 1UL); }
std::string map_message(int message) {
  return mapped(mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, message, 0));
}
std::string cut_message(int message) { return call(SYS_ftruncate, message, 0L); }
std::string duplicate(int message) { return call(SYS_dup, message); }
std::string terminal(int /*message*/) {
  std::array<char, 256> state{};
  return call(SYS_ioctl, STDERR_FILENO, TCGETS, state.data());
}
std::string descriptors(int /*message*/) {
  std::string out;
  for (int fd = 0; fd < 4096; ++fd)
    if (fcntl(fd, F_GETFD) >= 0) out += (out.empty() ? "" : " ") + std::to_string(fd);
  return out;
}
std::string environment(int /*message*/) {
  std::string out;
  for (char** entry = environ; *entry != nullptr; ++entry) out += std::string(*entry) + "\n";
  return out;
}

// --- other processes ---

std::string fork_now(int /*message*/) {
  const pid_t child = fork();
  if (child == 0) std::_Exit(0);
  return outcome(child);
}
std::string vfork_like(int /*message*/) {
  const long child = syscall(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
  if (child == 0) std::_Exit(0);
  return outcome(child);
}
std::string exec(int /*message*/) {
  std::string name = "/bin/true";
  const std::array<char*, 2> argv{name.data(), nullptr};
  return outcome(execv(name.c_str(), argv.data()));
}
std::string kill_parent(int /*message*/) { return call(SYS_kill, getppid(), 0); }
std::string signal_parent(int /*message*/) {
  const pid_t parent = static_cast<pid_t>(syscall(SYS_getppid));
  return call(SYS_tgkill, parent, parent, 0);
}
std::string trace(int /*message*/) { return call(SYS_ptrace, PTRACE_TRACEME, 0, nullptr, nullptr); }
std::string read_parent(int /*message*/) {
  char byte = 0;
  iovec piece{&byte, 1};
  return call(SYS_process_vm_readv, getppid(), &piece, 1UL, &piece, 1UL, 0UL);
}

// --- network ---

std::string socket_now(int /*message*/) { return call(SYS_socket, AF_INET, SOCK_STREAM, 0); }
std::string unix_socket(int /*message*/) { return call(SYS_socket, AF_UNIX, SOCK_STREAM, 0); }
std::string connect_now(int /*message*/) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(25);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return call(SYS_connect, 3, &address, sizeof address);
}
std::string send_elsewhere(int message) { return call(SYS_sendto, message, "x", 1UL, 0, nullptr, 0); }
std::string send_descriptor(int /*message*/) {
  msghdr header{};
  return call(SYS_sendmsg, 3, &header, 0);
}

// --- code ---

std::string map_code(int /*message*/) {
  return mapped(mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}
std::string make_code(int /*message*/) {
  void* at = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return outcome(mprotect(at, 4096, PROT_READ | PROT_EXEC));
}

// --- the kernel ---

std::string bpf(int /*message*/) {
  bpf_attr attributes{};
  return call(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes);
}
std::string io_uring(int /*message*/) {
  io_uring_params parameters{};
  return call(SYS_io_uring_setup, 1U, &parameters);
}
std::string userfault(int /*message*/) { return call(SYS_userfaultfd, O_CLOEXEC); }
std::string keys(int /*message*/) { return call(SYS_keyctl, KEYCTL_GET_KEYRING_ID, -1, 0); }
std::string namespaces(int /*message*/) { return call(SYS_unshare, CLONE_NEWUSER); }
std::string mount_now(int /*message*/) {
  return call(SYS_mount, "none", "/nonexistent/congvu", "tmpfs", 0UL, nullptr);
}
std::string become_root(int /*message*/) { return call(SYS_setuid, 0U); }
std::string name_thread(int /*message*/) { return outcome(prctl(PR_SET_NAME, "fault")); }
std::string more_memory(int /*message*/) {
  const rlimit limit{RLIM_INFINITY, RLIM_INFINITY};
  return call(SYS_prlimit64, 0, RLIMIT_AS, &limit, nullptr);
}
std::string newest(int /*message*/) { return call(1023); }  // a call that no kernel has yet
#ifdef __x86_64__
std::string x32(int /*message*/) { return call(0x40000000 | SYS_getpid); }
std::string i386(int /*message*/) {
  long number = 20;  // getpid
  asm volatile("int $0x80" : "+a"(number) : : "memory");
  return number >= 0 ? "done" : "ENOSYS";
}
#endif

struct Row {
  std::string_view name;
  std::string (*commit)(int message);
};
constexpr Row rows[] = {
    {"segv", segv},
    {"abort", abort_now},
    {"exit", exit_now},
    {"throw", throw_on},
    {"stack", stack},
    {"loop", loop},
    {"memory", memory},
    {"open", open_file},
    {"create", create_file},
    {"stat", stat_file},
    {"unlink", unlink_file},
    {"memory-file", memory_file},
    {"write-message", write_message},
    {"write", write_any},
    {"map-message", map_message},
    {"cut-message", cut_message},
    {"duplicate", duplicate},
    {"terminal", terminal},
    {"descriptors", descriptors},
    {"environment", environment},
    {"fork", fork_now},
    {"vfork", vfork_like},
    {"exec", exec},
    {"kill-parent", kill_parent},
    {"signal-parent", signal_parent},
    {"trace", trace},
    {"read-parent", read_parent},
    {"socket", socket_now},
    {"unix-socket", unix_socket},
    {"connect", connect_now},
    {"send-elsewhere", send_elsewhere},
    {"send-descriptor", send_descriptor},
    {"map-code", map_code},
    {"make-code", make_code},
    {"bpf", bpf},
    {"io-uring", io_uring},
    {"userfault", userfault},
    {"keys", keys},
    {"namespaces", namespaces},
    {"mount", mount_now},
    {"become-root", become_root},
    {"name-thread", name_thread},
    {"more-memory", more_memory},
    {"newest", newest},
#ifdef __x86_64__
    {"x32", x32},
    {"i386", i386},
#endif
};

}  // namespace

std::vector<std::string_view> names() {
  std::vector<std::string_view> out;
  for (const Row& row : rows) out.push_back(row.name);
  return out;
}

std::string commit(std::string_view name, int message) {
  for (const Row& row : rows)
    if (row.name == name) return row.commit(message);
  return "no such fault";
}

}  // namespace congvu::faults
