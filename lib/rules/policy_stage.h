// Which rules a policy server can decide, and when.
//
// In: a compiled rule. Out: its policy stage (ruleset.h), or nothing. Failure: none. Threads: pure functions.
#pragma once

#include <optional>
#include <vector>

#include "rules/rule.h"

namespace congvu::rules {

std::optional<Stage> policy_stage(const Rule& rule, const std::vector<Slot>& slots);

}  // namespace congvu::rules
