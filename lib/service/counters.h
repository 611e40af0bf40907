// How often each action, reason and limit occurred since the start, so that rules can be tuned before they
// enforce.
//
// In: every judged message. Out: metrics (service/metrics.h). A reason counts once a message, however many
// attachments have it. Limits: one number for each value of the enums in facts/ and rules/; nothing that a
// mail contains becomes a name. Failure: none. Threads: any number count and read at once, without waiting.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

#include "facts/message_facts.h"
#include "rules/verdict.h"
#include "service/metrics.h"

namespace congvu::service {

class Counters {
 public:
  // `facts`: nothing where nobody could look; `action`: what the MTA was told.
  void count(const MessageFacts* facts, const rules::Verdict& verdict, rules::Action action);

  [[nodiscard]] std::vector<Metric> metrics() const;

 private:
  using Number = std::atomic<std::uint64_t>;
  static constexpr std::size_t actions = static_cast<std::size_t>(rules::Action::accept) + 1;
  static constexpr std::size_t modes = static_cast<std::size_t>(rules::Mode::enforce) + 1;
  static constexpr std::size_t most_limits = 32;

  void count_facts(const MessageFacts& facts);
  void count_rules(const rules::Verdict& verdict);
  [[nodiscard]] Metric match_metric() const;

  std::array<Number, actions> messages_{};
  Number not_judged_ = 0;
  std::array<Number, 3> ambiguity_{};  // none, weak, strong
  std::array<Number, static_cast<std::size_t>(Deviation::count_)> deviations_{};
  std::array<Number, static_cast<std::size_t>(Unchecked::count_)> unchecked_{};
  std::array<Number, most_limits> limits_{};
  std::array<std::array<Number, actions>, modes> matches_{};
  Number exceptions_ = 0;
};

}  // namespace congvu::service
