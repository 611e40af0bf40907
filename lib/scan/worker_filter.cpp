#include "scan/worker_filter.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/futex.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>
#include <vector>

namespace congvu::scan {
namespace {

// What no row names: as on a kernel that is too old for it, so that a newer C library takes its older way.
constexpr std::uint32_t unknown = SCMP_ACT_ERRNO(ENOSYS);

struct Row {
  const char* call;
  const char* why;
};

// Whatever the arguments are.
constexpr Row allowed[] = {
    // memory, bounded by RLIMIT_AS
    {"brk", "malloc"},
    {"munmap", "malloc, and the message that was read"},
    {"mremap", "realloc of a large block; cannot make memory executable"},
    {"madvise", "free() of a large block"},
    // the message: what a descriptor can do that the daemon sent
    {"read", "nothing that is open gives more than the daemon sent"},
    {"pread64", "a message that cannot be mapped"},
    {"fstat", "its size, and whether it can still shrink"},
    {"close", "the message that was read"},
    // time, which is mostly read without a call
    {"clock_gettime", "the CPU time of the budget"},
    {"gettimeofday", "libraries"},
    {"time", "libraries"},
    {"getrusage", "CPU time before a message, peak of memory behind it"},
    {"clock_nanosleep", "harmless, the deadline counts on"},
    {"nanosleep", "the same"},
    {"sched_yield", "a lock of a library"},
    // itself
    {"getrandom", "OpenSSL, seeds of hash tables"},
    {"getpid", "abort(), raise()"},
    {"gettid", "abort(), raise()"},
    {"rt_sigprocmask", "abort(), raise()"},
    {"rt_sigaction", "abort()"},
    {"rt_sigreturn", "the kernel, behind a handler"},
    {"restart_syscall", "the kernel, behind a stop by a debugger"},
    {"exit", "the end"},
    {"exit_group", "the end"},
};

// Libraries may try these and live without: EPERM.
constexpr Row refused[] = {
    // files: everything that a scan needs was loaded before. A try is mostly a charset or a time zone of
    // which
    // there is none.
    {"open", "a file by name"},
    {"openat", "a file by name"},
    {"openat2", "a file by name"},
    {"creat", "a new file"},
    {"access", "a file by name"},
    {"faccessat", "a file by name"},
    {"faccessat2", "a file by name"},
    {"stat", "a file by name"},
    {"lstat", "a file by name"},
    {"newfstatat", "a file by name; glibc's fstat(), which the worker does not use therefore"},
    {"statx", "a file by name"},
    {"statfs", "a file system by name"},
    {"fstatfs", "stdio"},
    {"readlink", "a name"},
    {"readlinkat", "a name"},
    {"getcwd", "a name"},
    {"getdents64", "a directory"},
    {"unlink", "temporary files"},
    {"unlinkat", "temporary files"},
    {"rename", "temporary files"},
    {"renameat", "temporary files"},
    {"renameat2", "temporary files"},
    {"mkdir", "temporary files"},
    {"mkdirat", "temporary files"},
    {"memfd_create", "temporary files"},
    // descriptors: nothing is written to, the message least of all
    {"write", "words for standard error, which is /dev/null"},
    {"writev", "the same: glibc before abort()"},
    {"pwrite64", "the message"},
    {"ftruncate", "the message"},
    {"lseek", "stdio"},
    {"ioctl", "isatty()"},
    {"dup", "stdio"},
    {"dup2", "stdio"},
    {"dup3", "stdio"},
    {"pipe", "event loops"},
    {"pipe2", "event loops"},
    {"poll", "event loops"},
    {"ppoll", "event loops"},
    // questions about the machine, and hints to the kernel
    {"prctl", "names for threads and for memory"},
    {"sched_getaffinity", "how many cores"},
    {"sysinfo", "how much memory"},
    {"uname", "which kernel"},
    {"getcpu", "which core"},
    {"getuid", "may the environment be trusted"},
    {"geteuid", "the same"},
    {"getgid", "the same"},
    {"getegid", "the same"},
    {"sigaltstack", "handlers of crashes"},
    {"mlock", "OpenSSL's secure heap"},
    {"msync", "mapped files"},
    {"set_robust_list", "threads"},
    {"rseq", "threads; the C library registered its own at the start"},
};

// No library of a scan asks for these; code that does came with the mail. The process dies, the message is
// deferred, and held when it does it again.
constexpr Row deadly[] = {
    // other programs and processes
    {"execve", "a program"},
    {"execveat", "a program"},
    {"fork", "a process"},
    {"vfork", "a process"},
    {"clone", "a process or a thread"},
    {"clone3", "a process or a thread"},
    {"ptrace", "another process's memory"},
    {"process_vm_readv", "another process's memory"},
    {"process_vm_writev", "another process's memory"},
    {"process_madvise", "another process's memory"},
    {"kcmp", "another process"},
    {"pidfd_open", "another process"},
    {"pidfd_getfd", "another process's descriptors"},
    {"pidfd_send_signal", "another process"},
    {"kill", "another process; raise() and abort() use tgkill"},
    {"tkill", "another process"},
    {"rt_sigqueueinfo", "another process"},
    {"rt_tgsigqueueinfo", "another process"},
    // network, and descriptors in and out
    {"socket", "the network"},
    {"socketpair", "the network"},
    {"connect", "the network"},
    {"bind", "the network"},
    {"listen", "the network"},
    {"accept", "the network"},
    {"accept4", "the network"},
    {"sendmsg", "descriptors for others; answers go by sendto()"},
    {"sendmmsg", "the same"},
    {"recvmmsg", "requests come by recvmsg()"},
    // shared memory
    {"shmget", "shared memory"},
    {"shmat", "shared memory"},
    {"msgget", "message queues"},
    {"semget", "semaphores"},
    {"mq_open", "message queues"},
    // parts of the kernel that are attacked rather than used
    {"bpf", "programs in the kernel"},
    {"io_uring_setup", "calls that this filter would not see"},
    {"io_uring_enter", "the same"},
    {"io_uring_register", "the same"},
    {"io_setup", "the same, the older kind"},
    {"userfaultfd", "a tool of kernel exploits"},
    {"perf_event_open", "a tool of kernel exploits"},
    {"add_key", "keys"},
    {"request_key", "keys"},
    {"keyctl", "keys"},
    {"personality", "makes readable memory executable"},
    {"modify_ldt", "odd segments"},
    {"seccomp", "the filter is in force"},
    {"landlock_create_ruleset", "there is nothing to restrict any more"},
    // the system
    {"mount", "file systems"},
    {"umount2", "file systems"},
    {"move_mount", "file systems"},
    {"open_tree", "file systems"},
    {"fsopen", "file systems"},
    {"fsmount", "file systems"},
    {"open_by_handle_at", "files around their names"},
    {"pivot_root", "root directory"},
    {"chroot", "root directory"},
    {"setns", "namespaces"},
    {"unshare", "namespaces"},
    {"setuid", "rights"},
    {"setgid", "rights"},
    {"setreuid", "rights"},
    {"setregid", "rights"},
    {"setresuid", "rights"},
    {"setresgid", "rights"},
    {"setgroups", "rights"},
    {"capset", "rights"},
    {"init_module", "kernel modules"},
    {"finit_module", "kernel modules"},
    {"delete_module", "kernel modules"},
    {"kexec_load", "another kernel"},
    {"kexec_file_load", "another kernel"},
    {"reboot", "another kernel"},
    {"swapon", "the machine"},
    {"swapoff", "the machine"},
    {"settimeofday", "the clock"},
    {"clock_settime", "the clock"},
    {"adjtimex", "the clock"},
    {"sethostname", "the machine"},
    {"setdomainname", "the machine"},
    {"acct", "the machine"},
    {"quotactl", "the machine"},
    {"syslog", "the kernel's log"},
    {"iopl", "ports"},
    {"ioperm", "ports"},
};

using Argument = scmp_arg_cmp;

constexpr Argument equals(unsigned index, std::uint64_t value) { return {index, SCMP_CMP_EQ, value, 0}; }
constexpr Argument differs(unsigned index, std::uint64_t value) { return {index, SCMP_CMP_NE, value, 0}; }
constexpr Argument masked(unsigned index, std::uint64_t mask, std::uint64_t value) {
  return {index, SCMP_CMP_MASKED_EQ, mask, value};
}

// One filter under construction; the first failure stays.
class Filter {
 public:
  Filter() : context_(seccomp_init(unknown), seccomp_release) {
    if (!context_) error_ = -ENOMEM;
    // Calls of another architecture (32-bit ones, x32) would go by other numbers than those below.
    set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    set(SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a binary search instead of a long walk
  }

  template <std::size_t Count>
  void add(std::uint32_t action, const Row (&rows)[Count]) {
    for (const Row& row : rows) add(action, row.call);
  }
  void add(std::uint32_t action, const char* call, const std::vector<Argument>& arguments = {}) {
    const int number = seccomp_syscall_resolve_name(call);
    // Negative: this architecture has none of that name, or it is newer than libseccomp; either way it falls
    // under `unknown`.
    if (number < 0 || error_ != 0) return;
    note(seccomp_rule_add_array(context_.get(), action, number, static_cast<unsigned>(arguments.size()),
                                arguments.data()),
         call);
  }
  Result<void> load() {
    if (error_ == 0) note(seccomp_load(context_.get()), "load");
    if (error_ == 0) return {};
    return fail(ErrorKind::system, fmt::format("seccomp ({})", where_),
                std::generic_category().message(-error_) +
                    "; the kernel, and any filter around the daemon, must allow seccomp()");
  }

 private:
  void set(scmp_filter_attr attribute, std::uint32_t value) {
    if (error_ == 0) note(seccomp_attr_set(context_.get(), attribute, value), "attribute");
  }
  void note(int result, const char* where) {
    if (result == 0 || error_ != 0) return;
    error_ = result;
    where_ = where;
  }

  std::unique_ptr<void, decltype(&seccomp_release)> context_;
  int error_ = 0;
  const char* where_ = "start";
};

// The calls that are judged by their arguments.
void add_conditional(Filter& filter, int socket) {
  constexpr std::uint32_t allow = SCMP_ACT_ALLOW;
  constexpr std::uint32_t deadly_call = SCMP_ACT_KILL_PROCESS;
  // Private memory only: a message is never written to, and nothing is shared. Never code: code is what an
  // attacker brings.
  filter.add(allow, "mmap", {masked(2, PROT_EXEC, 0), masked(3, MAP_TYPE, MAP_PRIVATE)});
  filter.add(deadly_call, "mmap", {masked(2, PROT_EXEC, PROT_EXEC)});
  filter.add(allow, "mprotect", {masked(2, PROT_EXEC, 0)});
  filter.add(deadly_call, "mprotect", {masked(2, PROT_EXEC, PROT_EXEC)});
  filter.add(deadly_call, "pkey_mprotect", {masked(2, PROT_EXEC, PROT_EXEC)});
  // The one socket: requests with a descriptor in, answers out.
  const auto fd = static_cast<std::uint64_t>(socket);
  filter.add(allow, "recvmsg", {equals(0, fd)});
  filter.add(allow, "recvfrom", {equals(0, fd), equals(4, 0)});
  filter.add(allow, "sendto", {equals(0, fd), equals(4, 0)});
  filter.add(deadly_call, "sendto", {differs(0, fd)});
  // What is asked about a descriptor; none is duplicated, none gets other flags or seals.
  for (const int question : {F_GETFD, F_GETFL, F_GET_SEALS})
    filter.add(allow, "fcntl", {equals(1, static_cast<std::uint64_t>(question))});
  // Locks of libraries; the kinds that kernel exploits are made of stay out.
  constexpr std::uint64_t kind = ~static_cast<std::uint64_t>(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME);
  for (const int operation : {FUTEX_WAIT, FUTEX_WAKE, FUTEX_WAIT_BITSET, FUTEX_WAKE_BITSET})
    filter.add(allow, "futex", {masked(1, kind & 0xffffffffU, static_cast<std::uint64_t>(operation))});
  // Its own CPU time for the next message. The deadline by the wall clock is the daemon's.
  filter.add(allow, "prlimit64", {equals(0, 0), equals(1, RLIMIT_CPU)});
  // abort() and raise(): signals to itself.
  const auto self = static_cast<std::uint64_t>(getpid());
  filter.add(allow, "tgkill", {equals(0, self)});
  filter.add(deadly_call, "tgkill", {differs(0, self)});
}

}  // namespace

Result<void> filter_system_calls(int socket) {
  Filter filter;
  filter.add(SCMP_ACT_ALLOW, allowed);
  filter.add(SCMP_ACT_ERRNO(EPERM), refused);
  filter.add(SCMP_ACT_KILL_PROCESS, deadly);
  add_conditional(filter, socket);
  return filter.load();
}

}  // namespace congvu::scan
