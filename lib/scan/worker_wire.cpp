#include "scan/worker_wire.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <type_traits>
#include <utility>

#include "facts/bytes.h"
#include "facts/text.h"

namespace congvu::scan {
namespace {

constexpr std::uint32_t greeting_mark = 0x31475643;  // "CVG1"
constexpr std::uint32_t refusal_mark = 0x31585643;   // "CVX1"
constexpr std::uint32_t request_mark = 0x31515643;   // "CVQ1"
constexpr std::uint32_t answer_mark = 0x31415643;    // "CVA1"
constexpr std::uint32_t end_mark = 0x31455643;       // "CVE1"

struct RequestFrame {
  std::uint32_t mark = request_mark;
  std::uint32_t bytes = sizeof(RequestFrame);
  Request request;
};
static_assert(std::is_trivially_copyable_v<RequestFrame>);

struct AnswerFrame {
  std::uint32_t mark = answer_mark;
  std::uint32_t peak_kb = 0;
  std::uint64_t length = 0;
};
static_assert(std::is_trivially_copyable_v<AnswerFrame>);

std::string errno_words() { return std::generic_category().message(errno); }

template <class T>
ByteView bytes_of(const T& value) {
  return {static_cast<const char*>(static_cast<const void*>(&value)), sizeof value};
}

Result<void> send_all(int socket, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return fail(ErrorKind::unavailable, "worker socket", errno_words());
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return {};
}

using ControlSpace = std::array<char, CMSG_SPACE(sizeof(int))>;

// The first descriptor that came along; the kernel closes what did not fit into one.
Descriptor passed_descriptor(msghdr& message) {
  for (cmsghdr* control = CMSG_FIRSTHDR(&message); control != nullptr;
       control = CMSG_NXTHDR(&message, control))
    if (control->cmsg_level == SOL_SOCKET && control->cmsg_type == SCM_RIGHTS &&
        control->cmsg_len >= CMSG_LEN(sizeof(int))) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(control), sizeof fd);
      return Descriptor(fd);
    }
  return {};
}

Result<void> receive_rest(int socket, char* at, std::size_t missing) {
  while (missing > 0) {
    const ssize_t got = recv(socket, at, missing, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0)
      return fail(ErrorKind::unavailable, "worker socket", got < 0 ? errno_words() : "cut request");
    at += got;
    missing -= static_cast<std::size_t>(got);
  }
  return {};
}

}  // namespace

void Descriptor::reset(int fd) {
  if (fd_ >= 0) close(fd_);
  fd_ = fd;
}

Result<void> send_request(int socket, const Request& request, int message) {
  RequestFrame frame;
  frame.request = request;
  alignas(cmsghdr) ControlSpace control{};
  iovec piece{&frame, sizeof frame};
  msghdr header{};
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  cmsghdr* rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof message);
  std::memcpy(CMSG_DATA(rights), &message, sizeof message);
  ssize_t sent = -1;
  do sent = sendmsg(socket, &header, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return fail(ErrorKind::unavailable, "worker socket", errno_words());
  return send_all(socket, bytes_of(frame).substr(static_cast<std::size_t>(sent)));
}

Result<Received> receive_request(int socket) {
  RequestFrame frame;
  alignas(cmsghdr) ControlSpace control{};
  iovec piece{&frame, sizeof frame};
  msghdr header{};
  header.msg_iov = &piece;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  ssize_t got = -1;
  do got = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got == 0) return fail(ErrorKind::unavailable, "worker socket", "");
  if (got < 0) return fail(ErrorKind::unavailable, "worker socket", errno_words());
  Received received;
  received.message = passed_descriptor(header);
  char* const start = static_cast<char*>(static_cast<void*>(&frame));
  const auto have = static_cast<std::size_t>(got);
  if (auto rest = receive_rest(socket, start + have, sizeof frame - have); !rest)
    return tl::unexpected(rest.error());
  if (frame.mark != request_mark || frame.bytes != sizeof frame || !received.message.open())
    return fail(ErrorKind::invalid, "worker socket", "not a request");
  received.request = frame.request;
  return received;
}

Result<void> send_greeting(int socket) { return send_all(socket, bytes_of(greeting_mark)); }

Result<void> send_refusal(int socket, std::string_view why) {
  std::string text(bytes_of(refusal_mark));
  return send_all(socket, text.append(why));
}

// In one call: each would wake the daemon.
Result<void> send_answer(int socket, std::string_view facts_json, std::uint32_t peak_kb) {
  if (facts_json.size() > most_answer) return fail(ErrorKind::limit, "facts", "longer than an answer may be");
  AnswerFrame frame;
  frame.peak_kb = peak_kb;
  frame.length = facts_json.size();
  std::string whole;
  whole.reserve(sizeof frame + facts_json.size() + sizeof end_mark);
  whole.append(bytes_of(frame)).append(facts_json).append(bytes_of(end_mark));
  return send_all(socket, whole);
}

Result<void> AnswerReader::read_some(int socket) {
  std::array<char, 64U << 10> piece;  // left as it is: clearing it would cost more than most answers
  // Never more than one whole answer is kept, whatever a worker sends.
  constexpr std::size_t most = sizeof greeting_mark + sizeof(AnswerFrame) + most_answer + sizeof end_mark;
  while (buffer_.size() <= most) {
    const ssize_t got = recv(socket, piece.data(), piece.size(), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return {};
    if (got < 0 && errno == ECONNRESET)
      request_unread_ = true;  // unix(7): closed with bytes not yet received
    if (got < 0) return fail(ErrorKind::unavailable, "worker socket", errno_words());
    if (got == 0) return fail(ErrorKind::unavailable, "worker socket", "the worker has gone");
    buffer_.append(piece.data(), static_cast<std::size_t>(got));
    if (static_cast<std::size_t>(got) < piece.size()) return {};
  }
  return {};
}

AnswerReader::State AnswerReader::state() {
  if (!greeted_) {
    const auto mark = read_le<4>(buffer_, 0);
    if (!mark) return State::incomplete;
    if (*mark != greeting_mark) return State::nonsense;
    greeted_ = true;
    buffer_.erase(0, sizeof greeting_mark);
  }
  AnswerFrame frame;
  if (buffer_.size() < sizeof frame) return State::incomplete;
  std::memcpy(&frame, buffer_.data(), sizeof frame);
  if (frame.mark != answer_mark || frame.length > most_answer) return State::nonsense;
  const std::uint64_t whole = sizeof frame + frame.length + sizeof end_mark;
  if (buffer_.size() < whole) return State::incomplete;
  peak_kb_ = frame.peak_kb;
  const bool ended = read_le<4>(buffer_, sizeof frame + frame.length) == end_mark;
  return ended && buffer_.size() == whole ? State::complete : State::nonsense;
}

std::string AnswerReader::refusal() const {
  constexpr std::size_t longest = 200;
  if (greeted_ || read_le<4>(buffer_, 0) != refusal_mark) return {};
  return printable(valid_utf8(std::string_view(buffer_).substr(sizeof refusal_mark)), longest);
}

std::string AnswerReader::take() {
  std::string text = std::exchange(buffer_, {});
  text.resize(text.size() - sizeof end_mark);
  text.erase(0, sizeof(AnswerFrame));
  return text;
}

}  // namespace congvu::scan
