// SHA-256 (FIPS 180-4) of bytes: identity of objects for de-duplication, failed messages, rule sets.
//
// In: any bytes. Out: 64 lower-case hex digits. Failure: an empty text when OpenSSL is out of memory; callers
// treat that as "no identity". Threads: any.
#pragma once

#include <string>

#include "facts/bytes.h"

namespace congvu {

std::string sha256_hex(ByteView bytes);
// HMAC (RFC 2104) with SHA-256.
std::string hmac_sha256_hex(ByteView key, ByteView bytes);

}  // namespace congvu
