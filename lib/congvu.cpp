#include "congvu.h"

#include <chrono>

#include "regulation/profile.h"
#include "reply/smtp_reply.h"
#include "scan/scan.h"

namespace congvu {

tl::expected<Policy, rules::Diagnostics> Policy::embedded() { return load({}, {}); }

tl::expected<Policy, rules::Diagnostics> Policy::load(const std::vector<std::filesystem::path>& rules,
                                                      const std::filesystem::path& profile) {
  auto regulation = profile.empty() ? regulation::embedded_profile() : regulation::load_profile(profile);
  if (!regulation) return tl::unexpected(std::move(regulation.error()));
  auto ruleset = rules::Ruleset::load(rules, std::move(*regulation));
  if (!ruleset) return tl::unexpected(std::move(ruleset.error()));
  return Policy(std::move(*ruleset));
}

Judgement Policy::judge(ByteView message, Envelope envelope, const Limits& limits) const {
  Judgement judgement;
  judgement.facts = scan::scan(message, limits);
  if (envelope.direction == Direction::unknown)
    envelope.direction = regulation::direction(ruleset_->profile(), envelope);
  judgement.verdict = ruleset_->evaluate({envelope, judgement.facts}, std::chrono::system_clock::now());
  return judgement;
}

std::vector<std::string> reply_lines(const Policy& policy, const Judgement& judgement) {
  const auto reply = reply::smtp_reply(judgement.verdict, policy.ruleset().profile());
  return reply ? reply::wire_lines(*reply) : std::vector<std::string>{};
}

}  // namespace congvu
