// What the Content-Type fields of one header say, where they can be read in several ways.
//
// In: the fields' values, unfolded and parsed, and a Reading. Out: the type and boundary that this reading
// takes, and how many there are to choose from. Threads: pure functions. Sources: RFC 2045 5, 2046 5.1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/parameters.h"
#include "message/reading.h"

namespace congvu::message {

// Older than MIME, and still a container for Thunderbird; nothing here reads it.
constexpr std::string_view sun_attachment = "x-sun-attachment";

// A structured field as it was read.
struct ReadField {
  std::string text;  // unfolded
  Structured parsed;
};

struct TypeChoice {
  std::string type;                    // "type/subtype" in lower case, or empty
  std::string boundary;                // or empty
  std::vector<std::string> spellings;  // what else that boundary is read as
  const ReadField* field = nullptr;
  std::size_t types = 1, boundaries = 1;  // to choose from
  bool several_values = false;            // one field names several types
  bool odd = false;                       // a value that is no type
  bool odd_multipart = false;             // ... but a multipart for some programs
};

// `fields` is not empty, and outlives the result.
TypeChoice choose_type(const std::vector<ReadField>& fields, const Reading& reading);

}  // namespace congvu::message
