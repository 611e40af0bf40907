// Streams of a compound file as children.
//
// In: an open file and one of its entries. Out: the stream as a child with these names; a part of it where
// the budget or the file ends, and the child says which. Nothing where the budget is used up. Limits,
// threads: see facts/item.h.
#pragma once

#include <memory>

#include "attachment/cfb.h"
#include "attachment/document_reader.h"

namespace congvu::attachment {

// `part` of the stream's bytes, or all of them. Bytes that the file had to copy are in the budget already.
std::optional<Child> stream_child(const cfb::Content& content, std::optional<ByteView> part,
                                  std::vector<std::string> names, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
