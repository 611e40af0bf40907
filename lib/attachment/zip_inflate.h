// Deflate streams under the budget: raw (zip) and with a gzip header.
//
// In: untrusted packed bytes. Out: what came out, how far the input was used, and why it stopped.
// Limits: every output byte is taken from the Budget before it is kept; at most Limits::entry_bytes of one
// stream; the ratio is judged as it grows. Failure: damage keeps what came. Threads: pure but for the Budget.
// Sources: RFC 1951, RFC 1952.
#pragma once

#include <cstdint>
#include <string>

#include "facts/bytes.h"
#include "facts/limits.h"

namespace congvu::attachment {

enum class UnpackState : std::uint8_t { whole, cut, damaged };  // cut: a limit stopped it

struct Inflated {
  std::string bytes;
  std::uint64_t used = 0;  // packed bytes
  UnpackState state = UnpackState::damaged;
};

enum class DeflateWrapping : std::uint8_t { raw, gzip };

// One stream. `expected` (0 for unknown) only sizes the first allocation; `most` is a lower bound than
// entry_bytes.
Inflated inflate_stream(ByteView packed, DeflateWrapping wrapping, std::uint64_t expected, Budget& budget,
                        std::uint64_t most = UINT64_MAX);

// Where the raw stream at the start of `packed` ends, or where it stopped making sense; nothing is kept.
std::uint64_t deflate_length(ByteView packed, Budget& budget);

// Whether `packed` begins like a deflate stream: its first few hundred bytes decode.
bool looks_deflated(ByteView packed);

}  // namespace congvu::attachment
