// What bytes inside a document look like: is this a file that somebody put there?
//
// In: the first bytes of a stream, a decoded constant, an object. Out: a coarse kind for what is certainly a
// file of its own; Kind::unknown otherwise. Strict on purpose: it picks the streams worth a second look, what
// they are is decided by identify() once they are children.
// Threads: pure functions. Sources: the formats' magic numbers.
#pragma once

#include "facts/bytes.h"
#include "facts/kind.h"

namespace congvu::attachment {

Kind sniff_carried(ByteView bytes);
// How many first bytes sniff_carried() wants to see, save for a disk image.
inline constexpr std::size_t sniff_length = 1024;

}  // namespace congvu::attachment
