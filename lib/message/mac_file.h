// One file as a Macintosh packs it for other systems: AppleSingle and MacBinary. Apple Mail unpacks them, and
// Outlook does where Exchange took them for what they are (MS-OXCMAIL 2.2.3.4, attachment encoding
// MacBinary).
//
// In: an item that begins with such a head. Out: one child, the data fork under the name in the head; the
// resource fork means nothing elsewhere. Limits, failure, threads: see facts/item.h. Constant time.
// Sources: RFC 1740 (AppleSingle), MacBinary III.
#pragma once

#include "facts/item.h"

namespace congvu::message {

bool is_mac_file(const Child& object);
std::unique_ptr<Reader> open_mac_file(const Item& item);

}  // namespace congvu::message
