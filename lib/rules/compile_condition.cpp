#include "rules/compile_condition.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"
#include "yaml/nearest.h"

namespace congvu::rules {
namespace {

using yaml::Entry;
using yaml::Node;
using yaml::Type;
using Op = Condition::Op;

constexpr std::string_view message_prefix = "message.";

// Where a condition stands: at the top, inside `attachment:` or inside `message:`; the prefix of its facts.
using Scope = std::string_view;

class TreeCompiler {
 public:
  explicit TreeCompiler(CompileContext& context) : context_(context) {}

  std::optional<Condition> compile(const Node& node, Scope scope,
                                   const std::vector<std::string_view>& ignored) {
    if (!ignored.empty()) beside_ = ignored;
    if (node.type == Type::list) return group(Op::any, node, scope);
    if (node.type != Type::map)
      return fault(node.place, "conditions must be a mapping or a list of mappings");
    std::vector<Condition> children;
    bool good = true;
    for (const auto& entry : node.entries) {
      if (std::find(ignored.begin(), ignored.end(), entry.key) != ignored.end()) continue;
      auto child = key(entry, scope);
      good = good && child.has_value();
      if (child) children.push_back(std::move(*child));
    }
    if (!good) return std::nullopt;
    if (children.empty()) return fault(node.place, "no condition here; this would match every mail");
    return combine(Op::all, std::move(children), node.place);
  }

 private:
  std::nullopt_t fault(yaml::Place place, std::string text) {
    context_.faults.add(place, std::move(text));
    return std::nullopt;
  }

  // One spelling for equal conditions, whatever the order in which they were written.
  static Condition combine(Op op, std::vector<Condition> children, yaml::Place place) {
    if ((op == Op::all || op == Op::any) && children.size() == 1) return std::move(children.front());
    Condition out;
    out.op = op;
    out.place = place;
    std::vector<std::string> texts;
    texts.reserve(children.size());
    for (const auto& child : children) texts.push_back(child.text);
    std::sort(texts.begin(), texts.end());
    const std::string_view between = op == Op::all ? " and " : " or ";
    std::string joined = fmt::format("{}", fmt::join(texts, between));
    if (op == Op::none)
      out.text = "not (" + joined + ")";
    else if (op == Op::recipient)
      out.text = "a recipient with (" + joined + ")";
    else if (op == Op::attachment)
      out.text = "an attachment with (" + joined + ")";
    else
      out.text = children.size() > 1 ? "(" + joined + ")" : joined;
    out.children = std::move(children);
    return out;
  }

  std::optional<Condition> group(Op op, const Node& node, Scope scope) {
    if (node.type != Type::list) return fault(node.place, "must be a list of mappings");
    if (node.items.empty()) return fault(node.place, "an empty list can never match");
    std::vector<Condition> children;
    bool good = true;
    for (const auto& item : node.items) {
      auto child = compile(item, scope, {});
      good = good && child.has_value();
      if (child) children.push_back(std::move(*child));
    }
    if (!good) return std::nullopt;
    return combine(op, std::move(children), node.place);
  }

  std::optional<Condition> key(const Entry& entry, Scope scope) {
    if (entry.key == "all") return group(Op::all, entry.value, scope);
    if (entry.key == "any") return group(Op::any, entry.value, scope);
    if (entry.key == "not") return wrap(Op::none, entry, scope);
    if (scope.empty() && entry.key == "attachment") return wrap(Op::attachment, entry, attachment_prefix);
    if (scope.empty() && entry.key == "message") return compile(entry.value, message_prefix, {});
    if (scope.empty() && entry.key == "recipient" && about_one_recipient(entry.value))
      return wrap(Op::recipient, entry, recipient_prefix);
    const FactRow* row = find(entry.key, scope);
    if (row == nullptr || (scope.empty() && of_attachment(*row))) return unknown(entry, scope);
    auto out = compile_comparison(*row, entry.value, context_);
    if (out) out->place = entry.key_place;
    return out;
  }

  static const FactRow* find(std::string_view key, Scope scope) {
    if (scope != recipient_prefix) return fact_row(std::string(scope) + std::string(key));
    if (key == "address") return fact_row("recipient");
    const FactRow* row = fact_row(std::string(scope) + std::string(key));
    return row != nullptr && of_recipient(*row) ? row : nullptr;
  }

  // `recipient: {standing: closed, ...}`, and not `recipient: {in: ...}` or an address.
  static bool about_one_recipient(const Node& node) {
    if (node.type == Type::list)
      return std::any_of(node.items.begin(), node.items.end(), about_one_recipient);
    return std::any_of(node.entries.begin(), node.entries.end(), [](const Entry& entry) {
      return entry.key == "not" || entry.key == "any" || entry.key == "all" ||
             find(entry.key, recipient_prefix) != nullptr;
    });
  }

  std::optional<Condition> wrap(Op op, const Entry& entry, Scope scope) {
    auto child = compile(entry.value, scope, {});
    if (!child) return std::nullopt;
    std::vector<Condition> children;
    children.push_back(std::move(*child));
    return combine(op, std::move(children), entry.key_place);
  }

  std::optional<Condition> unknown(const Entry& entry, Scope scope) {
    const std::string key = printable(entry.key, 60);
    const bool attachment_fact = entry.key.starts_with(attachment_prefix) ||
                                 fact_row(std::string(attachment_prefix) + entry.key) != nullptr;
    if (scope.empty() && attachment_fact &&
        (fact_row(entry.key) != nullptr || !entry.key.starts_with(attachment_prefix)))
      return fault(
          entry.key_place,
          fmt::format("`{}` is a fact of one attachment; write it inside `attachment:`",
                      key.starts_with(attachment_prefix) ? key.substr(attachment_prefix.size()) : key));
    if (scope == recipient_prefix && (entry.key == "in" || entry.key == "not_in" || entry.key == "is"))
      return fault(entry.key_place,
                   fmt::format("`{0}` is about the address: write `address: {{{0}: ...}}`", key));
    if (!scope.empty() &&
        (fact_row(entry.key) != nullptr || entry.key == "attachment" || entry.key == "message"))
      return fault(entry.key_place, fmt::format("`{}` cannot stand inside `{}:`; write it beside it", key,
                                                scope.substr(0, scope.size() - 1)));
    std::vector<std::string_view> words{"not", "any", "all"};
    if (scope.empty()) words.insert(words.end(), {"attachment", "message"});
    words.insert(words.end(), beside_.begin(), beside_.end());
    if (scope == recipient_prefix) words.emplace_back("address");
    for (const auto& row : catalogue())
      if (row.name.starts_with(scope) && (!scope.empty() || !of_attachment(row)) &&
          (scope != recipient_prefix || of_recipient(row)))
        words.push_back(row.name.substr(scope.size()));
    return fault(entry.key_place, yaml::unknown_word("condition", entry.key, words));
  }

  CompileContext& context_;
  std::vector<std::string_view> beside_;  // keys beside the conditions, which may be mistyped, too
};

}  // namespace

std::optional<Condition> compile_condition(const yaml::Node& node, CompileContext& context,
                                           const std::vector<std::string_view>& ignored) {
  auto out = TreeCompiler(context).compile(node, {}, ignored);
  if (out && !check_contradictions(*out, context)) return std::nullopt;
  return out;
}

}  // namespace congvu::rules
