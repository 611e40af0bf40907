// How much stands in brackets: a look at a text before yaml-cpp, which reads a whole collection in brackets
// into memory (some 100 bytes for each word and comma) before it hands out the first bracket.
//
// In: valid UTF-8. Out: the place where a collection in brackets is nested too deep or has too many values,
// or nothing. Quotes, comments and block texts are passed over as YAML has them; where an odd file is misread
// here, it is the parser's limits that hold. Limits: linear in the text, no memory. Failure: none. Threads:
// pure function. Source: YAML 1.2, chapters 6 to 8.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace congvu::yaml {

constexpr std::size_t most_flow_depth = 200;
constexpr std::size_t most_flow_values = 120'000;

struct FlowFault {
  std::size_t position = 0;  // in bytes
  std::string_view text;
};

std::optional<FlowFault> oversized_flow(std::string_view text);

}  // namespace congvu::yaml
