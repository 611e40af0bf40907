// Structured header fields: "value; name=value; name*0*=charset'lang'value ..." as found in the wild.
//
// In: one unfolded field value, untrusted. Out: the value and every parameter in order, duplicates kept, each
// with the other spellings under which some program reads it: raw bytes, nothing decoded but quoting.
// Understood without complaint to the caller but marked `damaged`: missing semicolons, unquoted values with
// blanks or parentheses, open quotes, text behind a closing quote, parameters without a value.
// Limits: Limits::parameters; further ones are left out, `cut` says so. Time: linear. Threads: pure
// functions. Sources: RFC 2045 5.1, RFC 2183, RFC 2231.
#pragma once

#include <string>
#include <vector>

#include "facts/bytes.h"
#include "facts/limits.h"

namespace congvu::message {

struct Parameter {
  std::string name;                 // lower case, without the marks of RFC 2231
  int section = -1;                 // the number in name*3, or -1
  bool extended = false;            // name*= or name*3*=: percent-encoded, perhaps with charset
  bool token = false;               // stood without quotes
  std::size_t begin = 0;            // where the value begins in the field, its quote included
  std::string value;                // the usual reading
  std::vector<std::string> others;  // further readings that differ from it
};

struct Structured {
  std::string value;                        // lower case, comments and quotes dropped: "multipart/mixed"
  std::vector<std::string> further_values;  // "a/b, c/d" and "a/b c/d"
  std::vector<Parameter> parameters;
  bool damaged = false;
  bool cut = false;
};

Structured parse_structured(std::string_view text, const Limits& limits);

// The plain values of one parameter, in order; then what its RFC 2231 forms give, as bytes.
std::vector<std::string> values_of(const Structured& field, std::string_view name);
// The other spellings of that parameter.
std::vector<std::string> variants_of(const Structured& field, std::string_view name);
// The parameter stands more than once with values that differ.
bool is_ambiguous(const Structured& field, std::string_view name);

// Every name that some program would read from the parameter, most usual first: UTF-8.
std::vector<std::string> decoded_values(const Structured& field, std::string_view name);

}  // namespace congvu::message
