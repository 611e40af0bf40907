#include "facts/reasons.h"

#include <algorithm>
#include <array>

namespace congvu {
namespace {

// Which values of an enum have been seen.
template <class Reason>
class Seen {
 public:
  void add(const std::vector<Reason>& reasons) {
    for (const auto reason : reasons)
      if (reason < Reason::count_) seen_[static_cast<std::size_t>(reason)] = true;
  }
  [[nodiscard]] std::vector<Reason> list() const {
    std::vector<Reason> out;
    for (std::size_t i = 0; i < seen_.size(); ++i)
      if (seen_[i]) out.push_back(static_cast<Reason>(i));
    return out;
  }

 private:
  std::array<bool, static_cast<std::size_t>(Reason::count_)> seen_{};
};

}  // namespace

std::vector<Deviation> deviations_of(const MessageFacts& facts) {
  Seen<Deviation> seen;
  seen.add(facts.deviations);
  for (const auto& attachment : facts.attachments) seen.add(attachment.deviations);
  return seen.list();
}

std::vector<Unchecked> unchecked_reasons(const MessageFacts& facts) {
  Seen<Unchecked> seen;
  for (const auto& attachment : facts.attachments) seen.add(attachment.unchecked);
  return seen.list();
}

std::string_view grade_name(Grade grade) { return grade == Grade::strong ? "strong" : "weak"; }

std::string_view ambiguity_of(const std::vector<Deviation>& deviations) {
  if (deviations.empty()) return "none";
  return grade_name(std::any_of(deviations.begin(), deviations.end(),
                                [](Deviation d) { return info(d).grade == Grade::strong; })
                        ? Grade::strong
                        : Grade::weak);
}

}  // namespace congvu
