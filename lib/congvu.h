// congvu: is this mail allowed by the regulation?
//
//   #include <congvu.h>
//
//   auto policy = congvu::Policy::embedded();            // the shipped rules, Quyết định 27/2018/QĐ-UBND
//   if (!policy) return complain(policy.error());        // a list of file:line:column: text
//   congvu::Envelope envelope;                           // what the MTA knows; may stay empty
//   envelope.sender = "annv_stttt@bacgiang.gov.vn";
//   envelope.recipients = {"ai.do@example.com"};
//   congvu::Judgement judgement = policy->judge(bytes, envelope);
//   if (judgement.verdict.action == congvu::rules::Action::reject)
//     for (const auto& line : congvu::reply_lines(*policy, judgement)) send(line);
//
// In: the bytes of one message as a file holds them (CRLF or LF), untrusted; an envelope.
// Out: facts (what is in the message) and a verdict (what the rules say about it). Nothing flows back.
// Limits: congvu::Limits, spent as one budget by everything inside the message; a limit is a fact, never a pass.
// Failure: loading rules gives every fault with its place; judging cannot fail. The library never prints, exits,
// aborts, throws across this door or asserts on input.
// A judgement runs foreign parsers (libarchive, qpdf, libgsf) on hostile bytes in this very process. A program
// that stands before mail wants them in another process: that is scan::Pool, which congvu-milter uses.
// Threads: a Policy is immutable; any number of threads may judge at once.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "facts/envelope.h"
#include "facts/limits.h"
#include "facts/message_facts.h"
#include "rules/ruleset.h"
#include "rules/verdict.h"

namespace congvu {

struct Judgement {
  MessageFacts facts;
  rules::Verdict verdict;
};

class Policy {
 public:
  static tl::expected<Policy, rules::Diagnostics> embedded();
  // `rules`: files, or directories of *.yaml; `profile`: the regulation profile.
  static tl::expected<Policy, rules::Diagnostics> load(const std::vector<std::filesystem::path>& rules,
                                                       const std::filesystem::path& profile);

  // The direction of `envelope` is worked out where it is unknown.
  [[nodiscard]] Judgement judge(ByteView message, Envelope envelope = {}, const Limits& limits = {}) const;

  [[nodiscard]] const rules::Ruleset& ruleset() const { return *ruleset_; }

 private:
  explicit Policy(std::shared_ptr<const rules::Ruleset> ruleset) : ruleset_(std::move(ruleset)) {}
  std::shared_ptr<const rules::Ruleset> ruleset_;
};

// The SMTP reply of a judgement, one line an entry, ASCII, ready to be sent; empty for a message that passes.
std::vector<std::string> reply_lines(const Policy& policy, const Judgement& judgement);

}  // namespace congvu
