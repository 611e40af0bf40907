// Requests of the policy protocol: whole, in pieces, one behind the other.
#include <algorithm>

#include "fuzz/target.h"
#include "policyd/request.h"

namespace congvu::fuzz {
namespace {

using policyd::Request;
using policyd::RequestReader;

void check_query(ByteView bytes, const service::PolicyQuery& query) {
  for (const auto text : {query.protocol_state, query.client_address, query.client_name, query.client_port,
                          query.helo_name, query.sender, query.recipient, query.queue_id, query.instance,
                          query.sasl_username, query.encryption_protocol}) {
    check_inside(bytes, text, "an attribute lies inside");
    check(text.find_first_of(ByteView("\0\r\n", 3)) == ByteView::npos, "an attribute is one line");
  }
}

// All requests of the input, given to the reader in pieces of at most `step` bytes.
std::size_t requests(ByteView input, std::size_t step) {
  RequestReader reader;
  std::size_t begin = 0;
  std::size_t count = 0;
  for (std::size_t end = std::min(step, input.size()); begin < input.size();) {
    const ByteView seen = input.substr(begin, end - begin);
    const auto request = reader.next(seen);
    if (!request) return count;
    if (request->consumed == 0) {
      check(seen.size() <= policyd::most_request + 1, "what is not whole is bounded");
      if (end == input.size()) return count;
      end = std::min(end + step, input.size());
      continue;
    }
    check(request->consumed <= seen.size(), "no more is taken than there is");
    check_query(seen, request->query);
    begin += request->consumed;
    ++count;
  }
  return count;
}

}  // namespace

CONGVU_FUZZ_TARGET(policy_request) {
  const std::size_t step = std::size_t{take_byte(input)} + 1;
  const std::size_t whole = requests(input, input.size() + 1);
  check(requests(input, step) == whole, "pieces make the same requests");
}

}  // namespace congvu::fuzz
