// MessageFacts and Envelope as JSON, for `congvu scan --json`, the workers' pipe and the decision log.
//
// In: facts, or untrusted JSON text (a worker's answer is validated like hostile input).
// Out: JSON; from_json fails with ErrorKind::invalid and never throws. Threads: pure functions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "facts/error.h"
#include "facts/message_facts.h"

namespace congvu {

nlohmann::json to_json(const MessageFacts& facts);
nlohmann::json to_json(const Attachment& attachment);
// `most_bytes`: a longer text is refused unread. Everything that no scan says is refused where it stands: an
// unknown or missing member, a word of no closed set, more or deeper lists than facts have, texts for people that
// are not printable.
Result<MessageFacts> facts_from_json(std::string_view text, std::size_t most_bytes = 64U << 20);

}  // namespace congvu
