// The decision about one message: scan, rules, reply, journal. The wrappers before it decide nothing.
//
//   service::Gate gate(*pool, &journal);
//   service::Decision decision = gate.judge(message, [] { tell_the_mta_to_wait(); });
//
// In: envelope, spooled bytes and what went wrong with them, the snapshot of rules that the session began
// with; the notes of a policy server, whose rules are not asked again about what it has judged by the same
// rule set. Out: what the MTA is to be told, ready for its protocol. Every decision is written to the
// journal. Failure: what could not be spooled or scanned is deferred (451 4.7.1), and held where the
// same bytes have broken several scan workers; never passed. Threads: any number may judge at once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "facts/envelope.h"
#include "journal/journal.h"
#include "reply/smtp_reply.h"
#include "rules/verdict.h"
#include "scan/pool.h"
#include "service/counters.h"
#include "service/judged_notes.h"
#include "service/snapshot.h"
#include "service/spool.h"
#include "service/state_keeper.h"

namespace congvu::service {

struct Message {
  Envelope envelope;
  Spool& bytes;
  std::uint64_t size = 0;       // of the whole message; more than `bytes` has where it was cut
  std::optional<Error> failed;  // why it is not whole, other than by limits.message_bytes
  SnapshotPointer snapshot;
  std::string host{};  // as the MTA calls itself, or empty
};

struct Decision {
  rules::Action action = rules::Action::defer;
  std::optional<reply::SmtpReply> reply;                     // of reject and defer
  std::string hold_reason;                                   // of hold
  std::vector<std::pair<std::string, std::string>> headers;  // to add; values encoded, folded with bare LF
  std::string subject_prefix;                                // UTF-8, or empty
  std::string ambiguity_results;                             // of that header field (reply/), or empty

  // The MTA takes the message, marked or not.
  [[nodiscard]] bool taken() const { return !reply; }
};

class Gate {
 public:
  // All but the pool may be absent; all outlive the gate.
  Gate(scan::Pool& pool, journal::Journal* journal, Counters* counters = nullptr,
       const JudgedNotesReader* notes = nullptr, const StateKeeper* state = nullptr)
      : pool_(pool), journal_(journal), counters_(counters), notes_(notes), state_(state) {}
  Decision judge(Message& message, const std::function<void()>& on_wait) const;

  struct Judged;

 private:
  void evaluate(Judged& judged, const Envelope& envelope, const rules::Ruleset& ruleset) const;

  scan::Pool& pool_;
  journal::Journal* journal_;
  Counters* counters_;
  const JudgedNotesReader* notes_;
  const StateKeeper* state_;
};

// Which rules are left to ask about a message: all, where a policy server has not judged each recipient.
rules::Scope left_to_judge(const JudgedNotesReader* notes, const Envelope& envelope,
                           const rules::Ruleset& ruleset);

}  // namespace congvu::service
