// The decision about one question of Postfix: envelope, rules that are decided by it, answer, journal.
//
//   auto gate = service::PolicyGate::open(resources);
//   std::string out;
//   (*gate)->answer(query, out);          // "DUNNO", "554 5.7.1 text", ...
//
// In: a query (policy_query.h). Out: an action of Postfix; a note for the milter (judged_notes.h); in the
// journal every question that some rule matched; what a rule only notes about the sender, the login or the
// client stands there once a message. At RCPT the rules are asked that are known by then, about
// this recipient; from DATA on those about all recipients together, and the others too where not every
// recipient was asked about before. A question that comes again is answered as before, and neither counted
// nor journalled again. Failure: a question that cannot be judged is deferred, never passed. Threads:
// answer() from one thread; metrics() from any.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facts/catalogue.h"
#include "service/answer_memory.h"
#include "service/daemon.h"
#include "service/judged_notes.h"
#include "service/policy_query.h"

namespace congvu::service {

class PolicyGate {
 public:
  static Result<std::unique_ptr<PolicyGate>> open(const Resources& resources);
  // Appends the action, one line without its end.
  void answer(const PolicyQuery& query, std::string& out);
  [[nodiscard]] std::vector<Metric> metrics() const;

 private:
  using Number = std::atomic<std::uint64_t>;
  static constexpr std::size_t stages = static_cast<std::size_t>(Stage::eom) + 1;
  static constexpr std::size_t actions = static_cast<std::size_t>(rules::Action::accept) + 1;

  PolicyGate(const Resources& resources, const HashKey& key, std::unique_ptr<JudgedNotes> notes)
      : resources_(resources), memory_(key), notes_(std::move(notes)) {}

  const std::string& judged(const PolicyQuery& query, Stage stage);
  std::string judge(const PolicyQuery& query, Stage stage, const rules::Ruleset& ruleset);
  [[nodiscard]] rules::Scope scope(const PolicyQuery& query, Stage stage);
  void set_envelope(const PolicyQuery& query, Stage stage);
  void note(Stage stage, const rules::Ruleset& ruleset);
  void drop_told(Stage stage, rules::Verdict& verdict, const rules::Ruleset& ruleset);
  std::string& told_before();
  void write(Stage stage, const rules::Verdict& verdict, const StateFacts& state, const std::string& answer,
             const rules::Ruleset& ruleset);
  // What tells this question from all others; empty where Postfix does not say which message it is about.
  void set_question(const PolicyQuery& query, Stage stage, const rules::Ruleset& ruleset);

  Resources resources_;
  AnswerMemory memory_;
  std::unique_ptr<JudgedNotes> notes_;  // or nothing
  // Of the question at hand; kept for their memory.
  Envelope envelope_;
  std::string question_, recipients_;
  std::string answer_;

  std::array<Number, stages> asked_{};
  std::array<Number, actions> answered_{};
  Number other_ = 0;     // questions at other stages
  Number repeated_ = 0;  // answered from memory
  Number failed_ = 0;
};

// Nothing for a state in which no rule is asked (VRFY, ETRN).
std::optional<Stage> policy_stage_of(std::string_view protocol_state);

}  // namespace congvu::service
