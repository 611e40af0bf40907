// Base64 as documents carry it, read the way browsers and mail programs do: what is no digit is skipped.
//
// In: text. Out: bytes, not more than asked for. Limits: the caller's. Threads: pure functions. Source: RFC
// 4648.
#pragma once

#include <string>

#include "facts/bytes.h"

namespace congvu::attachment {

// Also takes the URL alphabet. Stops at '='.
std::string decode_base64(ByteView text, std::size_t most = SIZE_MAX);
bool is_base64_digit(char c);

}  // namespace congvu::attachment
