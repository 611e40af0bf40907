#include "rules/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "facts/text.h"

namespace congvu::rules {
namespace {

using Op = Condition::Op;

// What the facts below are about: one attachment, one recipient.
struct Focus {
  std::optional<std::size_t> attachment{};
  std::optional<std::size_t> recipient{};
};

class Evaluation {
 public:
  Evaluation(FactCache& facts, const View& view) : facts_(facts), view_(view) {}

  bool holds(const Condition& condition, const Focus& focus, std::set<std::size_t>* hits) {
    switch (condition.op) {
      case Op::all:
        return std::all_of(condition.children.begin(), condition.children.end(),
                           [&](const auto& child) { return holds(child, focus, hits); });
      case Op::any:
        return any(condition, focus, hits);
      case Op::none:
        return std::none_of(condition.children.begin(), condition.children.end(),
                            [&](const auto& child) { return holds(child, focus, nullptr); });
      case Op::attachment:
        return some_attachment(condition, hits);
      case Op::recipient:
        return some_recipient(condition);
      case Op::compare:
        break;
    }
    return condition.comparison.holds(value(condition.comparison.slot, focus));
  }

  std::string why_not(const Condition& condition, const Focus& focus);

 private:
  const SlotValue& value(std::size_t slot, const Focus& focus) {
    if (focus.attachment) return facts_.attachment_value(slot, *focus.attachment);
    return focus.recipient ? facts_.recipient_value(slot, *focus.recipient) : facts_.message_value(slot);
  }

  // All branches are tried where attachments are collected, so that the text can name every one.
  bool any(const Condition& condition, const Focus& focus, std::set<std::size_t>* hits) {
    bool found = false;
    for (const auto& child : condition.children) {
      std::set<std::size_t> own;
      if (!holds(child, focus, hits == nullptr ? nullptr : &own)) continue;
      if (hits == nullptr) return true;
      hits->merge(own);
      found = true;
    }
    return found;
  }

  bool some_attachment(const Condition& condition, std::set<std::size_t>* hits) {
    bool found = false;
    for (std::size_t i = 0; i < facts_.attachment_count(); ++i) {
      if (!view_.shows(i) || !holds(condition.children.front(), {i, {}}, nullptr)) continue;
      found = true;
      if (hits == nullptr) return true;
      hits->insert(i);
    }
    return found;
  }

  bool some_recipient(const Condition& condition) {
    const Condition& child = condition.children.front();
    if (view_.recipient) return holds(child, {{}, view_.recipient}, nullptr);
    for (std::size_t i = 0; i < facts_.recipient_count(); ++i)
      if (holds(child, {{}, i}, nullptr)) return true;
    return false;
  }

  FactCache& facts_;
  const View& view_;
};

std::string shown_value(const Slot& slot, const FactValue& value) {
  switch (slot.row->type) {
    case FactType::flag:
      return value.flag ? "true" : "false";
    case FactType::number:
    case FactType::size:
      return fmt::format("{}", value.number);
    default:
      break;
  }
  if (value.texts.empty()) return "nothing";
  std::vector<std::string> shown;
  for (const auto& text : value.texts) {
    shown.push_back(text.empty() ? "\"\"" : printable(text, 60));
    if (shown.size() == 5) break;
  }
  return fmt::format("{}{}", fmt::join(shown, ", "), value.texts.size() > shown.size() ? " ..." : "");
}

std::string Evaluation::why_not(const Condition& condition, const Focus& focus) {
  switch (condition.op) {
    case Op::all:
      for (const auto& child : condition.children)
        if (!holds(child, focus, nullptr)) return why_not(child, focus);
      return {};
    case Op::any: {
      std::vector<std::string> reasons;
      for (const auto& child : condition.children) reasons.push_back(why_not(child, focus));
      return fmt::format("{}", fmt::join(reasons, "; and "));
    }
    case Op::none:
      return fmt::format("{} does not hold", condition.text);
    case Op::attachment:
      return facts_.attachment_count() == 0
                 ? "no attachments"
                 : fmt::format("no attachment with {}", condition.children.front().text);
    case Op::recipient:
      return facts_.recipient_count() == 0
                 ? "no recipients"
                 : fmt::format("no recipient with {}", condition.children.front().text);
    case Op::compare:
      break;
  }
  const auto& slot = facts_.slot(condition.comparison.slot);
  return fmt::format("{}, but it is {}", condition.text,
                     shown_value(slot, value(condition.comparison.slot, focus).fact));
}

}  // namespace

bool Condition::names_attachments() const {
  if (op == Op::attachment) return true;
  return op != Op::none && std::any_of(children.begin(), children.end(),
                                       [](const Condition& child) { return child.names_attachments(); });
}

FactCache::FactCache(const std::vector<Slot>& slots, const Envelope& envelope, const MessageFacts& message,
                     const StateFacts& state, const DomainClasses& domains)
    : slots_(&slots),
      envelope_(&envelope),
      message_(&message),
      state_(&state),
      domains_(&domains),
      message_values_(slots.size()),
      attachment_values_(message.attachments.size()),
      recipient_values_(std::max(envelope.recipients.size(), state.recipients.size())) {}

FactSource FactCache::source() const { return {*envelope_, *message_, nullptr, *domains_, {}, *state_}; }

const SlotValue& FactCache::value(Values& values, std::size_t slot, const FactSource& from) {
  if (values.empty()) values.resize(slots_->size());
  auto& cached = values[slot];
  if (!cached) cached = std::make_unique<SlotValue>(read_slot((*slots_)[slot], from));
  return *cached;
}

const SlotValue& FactCache::message_value(std::size_t slot) { return value(message_values_, slot, source()); }

const SlotValue& FactCache::attachment_value(std::size_t slot, std::size_t attachment) {
  if (!of_attachment(*(*slots_)[slot].row)) return message_value(slot);
  FactSource from = source();
  from.attachment = &message_->attachments[attachment];
  return value(attachment_values_[attachment], slot, from);
}

const SlotValue& FactCache::recipient_value(std::size_t slot, std::size_t recipient) {
  if (!of_recipient(*(*slots_)[slot].row)) return message_value(slot);
  FactSource from = source();
  from.recipient = recipient;
  return value(recipient_values_[recipient], slot, from);
}

bool holds(const Condition& condition, FactCache& facts, const View& view, std::set<std::size_t>* hits) {
  return Evaluation(facts, view).holds(condition, {{}, view.recipient}, hits);
}

std::string why_not(const Condition& condition, FactCache& facts, const View& view) {
  return Evaluation(facts, view).why_not(condition, {{}, view.recipient});
}

}  // namespace congvu::rules
