#include "rules/comparison.h"

#include <algorithm>

#include "facts/text.h"
#include "regulation/domain.h"

namespace congvu::rules {
namespace {

std::string fold_address(const std::string& address) {
  const auto at = address.rfind('@');
  if (at == std::string::npos) return fold_case(address);
  const std::string domain = regulation::ascii_domain(std::string_view(address).substr(at + 1));
  return fold_case(address.substr(0, at)) + "@" +
         (domain.empty() ? fold_case(address.substr(at + 1)) : domain);
}

bool holds_domain(const ValueSet& set, std::string_view domain) {
  if (domain.empty()) return set.texts.count(std::string()) != 0;
  while (true) {
    if (set.texts.count(std::string(domain)) != 0) return true;
    const auto dot = domain.find('.');
    if (dot == std::string_view::npos) return false;
    domain.remove_prefix(dot + 1);
  }
}

bool holds_network(const ValueSet& set, std::string_view text) {
  const auto address = regulation::parse_address(text);
  if (!address) return text.empty() && set.texts.count(std::string()) != 0;
  return std::any_of(set.networks.begin(), set.networks.end(),
                     [&](const auto& network) { return network.contains(*address); });
}

bool in_set(const ValueSet& set, FactType type, const std::string& text) {
  if (set.any) return true;
  if (type == FactType::domain) return holds_domain(set, text);
  if (type == FactType::network) return holds_network(set, text);
  return set.texts.count(text) != 0;
}

}  // namespace

std::string fold(const Slot& slot, const std::string& text) {
  switch (slot.row->type) {
    case FactType::domain:
      return regulation::ascii_domain(text);
    case FactType::address:
      return fold_address(text);
    case FactType::text:
      break;
    default:
      return text;
  }
  if (slot.form == Form::exact) return nfc(text);
  return slot.form == Form::no_marks ? fold_marks(text) : fold_case(text);
}

SlotValue read_slot(const Slot& slot, FactSource source) {
  SlotValue value;
  source.parameter = slot.parameter;
  source.question = slot.question ? &*slot.question : nullptr;
  slot.row->read(source, value.fact);
  value.patterns = slot.patterns.get();
  for (auto& text : value.fact.texts) {
    text = fold(slot, text);
    if (value.patterns != nullptr) value.candidates.push_back(value.patterns->candidates(text));
  }
  return value;
}

bool Comparison::holds(const SlotValue& value) const {
  const FactValue& fact = value.fact;
  if (type == FactType::flag) return fact.flag == flag;
  if (type == FactType::number || type == FactType::size) {
    const auto has_it = [&](const auto& set) { return set.numbers.count(fact.number) != 0; };
    return (!over || fact.number > *over) && (!under || fact.number < *under) &&
           std::all_of(sets.begin(), sets.end(), has_it) &&
           std::none_of(without.begin(), without.end(), has_it);
  }
  if (fact.texts.empty())
    return contains.empty() && matches.empty() && without.empty() &&
           std::all_of(sets.begin(), sets.end(), [](const auto& set) { return set.none; });
  for (std::size_t i = 0; i < fact.texts.size(); ++i)
    if (text_holds(value, i)) return true;
  return false;
}

bool Comparison::text_holds(const SlotValue& value, std::size_t index) const {
  const std::string& text = value.fact.texts[index];
  const auto has_it = [&](const auto& set) { return in_set(set, type, text); };
  const auto may_match = [&](std::size_t pattern) {
    const Candidates& candidates = value.candidates[index];
    return candidates.empty() || candidates[pattern];
  };
  return std::all_of(sets.begin(), sets.end(), has_it) &&
         std::none_of(without.begin(), without.end(), has_it) &&
         (contains.empty() ||
          std::any_of(contains.begin(), contains.end(),
                      [&](const auto& piece) { return text.find(piece) != std::string::npos; })) &&
         (matches.empty() || std::any_of(matches.begin(), matches.end(), [&](std::size_t pattern) {
            return may_match(pattern) && value.patterns->matches(pattern, text);
          }));
}

}  // namespace congvu::rules
