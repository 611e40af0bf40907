// What an OLE package wraps: the file that somebody dragged into a document, with the names that it had.
//
// In: the stream "\x01Ole10Native", or an OLE 1.0 object as RTF carries it. Out: the file and its names.
// Limits: strings of at most 4 KB; nothing is copied. Failure: nothing where the structure does not hold.
// Threads: pure functions. Source: [MS-OLEDS] 2.2, 2.3.6.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "facts/bytes.h"

namespace congvu::attachment {

struct Packed {
  ByteView data;
  std::vector<std::string> names;
  bool complete = true;  // all bytes that the package promises are there
  bool package = false;  // a file that somebody put there, not some program's own data
};

// Of the stream: a length, then the package. Where it is no package, the data behind the length.
std::optional<Packed> open_native_stream(ByteView stream);
// Of an OLE 1.0 object: version, format, class, native data. A package in it is opened.
std::optional<Packed> open_ole1_object(ByteView object);

}  // namespace congvu::attachment
