// Objects in rich text: what stands as hex digits behind \objdata.
//
// In: bytes that begin with "{\rt" behind blanks. Out: the embedded files: packages with their names,
// compound files, anything else that looks like a file. Digits may be spread over lines, groups, foreign
// control words and \bin blocks; where programs would read nested groups differently, both readings are
// given. Limits: one pass; decoded bytes are taken from the budget. Threads: see facts/item.h. Sources:
// RTF 1.9.1, "Objects"; [MS-OLEDS] 2.2.
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

bool is_rtf(ByteView bytes);
Makers look_into_rtf(const Blob& bytes, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
