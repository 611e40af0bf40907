// "Did you mean": the nearest valid word for a mistyped one.
//
// In: a word and the words that are valid there. Out: the nearest, or empty where none is near enough to be
// meant. Limits: words longer than 64 bytes are never near. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace congvu::yaml {

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

// "unknown key `knd`, did you mean `kind`?", or with a short list of what is valid where nothing is near.
// `what` is "key", "rule action", ...
std::string unknown_word(std::string_view what, std::string_view word,
                         const std::vector<std::string_view>& candidates);

}  // namespace congvu::yaml
