// The conditions of a rule as a tree, and their evaluation over one message.
//
// In: a compiled tree, a subject. Out: holds or not; which attachments made it hold; why it does not.
// Limits: trees are at most as deep as the YAML that they come from (32). Each fact of an attachment is read
// and folded once a message. Failure: none. Threads: trees are constant; a FactCache belongs to one
// evaluation.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "facts/catalogue.h"
#include "rules/comparison.h"
#include "yaml/tree.h"

namespace congvu::rules {

struct Condition {
  enum class Op : std::uint8_t { all, any, none, attachment, recipient, compare };
  Op op = Op::all;
  std::vector<Condition> children;
  Comparison comparison;
  std::string text;  // in one canonical spelling, so that equal texts are equal conditions
  yaml::Place place;

  // Something outside `not:` is about one attachment.
  [[nodiscard]] bool names_attachments() const;
};

// The facts of one message, each read when first asked for.
class FactCache {
 public:
  FactCache(const std::vector<Slot>& slots, const Envelope& envelope, const MessageFacts& message,
            const StateFacts& state, const DomainClasses& domains);
  const SlotValue& message_value(std::size_t slot);
  const SlotValue& attachment_value(std::size_t slot, std::size_t attachment);
  const SlotValue& recipient_value(std::size_t slot, std::size_t recipient);
  [[nodiscard]] std::size_t recipient_count() const { return recipient_values_.size(); }
  [[nodiscard]] std::size_t attachment_count() const { return message_->attachments.size(); }
  [[nodiscard]] const Attachment& attachment(std::size_t index) const { return message_->attachments[index]; }
  [[nodiscard]] const Slot& slot(std::size_t index) const { return (*slots_)[index]; }

 private:
  const std::vector<Slot>* slots_;
  const Envelope* envelope_;
  const MessageFacts* message_;
  const StateFacts* state_;
  const DomainClasses* domains_;
  using Values = std::vector<std::unique_ptr<SlotValue>>;  // by slot; made when first asked for
  [[nodiscard]] FactSource source() const;
  const SlotValue& value(Values& values, std::size_t slot, const FactSource& from);

  Values message_values_;
  std::vector<Values> attachment_values_;
  std::vector<Values> recipient_values_;
};

// Which attachments count: all of them, all but some, or one alone (exceptions are judged one by one). And
// whether only one of the recipients does, as a policy server sees them.
struct View {
  const std::set<std::size_t>* without = nullptr;
  std::optional<std::size_t> only;
  std::optional<std::size_t> recipient{};

  [[nodiscard]] bool shows(std::size_t attachment) const {
    if (only) return attachment == *only;
    return without == nullptr || without->count(attachment) == 0;
  }
};

// `hits` collects the attachments that made it hold; may be nullptr.
bool holds(const Condition& condition, FactCache& facts, const View& view, std::set<std::size_t>* hits);
// The first reason why it does not hold, in one line.
std::string why_not(const Condition& condition, FactCache& facts, const View& view);

}  // namespace congvu::rules
