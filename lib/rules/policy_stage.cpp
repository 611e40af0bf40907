#include "rules/policy_stage.h"

#include <algorithm>

namespace congvu::rules {
namespace {

using Op = Condition::Op;

// What a policy query says about one recipient only, of however many the message has.
bool of_recipients(const FactRow& row) {
  return row.name == "direction" || (row.name.starts_with("recipient") && row.name != "recipient.count");
}

// Rules whose answer is the same whether they see all recipients at once or one after the other: "some one
// recipient with all of this". Two facts of recipients side by side may be met by two of them, a denial holds
// for all of them together.
class Walk {
 public:
  explicit Walk(const std::vector<Slot>& slots) : slots_(slots) {}

  // Whether something in it is about recipients.
  bool visit(const Condition& condition, bool denied) {
    if (condition.op == Op::compare) return compare(condition.comparison, denied);
    if (condition.op == Op::attachment) splits_ = true;
    std::size_t about = 0;
    for (const auto& child : condition.children)
      if (visit(child, denied || condition.op == Op::none)) ++about;
    if (condition.op == Op::all && about > 1) splits_ = true;
    return about > 0;
  }

  [[nodiscard]] bool splits() const { return splits_; }
  [[nodiscard]] Stage stage() const { return stage_; }

 private:
  bool compare(const Comparison& comparison, bool denied) {
    const FactRow& row = *slots_[comparison.slot].row;
    stage_ = std::max(stage_, row.stage);
    if (!of_recipients(row)) return false;
    if (denied || !of_some_one(row, comparison)) splits_ = true;
    return true;
  }

  // `internal` and `relayed` are said of all recipients, `none` of no recipients at all.
  static bool of_some_one(const FactRow& row, const Comparison& comparison) {
    const auto open = [&](const ValueSet& set) {
      return set.none || (row.name == "direction" &&
                          std::any_of(set.texts.begin(), set.texts.end(), [](const auto& word) {
                            return word != "inbound" && word != "outbound";
                          }));
    };
    return std::none_of(comparison.sets.begin(), comparison.sets.end(), open) &&
           (row.name != "direction" || comparison.without.empty());
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
    if (piece.text == "sender") stage = std::max(stage, Stage::mail);
  }
  return stage;
}

}  // namespace

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
