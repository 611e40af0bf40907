// Content-Transfer-Encoding: which one is meant, and decoders that never give up.
//
// In: untrusted text. Out: the bytes that the most generous mail program would make of it; damage is
// reported, what was decoded stays. Limits: at most `most` bytes come out, `cut` says that there was more.
// Time: linear. Failure: none. Threads: pure functions.
// Sources: RFC 2045 6 (base64, quoted-printable), POSIX uuencode.
#pragma once

#include <string>
#include <vector>

#include "facts/bytes.h"

namespace congvu::message {

enum class Encoding { identity, base64, quoted_printable, uuencode, unknown };

// The encodings that one field's value names, usually one. Comments, quotes and the odd spellings of the
// identity ("8-bit", "7bits") are understood; an empty value is the identity.
std::vector<Encoding> encodings_of(std::string_view value);

struct Decoded {
  std::string bytes;
  bool cut = false;
  bool damaged = false;
  bool inner_padding = false;  // base64: there is data behind a '='
};

enum class Padding {
  restarts,    // a '=' ends a run, the next character begins a new group of four
  is_skipped,  // a '=' is passed over like any foreign character
};

Decoded decode_base64(ByteView text, std::uint64_t most, Padding padding = Padding::restarts);
Decoded decode_quoted_printable(ByteView text, std::uint64_t most);

// The text could have been made by that encoder (used where the declared encoding is unknown).
bool looks_like_base64(ByteView text);
bool looks_like_quoted_printable(ByteView text);

}  // namespace congvu::message
