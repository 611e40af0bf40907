// One scan worker as the daemon sees it: started, asked, ended.
//
// In: a message as a descriptor. Out: its facts, validated, or why there are none and whether the message is
// to blame. Limits: a deadline by the wall clock; the worker is killed when it is over. Failure: no worker
// outlives its WorkerProcess; after a failure it is of no more use. Threads: one at a time. start() belongs
// on a thread that lives as long as the workers: the kernel ends a worker (PR_SET_PDEATHSIG) together with
// the *thread* that started it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "facts/error.h"
#include "facts/message_facts.h"
#include "scan/worker_wire.h"

namespace congvu::scan {

struct WorkerCommand {
  std::string program = "/proc/self/exe";
  std::uint64_t memory_bytes = 1536ULL << 20;  // address space; 0: no bound
};

struct ScanFailure {
  bool blames_message = false;  // the worker died of, or over, this message
  std::string text;
};

class WorkerProcess {
 public:
  static Result<std::unique_ptr<WorkerProcess>> start(const WorkerCommand& command);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();

  // Waits until it is ready to work; why it is not, otherwise.
  Result<void> await_greeting(std::chrono::milliseconds most);

  struct Waiting {
    std::chrono::milliseconds deadline;
    std::chrono::milliseconds tick;
    std::function<bool()> on_tick;  // called once a tick; false gives up
  };
  tl::expected<MessageFacts, ScanFailure> ask(const Request& request, int message, const Waiting& waiting);

  // Nothing came from it since its last answer, and it has not gone.
  [[nodiscard]] bool quiet() const;
  [[nodiscard]] pid_t pid() const { return pid_; }
  // By its own words, as of its last answer.
  [[nodiscard]] std::uint64_t peak_memory() const { return std::uint64_t{reader_.peak_kb()} << 10; }
  // Lets all others go first, for the rest of its life.
  void yield_to_others() const;

 private:
  WorkerProcess(pid_t pid, Descriptor socket) : pid_(pid), socket_(std::move(socket)) {}
  ScanFailure broken(const std::string& why);
  ScanFailure nonsense();
  // Ends the process and says how it had ended by itself, if it had.
  std::string end();
  // The same for one that is ending just now.
  std::string its_end();

  pid_t pid_;
  Descriptor socket_;
  AnswerReader reader_;
};

}  // namespace congvu::scan
