#include "scan/worker_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <vector>

#include "facts/json.h"
#include "scan/worker.h"

extern char** environ;

namespace congvu::scan {
namespace {

using Clock = std::chrono::steady_clock;

std::string words_of(int error) { return std::generic_category().message(error); }

// posix_spawn's two option objects, with their endings.
class SpawnOptions {
 public:
  SpawnOptions() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;
  ~SpawnOptions() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  // Only the socket goes over, as worker_socket, and standard error for the reports of sanitizers: else a
  // worker could write the daemon's log. The daemon's signal mask and handlers do not, nor does its process
  // group: Ctrl-C is for the daemon.
  int prepare(int socket) {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    const auto step = [&](int result) { error = error != 0 ? error : result; };
    step(posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, "/dev/null", O_WRONLY, 0));
    if (!sanitized_build)
      step(posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0));
    step(posix_spawn_file_actions_adddup2(&actions_, socket, worker_socket));
    step(posix_spawn_file_actions_addclosefrom_np(&actions_, worker_socket + 1));
    step(posix_spawnattr_setsigmask(&attributes_, &none));
    step(posix_spawnattr_setsigdefault(&attributes_, &all));
    step(posix_spawnattr_setpgroup(&attributes_, 0));
    step(posix_spawnattr_setflags(&attributes_,
                                  POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP));
    return error;
  }

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }
  [[nodiscard]] const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// What a worker sees of the daemon's environment: where the libraries lie, since without them there is no
// worker. Much else leads libraries to other files (MAGIC, ICU_DATA, GCONV_PATH, OPENSSL_CONF).
std::vector<char*> worker_environment() {
  std::vector<char*> out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    if (sanitized_build || std::string_view(*entry).starts_with("LD_LIBRARY_PATH=")) out.push_back(*entry);
  out.push_back(nullptr);
  return out;
}

int spawn(const WorkerCommand& command, int socket, pid_t& pid) {
  SpawnOptions options;
  if (const int error = options.prepare(socket); error != 0) return error;
  std::string name = "congvu-scan-worker";
  std::string argument(worker_argument);
  std::string memory = std::to_string(command.memory_bytes);
  const std::array<char*, 4> argv{name.data(), argument.data(), memory.data(), nullptr};
  return posix_spawn(&pid, command.program.c_str(), options.actions(), options.attributes(), argv.data(),
                     worker_environment().data());
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    return fmt::format("ended by SIG{}", name != nullptr ? name : std::to_string(WTERMSIG(status)));
  }
  return fmt::format("ended with code {}", WEXITSTATUS(status));
}

enum class Wake : std::uint8_t { readable, tick };

Wake wait_readable(int socket, std::chrono::milliseconds most) {
  pollfd entry{socket, POLLIN, 0};
  const int wait = static_cast<int>(std::max<std::int64_t>(0, most.count()));
  return poll(&entry, 1, wait) > 0 ? Wake::readable : Wake::tick;
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const WorkerCommand& command) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail(ErrorKind::system, "socketpair", words_of(errno));
  Descriptor ours(ends[0]);
  Descriptor theirs(ends[1]);
  // A descriptor that already has the right number would keep its close-on-exec flag.
  if (theirs.get() == worker_socket) theirs.reset(fcntl(theirs.get(), F_DUPFD_CLOEXEC, worker_socket + 1));
  if (!theirs.open()) return fail(ErrorKind::system, "fcntl", words_of(errno));
  pid_t pid = -1;
  if (const int error = spawn(command, theirs.get(), pid); error != 0)
    return fail(ErrorKind::system, command.program, words_of(error));
  return std::unique_ptr<WorkerProcess>(new WorkerProcess(pid, std::move(ours)));
}

WorkerProcess::~WorkerProcess() { end(); }

