// The attachments of an Outlook message file.
//
// In: an open compound file. Out: makers, one an attachment, with every name that Outlook knows for it; also
// the attachments of messages inside the message, since their storages lie in the same file. Limits: one pass
// over the directory. Threads: see facts/item.h. Source: [MS-OXMSG] 2.2.2, [MS-OXPROPS].
#pragma once

#include <memory>

#include "attachment/cfb.h"
#include "attachment/document_reader.h"

namespace congvu::attachment {

Makers outlook_attachments(const std::shared_ptr<cfb::File>& file);
// A stream that holds one property of an Outlook object.
bool is_outlook_property(const cfb::Entry& entry);

}  // namespace congvu::attachment
