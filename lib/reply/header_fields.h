// Header fields of our own: made safe before they are added, and told apart from forged copies.
//
// In: names and values from rules (UTF-8, may hold pieces of hostile mail); names of fields of a message.
// Out: values of printable ASCII, folded with bare LF as the milter protocol has it, encoded where needed
// (RFC 2047, B, UTF-8). Limits: a value has at most most_value bytes before encoding. Failure: none.
// Threads: pure functions. Sources: RFC 5322 2.2, 2.2.3, 3.6.8; RFC 2047 2, 5.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace congvu::reply {

constexpr std::size_t most_value = 900;

// A field name as RFC 5322 has it, of at most 76 bytes.
bool valid_field_name(std::string_view name);

// The value as it may stand in a header; line breaks and control characters in it have become blanks.
std::string field_value(std::string_view utf8);

// Whether a field of a message claims to be ours: "X-Congvu-...", MIME-Ambiguity-Results (also where we add
// none), or one of `names`, in any case. Blanks around the name do not matter.
bool is_own_field(std::string_view name, const std::vector<std::string>& names);

// `value` of a Subject as it stands, with `prefix` (UTF-8) before it, once.
std::string prefixed_subject(std::string_view prefix, std::string_view value);

}  // namespace congvu::reply
