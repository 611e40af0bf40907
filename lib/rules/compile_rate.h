// Which rate a rule asks about: `per`, `count` and `within` of `rate: {...}`.
//
// In: a mapping. Out: a question; faults with their place. Units: `within` from one minute to 31 days, in
// whole seconds. Threads: one load on one thread.
#pragma once

#include <string>

#include "facts/mailbox_facts.h"
#include "yaml/map.h"

namespace congvu::rules {

constexpr std::chrono::minutes shortest_rate{1};
constexpr std::chrono::hours longest_rate{24 * 31};

RateQuestion read_rate_question(yaml::Map& map, yaml::Faults& faults);
// "recipients per login within 3600s"
std::string rate_text(const RateQuestion& question);

}  // namespace congvu::rules
