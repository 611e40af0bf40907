// congvu check: faults in rule files, and whether the rules do what their examples say.
//
// --json prints one object: {ok, rules, examples, faults: [{where, text}], warnings: [{where, text}],
// [[rule, stage]]}; an example that is wrong is a fault. Members are only ever added.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/inputs.h"
#include "regulation/profile.h"
#include "rules/ruleset.h"
#include "rules/uncovered.h"
#include "scan/scan.h"

namespace congvu::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::string profile;
  bool json = false;
  bool stages = false;
};

struct Report {
  std::vector<std::pair<std::string, std::string>> stages;  // rules, with when a policy server decides them
  std::size_t rules = 0;
  std::size_t examples = 0;
  rules::Diagnostics faults;
  rules::Diagnostics warnings;
};

// The line of explain() about `rule`, without its head.
std::string explanation(const rules::Ruleset& ruleset, const std::string& rule, const rules::Subject& subject,
                        std::chrono::system_clock::time_point now) {
  for (const auto& line : ruleset.explain(subject, now))
    if (line.starts_with(rule + " [")) return line.substr(line.find(": ") + 2);
  return {};
}

void run_example(const rules::Ruleset& ruleset, const rules::Example& example, Report& report) {
  const auto now = std::chrono::system_clock::now();
  MessageFacts facts = example.facts;
  if (!example.file.empty()) {
    const Limits limits;
    const auto bytes = read_input(example.file.string(), limits.message_bytes);
    if (!bytes) {
      report.faults.push_back(bytes.error());
      return;
    }
    facts = scan::scan(*bytes, limits);
  }
  ++report.examples;
  const rules::Subject subject{example.envelope, facts, example.state};
  if (ruleset.hits(example.rule, subject, now) == example.hit) return;
  report.faults.push_back(
      {ErrorKind::invalid, example.where,
       fmt::format("rule `{}` must {} this example, but does not: {}", example.rule,
                   example.hit ? "hit" : "miss", explanation(ruleset, example.rule, subject, now))});
}

Report check(const Options& options) {
  Report report;
  std::shared_ptr<const regulation::Profile> profile;
  if (!options.profile.empty()) {
    auto loaded = regulation::load_profile(options.profile);
    if (!loaded) {
      report.faults = std::move(loaded.error());
      return report;
    }
    profile = std::move(*loaded);
  }
  const auto ruleset = rules::Ruleset::load({options.paths.begin(), options.paths.end()}, profile);
  if (!ruleset) {
    report.faults = ruleset.error();
    return report;
  }
  report.rules = (*ruleset)->size();
  for (const auto& id : (*ruleset)->ids()) {
    const auto stage = (*ruleset)->policy_stage(id);
    report.stages.emplace_back(id, stage ? stage_name(*stage) : "eom");
  }
  report.warnings = (*ruleset)->warnings(std::chrono::system_clock::now());
  if (const auto codes = rules::uncovered_reasons(**ruleset, std::chrono::system_clock::now());
      !codes.empty())
    report.warnings.push_back(
        {ErrorKind::invalid, {}, fmt::format("no rule says what becomes of {}", fmt::join(codes, ", "))});
  for (const auto& example : (*ruleset)->examples()) run_example(**ruleset, example, report);
  return report;
}

nlohmann::json as_json(const rules::Diagnostics& diagnostics) {
  auto out = nlohmann::json::array();
  for (const auto& error : diagnostics) out.push_back({{"where", error.where}, {"text", error.text}});
  return out;
}

void print(const Report& report, const Options& options) {
  if (options.json) {
    const nlohmann::json object{{"ok", report.faults.empty()},          {"rules", report.rules},
                                {"examples", report.examples},          {"faults", as_json(report.faults)},
                                {"warnings", as_json(report.warnings)}, {"stages", report.stages}};
    std::puts(object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    return;
  }
  for (const auto& warning : report.warnings)
    std::fputs(("warning: " + warning.to_string() + "\n").c_str(), stderr);
  for (const auto& fault : report.faults) std::fputs((fault.to_string() + "\n").c_str(), stderr);
  if (options.stages)
    for (const auto& [id, stage] : report.stages) std::puts(fmt::format("{:6} {}", stage, id).c_str());
  std::puts(fmt::format("{} rules, {} examples, {} faults, {} warnings", report.rules, report.examples,
                        report.faults.size(), report.warnings.size())
                .c_str());
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check", "faults in rules; runs the examples of every rule");
  command->add_option("paths", options->paths, "rule files or directories (default: the embedded rules)");
  command->add_option("--profile", options->profile, "regulation profile (default: the embedded one)");
  command->add_flag("--json", options->json, "one JSON object");
  command->add_flag("--stages", options->stages,
                    "when each rule is decided: by congvu-policyd at connect, mail, rcpt or data, else eom");
  command->footer("Exit codes: 0 no fault (warnings do not count), 1 faults, 2 wrong options.");
  command->callback([options, &exit_code] {
    const Report report = check(*options);
    print(report, *options);
    exit_code = report.faults.empty() ? exit_clean : exit_found;
  });
}

}  // namespace congvu::cli
