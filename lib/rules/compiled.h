// The rule set as it is after the load: slots, rules, examples.
//
// Threads: constant after the load; every evaluation has its own FactCache.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rules/condition.h"
#include "rules/rule.h"
#include "rules/ruleset.h"

namespace congvu::rules {

using Now = std::chrono::system_clock::time_point;

// The local date of `now`.
std::chrono::year_month_day local_date(Now now);

class Compiled final : public Ruleset {
 public:
  explicit Compiled(std::shared_ptr<const regulation::Profile> profile) : profile_(std::move(profile)) {}

  using Ruleset::evaluate;
  [[nodiscard]] Verdict evaluate(const Subject& subject, Now now, const Scope& scope) const override;
  [[nodiscard]] std::vector<std::string> explain(const Subject& subject, Now now) const override;
  [[nodiscard]] bool hits(std::string_view id, const Subject& subject, Now now) const override;
  [[nodiscard]] Diagnostics warnings(Now now) const override;
  [[nodiscard]] const std::vector<Example>& examples() const override { return examples_; }
  [[nodiscard]] std::size_t size() const override { return rules_.size(); }
  [[nodiscard]] const std::vector<std::string>& header_names() const override { return header_names_; }
  [[nodiscard]] const regulation::Profile& profile() const override { return *profile_; }
  [[nodiscard]] const std::string& hash() const override { return hash_; }
  [[nodiscard]] const std::vector<RateLimit>& rates() const override { return rates_; }
  [[nodiscard]] std::vector<std::string> ids() const override;
  [[nodiscard]] std::optional<Stage> policy_stage(std::string_view id) const override;

 private:
  friend class Loader;

  // What became of one rule on one message.
  struct Outcome {
    bool matched = false;
    const Exception* excused = nullptr;  // by which the whole match is excused
    std::set<std::size_t> attachments;   // that made it match and are not excused (all of them if it is)
    std::map<const Exception*, std::set<std::size_t>> used;  // exceptions, with what each excused
  };
  [[nodiscard]] Outcome judge(const Rule& rule, FactCache& facts, std::chrono::year_month_day today) const;
  static std::vector<UsedException> used_exceptions(const Outcome& outcome, const Subject& subject);
  [[nodiscard]] Match describe(const Rule& rule, const Outcome& outcome, const Subject& subject,
                               FactCache& facts) const;
  [[nodiscard]] std::string fill(const TextTemplate& text, const Rule& rule, const Outcome& outcome,
                                 const Subject& subject, FactCache& facts) const;
  void add_tags(const Rule& rule, const Outcome& outcome, const Subject& subject, FactCache& facts,
                Verdict& verdict) const;

  std::shared_ptr<const regulation::Profile> profile_;
  std::vector<Slot> slots_;
  std::vector<Rule> rules_;
  std::vector<Example> examples_;
  std::vector<std::string> header_names_;
  std::vector<RateLimit> rates_;
  std::string hash_;
};

}  // namespace congvu::rules
