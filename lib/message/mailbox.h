// Reader of a mailbox file (mbox): several mails, each behind a "From someone date" line.
//
// In: an item. Out: its mails, in order, as slices. Limits, failure, threads: see facts/item.h. Time: linear.
// Sources: RFC 4155. A "From " line in a mail's text that looks like a separator divides it, as mail programs
// do.
#pragma once

#include "facts/item.h"

namespace congvu::message {

// The bytes begin with such a line and a field, and further mails follow.
bool is_mailbox(ByteView bytes);
std::unique_ptr<Reader> open_mailbox(const Item& item);

}  // namespace congvu::message
