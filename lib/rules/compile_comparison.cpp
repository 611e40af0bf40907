// `fact: operand` -> Comparison.
#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"
#include "regulation/domain.h"
#include "rules/compile_condition.h"
#include "rules/compile_rate.h"
#include "rules/compile_values.h"
#include "yaml/nearest.h"

namespace congvu::rules {
namespace {

using yaml::Faults;
using yaml::Map;
using yaml::Node;
using yaml::Type;

constexpr std::size_t most_pattern_bytes = 4096;

// The keys of an operand mapping that the fact understands.
class OperandCompiler {
 public:
  OperandCompiler(const FactRow& row, CompileContext& context) : context_(context) { slot_.row = &row; }

  std::optional<Condition> compile(const Node& operand) {
    const std::size_t before = context_.faults.count();
    if (operand.type == Type::map)
      mapping(operand);
    else if (slot_.row->arity == Arity::asked)
      fault(operand, "`rate` needs a mapping such as {per: login, count: recipients, within: 1h, over: 200}");
    else if (slot_.row->arity == Arity::named)
      fault(operand,
            fmt::format("`{0}` needs a mapping such as {{name: X-Mailer, contains: ...}}", slot_.row->name));
    else
      plain(operand);
    if (context_.faults.count() != before) return std::nullopt;
    comparison_.type = slot_.row->type;
    comparison_.slot = slot_index();
    Condition out;
    out.op = Condition::Op::compare;
    out.comparison = std::move(comparison_);
    out.place = operand.place;
    std::sort(spelling_.begin(), spelling_.end());
    const std::string about = slot_.question ? rate_text(*slot_.question) : slot_.parameter;
    out.text = fmt::format("{}{}: {}", slot_.row->name, about.empty() ? "" : "[" + about + "]",
                           fmt::join(spelling_, ", "));
    return out;
  }

 private:
  void fault(const Node& node, std::string text) { context_.faults.add(node.place, std::move(text)); }

  // A value, or a list of values of which one is enough.
  void plain(const Node& node) {
    if (slot_.row->type == FactType::flag) {
      if (yaml::read_flag(node, slot_.row->name, comparison_.flag, context_.faults))
        spelling_.emplace_back(comparison_.flag ? "true" : "false");
      return;
    }
    ValueSet set;
    add_values(node, set, context_.faults);
    if (!set.empty()) comparison_.sets.push_back(std::move(set));
  }

  void add_values(const Node& node, ValueSet& set, Faults& faults) {
    std::vector<std::string> words;
    const auto one = [&](const Node& value) {
      if (compile_value(slot_, value, set, faults)) words.push_back(spelled(value));
    };
    if (node.type == Type::list) {
      if (node.items.empty()) faults.add(node.place, "an empty list can never match");
      for (const auto& item : node.items) one(item);
    } else {
      one(node);
    }
    std::sort(words.begin(), words.end());
    spelling_.push_back(fmt::format("{}", fmt::join(words, " | ")));
  }

  [[nodiscard]] std::string spelled(const Node& value) const {
    if (!numeric(slot_.row->type)) return value.text.empty() ? "\"\"" : fold(slot_, value.text);
    std::uint64_t number = 0;
    yaml::Diagnostics ignored;
    Faults faults({}, ignored);
    yaml::read_size(value, {}, number, faults, 0, UINT64_MAX);
    return fmt::format("{}", number);
  }

  void mapping(const Node& node) {
    const std::size_t faults = context_.diagnostics.size();
    Map map(node, context_.faults, slot_.row->name);
    read_options(map);
    const std::size_t before = spelling_.size();
    if (const Node* values = map.node("is")) plain(*values);
    if (slot_.row->type != FactType::flag) read_lists(map);
    if (numeric(slot_.row->type)) {
      read_bound(map, "over", comparison_.over);
      read_bound(map, "under", comparison_.under);
    }
    if (slot_.row->type == FactType::text) {
      read_contains(map);
      read_matches(map);
    }
    if (slot_.question && comparison_.over >= most_outside_domains &&
        slot_.question->count == RateCount::outside_domains && comparison_.over)
      context_.faults.add(map.place_of("over"),
                          fmt::format("of outside domains at most {} are counted", most_outside_domains));
    map.finish();
    if (context_.diagnostics.size() == faults && spelling_.size() == before)
      fault(node, fmt::format("`{}` says nothing that could be compared", slot_.row->name));
    if (slot_.form == Form::exact) spelling_.emplace_back("exact");
    if (slot_.form == Form::no_marks) spelling_.emplace_back("fold_marks");
  }

  // First of all, since they decide how the values are folded.
  void read_options(Map& map) {
    if (slot_.row->arity == Arity::named) {
      map.require("name");
      map.text("name", slot_.parameter);
      slot_.parameter = lower_ascii(slot_.parameter);
    }
    if (slot_.row->arity == Arity::asked) slot_.question = read_rate_question(map, context_.faults);
    if (slot_.row->type != FactType::text) return;
    bool exact = false;
    bool no_marks = false;
    map.flag("exact", exact);
    map.flag("fold_marks", no_marks);
    if (exact && no_marks)
      context_.faults.add(map.place_of("fold_marks"), "`exact` and `fold_marks` exclude each other");
    if (exact) slot_.form = Form::exact;
    if (no_marks) slot_.form = Form::no_marks;
  }

