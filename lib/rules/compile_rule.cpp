#include "rules/compile_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"
#include "rules/compile_condition.h"
#include "yaml/nearest.h"

namespace congvu::rules {
namespace {

using yaml::Map;
using yaml::Node;
using yaml::Type;

constexpr std::size_t most_id_bytes = 64;
constexpr std::size_t most_title_bytes = 300;

bool good_id(std::string_view id) {
  if (id.empty() || id.size() > most_id_bytes || id.front() == '-' || id.back() == '-') return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

// One line of text that may be shown: `what` is missing, empty, too long or has control characters.
void read_line(Map& map, std::string_view key, std::string& out, CompileContext& context) {
  map.require(key);
  if (!map.text(key, out)) return;
  if (trim_ascii(out).empty())
    context.faults.add(map.place_of(key), fmt::format("`{}` is empty", key));
  else if (out.size() > most_title_bytes)
    context.faults.add(map.place_of(key), fmt::format("`{}` has at most {} bytes", key, most_title_bytes));
  else if (printable(out, SIZE_MAX) != out)
    context.faults.add(map.place_of(key),
                       fmt::format("`{}` must be one line without control characters", key));
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (std::size_t i = from; i < from + count; ++i) {
      if (text[i] < '0' || text[i] > '9') return -1;
      value = value * 10 + (text[i] - '0');
    }
    return value;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 2000 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

class RuleCompiler {
 public:
  RuleCompiler(const Node& node, CompileContext& context)
      : node_(node), context_(context), map_(node, context.faults, "a rule") {}

  std::optional<Rule> compile(const std::filesystem::path& directory, std::vector<Example>& examples) {
    const std::size_t before = context_.diagnostics.size();
    rule_.where = yaml::where(context_.faults.file(), node_.place);
    head();
    map_.require("when");
    map_.require("then");
    if (const Node* when = map_.node("when"))
      if (auto condition = compile_condition(*when, context_)) rule_.when = std::move(*condition);
    if (const Node* unless = map_.node("unless")) exceptions(*unless);
    if (const Node* then = map_.node("then")) compile_actions(*then, context_, rule_);
    map_.require("examples");
    if (const Node* node = map_.node("examples"))
      compile_examples(*node, context_, rule_, directory, examples);
    map_.finish();
    if (context_.diagnostics.size() != before) return std::nullopt;
    return std::move(rule_);
  }

 private:
  void fault(yaml::Place place, std::string text) { context_.faults.add(place, std::move(text)); }

  void head() {
    map_.require("id");
    if (map_.text("id", rule_.id) && !good_id(rule_.id))
      fault(map_.place_of("id"), fmt::format("`id` must be lower-case letters, digits and `-`, not `{}`",
                                             printable(rule_.id, 60)));
    map_.require("clause");
    if (map_.text("clause", rule_.clause) && context_.profile.clauses.count(rule_.clause) == 0)
      fault(map_.place_of("clause"), fmt::format("clause `{}` is not in the profile `{}`",
                                                 printable(rule_.clause, 60), context_.profile.id));
    read_line(map_, "title", rule_.title, context_);
    std::size_t mode = static_cast<std::size_t>(Mode::enforce);
    map_.word("mode", {mode_name(Mode::off), mode_name(Mode::observe), mode_name(Mode::enforce)}, mode);
    rule_.mode = static_cast<Mode>(mode);
  }

  void exceptions(const Node& list) {
    if (list.type != Type::list) return fault(list.place, "`unless` must be a list of exceptions");
    if (list.items.empty()) fault(list.place, "an empty list of exceptions; leave `unless` out");
    for (const auto& item : list.items) exception(item);
  }

  void exception(const Node& node) {
    if (node.type != Type::map) return fault(node.place, "an exception must be a mapping");
    static const std::vector<std::string_view> own_keys{"reason", "owner", "until"};
    Map map(node, context_.faults, "an exception");
    Exception out;
    out.where = yaml::where(context_.faults.file(), node.place);
    read_line(map, "reason", out.reason, context_);
    read_line(map, "owner", out.owner, context_);
    std::string until;
    if (map.text("until", until)) {
      out.until = parse_date(until);
      if (!out.until)
        fault(map.place_of("until"),
              fmt::format("`until` must be a date such as 2027-06-30, not `{}`", printable(until, 60)));
    }
    map.missing();  // other keys are conditions, which compile_condition() knows
    auto when = compile_condition(node, context_, own_keys);
    if (!when) return;
    if (when->names_attachments() && !rule_.when.text.empty() && !rule_.when.names_attachments())
      fault(node.place, "this exception is about an attachment, but the rule is not");
    out.when = std::move(*when);
    rule_.exceptions.push_back(std::move(out));
  }

  const Node& node_;
  CompileContext& context_;
  Map map_;
  Rule rule_;
};

}  // namespace

std::optional<Rule> compile_rule(const yaml::Node& node, CompileContext& context,
                                 const std::filesystem::path& directory, std::vector<Example>& examples) {
  if (node.type != Type::map) {
    context.faults.add(node.place, "a rule must be a mapping");
    return std::nullopt;
  }
  return RuleCompiler(node, context).compile(directory, examples);
}

}  // namespace congvu::rules
