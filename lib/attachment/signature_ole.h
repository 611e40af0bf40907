// Which program's file a compound file (OLE) is, by its root entry and the names in its first directory
// sector.
//
// In: bytes from the beginning. Out: "msi", "msp", "mst", "msg", or "ole" for all that a document reader
// tells apart. Limits: the header and one directory sector. Threads: pure functions. Source: MS-CFB 2.2, 2.6;
// MS-OXMSG.
#pragma once

#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

bool is_compound_file(ByteView bytes);
std::string_view form_of_compound_file(ByteView bytes);

}  // namespace congvu::attachment
