#include "facts/catalogue_words.h"

#include <array>
#include <vector>

#include "facts/deviation.h"
#include "facts/envelope.h"
#include "facts/kind.h"
#include "facts/mailbox_facts.h"
#include "facts/message_facts.h"

namespace congvu::words {
namespace {

// The names of an enum's values from 0 to `last`.
template <class Enum, class Name>
std::vector<std::string_view> names_up_to(Enum last, Name name) {
  std::vector<std::string_view> out;
  for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i) out.push_back(name(static_cast<Enum>(i)));
  return out;
}

template <class Enum>
Enum before(Enum count) {
  return static_cast<Enum>(static_cast<unsigned>(count) - 1);
}

}  // namespace

Words kinds() {
  static const auto all = names_up_to(Kind::executable, kind_name);
  return all;
}

Words outcomes() {
  static const auto all = names_up_to(Outcome::clean, outcome_name);
  return all;
}

Words roles() {
  static constexpr std::array<std::string_view, 5> all{"message", "part", "entry", "embedded", "layer"};
  return all;
}

Words unchecked_reasons() {
  static const auto all = names_up_to(before(Unchecked::count_), unchecked_name);
  return all;
}

Words deviations() {
  static const auto all = names_up_to(before(Deviation::count_), [](Deviation d) { return info(d).code; });
  return all;
}

Words grades() {
  static constexpr std::array<std::string_view, 2> all{"weak", "strong"};
  return all;
}

Words limits() {
  static constexpr std::array<std::string_view, 13> all{
      "message_bytes", "unpacked_bytes", "entry_bytes",  "ratio",      "ratio_floor", "entries", "parts",
      "depth",         "header_fields",  "header_bytes", "parameters", "name_bytes",  "cpu_ms"};
  return all;
}

Words directions() {
  static const auto all = names_up_to(Direction::relayed, direction_name);
  return all;
}

Words domain_classes() {
  static constexpr std::array<std::string_view, 3> all{"local", "state", "external"};
  return all;
}

Words standings() {
  static const auto all = names_up_to(Standing::closed, standing_name);
  return all;
}

Words mailbox_kinds() {
  static const auto all = [] {
    auto names = names_up_to(MailboxKind::technical, mailbox_kind_name);
    names.insert(names.begin(), "none");
    return names;
  }();
  return all;
}

Words sender_rights() {
  static const auto all = names_up_to(SenderRight::refused, sender_right_name);
  return all;
}

Words rate_pers() {
  static const auto all = names_up_to(RatePer::client, rate_per_name);
  return all;
}

Words rate_counts() {
  static const auto all = names_up_to(RateCount::refused, rate_count_name);
  return all;
}

}  // namespace congvu::words
