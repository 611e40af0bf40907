// The walk through body parts, under every reading.
#include "message/multipart.h"

#include "fuzz/target.h"

namespace congvu::fuzz {

CONGVU_FUZZ_TARGET(multipart) {
  using message::Leaf;
  const Limits limits = small_limits();
  Budget budget(limits);
  Findings findings;
  const std::uint8_t choice = take_byte(input);
  message::Reading reading;
  if ((choice & 1U) != 0) reading.pick = message::Pick::last;
  if ((choice & 2U) != 0) reading.junk_line = message::JunkLine::is_skipped;
  if ((choice & 4U) != 0) reading.line_ends = message::LineEnds::any;
  reading.boundary_variant = (choice & 8U) != 0;
  reading.boundary_loose = (choice & 16U) != 0;
  if ((choice & 32U) != 0) reading.guess_at.insert(0);
  message::Walk walk(input, reading, limits, choice >> 6U);
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
