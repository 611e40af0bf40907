// The boundaries that programs read from one Content-Type field.
//
// In: the field, unfolded, and what parse_structured() made of it. Out: the values of its boundary
// parameters, and of each what else some program takes for it: without comments, quotes, blanks or control
// characters, cut at the first of those, decoded as an encoded word, or as the raw text up to some semicolon.
// All without blanks at the end, each once. Limits: most_spellings; longer ones than longest_boundary are
// left out. Time: linear. Threads: pure functions. Sources: RFC 2046 5.1.1, RFC 2045 5.1, RFC 2047 5.
#pragma once

#include <string>
#include <vector>

#include "message/parameters.h"

namespace congvu::message {

constexpr std::size_t most_spellings = 24;
constexpr std::size_t longest_boundary = 2'048;  // what Postfix compares

std::vector<std::string> boundaries_of(const Structured& type);

// What `boundary`, one of boundaries_of(), is read as otherwise; never `boundary` itself.
std::vector<std::string> boundary_spellings(std::string_view field, const Structured& type,
                                            const std::string& boundary);

}  // namespace congvu::message
