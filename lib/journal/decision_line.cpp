#include "journal/decision_line.h"

#include <fmt/format.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "facts/reasons.h"
#include "facts/text.h"

namespace congvu::journal {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_text = 500;
constexpr std::size_t most_recipients = 200;
constexpr std::size_t most_attachments = 50;
constexpr std::size_t most_limits = 30;

std::string shown(std::string_view text) { return printable(text, most_text); }

template <class List>
Json shown_list(const List& texts, std::size_t most) {
  Json out = Json::array();
  for (const auto& text : texts) {
    if (out.size() == most) break;
    out.push_back(shown(text));
  }
  return out;
}

void add_text(Json& line, const char* key, std::string_view text) {
  if (!text.empty()) line[key] = shown(text);
}

Json exception_json(const rules::UsedException& used) {
  Json out{{"reason", shown(used.reason)}, {"owner", shown(used.owner)}};
  add_text(out, "until", used.until);
  if (!used.attachments.empty()) out["attachments"] = shown_list(used.attachments, most_attachments);
  return out;
}

Json rule_json(const rules::Match& match) {
  Json rule{{"id", shown(match.rule)},
            {"clause", shown(match.clause)},
            {"mode", rules::mode_name(match.mode)},
            {"action", rules::action_name(match.action)},
            {"attachments", shown_list(match.attachments, most_attachments)}};
  if (match.attachments.size() > most_attachments) rule["attachment_count"] = match.attachments.size();
  add_text(rule, "excused", match.excused);
  for (const auto& used : match.exceptions) rule["exceptions"].push_back(exception_json(used));
  return rule;
}

// What was found, by its codes: nothing here comes from the mail's own text.
void add_facts(Json& line, const MessageFacts& facts) {
  const auto deviations = deviations_of(facts);
  line["ambiguity"] = ambiguity_of(deviations);
  line["views"] = facts.readings;
  line["reasons"] = Json::array();
  for (const auto reason : deviations) line["reasons"].push_back(info(reason).code);
  const auto unchecked = unchecked_reasons(facts);
  for (const auto reason : unchecked) line["unchecked"].push_back(unchecked_name(reason));
  if (!facts.limits.empty()) line["limits"] = shown_list(facts.limits, most_limits);
}

void add_envelope(Json& line, const Envelope& envelope) {
  line["queue_id"] = shown(envelope.queue_id);
  line["direction"] = direction_name(envelope.direction);
  line["sender"] = shown(envelope.sender);
  line["recipients"] = shown_list(envelope.recipients, most_recipients);
  line["recipient_count"] = envelope.recipients.size();
  add_text(line, "client", envelope.client_address);
  add_text(line, "client_name", envelope.client_name);
  add_text(line, "helo", envelope.helo);
  add_text(line, "login", envelope.login);
  add_text(line, "tls", envelope.tls_version);
  add_text(line, "mta", envelope.mta);
}

}  // namespace

std::string rfc3339(std::chrono::system_clock::time_point time) {
  using namespace std::chrono;
  const auto since = floor<milliseconds>(time.time_since_epoch());
  const auto whole = floor<seconds>(since);
  const std::time_t seconds_since = whole.count();
  std::tm local{};
  if (localtime_r(&seconds_since, &local) == nullptr) return "1970-01-01T00:00:00.000+00:00";
  const long minutes = local.tm_gmtoff / 60;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}", local.tm_year + 1900,
                     local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                     (since - whole).count(), minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                     std::abs(minutes) % 60);
}

std::string decision_line(const Decision& decision) {
  Json line;
  line["time"] = rfc3339(decision.time);
  add_envelope(line, decision.envelope);
  line["action"] = rules::action_name(decision.action);
  line["reply"] = decision.reply_code;
  line["rules"] = Json::array();
  for (const auto& match : decision.verdict.matches) line["rules"].push_back(rule_json(match));
  line["size"] = decision.size;
  line["scan_ms"] = decision.scan_time.count();
  if (decision.facts != nullptr) add_facts(line, *decision.facts);
  add_text(line, "facts", decision.facts_hash);
  if (!decision.facts_json.empty())
    line["message_facts"] = Json::parse(decision.facts_json, nullptr, /*allow_exceptions=*/false);
  add_text(line, "ruleset", decision.rules_hash);
  add_text(line, "error", decision.error);
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace congvu::journal
