// congvu reasons: every reason code, its grade and text, and what the rules do with it.
//
// --json prints one array of {code, kind, grade, text, text_vi, rule, action, mode}; kind is deviation,
// unchecked or limit. Members are only ever added. Otherwise the texts are Vietnamese.
#include "facts/reasons.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "congvu.h"
#include "facts/catalogue_words.h"

namespace congvu::cli {
namespace {

struct Options {
  std::vector<std::string> rules;
  std::string profile;
  bool json = false;
};

struct Reason {
  std::string_view code;
  std::string_view kind;
  std::string_view grade;  // of deviations
  ReasonText text;
  rules::Verdict verdict;  // on a message with nothing but this
};

rules::Verdict judged(const rules::Ruleset& ruleset, const MessageFacts& facts) {
  return ruleset.evaluate({{}, facts}, std::chrono::system_clock::now());
}

// An attachment has it: where rules ask about the message itself, too, they ask the same.
std::vector<Reason> reasons(const rules::Ruleset& ruleset) {
  std::vector<Reason> out;
  for (const auto code : words::deviations()) {
    MessageFacts facts;
    facts.attachments.emplace_back().deviations = {deviation_of(code)};
    const auto deviation = deviation_of(code);
    out.push_back(
        {code, "deviation", grade_name(info(deviation).grade), text_of(deviation), judged(ruleset, facts)});
  }
  for (const auto code : words::unchecked_reasons()) {
    MessageFacts facts;
    facts.attachments.emplace_back().unchecked = {unchecked_of(code)};
    out.push_back({code, "unchecked", {}, text_of(unchecked_of(code)), judged(ruleset, facts)});
  }
  for (const auto code : words::limits()) {
    MessageFacts facts;
    facts.limits = {std::string(code)};
    out.push_back({code, "limit", {}, text_of_limit(code), judged(ruleset, facts)});
  }
  return out;
}

// The rule that decides, else the first that only looks on.
const rules::Match* shown_match(const rules::Verdict& verdict) {
  if (const auto* match = verdict.decisive(); match != nullptr) return match;
  return verdict.matches.empty() ? nullptr : &verdict.matches.front();
}

std::string as_text(const Reason& reason) {
  const auto* match = shown_match(reason.verdict);
  std::string does =
      match == nullptr ? "no rule" : fmt::format("{} ({})", rules::action_name(match->action), match->rule);
  if (match != nullptr && match->mode != rules::Mode::enforce)
    does += fmt::format(", {}", rules::mode_name(match->mode));
  return fmt::format("{:<29} {:<7} {:<36} {}\n", reason.code, reason.grade, does, reason.text.vietnamese);
}

nlohmann::json as_json(const Reason& reason) {
  nlohmann::json out{{"code", reason.code}, {"kind", reason.kind}};
  if (!reason.grade.empty()) out["grade"] = reason.grade;
  out["text"] = reason.text.english;
  out["text_vi"] = reason.text.vietnamese;
  if (const auto* match = shown_match(reason.verdict); match != nullptr) {
    out["rule"] = match->rule;
    out["action"] = rules::action_name(match->action);
    out["mode"] = rules::mode_name(match->mode);
  }
  return out;
}

std::string all_as_text(const std::vector<Reason>& all) {
  std::string text = "message.deviation, attachment.deviation\n";
  std::string_view kind = "deviation";
  for (const auto& reason : all) {
    if (reason.kind != kind)
      text += reason.kind == "unchecked" ? "\nattachment.unchecked\n" : "\nmessage.limit\n";
    kind = reason.kind;
    text += as_text(reason);
  }
  return text;
}

int run(const Options& options) {
  const auto policy = options.rules.empty() && options.profile.empty()
                          ? Policy::embedded()
                          : Policy::load({options.rules.begin(), options.rules.end()}, options.profile);
  if (!policy) {
    for (const auto& fault : policy.error()) std::fputs((fault.to_string() + "\n").c_str(), stderr);
    return exit_usage;
  }
  const auto all = reasons(policy->ruleset());
  std::string text;
  if (options.json) {
    auto array = nlohmann::json::array();
    for (const auto& reason : all) array.push_back(as_json(reason));
    text = array.dump(2) + "\n";
  } else {
    text = all_as_text(all);
  }
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? exit_clean : exit_usage;
}

}  // namespace

void add_reasons(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("reasons", "every reason code, and what the rules do with it");
  command->add_option("--rules", options->rules, "rule files or directories (default: the embedded rules)");
  command->add_option("--profile", options->profile, "regulation profile (default: the embedded one)");
  command->add_flag("--json", options->json, "as a JSON array");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace congvu::cli
