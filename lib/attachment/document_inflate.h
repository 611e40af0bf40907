// Deflate streams inside documents.
//
// In: packed bytes of unknown end (what is behind the stream is left alone), a budget. Out: what could be
// unpacked. Limits: every chunk is taken from the budget before it is kept; stops at bytes_left() and at the
// ratio. Failure: `state` says why it stopped; the bytes so far are valid. Threads: pure but for the budget.
// Sources: RFC 1950, 1951.
#pragma once

#include <cstdint>
#include <string>

#include "facts/bytes.h"
#include "facts/limits.h"

namespace congvu::attachment {

enum class Wrapping : std::uint8_t { zlib, raw };
enum class Unpacking : std::uint8_t { whole, limit, damaged };

struct Unpacked {
  std::string bytes;
  Unpacking state = Unpacking::whole;
};

Unpacked inflate_all(ByteView packed, Wrapping wrapping, Budget& budget);

}  // namespace congvu::attachment
