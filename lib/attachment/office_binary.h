// The streams of the old binary Office formats: is there a password, are there macros?
//
// In: whole streams. Out: plain answers; nothing is decrypted.
// Limits: one walk over the records, each read once. Failure: a stream that ends early gives what was seen.
// Threads: pure functions. Sources: [MS-DOC] 2.5.2, [MS-XLS] 2.4.21, 2.4.28, 2.4.117,
// [MS-PPT] 2.3.2, 2.4.10, 2.10.34.
#pragma once

#include <vector>

#include "facts/bytes.h"

namespace congvu::attachment {

// The stream WordDocument needs a password to open.
bool word_needs_password(ByteView word_document);

struct Workbook {
  bool is_workbook = false;     // begins with a record that only a workbook begins with
  bool needs_password = false;  // not for the password that Excel tries by itself
  bool macro_sheet = false;     // Excel 4.0 macros
};
Workbook look_at_workbook(ByteView stream);

bool powerpoint_needs_password(ByteView current_user);

struct StoredObject {
  ByteView bytes;
  bool deflated = false;
};
struct Presentation {
  bool macros = false;
  std::vector<StoredObject> objects;  // embedded documents and the macros' storage
};
Presentation look_at_presentation(ByteView stream, std::size_t most_objects);

}  // namespace congvu::attachment
