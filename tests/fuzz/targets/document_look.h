// One look into a document and all children that it promises.
#pragma once

#include "attachment/document_reader.h"
#include "fuzz/target.h"

namespace congvu::fuzz {

template <class Look>
void look(ByteView input, Look look_into) {
  Blob blob;
  blob.bytes = input;
  Budget budget(small_limits());
  Readers readers;
  readers.push_back(attachment::document_reader(
      [&](Budget& spent, Findings& findings) { return look_into(blob, spent, findings); }));
  drain(readers, budget);
}

}  // namespace congvu::fuzz
