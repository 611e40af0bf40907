// What the daemon and a scan worker say to each other over their stream socket.
//
// Worker -> daemon: one greeting, once it is warm and locked down, or a refusal with the reason. Daemon ->
// worker: a request that carries the message as a descriptor (SCM_RIGHTS). Worker -> daemon: an answer:
// length, its largest memory so far, facts as JSON, end mark. Both ends are the same program file, so
// structures travel as they lie in memory. The daemon treats every byte of an answer as hostile: a worker may
// have been taken over by the mail that it reads. Limits: an answer has at most most_answer bytes. Failure:
// Result with ErrorKind::unavailable for a peer that is gone, invalid for one that talks nonsense. Threads:
// one exchange on one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "facts/error.h"
#include "facts/limits.h"

namespace congvu::scan {

// An open descriptor with one owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }

  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }
  int release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

constexpr std::size_t most_answer = 64U << 20;

struct Request {
  std::uint64_t size = 0;  // bytes of the message; the descriptor may have more
  Limits limits;
};

// Sends the request together with `message`.
Result<void> send_request(int socket, const Request& request, int message);

struct Received {
  Request request;
  Descriptor message;
};
// The worker's side; ErrorKind::unavailable with an empty text at the orderly end.
Result<Received> receive_request(int socket);

Result<void> send_greeting(int socket);
Result<void> send_refusal(int socket, std::string_view why);
// A text longer than most_answer fails with ErrorKind::limit and sends nothing.
Result<void> send_answer(int socket, std::string_view facts_json, std::uint32_t peak_kb = 0);

// Collects what a worker says, piece by piece, as it arrives.
class AnswerReader {
 public:
  enum class State : std::uint8_t { incomplete, complete, nonsense };

  // Reads what is there without waiting; fails when the worker has gone.
  Result<void> read_some(int socket);
  State state();
  [[nodiscard]] bool greeted() const { return greeted_; }
  // The worker went without having read its last request.
  [[nodiscard]] bool request_unread() const { return request_unread_; }
  // The JSON text, once complete; the reader is then ready for the next answer.
  std::string take();
  // What the worker said of its memory with the last answer that was complete; it may lie.
  [[nodiscard]] std::uint32_t peak_kb() const { return peak_kb_; }
  // Why it refuses to work, or empty.
  [[nodiscard]] std::string refusal() const;

 private:
  bool greeted_ = false;
  std::uint32_t peak_kb_ = 0;
  bool request_unread_ = false;
  std::string buffer_;
};

}  // namespace congvu::scan
