// A short fingerprint of hostile text that nobody without the key can steer: SipHash-2-4 with 128 bits.
//
// In: a key of 16 random bytes, any bytes. Out: 128 bits; two texts that meet in them do not occur. Failure:
// random_key(): ErrorKind::system. Threads: pure functions. Source: J.-P. Aumasson and D. J. Bernstein,
// SipHash: a fast short-input PRF; its reference vectors are in the tests.
#pragma once

#include <array>
#include <cstdint>

#include "facts/bytes.h"
#include "facts/error.h"

namespace congvu {

using HashKey = std::array<std::uint64_t, 2>;

struct Fingerprint {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const Fingerprint&) const = default;
};

Result<HashKey> random_key();
Fingerprint fingerprint(const HashKey& key, ByteView bytes);

}  // namespace congvu
