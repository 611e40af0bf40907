// Header fields, what they say about a part, and their parameters, under every reading.
#include "message/header.h"

#include "facts/text.h"
#include "fuzz/target.h"
#include "fuzz/targets/reading.h"
#include "message/comments.h"
#include "message/parameters.h"
#include "message/part_header.h"
#include "message/readers.h"

namespace congvu::fuzz {
namespace {

using message::Header;
using message::Reading;

void check_parameters(std::string_view text, const Limits& limits) {
  const auto field = message::parse_structured(text, limits);
  check(field.parameters.size() <= limits.parameters, "parameters are bounded");
  for (const auto& parameter : field.parameters) {
    check(lower_ascii(parameter.name) == parameter.name, "a parameter's name is in lower case");
    check(parameter.value.size() <= text.size() + 1, "a value is no longer than its field");
  }
  for (const char* name : {"name", "filename", "boundary"})
    for (const auto& value : message::decoded_values(field, name))
      check_utf8(value, "a decoded parameter is UTF-8");
  check(message::without_comments(text).size() <= text.size(), "comments only go");
}

void check_part(const message::PartHeader& part, const Limits& limits) {
  check_utf8(part.type, "a type is UTF-8");
  check(!part.encodings.empty(), "there is always an encoding");
  check(part.names.size() <= 32, "names are bounded");
  for (const auto& name : part.names) {
    check_utf8(name, "a name is UTF-8");
    check(!name.empty() && name.size() <= limits.name_bytes + 8, "a name is bounded");
  }
}

}  // namespace

CONGVU_FUZZ_TARGET(header) {
  const Limits limits = small_limits();
  const Reading reading = take_reading(input);
  const Header header = message::read_header(input, 0, reading, limits);
  check(header.body <= input.size(), "the body begins inside");
  check(header.fields.size() <= limits.header_fields, "fields are bounded");
  const char* behind = input.data();
  for (const auto& field : header.fields) {
    check(!field.name.empty(), "a field has a name");
    check_inside(input, field.raw, "a field's value lies inside");
    check(field.raw.empty() || field.raw.data() >= behind, "fields are in order");
    if (!field.raw.empty()) behind = field.raw.data() + field.raw.size();
    const std::string value = message::unfold(field.raw);
    check(value.find_first_of("\r\n") == std::string::npos, "an unfolded value is one line");
    check_parameters(value, limits);
  }
  check_part(message::read_part_header(header, reading, limits), limits);
  for (const auto& field : message::header_fields(input, limits)) {
    check_utf8(field.name, "a field name is UTF-8");
    check_utf8(field.value, "a field value is UTF-8");
  }
}

}  // namespace congvu::fuzz
