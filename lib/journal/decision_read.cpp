// The reader of decision_line.h.
#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <limits>
#include <nlohmann/json.hpp>

#include "facts/text.h"
#include "journal/decision_line.h"

namespace congvu::journal {
namespace {

using nlohmann::json;

// A whole decision has three levels, five with the facts of a message; deeper text is none of ours.
constexpr int most_depth = 16;

std::string text_of(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

std::uint64_t number_of(const json& object, const char* key, std::uint64_t otherwise = 0) {
  const auto at = object.find(key);
  return at != object.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : otherwise;
}

std::chrono::milliseconds milliseconds_of(const json& object, const char* key) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  return std::chrono::milliseconds(std::min(number_of(object, key), most));
}

std::vector<std::string> texts_of(const json& object, const char* key, std::size_t most) {
  std::vector<std::string> out;
  const auto at = object.find(key);
  if (at == object.end() || !at->is_array()) return out;
  for (const auto& one : *at) {
    if (out.size() == most) break;
    if (one.is_string()) out.push_back(one.get<std::string>());
  }
  return out;
}

rules::Action action_of(std::string_view name) {
  using rules::Action;
  for (const auto one : {Action::reject, Action::defer, Action::hold, Action::tag, Action::note})
    if (rules::action_name(one) == name) return one;
  return Action::accept;
}

rules::Mode mode_of(std::string_view name) {
  using rules::Mode;
  for (const auto one : {Mode::off, Mode::observe})
    if (rules::mode_name(one) == name) return one;
  return Mode::enforce;
}

// The objects of a list, at most `most`.
template <class Read>
void each_of(const json& object, const char* key, std::size_t most, Read read) {
  const auto at = object.find(key);
  if (at == object.end() || !at->is_array()) return;
  for (const auto& one : *at) {
    if (most-- == 0) return;
    if (one.is_object()) read(one);
  }
}

RecordMatch match_of(const json& rule) {
  RecordMatch out;
  out.rule = text_of(rule, "id");
  out.clause = text_of(rule, "clause");
  out.mode = mode_of(text_of(rule, "mode"));
  out.action = action_of(text_of(rule, "action"));
  out.attachments = texts_of(rule, "attachments", most_attachments);
  out.attachment_count = number_of(rule, "attachment_count", out.attachments.size());
  out.excused = text_of(rule, "excused");
  each_of(rule, "exceptions", most_exceptions, [&](const json& used) {
    out.exceptions.push_back({text_of(used, "reason"), text_of(used, "owner"), text_of(used, "until"),
                              texts_of(used, "attachments", most_attachments)});
  });
  return out;
}

void read_origin(const json& line, Record& record) {
  record.id = text_of(line, "id");
  record.node = text_of(line, "node");
  record.daemon = text_of(line, "daemon");
  record.clock = milliseconds_of(line, "clock_ms");
  record.stage = text_of(line, "stage");
  record.instance = text_of(line, "instance");
}

void read_people(const json& line, Record& record) {
  record.queue_id = text_of(line, "queue_id");
  record.direction = direction_of(text_of(line, "direction"));
  record.sender = text_of(line, "sender");
  record.recipients = texts_of(line, "recipients", most_recipients);
  record.recipient_count = number_of(line, "recipient_count", record.recipients.size());
  record.client = text_of(line, "client");
  record.client_name = text_of(line, "client_name");
  record.helo = text_of(line, "helo");
  record.login = text_of(line, "login");
  record.tls = text_of(line, "tls");
  record.mta = text_of(line, "mta");
  record.organisation = text_of(line, "organisation");
  record.recipient_organisations = texts_of(line, "recipient_organisations", most_recipients);
}

void read_findings(const json& line, Record& record) {
  if (!line.contains("ambiguity")) return;
  RecordFindings& found = record.findings.emplace();
  found.ambiguity = text_of(line, "ambiguity");
  found.readings = number_of(line, "views", 1);
  found.deviations = texts_of(line, "reasons", static_cast<std::size_t>(Deviation::count_));
  found.unchecked = texts_of(line, "unchecked", static_cast<std::size_t>(Unchecked::count_));
  found.limits = texts_of(line, "limits", most_limits);
}

void read_verdict(const json& line, Record& record) {
  record.action = action_of(text_of(line, "action"));
  record.reply_code = static_cast<int>(std::min<std::uint64_t>(number_of(line, "reply", 250), 999));
  each_of(line, "rules", most_matches, [&](const json& rule) { record.matches.push_back(match_of(rule)); });
  record.match_count = number_of(line, "rule_count", record.matches.size());
  record.size = number_of(line, "size");
  record.scan_time = milliseconds_of(line, "scan_ms");
  record.facts_hash = text_of(line, "facts");
  record.rules_hash = text_of(line, "ruleset");
  record.error = text_of(line, "error");
  if (const auto facts = line.find("message_facts"); facts != line.end()) record.facts_json = facts->dump();
}

// A number of exactly `size` digits.
std::optional<int> digits_at(std::string_view text, std::size_t at, std::size_t size) {
  int out = 0;
  const auto* const begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + size, out);
  if (error != std::errc{} || end != begin + size || *begin == '-') return std::nullopt;
  return out;
}

// A tree of bounded depth, or nothing.
json parsed(std::string_view line) {
  bool deep = false;
  auto out = json::parse(
      line,
      [&](int depth, json::parse_event_t, json&) {
        deep = deep || depth > most_depth;
        return !deep;
      },
      /*allow_exceptions=*/false);
  return deep ? json() : out;
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> time_of(std::string_view text) {
  // 2026-11-24T08:30:00.123+07:00
  constexpr std::size_t length = 29;
  if (text.size() != length || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || text[19] != '.' || (text[23] != '+' && text[23] != '-') || text[26] != ':')
    return std::nullopt;
  constexpr std::array<std::pair<std::size_t, std::size_t>, 9> places{
      {{0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}, {20, 3}, {24, 2}, {27, 2}}};
  std::array<int, places.size()> numbers{};
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto number = digits_at(text, places.at(i).first, places.at(i).second);
    if (!number) return std::nullopt;
    numbers.at(i) = *number;
  }
  const auto [year, month, day, hour, minute, second, millisecond, offset_hours, offset_minutes] = numbers;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60 || offset_minutes > 59) return std::nullopt;
  const auto offset = std::chrono::minutes(offset_hours * 60 + offset_minutes);
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(millisecond) -
         (text[23] == '-' ? -offset : offset);
}

Result<Record> read_decision_line(std::string_view line) {
  line = trim_ascii(line);
  if (line.size() > most_line_bytes) return fail(ErrorKind::limit, {}, "the line is too long");
  if (line.empty() || line.back() != '}') return fail(ErrorKind::invalid, {}, "the line was cut");
  const json object = parsed(line);
  if (!object.is_object()) return fail(ErrorKind::invalid, {}, "the line is no JSON object");
  const auto time = time_of(text_of(object, "time"));
  if (!time || !object.contains("action")) return fail(ErrorKind::invalid, {}, "the line is no decision");
  Record record;
  record.time = *time;
  read_origin(object, record);
  read_people(object, record);
  read_verdict(object, record);
  read_findings(object, record);
  return record;
}

}  // namespace congvu::journal
