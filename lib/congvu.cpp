#include "congvu.h"

#include <chrono>

#include "regulation/profile.h"
#include "scan/scan.h"

namespace congvu {

Judgement Policy::judge(ByteView message, Envelope envelope, const Limits& limits) const {
  Judgement judgement;
  judgement.facts = scan::scan(message, limits);
  if (envelope.direction == Direction::unknown)
    envelope.direction = regulation::direction(ruleset_->profile(), envelope);
  judgement.verdict =
      ruleset_->evaluate({envelope, judgement.facts}, std::chrono::system_clock::now());
  return judgement;
}

}  // namespace congvu
