// `examples:` of a rule: mails in files beside it, or facts in place.
#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "facts/text.h"
#include "rules/compile_rate.h"
#include "rules/compile_rule.h"
#include "yaml/nearest.h"

namespace congvu::rules {
namespace {

using yaml::Entry;
using yaml::Map;
using yaml::Node;
using yaml::Type;

// Facts as a mapping, with the words of the catalogue: `{sender: a@b.vn, attachment: [{name: a.exe}]}`.
class FactsCompiler {
 public:
  FactsCompiler(CompileContext& context, Example& example) : context_(context), example_(example) {}

  void compile(const Node& node, std::string_view prefix, Attachment* attachment) {
    if (node.type != Type::map) return fault(node.place, "facts must be a mapping");
    for (const auto& entry : node.entries) {
      if (prefix.empty() && entry.key == "attachment")
        attachments(entry.value);
      else if (prefix.empty() && entry.key == "recipient" && about_one(entry.value))
        recipients(entry.value);
      else if (prefix.empty() && entry.key == "rate")
        rates(entry.value);
      else if (prefix.empty() && entry.key == "message")
        compile(entry.value, "message.", nullptr);
      else
        fact(entry, prefix, attachment);
    }
  }

 private:
  void fault(yaml::Place place, std::string text) { context_.faults.add(place, std::move(text)); }

  void attachments(const Node& node) {
    if (node.type != Type::list) return one_attachment(node);
    for (const auto& item : node.items) one_attachment(item);
  }

  void one_attachment(const Node& node) {
    auto& attachment = example_.facts.attachments.emplace_back();
    compile(node, attachment_prefix, &attachment);
    if (attachment.path.empty())
      attachment.path =
          "mail > " + (attachment.names.empty() ? std::string("?") : printable(attachment.names.front()));
  }

  // `recipient: {address: a@b.vn, standing: closed}`, or a list of such.
  static bool about_one(const Node& node) {
    return node.type == Type::map ||
           (node.type == Type::list && std::any_of(node.items.begin(), node.items.end(), about_one));
  }

  void recipients(const Node& node) {
    if (node.type == Type::list) {
      for (const auto& item : node.items) recipients(item);
      return;
    }
    recipient_ = std::max(example_.envelope.recipients.size(), example_.state.recipients.size());
    compile(node, recipient_prefix, nullptr);
    recipient_.reset();
  }

  // `rate: {per: login, count: recipients, within: 1h, is: 250}`, or a list of such.
  void rates(const Node& node) {
    if (node.type == Type::list) {
      for (const auto& item : node.items) rates(item);
      return;
    }
    Map map(node, context_.faults, "rate");
    const RateQuestion question = read_rate_question(map, context_.faults);
    std::uint64_t number = 0;
    map.require("is");
    map.number("is", number);
    map.finish();
    example_.state.rates.push_back({question, number});
  }

  [[nodiscard]] const FactRow* find(std::string_view key, std::string_view prefix) const {
    if (prefix == recipient_prefix && key == "address") return fact_row("recipient");
    const FactRow* row = fact_row(std::string(prefix) + std::string(key));
    return row != nullptr && prefix == recipient_prefix && !of_recipient(*row) ? nullptr : row;
  }

  void fact(const Entry& entry, std::string_view prefix, Attachment* attachment) {
    const FactRow* row = find(entry.key, prefix);
    if (row == nullptr || (attachment == nullptr && of_attachment(*row))) return unknown(entry, prefix);
    if (row->write == nullptr)
      return fault(entry.key_place,
                   fmt::format("`{}` follows from other facts and cannot be given", row->name));
    FactTarget target{example_.envelope, example_.facts, example_.state, attachment, {}, nullptr, recipient_};
    FactValue value;
    std::string parameter;
    if (row->arity == Arity::named) {
      Map map(entry.value, context_.faults, row->name);
      map.require("name");
      map.require("is");
      map.text("name", parameter);
      map.texts("is", value.texts);
      map.finish();
      target.parameter = parameter;
    } else if (!read(*row, entry.value, value)) {
      return;
    }
    row->write(target, value);
  }

