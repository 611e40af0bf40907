// The walk through body parts, under every reading.
#include "message/multipart.h"

#include "fuzz/target.h"
#include "fuzz/targets/reading.h"

namespace congvu::fuzz {

CONGVU_FUZZ_TARGET(multipart) {
  using message::Leaf;
  const Limits limits = small_limits();
  Budget budget(limits);
  Findings findings;
  const std::uint8_t depth = take_byte(input);
  const message::Reading reading = take_reading(input);
  message::Walk walk(input, reading, limits, depth & 3U);
  std::size_t behind = 0, leaves = 0;
  while (const auto leaf = walk.next(budget, findings)) {
    check(leaf->begin <= leaf->end && leaf->end <= input.size(), "a leaf lies inside");
    check(++leaves <= 2 * input.size() + 4, "leaves are bounded");
    if (leaf->kind != Leaf::Kind::part) continue;
    check(leaf->begin >= behind, "parts are in order and share no byte");
    behind = leaf->end;
  }
  check(!walk.next(budget, findings), "a walk that has ended stays ended");
  for (const auto at : walk.wanted().guess_at) check(at <= input.size(), "a guess is inside");
}

}  // namespace congvu::fuzz
