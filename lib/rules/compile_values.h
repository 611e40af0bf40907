// One value of a condition, as the type of its fact wants it.
//
// In: a scalar of a rule or of a named list. Out: added to a set, in the form in which it is compared; or
// false and a fault with its place. A value that stands twice is a fault. Threads: one load on one thread.
#pragma once

#include "rules/comparison.h"
#include "yaml/map.h"

namespace congvu::rules {

inline bool numeric(FactType type) { return type == FactType::number || type == FactType::size; }

bool compile_value(const Slot& slot, const yaml::Node& node, ValueSet& set, yaml::Faults& faults);

}  // namespace congvu::rules
