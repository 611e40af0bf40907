// One connection of an smtpd: requests in, answers out, in their order.
//
// In: a connected descriptor. Out: each whole request is answered at once and its answer sent; several that
// came together are answered by one send(2). Limits: a request that is not whole is kept up to
// request.h's limits; while the peer does not take its answers nothing more is read. Failure: a peer that
// talks nonsense, or is gone, is closed; nobody else is touched. Threads: the loop's alone.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <string>

#include "policyd/asio.h"
#include "policyd/request.h"

namespace congvu::policyd {

class Connection;
using ConnectionList = std::list<std::shared_ptr<Connection>>;

// What all connections share.
class House {
 public:
  House() = default;
  House(const House&) = delete;
  House& operator=(const House&) = delete;
  virtual ~House() = default;
  // Appends the whole answer, with the empty line at its end.
  virtual void answer(const service::PolicyQuery& query, std::string& out) = 0;
  virtual void heard(Connection& connection) = 0;  // something came
  virtual void left(Connection& connection, const Error* why) = 0;
  [[nodiscard]] virtual bool closing() const = 0;  // whoever has nothing begun is to go
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::io_context& loop, int descriptor, House& house)
      : descriptor_(loop, descriptor), house_(house) {}

  void wait();
  // No request has been begun, and all answers are sent.
  [[nodiscard]] bool idle() const { return !reader_.begun() && output_.empty(); }
  void close(const Error* why = nullptr);

  // Its place in the house, and when it was last heard.
  ConnectionList::iterator place;
  std::chrono::steady_clock::time_point heard;

 private:
  void on_ready();
  void read();
  // The bytes that were taken, or nothing where the peer must go.
  Result<std::size_t> answer(ByteView bytes);
  bool send();

  boost::asio::posix::stream_descriptor descriptor_;
  House& house_;
  RequestReader reader_;
  std::string input_;   // of a request that is not whole
  std::string output_;  // that the peer has not taken
  bool open_ = true;
};

}  // namespace congvu::policyd
