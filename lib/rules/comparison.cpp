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

FactValue read_slot(const Slot& slot, FactSource source) {
  FactValue value;
  source.parameter = slot.parameter;
  slot.row->read(source, value);
  for (auto& text : value.texts) text = fold(slot, text);
  return value;
}

bool Comparison::holds(const FactValue& value) const {
  if (type == FactType::flag) return value.flag == flag;
  if (type == FactType::number || type == FactType::size)
    return (!over || value.number > *over) && (!under || value.number < *under) &&
           std::all_of(sets.begin(), sets.end(),
                       [&](const auto& set) { return set.numbers.count(value.number) != 0; }) &&
           std::none_of(without.begin(), without.end(),
                        [&](const auto& set) { return set.numbers.count(value.number) != 0; });
  if (value.texts.empty())
    return contains.empty() && matches.empty() && without.empty() &&
           std::all_of(sets.begin(), sets.end(), [](const auto& set) { return set.none; });
  return std::any_of(value.texts.begin(), value.texts.end(), [&](const std::string& text) {
    const auto holds_it = [&](const auto& set) { return in_set(set, type, text); };
    return std::all_of(sets.begin(), sets.end(), holds_it) &&
           std::none_of(without.begin(), without.end(), holds_it) &&
           (contains.empty() ||
            std::any_of(contains.begin(), contains.end(),
                        [&](const auto& piece) { return text.find(piece) != std::string::npos; })) &&
           (matches.empty() || std::any_of(matches.begin(), matches.end(), [&](const auto& pattern) {
              return re2::RE2::PartialMatch(text, *pattern);
            }));
  });
}

}  // namespace congvu::rules
