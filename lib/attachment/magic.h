// libmagic, the second opinion: media type and plain words for what our own table does not know.
//
// In: bytes; the first 64 KiB are looked at. Out: a media type and a description, or nothing. What libmagic
// is known to see in noise and in Vietnamese text (DOS COM, old Unix programs, OpenPGP keys) is nothing.
// Failure: without its database it is silent. Threads: one handle a thread.
#pragma once

#include <optional>
#include <string>

#include "facts/bytes.h"

namespace congvu::attachment {

struct MagicOpinion {
  std::string mime;
  std::string description;
};

std::optional<MagicOpinion> magic_opinion(ByteView bytes);

// Loads this thread's handle, so that a worker that locks itself down afterwards needs no file any more.
void warm_up_magic();

}  // namespace congvu::attachment
