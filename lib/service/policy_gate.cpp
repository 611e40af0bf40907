#include "service/policy_gate.h"

#include <chrono>
#include <exception>

#include "facts/text.h"
#include "journal/decision_line.h"
#include "journal/record.h"
#include "service/log.h"
#include "service/policy_answer.h"

namespace congvu::service {
namespace {

using rules::Action;

constexpr std::string_view unknown = "unknown";  // as Postfix says it

void assign_known(std::string& to, std::string_view value) {
  to = value == unknown ? std::string_view() : value;
}

template <class Value>
constexpr std::size_t index(Value value) {
  return static_cast<std::size_t>(value);
}

// The message itself is not there yet.
const MessageFacts& no_message() {
  static const MessageFacts facts;
  return facts;
}

std::string_view stage_text(Stage stage) {
  constexpr std::array<std::string_view, index(Stage::eom) + 1> texts{"connect", "mail", "rcpt", "data",
                                                                      "eom"};
  return texts[index(stage)];
}

int reply_code(std::string_view answer, Action action) {
  if (action == Action::defer) return 450;
  if (action != Action::reject || answer.size() < 3) return 250;
  return std::atoi(std::string(answer.substr(0, 3)).c_str());
}

// A recipient when it is named, the message when all of them are; what was not asked about before, too.
Counted counted(Stage stage, const rules::Scope& asked) {
  if (stage == Stage::rcpt) return Counted::recipient;
  if (stage != Stage::data) return Counted::nothing;
  return asked.from == Stage::data ? Counted::message : Counted::whole;
}

}  // namespace

std::optional<Stage> policy_stage_of(std::string_view state) {
  if (state == "RCPT") return Stage::rcpt;
  if (state == "DATA" || state == "END-OF-MESSAGE") return Stage::data;
  if (state == "MAIL") return Stage::mail;
  if (state == "CONNECT" || state == "EHLO" || state == "HELO" || state == "XCLIENT") return Stage::connect;
  return std::nullopt;
}

Result<std::unique_ptr<PolicyGate>> PolicyGate::open(const Resources& resources) {
  const auto key = random_key();
  if (!key) return tl::unexpected(key.error());
  std::unique_ptr<JudgedNotes> notes;
  if (const auto& file = resources.settings.policyd.notes; !file.empty()) {
    auto made = JudgedNotes::create(file);
    if (made)
      notes = std::move(*made);
    else  // the milter then judges all by itself
      log_event(LogLevel::error, "no notes for the milter", {{"why", made.error().to_string()}});
  }
  return std::unique_ptr<PolicyGate>(new PolicyGate(resources, *key, std::move(notes)));
}

void PolicyGate::answer(const PolicyQuery& query, std::string& out) {
  const auto stage = policy_stage_of(query.protocol_state);
  if (!stage) {
    ++other_;
    out += "DUNNO";
    return;
  }
  ++asked_[index(*stage)];
  const std::size_t begun = out.size();
  try {
    out += judged(query, *stage);
  } catch (const std::exception& error) {
    ++failed_;
    log_event(LogLevel::error, "a question was not judged", {{"why", error.what()}});
    out.resize(begun);
    out += policy_try_again();
  }
}

const std::string& PolicyGate::judged(const PolicyQuery& query, Stage stage) {
  const SnapshotPointer snapshot = resources_.snapshot.get();
  const rules::Ruleset& ruleset = *snapshot->ruleset;
  const auto now = std::chrono::steady_clock::now();
  set_question(query, stage, ruleset);
  if (!question_.empty()) {
    if (const auto* before = memory_.find(question_, now); before != nullptr) {
      ++repeated_;
      return before->answer;
    }
  }
  answer_ = judge(query, stage, ruleset);
  if (question_.empty()) return answer_;
  memory_.remember(question_, now).answer = answer_;
  return answer_;
}

void PolicyGate::set_question(const PolicyQuery& query, Stage stage, const rules::Ruleset& ruleset) {
  question_.clear();
  recipients_.clear();
  if (query.instance.empty()) return;
  const auto add = [this](std::string_view text) {
    question_ += text;
    question_ += '\0';
  };
  add(query.instance);
  add(ByteView(ruleset.hash()).substr(0, 16));
  recipients_ = question_;
  add(stage_text(stage));
  for (const auto text : {query.client_address, query.client_port, query.helo_name, query.sasl_username,
                          query.encryption_protocol, query.sender})
    add(text);
  // At the end of the message Postfix asks about the same recipients as at DATA.
  if (stage == Stage::rcpt) add(query.recipient);
}

void PolicyGate::set_envelope(const PolicyQuery& query, Stage stage) {
  envelope_.instance = query.instance;
  envelope_.queue_id = query.queue_id;
  assign_known(envelope_.client_address, query.client_address);
  assign_known(envelope_.client_name, query.client_name);
  envelope_.client_port = query.client_port;
  envelope_.helo = query.helo_name;
  envelope_.login = query.sasl_username;
  envelope_.tls_version = query.encryption_protocol;
  envelope_.mta = "postfix";
  envelope_.sender = query.sender;
  envelope_.direction = Direction::unknown;
  envelope_.recipients.clear();
  if (stage >= Stage::rcpt && !query.recipient.empty()) envelope_.recipients.emplace_back(query.recipient);
  envelope_.recipient_count = query.recipient_count;
  // At the end of the message it is the real size, of which the milter knows more.
  envelope_.declared_size = query.protocol_state == "END-OF-MESSAGE" ? 0 : query.size;
}

// From DATA on only what needs all recipients, if each of them was asked about and taken.
rules::Scope PolicyGate::scope(const PolicyQuery& query, Stage stage) {
  rules::Scope out{rules::Scope::Rules::envelope, Stage::connect, stage};
  if (stage != Stage::data || recipients_.empty() || query.recipient_count == 0) return out;
  const auto* taken = memory_.find(recipients_, std::chrono::steady_clock::now());
  if (taken != nullptr && taken->number >= query.recipient_count) out.from = Stage::data;
  return out;
}

std::string PolicyGate::judge(const PolicyQuery& query, Stage stage, const rules::Ruleset& ruleset) {
  set_envelope(query, stage);
  const auto now = std::chrono::system_clock::now();
  const auto sources = resources_.state.sources();
  const auto asked = scope(query, stage);
  const StateFacts state = state_facts(sources, ruleset, envelope_, nullptr, counted(stage, asked), now);
  rules::Verdict verdict = ruleset.evaluate({envelope_, no_message(), state}, now, asked);
  if (verdict.action == Action::reject && stage == Stage::rcpt) count_refused(sources, ruleset, envelope_);
  ++answered_[index(verdict.action)];
  const std::string_view about = stage == Stage::rcpt ? query.recipient : query.sender;
  std::string out = policy_action(verdict, ruleset.profile(), about);
  if (verdict.action > Action::defer) note(stage, ruleset);
  if (!verdict.matches.empty()) drop_told(stage, verdict, ruleset);
  if (!verdict.matches.empty()) write(stage, verdict, state, out, ruleset);
  return out;
}

// What rules only note about sender, login or client would otherwise be journalled, and counted in reports,
// once a recipient. It is written at the first recipient: before that a message has no name, and may never
// come. A refusal is written as often as it is given.
void PolicyGate::drop_told(Stage stage, rules::Verdict& verdict, const rules::Ruleset& ruleset) {
  std::string none;
  std::string& told = recipients_.empty() ? none : told_before();
  std::erase_if(verdict.matches, [&](const rules::Match& match) {
    const auto known = ruleset.policy_stage(match.rule);
    if (!known || *known >= Stage::rcpt || (match.decides() && match.action <= Action::hold)) return false;
    const std::string rule = match.rule + '\n';
    if (stage < Stage::rcpt || told.find('\n' + rule) != std::string::npos) return true;
    told += rule;
    return false;
  });
}

// Ids of rules, each in a line of its own.
std::string& PolicyGate::told_before() {
  const auto now = std::chrono::steady_clock::now();
  const std::string name = recipients_ + "told";
  const auto* before = memory_.find(name, now);
  std::string told = before != nullptr ? before->answer : "\n";
  std::string& kept = memory_.remember(name, now).answer;
  kept = std::move(told);
  return kept;
}

// That this recipient, or what concerns all of them, needs no second look.
void PolicyGate::note(Stage stage, const rules::Ruleset& ruleset) {
  if (stage == Stage::rcpt && !envelope_.recipients.empty()) {
    if (!recipients_.empty()) {
      const auto now = std::chrono::steady_clock::now();
      const auto* before = memory_.find(recipients_, now);
      const std::uint32_t number = before != nullptr ? before->number : 0;
      memory_.remember(recipients_, now).number = number + 1;
    }
    if (notes_) notes_->add(recipient_note(envelope_, envelope_.recipients.front()), ruleset.hash());
  } else if (stage == Stage::data && notes_ && !envelope_.queue_id.empty()) {
    notes_->add(message_note(envelope_), ruleset.hash());
  }
}

void PolicyGate::write(Stage stage, const rules::Verdict& verdict, const StateFacts& state,
                       const std::string& answer, const rules::Ruleset& ruleset) {
  const auto* match = verdict.decisive();
  const bool quiet = verdict.action >= Action::tag;
  log_event(quiet ? LogLevel::debug : LogLevel::info, "question judged",
            {{"stage", std::string(stage_text(stage))},
             {"queue_id", envelope_.queue_id},
             {"client", envelope_.client_address},
             {"sender", envelope_.sender},
             {"recipient", envelope_.recipients.empty() ? "-" : envelope_.recipients.front()},
             {"action", std::string(rules::action_name(verdict.action))},
             {"rule", match != nullptr ? match->rule : "-"},
             {"clause", match != nullptr ? match->clause : "-"}});
  if (resources_.journal == nullptr) return;
  journal::Record record;
  record.time = std::chrono::system_clock::now();
  record.stage = stage_text(stage);
  journal::add_envelope(record, envelope_);
  journal::add_state(record, state);
  journal::add_verdict(record, verdict);
  record.reply_code = reply_code(answer, verdict.action);
  record.rules_hash = ruleset.hash();
  resources_.journal->write(std::move(record));
}

std::vector<Metric> PolicyGate::metrics() const {
  Metric asked{"congvu_policy_questions_total",
               "questions of Postfix by the stage of the session",
               Metric::Kind::counter,
               {}};
  for (const auto stage : {Stage::connect, Stage::mail, Stage::rcpt, Stage::data})
    asked.samples.push_back({{{"stage", stage_text(stage)}}, asked_[index(stage)]});
  asked.samples.push_back({{{"stage", "other"}}, other_});
  Metric judged{"congvu_policy_judged_total",
                "questions that the rules were asked, by the heaviest action",
                Metric::Kind::counter,
                {}};
  for (std::size_t i = 0; i < actions; ++i)
    judged.samples.push_back({{{"action", rules::action_name(static_cast<Action>(i))}}, answered_[i]});
  return {asked,
          judged,
          {"congvu_policy_repeated_total",
           "questions that came again and were answered as before",
           Metric::Kind::counter,
           {{{}, repeated_}}},
          {"congvu_policy_failed_total",
           "questions that could not be judged and were deferred",
           Metric::Kind::counter,
           {{{}, failed_}}}};
}

}  // namespace congvu::service
