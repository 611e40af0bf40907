#include "journal/record.h"

#include <algorithm>

#include "facts/reasons.h"

namespace congvu::journal {
namespace {

// More than a line shows of it, so that cutting there is visible.
constexpr std::size_t most_bytes = 2'000;

std::string kept(std::string_view text) { return std::string(text.substr(0, most_bytes)); }

std::vector<std::string> kept_list(const std::vector<std::string>& texts, std::size_t most) {
  std::vector<std::string> out;
  out.reserve(std::min(texts.size(), most));
  for (const auto& text : texts) {
    if (out.size() == most) break;
    out.push_back(kept(text));
  }
  return out;
}

RecordMatch kept_match(const rules::Match& match) {
  RecordMatch out{
      kept(match.rule), kept(match.clause), match.mode, match.action, {}, 0, kept(match.excused), {}};
  out.attachments = kept_list(match.attachments, most_attachments);
  out.attachment_count = match.attachments.size();
  for (const auto& used : match.exceptions) {
    if (out.exceptions.size() == most_exceptions) break;
    out.exceptions.push_back({kept(used.reason), kept(used.owner), kept(used.until),
                              kept_list(used.attachments, most_attachments)});
  }
  return out;
}

std::size_t bytes_of(const std::vector<std::string>& texts) {
  std::size_t out = texts.size() * sizeof(std::string);
  for (const auto& text : texts) out += text.size();
  return out;
}

std::size_t bytes_of(const RecordMatch& match) {
  std::size_t out = sizeof match + match.rule.size() + match.clause.size() + match.excused.size() +
                    bytes_of(match.attachments);
  for (const auto& used : match.exceptions)
    out += sizeof used + used.reason.size() + used.owner.size() + bytes_of(used.attachments);
  return out;
}

}  // namespace

void add_envelope(Record& record, const Envelope& envelope) {
  record.instance = kept(envelope.instance);
  record.queue_id = kept(envelope.queue_id);
  record.client = kept(envelope.client_address);
  record.client_name = kept(envelope.client_name);
  record.helo = kept(envelope.helo);
  record.login = kept(envelope.login);
  record.tls = kept(envelope.tls_version);
  record.mta = kept(envelope.mta);
  record.sender = kept(envelope.sender);
  record.recipients = kept_list(envelope.recipients, most_recipients);
  record.recipient_count = std::max<std::uint64_t>(envelope.recipients.size(), envelope.recipient_count);
  record.direction = envelope.direction;
}

void add_state(Record& record, const StateFacts& state) {
  record.organisation =
      kept(state.login.organisation.empty() ? state.sender.organisation : state.login.organisation);
  auto& all = record.recipient_organisations;
  for (const auto& recipient : state.recipients) {
    if (all.size() == most_recipients) break;
    if (!recipient.organisation.empty() &&
        std::find(all.begin(), all.end(), recipient.organisation) == all.end())
      all.push_back(kept(recipient.organisation));
  }
}

void add_verdict(Record& record, const rules::Verdict& verdict) {
  record.action = verdict.action;
  record.match_count = verdict.matches.size();
  record.matches.reserve(std::min(verdict.matches.size(), most_matches));
  for (const auto& match : verdict.matches) {
    if (record.matches.size() == most_matches) break;
    record.matches.push_back(kept_match(match));
  }
}

void add_facts(Record& record, const MessageFacts& facts) {
  RecordFindings& out = record.findings.emplace();
  const auto deviations = deviations_of(facts);
  out.ambiguity = ambiguity_of(deviations);
  out.readings = facts.readings;
  for (const auto reason : deviations) out.deviations.emplace_back(info(reason).code);
  for (const auto reason : unchecked_reasons(facts)) out.unchecked.emplace_back(unchecked_name(reason));
  out.limits = kept_list(facts.limits, most_limits);
}

std::size_t footprint(const Record& record) {
  std::size_t out = sizeof record + bytes_of(record.recipients) + bytes_of(record.recipient_organisations) +
                    record.facts_json.size() + record.error.size();
  for (const auto* text : {&record.instance, &record.queue_id, &record.client, &record.client_name,
                           &record.helo, &record.login, &record.sender})
    out += text->size();
  for (const auto& match : record.matches) out += bytes_of(match);
  if (record.findings) out += bytes_of(record.findings->deviations) + bytes_of(record.findings->limits);
  return out;
}

}  // namespace congvu::journal
