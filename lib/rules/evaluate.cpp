#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "facts/text.h"
#include "rules/compiled.h"

namespace congvu::rules {
namespace {

constexpr std::size_t most_filled_bytes = 300;  // of what one placeholder contributes

class ProfileDomains final : public DomainClasses {
 public:
  explicit ProfileDomains(const regulation::Profile& profile) : profile_(profile) {}
  [[nodiscard]] std::string_view class_of(std::string_view address) const override {
    return regulation::domain_class_name(regulation::domain_class(profile_, address));
  }

 private:
  const regulation::Profile& profile_;
};

// Everything that one evaluation needs, with the direction worked out.
struct Session {
  Session(const std::vector<Slot>& slots, const Subject& subject, const regulation::Profile& profile)
      : envelope(subject.envelope), domains(profile), facts(slots, envelope, subject.facts, domains) {
    if (envelope.direction == Direction::unknown)
      envelope.direction = regulation::direction(profile, envelope);
  }
  Envelope envelope;
  ProfileDomains domains;
  FactCache facts;
};

bool applies(const Exception& exception, std::chrono::year_month_day today) {
  return !exception.until || today <= *exception.until;
}

// The first exception that excuses attachment `only`, or the whole mail where there is none.
const Exception* excuse(const Rule& rule, FactCache& facts, std::chrono::year_month_day today,
                        const View& view) {
  for (const auto& exception : rule.exceptions)
    if (applies(exception, today) && holds(exception.when, facts, view, nullptr)) return &exception;
  return nullptr;
}

template <class Name>
std::string joined(const std::vector<Name>& values, std::string_view (*name)(Name)) {
  std::vector<std::string_view> words;
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

}  // namespace

std::chrono::year_month_day local_date(Now now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  if (localtime_r(&seconds, &local) == nullptr)
    return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now));
  return {std::chrono::year(local.tm_year + 1900),
          std::chrono::month(static_cast<unsigned>(local.tm_mon + 1)),
          std::chrono::day(static_cast<unsigned>(local.tm_mday))};
}

// Exceptions are judged attachment by attachment: an excused file beside another one must not cover it. The
// rule is asked again without the excused ones; only where it then has nothing to say, the match is excused.
Compiled::Outcome Compiled::judge(const Rule& rule, FactCache& facts,
                                  std::chrono::year_month_day today) const {
  Outcome outcome;
  outcome.matched = holds(rule.when, facts, {}, &outcome.attachments);
  if (!outcome.matched || rule.exceptions.empty()) return outcome;
  if (outcome.attachments.empty()) {
    outcome.excused = excuse(rule, facts, today, {});
    return outcome;
  }
  std::set<std::size_t> excused;
  const Exception* first = nullptr;
  for (const auto index : outcome.attachments) {
    const Exception* found = excuse(rule, facts, today, {nullptr, index});
    if (found == nullptr) continue;
    if (first == nullptr) first = found;
    excused.insert(index);
  }
  if (excused.empty()) return outcome;
  std::set<std::size_t> left;
  if (holds(rule.when, facts, {&excused, std::nullopt}, &left)) {
    outcome.attachments = std::move(left);
    if (outcome.attachments.empty()) outcome.excused = excuse(rule, facts, today, {&excused, std::nullopt});
  } else {
    outcome.excused = first;
  }
  return outcome;
}

std::string Compiled::fill(const TextTemplate& text, const Rule& rule, const Outcome& outcome,
                           const Subject& subject) const {
  return text.fill([&](std::string_view name) -> std::string {
    if (name == "rule") return rule.id;
    if (name == "title") return rule.title;
    if (name == "clause") return rule.clause;
    if (name == "regulation") return profile_->short_name;
    if (name == "regulation.url") return profile_->url;
    if (name == "sender") return printable(subject.envelope.sender, most_filled_bytes);
    if (name == "message.limit")
      return printable(fmt::format("{}", fmt::join(subject.facts.limits, ", ")), most_filled_bytes);
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

Match Compiled::describe(const Rule& rule, const Outcome& outcome, const Subject& subject) const {
  Match match;
  match.rule = rule.id;
  match.clause = rule.clause;
  match.title = rule.title;
  match.mode = rule.mode;
  match.action = rule.action;
  match.text = fill(rule.text, rule, outcome, subject);
  for (const auto index : outcome.attachments)
    match.attachments.push_back(subject.facts.attachments[index].path);
  if (outcome.excused != nullptr) match.excused = outcome.excused->reason;
  return match;
}

void Compiled::add_tags(const Rule& rule, const Outcome& outcome, const Subject& subject,
                        Verdict& verdict) const {
  for (const auto& [name, text] : rule.headers) {
    std::pair<std::string, std::string> header{name, fill(text, rule, outcome, subject)};
    if (std::find(verdict.headers.begin(), verdict.headers.end(), header) == verdict.headers.end())
      verdict.headers.push_back(std::move(header));
  }
  const std::string prefix = fill(rule.subject_prefix, rule, outcome, subject);
  if (prefix.empty() || verdict.subject_prefix.find(prefix) != std::string::npos) return;
  verdict.subject_prefix += (verdict.subject_prefix.empty() ? "" : " ") + prefix;
}

Verdict Compiled::evaluate(const Subject& subject, Now now) const {
  Verdict verdict;
  Session session(slots_, subject, *profile_);
  const auto today = local_date(now);
  for (const auto& rule : rules_) {
    if (rule.mode == Mode::off) continue;
    const Outcome outcome = judge(rule, session.facts, today);
    if (!outcome.matched) continue;
    verdict.matches.push_back(describe(rule, outcome, subject));
    if (!verdict.matches.back().decides()) continue;
    verdict.action = std::min(verdict.action, rule.action);
    add_tags(rule, outcome, subject, verdict);
  }
  return verdict;
}

bool Compiled::hits(std::string_view id, const Subject& subject, Now now) const {
  Session session(slots_, subject, *profile_);
  for (const auto& rule : rules_) {
    if (rule.id != id) continue;
    const Outcome outcome = judge(rule, session.facts, local_date(now));
    return outcome.matched && outcome.excused == nullptr;
  }
  return false;
}

std::vector<std::string> Compiled::explain(const Subject& subject, Now now) const {
  std::vector<std::string> lines;
  Session session(slots_, subject, *profile_);
  const auto today = local_date(now);
  for (const auto& rule : rules_) {
    const Outcome outcome = judge(rule, session.facts, today);
    std::string line = fmt::format("{} [{}] {}", rule.id, rule.clause, action_name(rule.action));
    if (rule.mode != Mode::enforce) line += fmt::format(" ({})", mode_name(rule.mode));
    if (!outcome.matched) {
      line += ": miss: " + printable(why_not(rule.when, session.facts, {}), 400);
    } else {
      std::vector<std::string> paths;
      for (const auto index : outcome.attachments)
        paths.push_back(printable(subject.facts.attachments[index].path));
      line +=
          outcome.excused == nullptr ? ": hit: " : fmt::format(": excused ({}): ", outcome.excused->reason);
      line += printable(rule.when.text, 400);
      if (!paths.empty()) line += fmt::format(": {}", fmt::join(paths, "; "));
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Diagnostics Compiled::warnings(Now now) const {
  Diagnostics out;
  for (const auto& rule : rules_)
    for (const auto& exception : rule.exceptions)
      if (!applies(exception, local_date(now)))
        out.push_back({ErrorKind::invalid, exception.where,
                       fmt::format("exception of `{}` has expired (owner: {}); it excuses nothing any more",
                                   rule.id, exception.owner)});
  return out;
}

}  // namespace congvu::rules
