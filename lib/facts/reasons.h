// The reasons for which a message wants a look, each once, over the message itself and all that is in it.
//
// In: facts. Out: reason codes in the order of their enums; bounded by these. Threads: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "facts/message_facts.h"

namespace congvu {

// In the order of deviation_list.h.
std::vector<Deviation> deviations_of(const MessageFacts& facts);
std::vector<Unchecked> unchecked_reasons(const MessageFacts& facts);

std::string_view grade_name(Grade grade);
// "strong" where some program may read something differently, "weak" for oddities only, else "none".
std::string_view ambiguity_of(const std::vector<Deviation>& deviations);

}  // namespace congvu
