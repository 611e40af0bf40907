// Conditions that exclude each other: a rule that can never match is a mistake of its author.
//
// Looked at: everything that must hold together for the same mail or the same attachment. Facts with several
// values are left alone: two demands may be met by two values.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "facts/catalogue_words.h"
#include "rules/compile_condition.h"

namespace congvu::rules {
namespace {

using Op = Condition::Op;

// What is left of the values of one fact after all demands so far.
struct Room {
  std::uint64_t least = 0;
  std::uint64_t most = UINT64_MAX;
  std::optional<std::unordered_set<std::string>> texts;  // nullopt: any text
  std::optional<std::unordered_set<std::uint64_t>> numbers;
  std::uint32_t line = 0;  // of the last demand before

  [[nodiscard]] bool empty() const {
    if (least > most || (texts && texts->empty())) return true;
    return numbers &&
           std::none_of(numbers->begin(), numbers->end(), [&](auto n) { return n >= least && n <= most; });
  }
};

template <class Value>
void narrow(std::optional<std::unordered_set<Value>>& room, const std::unordered_set<Value>& demand) {
  if (!room) {
    room = demand;
    return;
  }
  std::erase_if(*room, [&](const Value& value) { return demand.count(value) == 0; });
}

class Conjunction {
 public:
  explicit Conjunction(CompileContext& context) : context_(context) {}

  bool add(const Condition& condition) {
    if (condition.op == Op::all)
      return std::all_of(condition.children.begin(), condition.children.end(),
                         [&](const auto& child) { return add(child); });
    if (condition.op == Op::none) return add_denied(condition);
    if (denied_.count(condition.text) != 0) return report(condition, denied_[condition.text]);
    claimed_.emplace(condition.text, condition.place.line);
    return condition.op != Op::compare || add_comparison(condition);
  }

 private:
  bool add_denied(const Condition& condition) {
    const auto& denied = condition.children.front().text;
    if (const auto at = claimed_.find(denied); at != claimed_.end()) return report(condition, at->second);
    denied_.emplace(denied, condition.place.line);
    return true;
  }

  bool report(const Condition& condition, std::uint32_t line) {
    context_.faults.add(condition.place,
                        line == 0 || line == condition.place.line
                            ? "this can never match"
                            : fmt::format("this can never match together with line {}", line));
    return false;
  }

  bool add_comparison(const Condition& condition) {
    const auto& comparison = condition.comparison;
    const Slot& slot = context_.slots[comparison.slot];
    if (slot.row->arity != Arity::one) return true;
    Room& room = rooms_[key(slot)];
    const std::uint32_t before = room.line;
    room.line = condition.place.line;
    demand(slot, comparison, room);
    return !room.empty() || report(condition, before);
  }

  // `executable` says the same as `kind`, so that both share one room.
  static std::string key(const Slot& slot) {
    if (slot.row->name == "attachment.executable") return "attachment.kind/0";
    return fmt::format("{}/{}", slot.row->name, static_cast<int>(slot.form));
  }

  static void demand(const Slot& slot, const Comparison& comparison, Room& room) {
    if (slot.row->name == "attachment.executable") {
      std::unordered_set<std::string> kinds;
      for (const auto kind : words::kinds())
        if ((kind == "executable") == comparison.flag) kinds.emplace(kind);
      return narrow(room.texts, kinds);
    }
    if (comparison.type == FactType::flag) return narrow(room.texts, {comparison.flag ? "true" : "false"});
    if (comparison.over)
      room.least = std::max(room.least, *comparison.over == UINT64_MAX ? UINT64_MAX : *comparison.over + 1);
    if (comparison.over == UINT64_MAX || comparison.under == 0) room.numbers.emplace();
    if (comparison.under && *comparison.under > 0) room.most = std::min(room.most, *comparison.under - 1);
    for (const auto& set : comparison.sets) {
      if (!set.numbers.empty()) narrow(room.numbers, set.numbers);
      const bool closed = comparison.type == FactType::word || comparison.type == FactType::text ||
                          comparison.type == FactType::address;
      if (closed && !set.texts.empty()) narrow(room.texts, set.texts);
    }
    for (const auto& set : comparison.without) {
      const auto denied = [](const auto& values) {
        return [&values](const auto& value) { return values.count(value) != 0; };
      };
      if (room.texts) std::erase_if(*room.texts, denied(set.texts));
      if (room.numbers) std::erase_if(*room.numbers, denied(set.numbers));
    }
  }

  CompileContext& context_;
  std::map<std::string, Room> rooms_;
  std::map<std::string, std::uint32_t> claimed_;
  std::map<std::string, std::uint32_t> denied_;
};

}  // namespace

bool check_contradictions(const Condition& condition, CompileContext& context) {
  if (!Conjunction(context).add(condition)) return false;
  return std::all_of(condition.children.begin(), condition.children.end(),
                     [&](const Condition& child) { return check_contradictions(child, context); });
}

}  // namespace congvu::rules
