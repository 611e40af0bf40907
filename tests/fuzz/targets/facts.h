// What holds for the facts about any message.
#pragma once

#include "facts/message_facts.h"
#include "fuzz/target.h"

namespace congvu::fuzz {

void check_facts(const MessageFacts& facts, const Limits& limits);

}  // namespace congvu::fuzz
