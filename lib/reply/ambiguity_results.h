// The header field MIME-Ambiguity-Results: what was found ambiguous in a message, told to the hops behind us.
//
//   MIME-Ambiguity-Results: mx.bacgiang.gov.vn; grade=strong; reasons=duplicate_parameter,hidden_line;
//   readings=3
//
// In: the name of the evaluating host, facts. Out: a value of that name, words of enums and numbers alone, so
// that nothing that a mail contains can reach it; folded with bare LF, lines of at most 76 bytes. Limits:
// most_results bytes; reasons that find no room are counted (`more=7`). Failure: none. Threads: pure
// functions. Sources: RFC 8601 2.2, 2.5 for the shape and the authserv-id.
#pragma once

#include <string>
#include <string_view>

#include "facts/message_facts.h"

namespace congvu::reply {

constexpr std::string_view ambiguity_results_name = "MIME-Ambiguity-Results";
constexpr std::size_t most_results = 900;

// A host name of at most 255 bytes: letters, digits, `.`, `-` and `_`.
bool valid_authserv_id(std::string_view name);

// No facts: grade=unknown, nobody could look. A name that is not valid becomes "localhost".
std::string ambiguity_results(std::string_view authserv_id, const MessageFacts* facts);

}  // namespace congvu::reply
