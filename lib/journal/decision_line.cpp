#include "journal/decision_line.h"

#include <fmt/format.h>

#include <ctime>
#include <nlohmann/json.hpp>

#include "facts/text.h"

namespace congvu::journal {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_text = 500;

std::string shown(std::string_view text) { return printable(text, most_text); }

Json shown_list(const std::vector<std::string>& texts) {
  Json out = Json::array();
  for (const auto& text : texts) out.push_back(shown(text));
  return out;
}

void add_text(Json& line, const char* key, std::string_view text) {
  if (!text.empty()) line[key] = shown(text);
}

void add_list(Json& line, const char* key, const std::vector<std::string>& texts) {
  if (!texts.empty()) line[key] = shown_list(texts);
}

Json exception_json(const rules::UsedException& used) {
  Json out{{"reason", shown(used.reason)}, {"owner", shown(used.owner)}};
  add_text(out, "until", used.until);
  add_list(out, "attachments", used.attachments);
  return out;
}

Json rule_json(const RecordMatch& match) {
  Json rule{{"id", shown(match.rule)},
            {"clause", shown(match.clause)},
            {"mode", rules::mode_name(match.mode)},
            {"action", rules::action_name(match.action)},
            {"attachments", shown_list(match.attachments)}};
  if (match.attachment_count > match.attachments.size()) rule["attachment_count"] = match.attachment_count;
  add_text(rule, "excused", match.excused);
  for (const auto& used : match.exceptions) rule["exceptions"].push_back(exception_json(used));
  return rule;
}

void add_findings(Json& line, const RecordFindings& found) {
  line["ambiguity"] = found.ambiguity;
  line["views"] = found.readings;
  line["reasons"] = shown_list(found.deviations);
  add_list(line, "unchecked", found.unchecked);
  add_list(line, "limits", found.limits);
}

void add_origin(Json& line, const Record& record) {
  add_text(line, "id", record.id);
  add_text(line, "node", record.node);
  add_text(line, "daemon", record.daemon);
  if (record.clock.count() > 0) line["clock_ms"] = record.clock.count();
  add_text(line, "stage", record.stage);
  add_text(line, "instance", record.instance);
}

void add_people(Json& line, const Record& record) {
  line["queue_id"] = shown(record.queue_id);
  line["direction"] = direction_name(record.direction);
  line["sender"] = shown(record.sender);
  line["recipients"] = shown_list(record.recipients);
  line["recipient_count"] = record.recipient_count;
  add_text(line, "client", record.client);
  add_text(line, "client_name", record.client_name);
  add_text(line, "helo", record.helo);
  add_text(line, "login", record.login);
  add_text(line, "tls", record.tls);
  add_text(line, "mta", record.mta);
  add_text(line, "organisation", record.organisation);
  add_list(line, "recipient_organisations", record.recipient_organisations);
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

std::string decision_line(const Record& record, bool with_facts) {
  Json line;
  line["time"] = rfc3339(record.time);
  add_origin(line, record);
  add_people(line, record);
  line["action"] = rules::action_name(record.action);
  line["reply"] = record.reply_code;
  line["rules"] = Json::array();
  for (const auto& match : record.matches) line["rules"].push_back(rule_json(match));
  if (record.match_count > record.matches.size()) line["rule_count"] = record.match_count;
  line["size"] = record.size;
  line["scan_ms"] = record.scan_time.count();
  if (record.findings) add_findings(line, *record.findings);
  add_text(line, "facts", record.facts_hash);
  if (with_facts && !record.facts_json.empty())
    line["message_facts"] = Json::parse(record.facts_json, nullptr, /*allow_exceptions=*/false);
  add_text(line, "ruleset", record.rules_hash);
  add_text(line, "error", record.error);
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace congvu::journal
