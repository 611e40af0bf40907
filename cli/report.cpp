#include "cli/report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "facts/json.h"
#include "facts/reasons.h"
#include "facts/text.h"

namespace congvu::cli {
namespace {

using nlohmann::json;
using rules::Action;

// What happens to the mail: a note changes nothing for it.
std::string_view outcome_word(Action action) {
  return rules::action_name(action == Action::note ? Action::accept : action);
}

std::string dump(const json& object) { return object.dump(-1, ' ', false, json::error_handler_t::replace); }

json rules_json(const std::vector<rules::Match>& matches) {
  json out = json::array();
  for (const auto& match : matches)
    out.push_back({{"id", match.rule},
                   {"clause", match.clause},
                   {"title", match.title},
                   {"mode", rules::mode_name(match.mode)},
                   {"action", rules::action_name(match.action)},
                   {"text", match.text},
                   {"excused", match.excused},
                   {"attachments", match.attachments}});
  return out;
}

std::string_view colour_of(Action action) {
  switch (action) {
    case Action::reject:
      return "\033[1;31m";
    case Action::defer:
    case Action::hold:
      return "\033[1;33m";
    case Action::tag:
      return "\033[36m";
    default:
      return "\033[32m";
  }
}

std::string painted(std::string_view text, std::string_view colour, bool on) {
  return on ? fmt::format("{}{}\033[0m", colour, text) : std::string(text);
}

std::string reasons_of(const Attachment& attachment) {
  std::string out;
  const auto add = [&out](std::string_view word) {
    if (!out.empty()) out += ", ";
    out += word;
  };
  if (attachment.kind == Kind::executable || attachment.kind == Kind::macro ||
      attachment.kind == Kind::smuggling)
    add(attachment.by_content ? "by content" : "by name");
  if (attachment.encrypted) add("encrypted");
  for (const auto reason : attachment.unchecked) add(unchecked_name(reason));
  for (const auto deviation : attachment.deviations) add(info(deviation).code);
  return out;
}

}  // namespace

std::string json_line(const Judged& judged) {
  json attachments = json::array();
  for (const auto& attachment : judged.facts.attachments) attachments.push_back(to_json(attachment));
  json deviations = json::array();
  for (const auto deviation : judged.facts.deviations) deviations.push_back(info(deviation).code);
  json line{{"file", valid_utf8(judged.file)},
            {"action", outcome_word(judged.verdict.action)},
            {"rules", rules_json(judged.verdict.matches)},
            {"flags",
             {{"executable", judged.facts.executable()},
              {"encrypted", judged.facts.encrypted()},
              {"unchecked", judged.facts.unchecked()},
              {"ambiguous", judged.facts.ambiguous()}}},
            {"attachments", std::move(attachments)},
            {"deviations", std::move(deviations)},
            {"limits", judged.facts.limits}};
  if (!judged.trace.empty()) line["trace"] = judged.trace;
  return dump(line);
}

std::string json_line(const std::string& file, const Error& error) {
  return dump({{"file", valid_utf8(file)}, {"error", valid_utf8(error.to_string())}});
}

std::string facts_line(const Judged& judged) {
  json line = to_json(judged.facts);
  line["file"] = valid_utf8(judged.file);
  return dump(line);
}

std::string plain_text(const Judged& judged, bool colour) {
  const Action action = judged.verdict.action;
  std::string out = fmt::format("{}: {}\n", printable(valid_utf8(judged.file), 400),
                                painted(outcome_word(action), colour_of(action), colour));
  for (const auto& match : judged.verdict.matches) {
    out += fmt::format("  [{}] {} ({}{})", match.clause, match.rule, rules::action_name(match.action),
                       match.mode == rules::Mode::observe ? ", observed only" : "");
    if (!match.excused.empty()) out += fmt::format(" excused: {}", match.excused);
    out += fmt::format(": {}\n", match.text.empty() ? match.title : match.text);
  }
  for (const auto& attachment : judged.facts.attachments) {
    const std::string reasons = reasons_of(attachment);
    out += fmt::format("  {:<9} {}  {}{}, {} bytes{}\n", outcome_name(attachment.outcome()), attachment.path,
                       kind_name(attachment.kind), attachment.form.empty() ? "" : "/" + attachment.form,
                       attachment.size, reasons.empty() ? "" : "  (" + reasons + ")");
  }
  for (const auto deviation : judged.facts.deviations)
    out += fmt::format("  mail: {} ({})\n", info(deviation).code, text_of(deviation).vietnamese);
  for (const auto& limit : judged.facts.limits) out += fmt::format("  limit reached: {}\n", limit);
  for (const auto& line : judged.trace) out += fmt::format("    {}\n", line);
  return out;
}

std::string plain_text(const std::string& file, const Error& error, bool colour) {
  const std::string text = error.where == file ? error.text : error.to_string();
  return fmt::format("{}: {} {}\n", printable(valid_utf8(file), 400),
                     painted("not judged:", "\033[1;35m", colour), printable(valid_utf8(text), 400));
}

}  // namespace congvu::cli
