// Compressed RTF, the body that Outlook puts into TNEF and .msg.
//
// In: untrusted bytes of PR_RTF_COMPRESSED. Out: the RTF, at most `most` bytes; what was unpacked before
// damage stays. Time: linear in what comes out. Threads: pure function. Source: MS-OXRTFCP.
#pragma once

#include "message/transfer_encoding.h"

namespace congvu::message {

bool is_compressed_rtf(ByteView bytes);
// What the head says that comes out; never more than 18 times the bytes.
std::uint64_t rtf_size(ByteView bytes);
Decoded decompress_rtf(ByteView bytes, std::uint64_t most);

}  // namespace congvu::message
