// What a line of a header is: a field, or something that only some programs take for one.
//
// In: one line, untrusted, without its line end. Out: where the name and the value stand. Time: linear.
// Threads: pure functions. Sources: RFC 5322 2.2 and 3.6.8; what Postfix and Sendmail take for a field.
#pragma once

#include <optional>

#include "facts/bytes.h"

namespace congvu::message {

// The length of the field name in a line such as "Subject : x", blanks before the colon not counted; 0 for
// lines that are no field.
std::size_t field_name_length(ByteView line);

struct LooseField {
  ByteView name;   // "content-type", "content-transfer-encoding" or "content-disposition"
  ByteView value;  // behind the colon, and behind repetitions of the name
  // The line is that field for every program.
  bool plain = false;
};

// The line as one of the fields that decide how a body is read, whatever stands around or inside its name:
// " Content-Type: x", "\0Content-Type: x", "Content-Type:Content-Type: x", "Content-Ty(pe: x",
// "Content-Type x", "Content-Type=x".
std::optional<LooseField> loose_field(ByteView line);

// Such a field stands in the first lines of the text, before any line that begins with "--".
bool begins_with_mime_fields(ByteView text);

}  // namespace congvu::message
