#include "facts/message_facts.h"

#include <algorithm>

#include "facts/envelope.h"

namespace congvu {
namespace {

bool any_strong(const std::vector<Deviation>& deviations) {
  return std::any_of(deviations.begin(), deviations.end(),
                     [](Deviation d) { return info(d).grade == Grade::strong; });
}

}  // namespace

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::forbidden:
      return "forbidden";
    case Outcome::encrypted:
      return "encrypted";
    case Outcome::unchecked:
      return "unchecked";
    case Outcome::ambiguous:
      return "ambiguous";
    case Outcome::clean:
      break;
  }
  return "clean";
}

bool Attachment::ambiguous() const { return any_strong(deviations); }

Outcome Attachment::outcome() const {
  if (executable()) return Outcome::forbidden;
  if (encrypted) return Outcome::encrypted;
  if (!unchecked.empty()) return Outcome::unchecked;
  return ambiguous() ? Outcome::ambiguous : Outcome::clean;
}

bool MessageFacts::executable() const {
  return std::any_of(attachments.begin(), attachments.end(), [](const auto& a) { return a.executable(); });
}
bool MessageFacts::encrypted() const {
  return std::any_of(attachments.begin(), attachments.end(), [](const auto& a) { return a.encrypted; });
}
bool MessageFacts::unchecked() const {
  return !limits.empty() ||
         std::any_of(attachments.begin(), attachments.end(), [](const auto& a) { return !a.unchecked.empty(); });
}
bool MessageFacts::ambiguous() const {
  return any_strong(deviations) ||
         std::any_of(attachments.begin(), attachments.end(), [](const auto& a) { return a.ambiguous(); });
}

std::string_view direction_name(Direction direction) {
  switch (direction) {
    case Direction::inbound:
      return "inbound";
    case Direction::outbound:
      return "outbound";
    case Direction::internal:
      return "internal";
    case Direction::relayed:
      return "relayed";
    case Direction::unknown:
      break;
  }
  return "unknown";
}

Direction direction_of(std::string_view name) {
  for (const auto d : {Direction::inbound, Direction::outbound, Direction::internal, Direction::relayed})
    if (direction_name(d) == name) return d;
  return Direction::unknown;
}

}  // namespace congvu
