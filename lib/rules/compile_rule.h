// Rules: YAML -> Rule, with its exceptions and examples.
//
// In: one entry of `rules:`. Out: a rule, or nothing and at least one fault with its place. Threads: one load
// on one thread.
#pragma once

#include <filesystem>
#include <optional>

#include "rules/compile_context.h"
#include "rules/rule.h"

namespace congvu::rules {

// `directory`: where the rule file lies, for its examples; empty for rules that are compiled in.
std::optional<Rule> compile_rule(const yaml::Node& node, CompileContext& context,
                                 const std::filesystem::path& directory, std::vector<Example>& examples);

// `then:`
bool compile_actions(const yaml::Node& node, CompileContext& context, Rule& rule);
// `examples:`
void compile_examples(const yaml::Node& node, CompileContext& context, const Rule& rule,
                      const std::filesystem::path& directory, std::vector<Example>& examples);

}  // namespace congvu::rules
