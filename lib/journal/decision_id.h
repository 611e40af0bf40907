// Names of decisions: unique over nodes, daemons and restarts, and countable within one run of a daemon.
//
// Out: "5f3c0a9d1e2b4c6f-17": 64 random bits for one run of a daemon (its incarnation), then the number of
// the decision in it. In of parse_decision_id(): a text from a line or database. Limits: 2^40 decisions a
// run. Failure: ErrorKind::system where the system has no random bytes; nothing for a text that is no id.
// Threads: next() from any number.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "facts/error.h"

namespace congvu::journal {

constexpr std::uint64_t most_sequence = (1ULL << 40) - 1;

struct DecisionId {
  std::string incarnation;  // 16 lower-case hex digits
  std::uint64_t sequence = 0;
};

Result<std::string> new_incarnation();
std::string format_decision_id(const DecisionId& id);
std::optional<DecisionId> parse_decision_id(std::string_view text);

class DecisionIds {
 public:
  explicit DecisionIds(std::string incarnation) : incarnation_(std::move(incarnation)) {}
  std::string next() { return format_decision_id({incarnation_, ++sequence_}); }

 private:
  std::string incarnation_;
  std::atomic<std::uint64_t> sequence_ = 0;
};

}  // namespace congvu::journal
