// `then:` of a rule.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "facts/text.h"
#include "rules/compile_rule.h"

namespace congvu::rules {
namespace {

using yaml::Map;
using yaml::Node;
using yaml::Type;

constexpr std::size_t most_text_bytes = 600;
constexpr std::size_t most_prefix_bytes = 80;
constexpr std::size_t most_name_bytes = 60;

class ActionCompiler {
 public:
  ActionCompiler(CompileContext& context, Rule& rule) : context_(context), rule_(rule) {}

  void compile(const Node& node) {
    Map map(node, context_.faults, "then");
    const Node* heavy = nullptr;
    for (const auto action : {Action::reject, Action::defer, Action::hold, Action::note}) {
      const Node* value = map.node(action_name(action));
      if (value == nullptr) continue;
      if (heavy != nullptr) fault(*value, "a rule has one action (and `tag` beside `hold` or `note`)");
      heavy = value;
      rule_.action = action;
      text(*value, action_name(action), most_text_bytes, rule_.text);
    }
    if (const Node* value = map.node(action_name(Action::tag))) {
      if (heavy != nullptr && rule_.action <= Action::defer)
        fault(*value, fmt::format("`tag` has no effect beside `{}`", action_name(rule_.action)));
      if (heavy == nullptr || rule_.action > Action::tag) rule_.action = Action::tag;
      tag(*value);
    } else if (heavy == nullptr && map.valid() && node.entries.empty()) {
      fault(node, "`then` names no action; valid: reject, defer, hold, tag, note");
    }
    if (const Node* value = map.node("code")) code(*value, heavy != nullptr);
    map.finish();
  }

 private:
  void fault(const Node& node, std::string why) { context_.faults.add(node.place, std::move(why)); }

  void text(const Node& node, std::string_view what, std::size_t most, TextTemplate& out) {
    std::string text;
    if (!yaml::read_text(node, what, text, context_.faults)) return;
    text = std::string(trim_ascii(text));
    if (text.empty()) return fault(node, fmt::format("`{}` needs a text", what));
    if (text.size() > most) return fault(node, fmt::format("`{}` has at most {} bytes", what, most));
    if (printable(text, SIZE_MAX) != text)
      return fault(node, fmt::format("`{}` must be one line without control characters", what));
    if (std::string wrong = parse_template(text, out); !wrong.empty()) return fault(node, std::move(wrong));
    // No text: the conditions have a fault of their own.
    if (out.about_attachments() && !rule_.when.text.empty() && !rule_.when.names_attachments())
      fault(node, "a placeholder is about an attachment, but the rule is not");
  }

  // A reply code and an enhanced code of one class (RFC 3463), which is the action's.
  void code(const Node& node, bool heavy) {
    std::string text;
    if (!yaml::read_text(node, "code", text, context_.faults)) return;
    const bool has_reply = heavy && rule_.action <= Action::defer;
    if (!has_reply) return fault(node, "`code` goes with `reject` or `defer`");
    const char wanted = rule_.action == Action::reject ? '5' : '4';
    if (!good_code(text, wanted))
      return fault(node, fmt::format("`{}` is no code of `{}` such as {}", printable(text, 30),
                                     action_name(rule_.action), wanted == '5' ? "550 5.1.1" : "450 4.2.1"));
    rule_.code = std::move(text);
  }

  // 421 and 521 would end the session, in which other messages may follow.
  static bool good_code(std::string_view text, char wanted) {
    static const re2::RE2 form(R"(([45])[0-5][0-9] ([45])\.(0|[1-9][0-9]{0,2})\.(0|[1-9][0-9]{0,2}))");
    return re2::RE2::FullMatch({text.data(), text.size()}, form) && text[0] == wanted && text[4] == wanted &&
           text.substr(1, 2) != "21";
  }

  void tag(const Node& node) {
    Map map(node, context_.faults, "tag");
    if (const Node* value = map.node("headers")) headers(*value);
    if (const Node* value = map.node("subject"))
      text(*value, "subject", most_prefix_bytes, rule_.subject_prefix);
    if (map.valid() && node.entries.empty()) fault(node, "`tag` needs `headers` or `subject`");
    map.finish();
  }

  void headers(const Node& node) {
    if (node.type != Type::map || node.entries.empty())
      return fault(node, "`headers` must be a mapping of names and values");
    for (const auto& [name, place, value] : node.entries) {
      if (!good_name(name)) {
        context_.faults.add(place,
                            fmt::format("`{}` is no name for a header field of ours; it must begin with X-",
                                        printable(name, 60)));
        continue;
      }
      text(value, name, most_text_bytes, rule_.headers.emplace_back(name, TextTemplate{}).second);
    }
  }

  // RFC 5322 section 3.6.8, narrower: what every program shows alike.
  static bool good_name(std::string_view name) {
    if (name.size() < 3 || name.size() > most_name_bytes || lower_ascii(name.substr(0, 2)) != "x-")
      return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
  }

  CompileContext& context_;
  Rule& rule_;
};

}  // namespace

bool compile_actions(const yaml::Node& node, CompileContext& context, Rule& rule) {
  const std::size_t before = context.diagnostics.size();
  ActionCompiler(context, rule).compile(node);
  return context.diagnostics.size() == before;
}

}  // namespace congvu::rules
