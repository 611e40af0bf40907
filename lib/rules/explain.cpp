// Why each rule matched or not, and what wants a look.
#include <fmt/format.h>

#include "facts/text.h"
#include "rules/compiled.h"
#include "rules/session.h"

namespace congvu::rules {

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
      if (!exception.applies(local_date(now)))
        out.push_back({ErrorKind::invalid, exception.where,
                       fmt::format("exception of `{}` has expired (owner: {}); it excuses nothing any more",
                                   rule.id, exception.owner)});
  return out;
}

}  // namespace congvu::rules
