// Forms that fixed bytes at a fixed place tell, and those that need a second look at a small header.
//
// In: bytes from the beginning of an object. Out: a form of file_type.h, or empty. Constant time.
// Threads: pure functions.
#pragma once

#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

// The table: one row a signature.
std::string_view form_by_fixed_bytes(ByteView bytes);

// Short or shared signatures (RIFF, ftyp, BMP, ICO, MP3, tar, cpio, LHA, ARJ, CMS ...) with their header
// checked.
std::string_view form_by_shape(ByteView bytes);

}  // namespace congvu::attachment
