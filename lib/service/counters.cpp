#include "service/counters.h"

#include <algorithm>

#include "facts/catalogue_words.h"
#include "facts/reasons.h"

namespace congvu::service {
namespace {

constexpr std::array<std::string_view, 3> ambiguities{"none", "weak", "strong"};

template <class Enum>
std::size_t index(Enum value) {
  return static_cast<std::size_t>(value);
}

void increase(std::atomic<std::uint64_t>& number) { number.fetch_add(1, std::memory_order_relaxed); }

// A metric with one sample for each number; `labels` names the number i.
template <class Numbers, class Name>
Metric counter(std::string_view name, std::string_view help, const Numbers& numbers, std::size_t count,
               Name labels) {
  Metric out{std::string(name), std::string(help), Metric::Kind::counter, {}};
  for (std::size_t i = 0; i < count; ++i)
    out.samples.push_back({labels(i), numbers[i].load(std::memory_order_relaxed)});
  return out;
}

Metric single(std::string_view name, std::string_view help, const std::atomic<std::uint64_t>& number) {
  return {std::string(name),
          std::string(help),
          Metric::Kind::counter,
          {{{}, number.load(std::memory_order_relaxed)}}};
}

std::string_view action_label(std::size_t i) { return rules::action_name(static_cast<rules::Action>(i)); }

Labels deviation_labels(std::size_t i) {
  const auto& row = info(static_cast<Deviation>(i));
  return {{"reason", row.code}, {"grade", grade_name(row.grade)}};
}

}  // namespace

void Counters::count(const MessageFacts* facts, const rules::Verdict& verdict, rules::Action action) {
  increase(messages_[index(action)]);
  if (facts == nullptr) {
    increase(not_judged_);
    return;
  }
  count_facts(*facts);
  count_rules(verdict);
}

void Counters::count_facts(const MessageFacts& facts) {
  const auto deviations = deviations_of(facts);
  const auto* const grade = std::find(ambiguities.begin(), ambiguities.end() - 1, ambiguity_of(deviations));
  increase(ambiguity_[static_cast<std::size_t>(grade - ambiguities.begin())]);
  for (const auto deviation : deviations) increase(deviations_[index(deviation)]);
  for (const auto reason : unchecked_reasons(facts)) increase(unchecked_[index(reason)]);
  const auto limits = words::limits();
  for (std::size_t i = 0; i < std::min(limits.size(), most_limits); ++i)
    if (std::find(facts.limits.begin(), facts.limits.end(), limits[i]) != facts.limits.end())
      increase(limits_[i]);
}

void Counters::count_rules(const rules::Verdict& verdict) {
  for (const auto& match : verdict.matches) {
    if (!match.exceptions.empty()) increase(exceptions_);
    if (match.excused.empty()) increase(matches_[index(match.mode)][index(match.action)]);
  }
}

std::vector<Metric> Counters::metrics() const {
  std::vector<Metric> out;
  out.push_back(counter("congvu_messages_total", "messages by what the mail server was told", messages_,
                        actions, [](std::size_t i) -> Labels {
                          return {{"action", action_label(i)}};
                        }));
  out.push_back(single("congvu_messages_not_judged_total",
                       "messages that could not be looked at: deferred or held", not_judged_));
  out.push_back(counter("congvu_messages_ambiguity_total", "messages by the gravest of their deviations",
                        ambiguity_, ambiguities.size(), [](std::size_t i) -> Labels {
                          return {{"grade", ambiguities[i]}};
                        }));
  out.push_back(counter("congvu_deviations_total", "messages with this deviation", deviations_,
                        deviations_.size(), deviation_labels));
  out.push_back(counter("congvu_unchecked_total", "messages with something that was not seen for this reason",
                        unchecked_, unchecked_.size(), [](std::size_t i) -> Labels {
                          return {{"reason", unchecked_name(static_cast<Unchecked>(i))}};
                        }));
  out.push_back(counter("congvu_limits_total", "messages that met this limit", limits_,
                        std::min(words::limits().size(), most_limits), [](std::size_t i) -> Labels {
                          return {{"limit", words::limits()[i]}};
                        }));
  out.push_back(match_metric());
  out.push_back(
      single("congvu_exceptions_total", "matches of which an exception excused all or a part", exceptions_));
  return out;
}

Metric Counters::match_metric() const {
  Metric out{"congvu_rule_matches_total",
             "matches of rules that no exception excuses; mode observe: what they would have done",
             Metric::Kind::counter,
             {}};
  for (const auto mode : {rules::Mode::observe, rules::Mode::enforce})
    for (std::size_t i = 0; i < index(rules::Action::accept); ++i)
      out.samples.push_back({{{"mode", rules::mode_name(mode)}, {"action", action_label(i)}},
                             matches_[index(mode)][i].load(std::memory_order_relaxed)});
  return out;
}

}  // namespace congvu::service
