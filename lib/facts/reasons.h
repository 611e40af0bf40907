// The reasons for which a message wants a look, each once, over the message itself and all that is in it; and
// what each of them means, in English and in Vietnamese, the language of those who read it.
//
// In: facts, or one reason. Out: reason codes in the order of their enums, bounded by these; texts of one
// line, empty for what is no reason. Threads: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "facts/message_facts.h"

namespace congvu {

// In the order of deviation_list.h.
std::vector<Deviation> deviations_of(const MessageFacts& facts);
std::vector<Unchecked> unchecked_reasons(const MessageFacts& facts);

struct ReasonText {
  std::string_view english, vietnamese;
};
ReasonText text_of(Deviation deviation);
ReasonText text_of(Unchecked reason);
ReasonText text_of_limit(std::string_view name);  // a field name of Limits

std::string_view grade_name(Grade grade);
// "strong" where some program may read something differently, "weak" for oddities only, else "none".
std::string_view ambiguity_of(const std::vector<Deviation>& deviations);

}  // namespace congvu
