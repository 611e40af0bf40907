// The files of an ISO 9660 image as its directory records name them, in all volume descriptors.
//
// In: an image. Out: one row a file record that has content; records of one file in several trees or pieces
// are all there. Limits: Limits::entries records (then `limited`); each directory is read once. Failure: what
// is damaged ends its directory; what was found stays. Threads: pure but for the Budget. Source: ECMA-119,
// Joliet specification.
#pragma once

#include <string>
#include <vector>

#include "facts/bytes.h"
#include "facts/limits.h"

namespace congvu::attachment {

struct IsoFile {
  std::string name;
  std::uint64_t begin = 0, size = 0;
};

struct IsoListing {
  std::vector<IsoFile> files;
  bool limited = false;
};

IsoListing list_iso(ByteView image, Budget& budget);

}  // namespace congvu::attachment
