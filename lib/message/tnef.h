// TNEF, what Outlook sends as winmail.dat: attachments, embedded messages, the bodies.
//
// In: an item that begins with TNEF's signature. Out: attachments in order with every name they have;
// embedded messages (TNEF again) and OLE objects; the message's bodies. All are slices, but for an unpacked
// RTF body. Limits, failure, threads: see facts/item.h. Time: linear. Sources: MS-OXTNEF 2.1, MS-OXPROPS
// (property ids), MS-OXCDATA 2.11 (types).
#pragma once

#include "facts/item.h"

namespace congvu::message {

bool is_tnef(ByteView bytes);
std::unique_ptr<Reader> open_tnef(const Item& item);

}  // namespace congvu::message