  bool read(const FactRow& row, const Node& node, FactValue& out) {
    if (row.type == FactType::flag) return yaml::read_flag(node, row.name, out.flag, context_.faults);
    if (row.type == FactType::number)
      return yaml::read_number(node, row.name, out.number, context_.faults, 0, UINT64_MAX);
    if (row.type == FactType::size)
      return yaml::read_size(node, row.name, out.number, context_.faults, 0, UINT64_MAX);
    if (node.type == Type::list && (row.arity == Arity::one || recipient_)) {
      fault(node.place, fmt::format("`{}` has one value", row.name));
      return false;
    }
    const std::size_t before = context_.faults.count();
    if (node.type == Type::list)
      for (const auto& item : node.items) add_text(row, item, out);
    else
      add_text(row, node, out);
    return context_.faults.count() == before;
  }

  void add_text(const FactRow& row, const Node& node, FactValue& out) {
    std::string text;
    if (!yaml::read_text(node, row.name, text, context_.faults)) return;
    if (row.type == FactType::word) {
      const auto words = row.words();
      if (std::find(words.begin(), words.end(), text) == words.end())
        return fault(node.place,
                     yaml::unknown_word(fmt::format("word for `{}`:", row.name), text,
                                        std::vector<std::string_view>(words.begin(), words.end())));
    }
    out.texts.push_back(std::move(text));
  }

  void unknown(const Entry& entry, std::string_view prefix) {
    std::vector<std::string_view> words;
    if (prefix.empty()) words = {"attachment", "message"};
    if (prefix == recipient_prefix) words = {"address"};
    for (const auto& row : catalogue())
      if (row.write != nullptr && row.name.starts_with(prefix) && (!prefix.empty() || !of_attachment(row)) &&
          (prefix != recipient_prefix || of_recipient(row)))
        words.push_back(row.name.substr(prefix.size()));
    fault(entry.key_place, yaml::unknown_word("fact", entry.key, words));
  }

  CompileContext& context_;
  Example& example_;
  std::optional<std::size_t> recipient_{};  // whose facts stand inside `recipient:`
};

class ExampleCompiler {
 public:
  ExampleCompiler(CompileContext& context, const Rule& rule, const std::filesystem::path& directory,
                  std::vector<Example>& out)
      : context_(context), rule_(rule), directory_(directory), out_(out) {}

  void compile(const Node& node) {
    Map map(node, context_.faults, "examples");
    for (const auto* key : {"hit", "miss"}) {
      map.require(key);
      const Node* list = map.node(key);
      if (list == nullptr) continue;
      if (list->type != Type::list || list->items.empty())
        context_.faults.add(list->place, fmt::format("`{}` must be a list with at least one example", key));
      for (const auto& item : list->items) one(item, key == std::string_view("hit"));
    }
    map.finish();
  }

 private:
  void one(const Node& node, bool hit) {
    Example example;
    example.rule = rule_.id;
    example.hit = hit;
    example.where = yaml::where(context_.faults.file(), node.place);
    if (node.type == Type::map)
      FactsCompiler(context_, example).compile(node, {}, nullptr);
    else if (!file(node, example))
      return;
    out_.push_back(std::move(example));
  }

  // A name in the folder examples/ beside the rule file. Rules that are compiled in have no such folder.
  bool file(const Node& node, Example& example) {
    std::string name;
    if (!yaml::read_text(node, "an example", name, context_.faults)) return false;
    const std::filesystem::path path(name);
    if (name.empty() || path.is_absolute() ||
        std::find(path.begin(), path.end(), std::filesystem::path("..")) != path.end()) {
      context_.faults.add(node.place,
                          fmt::format("`{}` is no file name inside examples/", printable(name, 60)));
      return false;
    }
    if (directory_.empty()) return false;
    example.file = directory_ / "examples" / path;
    std::error_code error;
    if (std::filesystem::is_regular_file(example.file, error)) return true;
    context_.faults.add(node.place,
                        fmt::format("no file `examples/{}` beside the rules", printable(name, 60)));
    return false;
  }

  CompileContext& context_;
  const Rule& rule_;
  const std::filesystem::path& directory_;
  std::vector<Example>& out_;
};

}  // namespace

void compile_examples(const yaml::Node& node, CompileContext& context, const Rule& rule,
                      const std::filesystem::path& directory, std::vector<Example>& examples) {
  ExampleCompiler(context, rule, directory, examples).compile(node);
}

}  // namespace congvu::rules
