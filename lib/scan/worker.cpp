#include "scan/worker.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "facts/json.h"
#include "scan/worker_filter.h"
#include "scan/worker_wire.h"

namespace congvu::scan {
namespace {

// sysexits(3) words; the daemon's log shows them.
constexpr int exit_software = 70;
constexpr int exit_memory = 71;
constexpr int exit_io = 74;
constexpr int exit_setup = 78;

Error system_error(const char* what) {
  return {ErrorKind::system, what, std::generic_category().message(errno)};
}

Result<void> limit_resource(__rlimit_resource resource, const char* what, rlim_t soft, rlim_t hard) {
  const rlimit limit{soft, hard};
  if (setrlimit(resource, &limit) != 0) return tl::unexpected(system_error(what));
  return {};
}

// A loop inside one message ends with SIGXCPU even where nobody looks at the budget. Twice the budget, since
// the budget is spent by the scan alone.
void allow_cpu(const Limits& limits) {
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) != 0) return;
  const auto spent = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec);
  static_cast<void>(
      limit_resource(RLIMIT_CPU, "RLIMIT_CPU", spent + limits.cpu_ms / 500 + 10, RLIM_INFINITY));
}

// A message in memory. Only what nobody can shorten any more is mapped: reading a mapping behind the end of a
// file that was cut is SIGBUS.
class Message {
 public:
  Message() = default;
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;
  ~Message() {
    if (mapping_ != nullptr) munmap(mapping_, size_);
  }

  Result<void> open(const Descriptor& file, std::uint64_t size) {
    if (size == 0) return {};
    if (!stable(file.get(), size)) return read(file.get(), size);
    size_ = static_cast<std::size_t>(size);
    void* at = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (at == MAP_FAILED) return tl::unexpected(system_error("mmap"));
    mapping_ = at;
    return {};
  }
  [[nodiscard]] ByteView bytes() const {
    return mapping_ != nullptr ? ByteView(static_cast<const char*>(mapping_), size_) : ByteView(copy_);
  }

 private:
  static bool stable(int fd, std::uint64_t size) {
    struct stat state {};
    // Not fstat(): glibc 2.36 makes newfstatat of it, which also takes names and is refused to a worker.
    if (syscall(SYS_fstat, fd, &state) != 0 || state.st_size < 0 ||
        static_cast<std::uint64_t>(state.st_size) < size)
      return false;
    const int seals = fcntl(fd, F_GET_SEALS);
    if (seals >= 0) return (seals & F_SEAL_SHRINK) != 0 && (seals & F_SEAL_WRITE) != 0;
    return S_ISREG(state.st_mode) && state.st_nlink == 0;  // a spool file: only the daemon has it open
  }
  // What is missing at the end is a failure: a truncated file is never taken for whole.
  Result<void> read(int fd, std::uint64_t size) {
    copy_.resize(static_cast<std::size_t>(size));
    for (std::size_t done = 0; done < copy_.size();) {
      const ssize_t got = pread(fd, copy_.data() + done, copy_.size() - done, static_cast<off_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return tl::unexpected(system_error("message"));
      if (got == 0) return fail(ErrorKind::system, "message", "shorter than announced");
      done += static_cast<std::size_t>(got);
    }
    return {};
  }

  void* mapping_ = nullptr;
  std::size_t size_ = 0;
  std::string copy_;
};

// The most memory that this process ever had, in kilobytes: the daemon replaces a worker that was large.
std::uint32_t peak_memory() {
  rusage used{};
  return getrusage(RUSAGE_SELF, &used) == 0 ? static_cast<std::uint32_t>(used.ru_maxrss) : 0;
}

// What a big mail leaves behind in the heap goes back to the machine.
void return_memory() {
#ifdef __GLIBC__
  constexpr std::size_t worth_it = 16U << 20;
  if (mallinfo2().fordblks > worth_it) malloc_trim(0);
#endif
}

int answer_one(const Received& received, const ScanFunction& scan) {
  allow_cpu(received.request.limits);
  Message message;
  if (!message.open(received.message, received.request.size)) return exit_io;
  const MessageFacts facts = scan(message.bytes(), received.request.limits);
  using Json = nlohmann::json;
  const std::string text = to_json(facts).dump(-1, ' ', false, Json::error_handler_t::replace);
  if (const auto sent = send_answer(worker_socket, text, peak_memory()); !sent)
    return sent.error().kind == ErrorKind::limit ? exit_software : exit_io;
  return 0;
}

int serve(const ScanFunction& scan) {
  if (!send_greeting(worker_socket)) return exit_io;
  while (true) {
    const auto received = receive_request(worker_socket);
    if (!received) return received.error().text.empty() ? 0 : exit_io;
    if (const int code = answer_one(*received, scan); code != 0) return code;
    return_memory();
  }
}

void ignore_signals() {
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2}) std::signal(number, SIG_IGN);
}

std::uint64_t memory_asked(int argc, char** argv) {
  std::uint64_t value = 0;
  if (argc > 2) {
    const std::string_view text = argv[2];
    std::from_chars(text.data(), text.data() + text.size(), value);
  }
  return value;
}

}  // namespace

Result<void> lock_down(std::uint64_t memory_bytes) {
  const auto set = [](auto resource, const char* what, rlim_t most) {
    return limit_resource(resource, what, most, most);
  };
  if (auto r = set(RLIMIT_CORE, "RLIMIT_CORE", 0); !r) return r;
  if (auto r = set(RLIMIT_NOFILE, "RLIMIT_NOFILE", sanitized_build ? 16 : worker_socket + 2); !r) return r;
  if (auto r = set(RLIMIT_FSIZE, "RLIMIT_FSIZE", 0); !r) return r;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return tl::unexpected(system_error("PR_SET_NO_NEW_PRIVS"));
  if (sanitized_build) return {};
  if (auto r = set(RLIMIT_NPROC, "RLIMIT_NPROC", 0); !r) return r;
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return tl::unexpected(system_error("PR_SET_DUMPABLE"));
  if (memory_bytes != 0)
    if (auto r = set(RLIMIT_AS, "RLIMIT_AS", memory_bytes); !r) return r;
  return filter_system_calls(worker_socket);
}

int run_worker_if_asked(int argc, char** argv, const ScanFunction& scan,
                        const std::function<void()>& warm_up) {
  if (argc < 2 || argv[1] != worker_argument) return -1;
  ignore_signals();
  // The parent may have died before this line; then the socket is at its end, and serve() sees it.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return exit_setup;
  try {
    if (warm_up) warm_up();
    if (const auto locked = lock_down(memory_asked(argc, argv)); !locked) {
      static_cast<void>(send_refusal(worker_socket, locked.error().to_string()));
      return exit_setup;
    }
    return serve(scan);
  } catch (const std::bad_alloc&) {
    return exit_memory;
  } catch (...) {
    return exit_software;
  }
}

}  // namespace congvu::scan
