// Documents in compound files: old Office, encrypted new Office, Outlook messages, installers.
//
// In: the bytes of a compound file. Out: the children (packages, embedded documents, Outlook attachments,
// streams that hold a file), and about the file: encrypted, macros, its exact form. Limits: attachment/cfb.h,
// facts/limits.h. Failure: a directory that cannot be read, or a stream that matters and is cut, is
// Unchecked::damaged. Threads: see facts/item.h. Sources: [MS-CFB], [MS-OFFCRYPTO] 1.3, [MS-DOC], [MS-XLS],
// [MS-PPT], [MS-OXMSG], [MS-OVBA] 2.2.
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

Makers look_into_ole(const Blob& bytes, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
