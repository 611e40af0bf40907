#include "policyd/connection.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <exception>

namespace congvu::policyd {
namespace {

using boost::system::error_code;
using Descriptor = boost::asio::posix::stream_descriptor;

// The loop has one thread, and what is read is used or kept before the next read.
std::array<char, most_request>& arrival() {
  static std::array<char, most_request> bytes;
  return bytes;
}

bool again() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

void Connection::wait() {
  const auto what = output_.empty() ? Descriptor::wait_read : Descriptor::wait_write;
  descriptor_.async_wait(what, [self = shared_from_this()](const error_code& error) {
    if (!error && self->open_) self->on_ready();
  });
}

void Connection::on_ready() {
  try {
    house_.heard(*this);
    if (!output_.empty() && !send()) return;
    if (output_.empty()) read();
    if (!open_) return;
    if (house_.closing() && idle())
      close();
    else
      wait();
  } catch (const std::exception& error) {
    const Error why{ErrorKind::system, "connection", error.what()};
    close(&why);
  }
}

void Connection::read() {
  auto& bytes = arrival();
  const ssize_t got = recv(descriptor_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (got < 0 && again()) return;
  if (got <= 0) return close();
  const ByteView fresh(bytes.data(), static_cast<std::size_t>(got));
  if (!input_.empty()) input_ += fresh;
  const ByteView all = input_.empty() ? fresh : ByteView(input_);
  const auto taken = answer(all);
  // Also where the peer must go: those before were good.
  if (!output_.empty() && !send()) return;
  if (!taken) return close(&taken.error());
  if (input_.empty())
    input_ = all.substr(*taken);
  else
    input_.erase(0, *taken);
  if (input_.empty()) input_.shrink_to_fit();
}

Result<std::size_t> Connection::answer(ByteView bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size()) {
    const auto request = reader_.next(bytes.substr(taken));
    if (!request) return tl::unexpected(request.error());
    if (request->consumed == 0) break;
    taken += request->consumed;
    house_.answer(request->query, output_);
  }
  return taken;
}

// False where the peer is gone.
bool Connection::send() {
  const ssize_t sent =
      ::send(descriptor_.native_handle(), output_.data(), output_.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && again()) return true;
  if (sent < 0) return close(), false;
  output_.erase(0, static_cast<std::size_t>(sent));
  return true;
}

void Connection::close(const Error* why) {
  if (!open_) return;
  open_ = false;
  error_code ignored;
  descriptor_.close(ignored);
  house_.left(*this, why);
}

}  // namespace congvu::policyd
