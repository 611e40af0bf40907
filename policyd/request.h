// Requests of the Postfix policy delegation protocol: bytes in, questions out.
//
//   RequestReader reader;
//   auto request = reader.next(bytes);      // bytes: all that has come and is not yet consumed
//   if (!request) close();                  // the peer talks nonsense
//   else if (request->consumed == 0) wait();  // not whole yet
//
// In: `name=value` lines with bare LF, an empty line at the end, one request behind the other. Out: the first
// whole request, as views into the bytes, and how many of them it took. Attributes that congvu does not read
// are passed over. Limits: most_request bytes and most_attributes lines a request; each byte is looked at
// once for the end and once for the parts, however the bytes arrive. Failure: NUL, CR, a line without `=` or
// without a name, an attribute twice, a number that is none, a missing or other `request=`: Error of kind
// invalid; too much: of kind limit. Threads: one reader a connection. Source: Postfix 3.7
// SMTPD_POLICY_README.
#pragma once

#include "facts/bytes.h"
#include "facts/error.h"
#include "service/policy_query.h"

namespace congvu::policyd {

constexpr std::size_t most_request = 64U << 10;
constexpr std::size_t most_attributes = 100;

struct Request {
  service::PolicyQuery query;
  std::size_t consumed = 0;  // 0: the request is not whole yet
};

class RequestReader {
 public:
  // `bytes` begin where the last consumed request ended; more may have been added since the last call.
  Result<Request> next(ByteView bytes);
  // What a connection is left with between two requests: nothing begun.
  [[nodiscard]] bool begun() const { return looked_at_ > 0; }

 private:
  std::size_t looked_at_ = 0;  // bytes in which there is no end of the request
};

// The attributes of one request, without the empty line at its end.
Result<service::PolicyQuery> parse_attributes(ByteView text);

}  // namespace congvu::policyd
