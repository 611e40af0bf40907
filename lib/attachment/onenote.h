// OneNote sections and packages: the files that somebody put on a page.
//
// In: bytes of a section (.one) or table of contents. Out: each stored file as a child without a name, and
// each file name that a page shows as a child without content: the format keeps the two apart, and which
// belongs to which takes the whole object tree to say. A name alone is enough to know a script by. Limits:
// two linear searches. Failure: a stored file that is cut is Unchecked::damaged. Threads: see facts/item.h.
// Sources: [MS-ONESTORE] 2.3.1, 2.6.13; [MS-ONE] 2.3.6 (EmbeddedFileName).
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

bool is_onenote(ByteView bytes);
Makers look_into_onenote(const Blob& bytes, Budget& budget, Findings& findings);
// The names of embedded files, in the order of the file.
std::vector<std::string> onenote_file_names(ByteView bytes, std::size_t most);

}  // namespace congvu::attachment
