// Two odd wrappings of Office data: a workbook without a compound file around it, and "ActiveMime", the
// packed compound file that web pages and XML documents saved by Office bring along.
//
// In: bytes. Out: macros and password of the workbook; the compound file as a child.
// Limits: bytes are taken from the budget. Failure: a packed file that does not unpack is Unchecked::damaged.
// Threads: see facts/item.h. Sources: [MS-XLS]; ActiveMime as documented by oletools.
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

bool is_bare_workbook(ByteView bytes);
Makers look_into_bare_workbook(const Blob& bytes, Budget& budget, Findings& findings);
bool is_office_mime(ByteView bytes);
Makers look_into_office_mime(const Blob& bytes, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
