// What leaves towards the MTA, the log and the journal, whatever a mail contains.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "facts/json.h"
#include "facts/text.h"
#include "fuzz/target.h"
#include "journal/decision_line.h"
#include "reply/header_fields.h"
#include "reply/smtp_reply.h"
#include "rules/ruleset.h"
#include "scan/scan.h"

namespace congvu::fuzz {
namespace {

bool printable_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

void check_reply(const reply::SmtpReply& answer) {
  check(answer.code == 554 || answer.code == 451, "a known code");
  check(answer.enhanced.substr(0, 2) == (answer.code == 554 ? "5." : "4."), "codes of one class");
  check(!answer.lines.empty() && answer.lines.size() <= reply::most_lines, "the reply has few lines");
  for (const auto& line : answer.lines) {
    check(!line.empty() && printable_ascii(line), "a reply line is printable ASCII");
    check(reply::percent_doubled(line).size() <= reply::most_line, "a reply line is short");
  }
}

// A value as libmilter takes it: ASCII, and every line break is a fold.
void check_field(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (c == '\n')
      check(i + 1 < value.size() && (value[i + 1] == ' ' || value[i + 1] == '\t'), "a line break is a fold");
    else
      check(c >= 0x20 && c < 0x7f, "a field is printable ASCII");
  }
}

void check_line(const journal::Record& record) {
  const std::string line = journal::decision_line(record);
  check(line.ends_with("}\n") && line.find('\n') == line.size() - 1, "a decision is one line");
  check(nlohmann::json::accept(line), "a decision is JSON");
  check(printable(ByteView(line).substr(0, line.size() - 1), SIZE_MAX) == line.substr(0, line.size() - 1),
        "a decision moves no terminal");
  const auto read = journal::read_decision_line(line);
  check(read && journal::decision_line(*read) == line, "a decision is read back as it was");
}

}  // namespace

// Texts of a mail in every place where rules, replies, header fields and the decision log repeat them.
CONGVU_FUZZ_TARGET(reply) {
  static const auto rules = *rules::Ruleset::embedded();
  const auto now = std::chrono::system_clock::from_time_t(1'800'000'000);
  const std::uint8_t choice = take_byte(input);
  Envelope envelope;
  envelope.sender = take_line(input);
  envelope.recipients.emplace_back(take_line(input));
  envelope.helo = take_line(input);
  MessageFacts facts;
  Attachment& row = facts.attachments.emplace_back();
  const std::string text = valid_utf8(input);
  row.path = "mail > " + printable(text);
  row.names = {text};
  row.declared_type = row.description = text;
  row.kind = (choice & 1U) != 0 ? Kind::executable : Kind::archive;
  row.encrypted = (choice & 2U) != 0;
  if ((choice & 4U) != 0) row.unchecked.push_back(Unchecked::damaged);
  if ((choice & 8U) != 0) row.deviations.push_back(Deviation::duplicate_header);
  const auto verdict = rules->evaluate({envelope, facts}, now);
  check(rules->evaluate({envelope, facts}, now).action == verdict.action, "the verdict is the same twice");
  if (row.executable()) check(verdict.action == rules::Action::reject, "a program is refused");
  if (const auto answer = reply::smtp_reply(verdict, rules->profile())) check_reply(*answer);
  check(printable_ascii(reply::hold_reason(verdict, rules->profile())), "a hold reason is ASCII");
  for (const auto& [name, value] : verdict.headers) check_field(reply::field_value(value));
  check_field(reply::field_value(text));
  reply::prefixed_subject(verdict.subject_prefix, input);
  journal::Record record;
  record.time = now;
  journal::add_envelope(record, envelope);
  journal::add_verdict(record, verdict);
  check_line(record);
}

}  // namespace congvu::fuzz
