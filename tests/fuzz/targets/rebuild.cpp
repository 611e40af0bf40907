// The message made again of what an MTA hands over: any order of calls is safe, the body follows the header.
#include "message/rebuild.h"

#include "fuzz/target.h"

namespace congvu::fuzz {

CONGVU_FUZZ_TARGET(rebuild) {
  std::string out;
  const std::uint8_t choice = take_byte(input);
  const std::size_t most = (choice & 2U) != 0 ? 64 : SIZE_MAX;
  message::Rebuild rebuild(
      [&](ByteView piece) {
        out += piece;
        return out.size() < most;
      },
      (choice & 1U) != 0);
  bool in_body = false;
  while (!input.empty()) {
    const bool was_good = rebuild.good();
    const std::size_t before = out.size();
    bool taken = false;
    const std::uint8_t call = take_byte(input) % 4;
    const ByteView first = take_line(input);
    if (call < 2) {
      taken = rebuild.header(first, take_line(input));
      check(!taken || !in_body, "no header field follows the body");
    } else if (call == 2) {
      taken = rebuild.end_of_headers();
      in_body = true;
    } else {
      taken = rebuild.body(first);
      in_body = true;
    }
    check(was_good || (!taken && out.size() == before), "nothing is given after a failure");
    check(taken == rebuild.good(), "each call says whether it is good");
  }
}

}  // namespace congvu::fuzz
