// Conditions: YAML -> checked tree.
//
// In: the value of `when:` or an entry of `unless:`. Out: a tree, or nothing and at least one fault with its
// place. Failure: every fault of the tree is reported, not only the first. Threads: one load on one thread.
#pragma once

#include <optional>
#include <string_view>

#include "rules/compile_context.h"
#include "rules/condition.h"

namespace congvu::rules {

// A mapping (all keys must hold) or a list of mappings (any of them). `ignored`: keys that are no conditions.
std::optional<Condition> compile_condition(const yaml::Node& node, CompileContext& context,
                                           const std::vector<std::string_view>& ignored = {});

// `row: operand`, as in `size: {over: 10MiB}`.
std::optional<Condition> compile_comparison(const FactRow& row, const yaml::Node& operand,
                                            CompileContext& context);

// Reports what can never match: two demands on one fact that exclude each other. False if there is one.
bool check_contradictions(const Condition& condition, CompileContext& context);

}  // namespace congvu::rules
