// RFC 2047 encoded words in header values, read as leniently as mail programs do.
//
// In: unfolded raw value (any bytes). Out: valid UTF-8. Adjacent words of one charset are joined as bytes
// before the charset is decoded, since writers split inside characters. Words are also read inside quoted
// strings, with blanks inside, glued to text, and without their "?=" (to the next blank). Raw 8-bit text
// between words: see charset.h. Time: linear. Threads: see charset.h. Sources: RFC 2047, RFC 2231 5
// (language).
#pragma once

#include <string>

#include "facts/bytes.h"
#include "message/charset.h"

namespace congvu::message {

std::string decode_words(ByteView value, CharsetUse use = CharsetUse::declared);

// As programs do that join the digits of adjacent base64 words before they decode them; some writers split
// inside a group of four.
std::string decode_joined_words(ByteView value);

// Contains something that decode_words() would decode.
bool has_words(ByteView value);

}  // namespace congvu::message
