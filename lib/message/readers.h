// The door of message/: mails, MIME parts, and files hidden in text.
//
// In: an Item of role message (the bytes of a whole mail, RFC 5322, any line ends), or a leaf.
// Out: readers whose children are the leaf parts, nested mails (role message), uuencoded files, TNEF
// attachments, the file inside AppleSingle and MacBinary. Limits, failure, threads: see facts/item.h.
// Sources: RFC 5322, 2045-2049, 2047, 2183, 2231; MS-OXTNEF.
#pragma once

#include "facts/item.h"
#include "facts/message_facts.h"

namespace congvu::message {

// Adds the readers for `item`: a mail's parts; a file or part that is a mail by type, name or content;
// TNEF; uuencode inside text.
void open_readers(const Item& item, const FileType& type, Readers& readers);

// The decoded header fields of a whole mail, in order, bounded by `limits`.
std::vector<HeaderField> header_fields(ByteView mail, const Limits& limits);

// Loads what would otherwise be loaded with the first mail that needs it (glibc opens files for its character
// sets). Once a thread, before the process may open no more files.
void warm_up();

}  // namespace congvu::message
