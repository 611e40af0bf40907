#include "rules/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "facts/text.h"

namespace congvu::rules {
namespace {

using Op = Condition::Op;
constexpr std::size_t no_attachment = SIZE_MAX;

class Evaluation {
 public:
  Evaluation(FactCache& facts, const View& view) : facts_(facts), view_(view) {}

  bool holds(const Condition& condition, std::size_t attachment, std::set<std::size_t>* hits) {
    switch (condition.op) {
      case Op::all:
        return std::all_of(condition.children.begin(), condition.children.end(),
                           [&](const auto& child) { return holds(child, attachment, hits); });
      case Op::any:
        return any(condition, attachment, hits);
      case Op::none:
        return std::none_of(condition.children.begin(), condition.children.end(),
                            [&](const auto& child) { return holds(child, attachment, nullptr); });
      case Op::attachment:
        return some_attachment(condition, hits);
      case Op::compare:
        break;
    }
    return condition.comparison.holds(value(condition.comparison.slot, attachment));
  }

  std::string why_not(const Condition& condition, std::size_t attachment);

 private:
  const SlotValue& value(std::size_t slot, std::size_t attachment) {
    return attachment == no_attachment ? facts_.message_value(slot)
                                       : facts_.attachment_value(slot, attachment);
  }

  // All branches are tried where attachments are collected, so that the text can name every one.
  bool any(const Condition& condition, std::size_t attachment, std::set<std::size_t>* hits) {
    bool found = false;
    for (const auto& child : condition.children) {
      std::set<std::size_t> own;
      if (!holds(child, attachment, hits == nullptr ? nullptr : &own)) continue;
      if (hits == nullptr) return true;
      hits->merge(own);
      found = true;
    }
    return found;
  }

  bool some_attachment(const Condition& condition, std::set<std::size_t>* hits) {
    bool found = false;
    for (std::size_t i = 0; i < facts_.attachment_count(); ++i) {
      if (!view_.shows(i) || !holds(condition.children.front(), i, nullptr)) continue;
      found = true;
      if (hits == nullptr) return true;
      hits->insert(i);
    }
    return found;
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

std::string Evaluation::why_not(const Condition& condition, std::size_t attachment) {
  switch (condition.op) {
    case Op::all:
      for (const auto& child : condition.children)
        if (!holds(child, attachment, nullptr)) return why_not(child, attachment);
      return {};
    case Op::any: {
      std::vector<std::string> reasons;
      for (const auto& child : condition.children) reasons.push_back(why_not(child, attachment));
      return fmt::format("{}", fmt::join(reasons, "; and "));
    }
    case Op::none:
      return fmt::format("{} does not hold", condition.text);
    case Op::attachment:
      return facts_.attachment_count() == 0
                 ? "no attachments"
                 : fmt::format("no attachment with {}", condition.children.front().text);
    case Op::compare:
      break;
  }
  const auto& slot = facts_.slot(condition.comparison.slot);
  return fmt::format("{}, but it is {}", condition.text,
                     shown_value(slot, value(condition.comparison.slot, attachment).fact));
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
      attachment_values_(message.attachments.size()) {}

const SlotValue& FactCache::message_value(std::size_t slot) {
  auto& cached = message_values_[slot];
  if (!cached)
    cached = std::make_unique<SlotValue>(
        read_slot((*slots_)[slot], {*envelope_, *message_, nullptr, *domains_, {}, *state_}));
  return *cached;
}

const SlotValue& FactCache::attachment_value(std::size_t slot, std::size_t attachment) {
  if (!of_attachment(*(*slots_)[slot].row)) return message_value(slot);
  auto& own = attachment_values_[attachment];
  if (own.empty()) own.resize(slots_->size());
  auto& cached = own[slot];
  if (!cached)
    cached = std::make_unique<SlotValue>(
        read_slot((*slots_)[slot],
                  {*envelope_, *message_, &message_->attachments[attachment], *domains_, {}, *state_}));
  return *cached;
}

bool holds(const Condition& condition, FactCache& facts, const View& view, std::set<std::size_t>* hits) {
  return Evaluation(facts, view).holds(condition, no_attachment, hits);
}

std::string why_not(const Condition& condition, FactCache& facts, const View& view) {
  return Evaluation(facts, view).why_not(condition, no_attachment);
}

}  // namespace congvu::rules
