#include "service/gate.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "facts/digest.h"
#include "facts/json.h"
#include "regulation/profile.h"
#include "reply/ambiguity_results.h"
#include "reply/header_fields.h"
#include "service/log.h"

namespace congvu::service {

// Everything about one judgement that the journal wants to know.
struct Gate::Judged {
  Decision decision;
  rules::Verdict verdict;
  std::optional<MessageFacts> facts;  // nothing where nobody could look
  StateFacts state;
  std::string facts_json;
  std::string error;
  std::chrono::milliseconds scan_time{0};
};

namespace {

using Clock = std::chrono::steady_clock;

std::string json_of(const MessageFacts& facts) {
  return to_json(facts).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<MessageFacts> scan(scan::Pool& pool, Message& message, const std::function<void()>& on_wait) {
  if (message.failed) return tl::unexpected(*message.failed);
  const auto file = message.bytes.finish();
  if (!file) return tl::unexpected(file.error());
  auto facts = pool.scan(*file, message.bytes.size(), message.snapshot->limits, on_wait);
  if (!facts) return facts;
  // The scan has seen that there is more than it may look at; that much more it cannot know.
  facts->size = message.size;
  if (message.size > message.bytes.size() &&
      std::find(facts->limits.begin(), facts->limits.end(), "message_bytes") == facts->limits.end())
    facts->limits.emplace_back("message_bytes");
  return facts;
}

// Fields of ours that came with the mail are forged: no rule is to see them.
void disbelieve_marks(MessageFacts& facts, const rules::Ruleset& ruleset) {
  std::erase_if(facts.headers, [&](const HeaderField& field) {
    return reply::is_own_field(field.name, ruleset.header_names());
  });
}

void mark(Decision& decision, const rules::Verdict& verdict) {
  for (const auto& [name, value] : verdict.headers)
    if (reply::valid_field_name(name)) decision.headers.emplace_back(name, reply::field_value(value));
  if (!decision.hold_reason.empty())
    decision.headers.emplace_back("X-Congvu-Hold", reply::field_value(decision.hold_reason));
  decision.subject_prefix = verdict.subject_prefix;
}

void decide(Gate::Judged& judged, const regulation::Profile& profile) {
  Decision& decision = judged.decision;
  decision.action = judged.verdict.action;
  decision.reply = reply::smtp_reply(judged.verdict, profile);
  if (decision.action == rules::Action::hold)
    decision.hold_reason = reply::hold_reason(judged.verdict, profile);
  if (decision.taken()) mark(decision, judged.verdict);
}

// Nobody has seen what is inside.
void decide_unseen(Gate::Judged& judged, const Error& error) {
  judged.error = error.to_string();
  if (error.kind != ErrorKind::unsupported) {
    judged.decision.action = rules::Action::defer;
    judged.decision.reply = reply::try_again();
    return;
  }
  judged.decision.action = rules::Action::hold;
  judged.decision.hold_reason = "Khong kiem tra duoc thu nay, can nguoi quan tri xem";
  mark(judged.decision, {});
}

void add_ambiguity_results(Gate::Judged& judged, const Message& message) {
  const std::string& name = message.snapshot->authserv_id;
  judged.decision.ambiguity_results =
      reply::ambiguity_results(name.empty() ? message.host : name, judged.facts ? &*judged.facts : nullptr);
}

void tell_log(const Message& message, const Gate::Judged& judged) {
  const auto* match = judged.verdict.decisive();
  const bool unseen = !judged.error.empty();
  const bool quiet = !unseen && judged.decision.taken() && judged.decision.action != rules::Action::hold;
  log_event(
      unseen ? LogLevel::warning : (quiet ? LogLevel::debug : LogLevel::info), "message judged",
      {{"queue_id", message.envelope.queue_id},
       {"action", std::string(rules::action_name(judged.decision.action))},
       {"rule", match != nullptr ? match->rule : "-"},
       {"clause", match != nullptr ? match->clause : "-"},
       {"attachment", match != nullptr && !match->attachments.empty() ? match->attachments.front() : "-"},
       {"size", std::to_string(message.size)},
       {"scan_ms", std::to_string(judged.scan_time.count())},
       {"error", unseen ? judged.error : "-"}});
}

// What the policy server has judged it has counted, too.
Counted left_to_count(const rules::Scope& scope) {
  if (scope.rules == rules::Scope::Rules::all) return Counted::whole;
  return scope.until == Stage::data ? Counted::nothing : Counted::message;
}

journal::Record journal_record(const Message& message, const Gate::Judged& judged) {
  journal::Record record;
  record.time = std::chrono::system_clock::now();
  record.stage = "eom";
  journal::add_envelope(record, message.envelope);
  journal::add_state(record, judged.state);
  journal::add_verdict(record, judged.verdict);
  record.action = judged.decision.action;
  record.reply_code = judged.decision.reply ? judged.decision.reply->code : 250;
  record.size = message.size;
  record.scan_time = judged.scan_time;
  if (judged.facts) journal::add_facts(record, *judged.facts);
  if (!judged.facts_json.empty()) record.facts_hash = sha256_hex(judged.facts_json);
  if (message.snapshot->decision_facts) record.facts_json = judged.facts_json;
  record.rules_hash = message.snapshot->ruleset->hash();
  record.error = judged.error;
  return record;
}

}  // namespace

rules::Scope left_to_judge(const JudgedNotesReader* notes, const Envelope& envelope,
                           const rules::Ruleset& ruleset) {
  if (notes == nullptr || envelope.recipients.empty()) return {};
  const auto judged = [&](const std::string& note) { return notes->has(note, ruleset.hash()); };
  for (const auto& recipient : envelope.recipients)
    if (!judged(recipient_note(envelope, recipient))) return {};
  const Stage until = judged(message_note(envelope)) ? Stage::data : Stage::rcpt;
  return {rules::Scope::Rules::others, Stage::connect, until};
}

void Gate::evaluate(Judged& judged, const Envelope& envelope, const rules::Ruleset& ruleset) const {
  const auto now = std::chrono::system_clock::now();
  const auto scope = left_to_judge(notes_, envelope, ruleset);
  if (state_ != nullptr)
    judged.state =
        state_facts(state_->sources(), ruleset, envelope, &*judged.facts, left_to_count(scope), now);
  judged.verdict = ruleset.evaluate({envelope, *judged.facts, judged.state}, now, scope);
}

Decision Gate::judge(Message& message, const std::function<void()>& on_wait) const {
  const auto& ruleset = *message.snapshot->ruleset;
  Envelope& envelope = message.envelope;
  if (envelope.direction == Direction::unknown)
    envelope.direction = regulation::direction(ruleset.profile(), envelope);
  Judged judged;
  const auto begun = Clock::now();
  auto facts = scan(pool_, message, on_wait);
  judged.scan_time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  if (facts) {
    judged.facts = std::move(*facts);
    disbelieve_marks(*judged.facts, ruleset);
    evaluate(judged, envelope, ruleset);
    if (journal_ != nullptr) judged.facts_json = json_of(*judged.facts);
    decide(judged, ruleset.profile());
  } else {
    decide_unseen(judged, facts.error());
  }
  if (message.snapshot->ambiguity_header && judged.decision.taken()) add_ambiguity_results(judged, message);
  tell_log(message, judged);
  if (counters_ != nullptr)
    counters_->count(judged.facts ? &*judged.facts : nullptr, judged.verdict, judged.decision.action);
  if (journal_ != nullptr) journal_->write(journal_record(message, judged));
  return std::move(judged.decision);
}

}  // namespace congvu::service
