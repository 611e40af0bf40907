// Which rules a policy server can decide, and when; which rates all rules together ask about.
//
// In: a compiled rule. Out: its policy stage (ruleset.h), or nothing. Failure: none. Threads: pure functions.
#pragma once

#include <optional>
#include <vector>

#include "rules/rule.h"

namespace congvu::rules {

std::optional<Stage> policy_stage(const Rule& rule, const std::vector<Slot>& slots);

// Every rate that a rule asks about, each once, with the smallest number that matters to any of them.
std::vector<RateLimit> asked_rates(const std::vector<Rule>& rules, const std::vector<Slot>& slots);

}  // namespace congvu::rules