std::string WorkerProcess::end() {
  if (pid_ <= 0) return "ended before";
  int status = 0;
  // Until it is waited for, its number belongs to nobody else.
  const bool by_itself = waitpid(pid_, &status, WNOHANG) == pid_;
  if (!by_itself) {
    kill(pid_, SIGKILL);
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  pid_ = -1;
  socket_.reset();
  return by_itself ? how_it_ended(status) : "killed";
}

// The socket closes a moment before the process can be waited for.
std::string WorkerProcess::its_end() {
  const auto until = Clock::now() + std::chrono::milliseconds(200);
  siginfo_t info{};
  while (
      Clock::now() < until &&
      (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0))
    usleep(500);
  return end();
}

bool WorkerProcess::quiet() const {
  pollfd entry{socket_.get(), POLLIN, 0};
  const int ready = poll(&entry, 1, 0);
  // The greeting of a fresh worker may lie there unread.
  return ready == 0 || (ready > 0 && entry.revents == POLLIN && !reader_.greeted());
}

void WorkerProcess::yield_to_others() const {
  constexpr int third = 5;  // of what others get, and still done before its deadline
  setpriority(PRIO_PROCESS, static_cast<id_t>(pid_), third);
}

Result<void> WorkerProcess::await_greeting(std::chrono::milliseconds most) {
  const auto until = Clock::now() + most;
  while (!reader_.greeted()) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0) return fail(ErrorKind::unavailable, "scan worker", "not ready in time");
    if (wait_readable(socket_.get(), left) == Wake::tick) continue;
    const auto read = reader_.read_some(socket_.get());
    const auto state = reader_.state();
    if (const auto why = reader_.refusal(); !why.empty()) return fail(ErrorKind::system, "scan worker", why);
    if (state == AnswerReader::State::nonsense)
      return fail(ErrorKind::invalid, "scan worker", "it speaks before it is asked");
    if (!read && !reader_.greeted()) return fail(ErrorKind::unavailable, "scan worker", its_end());
  }
  return {};
}

ScanFailure WorkerProcess::broken(const std::string& why) {
  const bool blames = reader_.greeted() && !reader_.request_unread();
  return {blames, fmt::format("scan worker {}: {}", its_end(), why)};
}

ScanFailure WorkerProcess::nonsense() {
  const std::string refusal = reader_.refusal();
  end();
  if (!refusal.empty()) return {false, "scan worker refuses to work: " + refusal};
  return {true, "scan worker killed: its answer is no answer"};
}

tl::expected<MessageFacts, ScanFailure> WorkerProcess::ask(const Request& request, int message,
                                                           const Waiting& waiting) {
  if (const auto sent = send_request(socket_.get(), request, message); !sent)
    return tl::unexpected(broken(sent.error().text));
  const auto until = Clock::now() + waiting.deadline;
  auto next_tick = Clock::now() + waiting.tick;
  while (true) {
    const auto now = Clock::now();
    if (now >= until) {
      const bool blames = reader_.greeted();
      end();
      return tl::unexpected(ScanFailure{blames, "scan worker killed: over its deadline"});
    }
    if (now >= next_tick) {
      next_tick = now + waiting.tick;
      if (!waiting.on_tick()) return tl::unexpected(ScanFailure{false, "given up"});
    }
    const auto pause = std::chrono::ceil<std::chrono::milliseconds>(std::min(until, next_tick) - now);
    if (wait_readable(socket_.get(), pause) == Wake::tick) continue;
    const auto read = reader_.read_some(socket_.get());
    const auto state = reader_.state();
    if (state == AnswerReader::State::nonsense) return tl::unexpected(nonsense());
    if (state == AnswerReader::State::complete) break;
    if (!read) return tl::unexpected(broken(read.error().text));
  }
  auto facts = facts_from_json(reader_.take(), most_answer);
  if (!facts)
    return tl::unexpected(ScanFailure{true, "scan worker answers badly: " + facts.error().to_string()});
  if (facts->size != request.size)
    return tl::unexpected(ScanFailure{true, "scan worker answers badly: about another message"});
  return std::move(*facts);
}

}  // namespace congvu::scan
