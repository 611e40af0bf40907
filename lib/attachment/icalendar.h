// Files that stand inside calendar entries and address cards: ATTACH, PHOTO, KEY and their like in base64, or
// as data: addresses. Outlook, Thunderbird and phones offer them as attachments of the entry.
//
// In: the bytes of an object. Out: children in order, named by the parameters that programs write for it.
// Limits: the budget; one entry and the decoded bytes a property. Time: linear. Failure: none; what is no
// base64 is skipped as by decode_base64(). Threads: pure functions.
// Sources: RFC 5545 3.1, 3.2.7, 3.8.1.1; RFC 2426, RFC 6350, vCard 2.1; RFC 8607 (FILENAME), [MS-OXCICAL]
// (X-FILENAME).
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

bool is_icalendar(ByteView bytes);
Makers look_into_icalendar(const Blob& blob, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
