// The table of forms: every word that FileType::form may hold, with its kind, media type and plain words.
//
// In: a form ("zip", "pe-dll"). Out: its row. All of attachment/ names types by this table only, so that a
// form has one kind everywhere. Limits: none. Failure: an unlisted form has no row and Kind::unknown.
// Threads: constant data.
#pragma once

#include <optional>
#include <string_view>

#include "facts/kind.h"

namespace congvu::attachment {

struct Form {
  std::string_view form;
  Kind kind = Kind::unknown;
  std::string_view mime;
  std::string_view description;
  bool opaque = false;  // holds other files, and nothing here opens it
};

// The row of that form, or nullptr.
const Form* find_form(std::string_view form);

// The row as the facts carry it.
FileType type_of(std::string_view form);

// "type/subtype" in the characters and lengths of RFC 6838 4.2: what a file says of itself may be anything.
bool is_media_type(std::string_view text);

}  // namespace congvu::attachment
