// The placeholders of a rule's texts.
#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"
#include "rules/compiled.h"

namespace congvu::rules {
namespace {

constexpr std::size_t most_filled_bytes = 300;  // of what one placeholder contributes

template <class Name>
std::string joined(const std::vector<Name>& values, std::string_view (*name)(Name)) {
  std::vector<std::string_view> words;
  words.reserve(values.size());
  for (const auto value : values) words.push_back(name(value));
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string of_one_attachment(std::string_view name, const Attachment& attachment) {
  if (name == "attachment.name") return attachment.names.empty() ? attachment.path : attachment.names.front();
  if (name == "attachment.kind") return std::string(kind_name(attachment.kind));
  if (name == "attachment.form") return attachment.form;
  if (name == "attachment.description") return attachment.description;
  if (name == "attachment.unchecked") return joined(attachment.unchecked, unchecked_name);
  if (name == "attachment.deviation")
    return joined<Deviation>(attachment.deviations, [](Deviation d) { return info(d).code; });
  return attachment.path;
}

// The codes of the message itself and of the attachments that matched, each once.
std::string all_deviations(const MessageFacts& facts, const std::set<std::size_t>& attachments) {
  std::vector<Deviation> all = facts.deviations;
  for (const auto index : attachments) {
    const auto& own = facts.attachments[index].deviations;
    all.insert(all.end(), own.begin(), own.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return joined<Deviation>(all, [](Deviation d) { return info(d).code; });
}

// The first recipient for which the rule holds by itself, and how many more there are.
std::string matching_recipients(const Rule& rule, const Subject& subject, FactCache& facts) {
  const auto& all = subject.envelope.recipients;
  std::string first;
  std::size_t count = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all.size() > 1 && !holds(rule.when, facts, {nullptr, {}, i}, nullptr)) continue;
    if (count++ == 0) first = printable(all[i], most_filled_bytes);
  }
  return count > 1 ? fmt::format("{} (và {} người nhận khác)", first, count - 1) : first;
}

}  // namespace

std::string Compiled::fill(const TextTemplate& text, const Rule& rule, const Outcome& outcome,
                           const Subject& subject, FactCache& facts) const {
  return text.fill([&](std::string_view name) -> std::string {
    if (name == "rule") return rule.id;
    if (name == "title") return rule.title;
    if (name == "clause") return rule.clause;
    if (name == "regulation") return profile_->short_name;
    if (name == "regulation.url") return profile_->url;
    if (name == "sender") return printable(subject.envelope.sender, most_filled_bytes);
    if (name == "login") return printable(subject.envelope.login, most_filled_bytes);
    if (name == "recipient") return matching_recipients(rule, subject, facts);
    if (name == "message.limit")
      return printable(fmt::format("{}", fmt::join(subject.facts.limits, ", ")), most_filled_bytes);
    if (name == "deviation")
      return printable(all_deviations(subject.facts, outcome.attachments), most_filled_bytes);
    if (name == "clause.text") {
      const auto at = profile_->clauses.find(rule.clause);
      return at == profile_->clauses.end() ? std::string{} : at->second.text;
    }
    if (outcome.attachments.empty()) return "?";
    std::string shown = printable(
        of_one_attachment(name, subject.facts.attachments[*outcome.attachments.begin()]), most_filled_bytes);
    const bool which = name == "attachment.path" || name == "attachment.name";
    if (which && outcome.attachments.size() > 1)
      shown += fmt::format(" (và {} tệp khác)", outcome.attachments.size() - 1);
    return shown;
  });
}

}  // namespace congvu::rules
