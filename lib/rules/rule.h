// One compiled rule.
//
// Threads: plain values, constant after the load.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rules/condition.h"
#include "rules/ruleset.h"
#include "rules/text_template.h"
#include "rules/verdict.h"

namespace congvu::rules {

// An entry of `unless:`.
struct Exception {
  Condition when;
  std::string reason;
  std::string owner;
  std::optional<std::chrono::year_month_day> until;  // the last day, local time
  std::string where;

  [[nodiscard]] bool applies(std::chrono::year_month_day today) const { return !until || today <= *until; }
};

struct Rule {
  std::string id;
  std::string clause;
  std::string title;
  Mode mode = Mode::enforce;
  Condition when;
  std::vector<Exception> exceptions;
  Action action = Action::note;
  TextTemplate text;
  std::string code;  // "550 5.1.1", or empty
  std::vector<std::pair<std::string, TextTemplate>> headers;
  TextTemplate subject_prefix;
  std::optional<Stage> policy_stage;  // see ruleset.h; worked out at the end of the load
  std::string where;
};

}  // namespace congvu::rules
