// Reasons to look at a message that no rule looks at: a gap in the policy, found before mail finds it.
//
// In: a rule set. Out: the codes of strong deviations, of reasons for not having seen something, and of
// limits, to which no rule says anything whatever else the message has. Failure: none. Threads: pure
// function.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "rules/ruleset.h"

namespace congvu::rules {

std::vector<std::string_view> uncovered_reasons(const Ruleset& ruleset,
                                                std::chrono::system_clock::time_point now);

}  // namespace congvu::rules
