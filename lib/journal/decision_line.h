// One decision as one line of JSON: who sent what to whom, what was decided, by which rule and clause.
//
// In: the parts of a decision; texts may come from hostile mail. Out: one line with its line end. Control,
// bidi and invisible characters are shown as \u{202E} (facts/text.h), so that no terminal is steered. Neither
// body text nor Subject goes in, unless the facts are asked for. The line ends in "}" and a line break: what
// does not was cut. Limits: 200 recipients, 50 attachments a rule, 500 bytes a text; how many there were is
// said. Failure: none. Threads: pure functions. Source: RFC 3339 for the time.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "facts/envelope.h"
#include "facts/message_facts.h"
#include "rules/verdict.h"

namespace congvu::journal {

struct Decision {
  std::chrono::system_clock::time_point time;
  const Envelope& envelope;
  const rules::Verdict& verdict;
  rules::Action action;    // what the MTA was told; differs from the verdict where there is none
  int reply_code = 250;    // 554, 451, 250
  std::uint64_t size = 0;  // of the message, in bytes
  std::chrono::milliseconds scan_time{0};
  const MessageFacts* facts = nullptr;  // reason codes and numbers are taken from it; or nothing
  std::string_view facts_hash{};        // SHA-256 of the facts as JSON; empty where there are none
  std::string_view facts_json{};  // the facts themselves, for diagnosis only: they hold Subject; or empty
  std::string_view rules_hash{};  // of the rule set that judged
  std::string_view error{};       // why there are no facts, or empty
};

std::string decision_line(const Decision& decision);

// "2026-11-24T08:30:00.123+07:00", in local time.
std::string rfc3339(std::chrono::system_clock::time_point time);

}  // namespace congvu::journal
