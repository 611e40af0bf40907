#include "rules/policy_stage.h"

#include <algorithm>

namespace congvu::rules {
namespace {

using Op = Condition::Op;

// What a policy query says about one recipient only, of however many the message has.
bool of_recipients(const Slot& slot) {
  return slot.row->name == "direction" || of_recipient(*slot.row) ||
         (slot.question && slot.question->per == RatePer::recipient);
}

Stage stage_of(const Slot& slot) { return slot.question ? rate_stage(*slot.question) : slot.row->stage; }

// Rules whose answer is the same whether they see all recipients at once or one after the other: "some one
// recipient with all of this". Two facts of recipients side by side may be met by two of them, a denial holds
// for all of them together, and a number that grows with each of them may be too small for the first.
class Walk {
 public:
  explicit Walk(const std::vector<Slot>& slots) : slots_(slots) {}

  struct About {
    std::size_t recipients = 0;  // conditions about recipients
    bool growing = false;        // and some about a number that grows with them
  };

  About visit(const Condition& condition, bool denied) {
    if (condition.op == Op::compare) return compare(condition.comparison, denied);
    if (condition.op == Op::recipient) return one_recipient(denied);
    About about;
    for (const auto& child : condition.children) {
      const About own = visit(child, denied || condition.op == Op::none);
      about.recipients += own.recipients;
      about.growing = about.growing || own.growing;
    }
    if (condition.op == Op::all && about.recipients + (about.growing ? 1 : 0) > 1 && about.recipients > 0)
      splits_ = true;
    if (condition.op != Op::all) about.recipients = std::min<std::size_t>(about.recipients, 1);
    return about;
  }

  [[nodiscard]] bool splits() const { return splits_; }
  [[nodiscard]] Stage stage() const { return stage_; }

 private:
  About compare(const Comparison& comparison, bool denied) {
    const Slot& slot = slots_[comparison.slot];
    stage_ = std::max(stage_, stage_of(slot));
    const bool growing = slot.question && stage_of(slot) == Stage::rcpt;
    if (growing && (denied || comparison.under || !comparison.sets.empty())) splits_ = true;
    if (!of_recipients(slot)) return {0, growing};
    if (denied || !of_some_one(*slot.row, comparison)) splits_ = true;
    return {1, false};
  }

  // Inside, everything is about the same one.
  About one_recipient(bool denied) {
    stage_ = std::max(stage_, Stage::rcpt);
    if (denied) splits_ = true;
    return {1, false};
  }

  // `internal` and `relayed` are said of all recipients, `none` of no recipients at all.
  static bool of_some_one(const FactRow& row, const Comparison& comparison) {
    if (row.type == FactType::flag) return comparison.flag;
    const bool direction = row.name == "direction";
    const auto of_all = [&](const ValueSet& set) {
      return set.none || (direction && std::any_of(set.texts.begin(), set.texts.end(), [](const auto& word) {
                            return word != "inbound" && word != "outbound";
                          }));
    };
    return std::none_of(comparison.sets.begin(), comparison.sets.end(), of_all) &&
           (!direction || comparison.without.empty());
  }

  const std::vector<Slot>& slots_;
  Stage stage_ = Stage::connect;
  bool splits_ = false;
};

// The stage at which every placeholder of a text is known.
Stage stage_of(const TextTemplate& text) {
  Stage stage = Stage::connect;
  for (const auto& piece : text.pieces) {
    if (!piece.placeholder) continue;
    if (piece.text.starts_with("attachment.") || piece.text == "message.limit" || piece.text == "deviation")
      return Stage::eom;
    if (piece.text == "sender" || piece.text == "login") stage = std::max(stage, Stage::mail);
    if (piece.text == "recipient") stage = std::max(stage, Stage::rcpt);
  }
  return stage;
}

// The smallest number at which a comparison begins to say something else.
std::uint64_t threshold(const Comparison& comparison) {
  std::uint64_t out = comparison.over.value_or(UINT64_MAX);
  if (comparison.under) out = std::min(out, *comparison.under);
  for (const auto& set : comparison.sets)
    for (const auto number : set.numbers) out = std::min(out, number);
  return out;
}

void add_rates(const Condition& condition, const std::vector<Slot>& slots, std::vector<RateLimit>& out) {
  for (const auto& child : condition.children) add_rates(child, slots, out);
  if (condition.op != Op::compare || !slots[condition.comparison.slot].question) return;
  const RateLimit limit{*slots[condition.comparison.slot].question, threshold(condition.comparison)};
  const auto at = std::find_if(out.begin(), out.end(),
                               [&](const RateLimit& known) { return known.question == limit.question; });
  if (at == out.end())
    out.push_back(limit);
  else
    at->over = std::min(at->over, limit.over);
}

}  // namespace

std::vector<RateLimit> asked_rates(const std::vector<Rule>& rules, const std::vector<Slot>& slots) {
  std::vector<RateLimit> out;
  for (const auto& rule : rules) {
    if (rule.mode == Mode::off) continue;
    add_rates(rule.when, slots, out);
    for (const auto& exception : rule.exceptions) add_rates(exception.when, slots, out);
  }
  return out;
}

std::optional<Stage> policy_stage(const Rule& rule, const std::vector<Slot>& slots) {
  if (!rule.headers.empty() || !rule.subject_prefix.empty() || rule.action == Action::tag)
    return std::nullopt;
  Walk walk(slots);
  walk.visit(rule.when, false);
  for (const auto& exception : rule.exceptions) walk.visit(exception.when, true);
  const Stage stage = std::max(walk.stage(), stage_of(rule.text));
  if (walk.splits() || stage > Stage::data) return std::nullopt;
  return stage;
}

}  // namespace congvu::rules
