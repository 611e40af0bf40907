// PDF documents: is a password needed to open, and the files that are embedded.
//
// In: bytes with a PDF header somewhere in front. Out: each embedded file (from file specifications,
// attachments of pages, or streams that say what they are) as a child with its names; encrypted where a
// password is needed. A document with an owner password only opens for everybody: it is not encrypted, its
// files are given. Limits: attachment/pdf_file.h. Failure: an embedded file that is not found or cannot be
// decoded is Unchecked::damaged; everything else that is broken in a PDF does not matter here. Threads: see
// facts/item.h. Source: ISO 32000-1, 7.11.
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

// A header within the first kilobyte, where every viewer finds it.
bool is_pdf(ByteView bytes);
Makers look_into_pdf(const Blob& bytes, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
