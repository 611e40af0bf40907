#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "rules/compiled.h"
#include "rules/session.h"

namespace congvu::rules {
namespace {

// The first exception that excuses attachment `only`, or the whole mail where there is none.
const Exception* excuse(const Rule& rule, FactCache& facts, std::chrono::year_month_day today,
                        const View& view) {
  for (const auto& exception : rule.exceptions)
    if (exception.applies(today) && holds(exception.when, facts, view, nullptr)) return &exception;
  return nullptr;
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
    if (outcome.excused != nullptr) outcome.used[outcome.excused];
    return outcome;
  }
  std::set<std::size_t> excused;
  const Exception* first = nullptr;
  for (const auto index : outcome.attachments) {
    const Exception* found = excuse(rule, facts, today, {nullptr, index});
    if (found == nullptr) continue;
    if (first == nullptr) first = found;
    excused.insert(index);
    outcome.used[found].insert(index);
  }
  if (excused.empty()) return outcome;
  std::set<std::size_t> left;
  if (holds(rule.when, facts, {&excused, std::nullopt}, &left)) {
    outcome.attachments = std::move(left);
    if (outcome.attachments.empty()) outcome.excused = excuse(rule, facts, today, {&excused, std::nullopt});
    if (outcome.excused != nullptr) outcome.used[outcome.excused];
  } else {
    outcome.excused = first;
  }
  return outcome;
}

// In the order of the rule file.
std::vector<UsedException> Compiled::used_exceptions(const Outcome& outcome, const Subject& subject) {
  std::vector<UsedException> out;
  for (const auto& [exception, attachments] : outcome.used) {
    UsedException& used = out.emplace_back();
    used.reason = exception->reason;
    used.owner = exception->owner;
    if (exception->until)
      used.until = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(exception->until->year()),
                               static_cast<unsigned>(exception->until->month()),
                               static_cast<unsigned>(exception->until->day()));
    for (const auto index : attachments) used.attachments.push_back(subject.facts.attachments[index].path);
  }
  return out;
}

Match Compiled::describe(const Rule& rule, const Outcome& outcome, const Subject& subject,
                         FactCache& facts) const {
  Match match;
  match.rule = rule.id;
  match.clause = rule.clause;
  match.title = rule.title;
  match.mode = rule.mode;
  match.action = rule.action;
  match.code = rule.code;
  match.text = fill(rule.text, rule, outcome, subject, facts);
  for (const auto index : outcome.attachments)
    match.attachments.push_back(subject.facts.attachments[index].path);
  if (outcome.excused != nullptr) match.excused = outcome.excused->reason;
  match.exceptions = used_exceptions(outcome, subject);
  return match;
}

void Compiled::add_tags(const Rule& rule, const Outcome& outcome, const Subject& subject, FactCache& facts,
                        Verdict& verdict) const {
  for (const auto& [name, text] : rule.headers) {
    std::pair<std::string, std::string> header{name, fill(text, rule, outcome, subject, facts)};
    if (std::find(verdict.headers.begin(), verdict.headers.end(), header) == verdict.headers.end())
      verdict.headers.push_back(std::move(header));
  }
  const std::string prefix = fill(rule.subject_prefix, rule, outcome, subject, facts);
  if (prefix.empty() || verdict.subject_prefix.find(prefix) != std::string::npos) return;
  verdict.subject_prefix += (verdict.subject_prefix.empty() ? "" : " ") + prefix;
}

namespace {

bool within(const Scope& scope, const std::optional<Stage>& stage) {
  if (scope.rules == Scope::Rules::all) return true;
  const bool envelope = stage && *stage >= scope.from && *stage <= scope.until;
  return envelope == (scope.rules == Scope::Rules::envelope);
}

}  // namespace

Verdict Compiled::evaluate(const Subject& subject, Now now, const Scope& scope) const {
  Verdict verdict;
  Session session(slots_, subject, *profile_);
  const auto today = local_date(now);
  for (const auto& rule : rules_) {
    if (rule.mode == Mode::off || !within(scope, rule.policy_stage)) continue;
    const Outcome outcome = judge(rule, session.facts, today);
    if (!outcome.matched) continue;
    verdict.matches.push_back(describe(rule, outcome, subject, session.facts));
    if (!verdict.matches.back().decides()) continue;
    verdict.action = std::min(verdict.action, rule.action);
    add_tags(rule, outcome, subject, session.facts, verdict);
  }
  return verdict;
}

std::vector<std::string> Compiled::ids() const {
  std::vector<std::string> out;
  out.reserve(rules_.size());
  for (const auto& rule : rules_) out.push_back(rule.id);
  return out;
}

std::optional<Stage> Compiled::policy_stage(std::string_view id) const {
  for (const auto& rule : rules_)
    if (rule.id == id) return rule.policy_stage;
  return std::nullopt;
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

}  // namespace congvu::rules
