// Archives that begin behind other data: in a program (self-extractors), behind a picture, between the parts
// of another archive.
//
// In: bytes and a range of them. Out: the first place where an archive begins whose header fields make sense,
// so that a chance signature is none. One pass over the range. Threads: pure functions. Sources: as
// archive_front.h.
#pragma once

#include <optional>

#include "attachment/archive_reader.h"

namespace congvu::attachment {

struct Embedded {
  std::uint64_t offset = 0;
  Front front = Front::none;  // zip, rar4, rar5, seven_zip or cab
};

// `zip`: look for zips too (a range that a zip reader left over has none).
std::optional<Embedded> find_embedded(ByteView bytes, ByteRange range, bool zip);

// Whether the archive lies in `bytes` from its first byte to its last: what is asked of one that may just be
// a part of something else. For RAR, 7z and cab.
bool embedded_whole(ByteView bytes, const Embedded& found);

}  // namespace congvu::attachment