  void read_lists(Map& map) {
    const auto in = read_names(map, "in");
    const auto out = read_names(map, "not_in");
    for (const auto& name : out)
      if (std::find(in.begin(), in.end(), name) != in.end())
        context_.faults.add(map.place_of("not_in"),
                            fmt::format("list `{}` stands in `in` and in `not_in`", printable(name, 60)));
  }

  // `in`: one of these lists has the value; `not_in`: none of them has it.
  std::vector<std::string> read_names(Map& map, std::string_view key) {
    const Node* node = map.node(key);
    std::vector<std::string> names;
    if (node == nullptr || !map.texts(key, names)) return {};
    ValueSet set;
    if (names.empty()) fault(*node, "an empty list can never match");
    for (std::size_t i = 0; i < names.size(); ++i)
      add_list(node->type == Type::list ? node->items[i] : *node, key, names[i], set);
    if (!set.empty()) (key == "in" ? comparison_.sets : comparison_.without).push_back(std::move(set));
    return names;
  }

  void add_list(const Node& node, std::string_view key, const std::string& name, ValueSet& set) {
    const auto at = context_.lists.find(name);
    if (at == context_.lists.end()) {
      std::vector<std::string_view> known;
      for (const auto& [other, list] : context_.lists) known.push_back(other);
      fault(node, yaml::unknown_word("list", name, known));
      return;
    }
    at->second.used = true;
    Faults faults(at->second.file, context_.diagnostics);
    for (const auto& item : at->second.values->items) compile_value(slot_, item, set, faults);
    spelling_.push_back(fmt::format("{} {}", key == "in" ? "in" : "not in", name));
  }

  void read_bound(Map& map, std::string_view key, std::optional<std::uint64_t>& out) {
    std::uint64_t value = 0;
    const bool read = slot_.row->type == FactType::size ? map.size(key, value) : map.number(key, value);
    if (!read) return;
    out = value;
    spelling_.push_back(fmt::format("{} {}", key, value));
  }

  void read_contains(Map& map) {
    const Node* node = map.node("contains");
    std::vector<std::string> texts;
    if (node == nullptr || !map.texts("contains", texts)) return;
    if (texts.empty()) fault(*node, "an empty list can never match");
    for (std::size_t i = 0; i < texts.size(); ++i) {
      std::string folded = fold(slot_, texts[i]);
      if (folded.empty())
        fault(node->type == Type::list ? node->items[i] : *node, "an empty text is in every text");
      comparison_.contains.push_back(std::move(folded));
    }
    auto sorted = comparison_.contains;
    std::sort(sorted.begin(), sorted.end());
    spelling_.push_back(fmt::format("contains {}", fmt::join(sorted, " | ")));
  }

  void read_matches(Map& map) {
    const Node* node = map.node("matches");
    std::vector<std::string> texts;
    if (node == nullptr || !map.texts("matches", texts)) return;
    if (texts.empty()) fault(*node, "an empty list can never match");
    for (std::size_t i = 0; i < texts.size(); ++i)
      add_pattern(node->type == Type::list ? node->items[i] : *node, texts[i]);
    std::sort(texts.begin(), texts.end());
    spelling_.push_back(fmt::format("matches {}", fmt::join(texts, " | ")));
  }

  void add_pattern(const Node& node, const std::string& text) {
    if (text.size() > most_pattern_bytes)
      return fault(node, fmt::format("a pattern has at most {} bytes", most_pattern_bytes));
    if (slot_.form == Form::no_marks &&
        std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
      return fault(node, "with `fold_marks` the pattern must be written without diacritics");
    PatternSet& patterns = *context_.slots[slot_index()].patterns;
    if (std::string wrong = patterns.add(nfc(text), slot_.form); !wrong.empty())
      return fault(node, std::move(wrong));
    comparison_.matches.push_back(patterns.size() - 1);
  }

  std::size_t slot_index() {
    auto& slots = context_.slots;
    const auto at = std::find(slots.begin(), slots.end(), slot_);
    if (at != slots.end()) return static_cast<std::size_t>(at - slots.begin());
    slots.push_back(slot_);
    if (slot_.row->type == FactType::text) slots.back().patterns = std::make_shared<PatternSet>();
    return slots.size() - 1;
  }

  CompileContext& context_;
  Slot slot_;
  Comparison comparison_;
  std::vector<std::string> spelling_;
};

}  // namespace

std::optional<Condition> compile_comparison(const FactRow& row, const yaml::Node& operand,
                                            CompileContext& context) {
  return OperandCompiler(row, context).compile(operand);
}

}  // namespace congvu::rules
