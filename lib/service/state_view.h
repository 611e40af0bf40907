// What the directory and the counters say about one envelope: StateFacts for the rules.
//
//   service::StateSources sources{keeper.directory(), keeper.stale(), &rates};
//   StateFacts state = service::state_facts(sources, *ruleset, envelope, nullptr, Counted::recipient, now);
//
// In: an envelope (and the message's facts, where they are known), snapshots in memory; never the database.
// Out: plain data. Addresses are compared in lower case with A-labels, without a subaddress ("annv+x@" is
// annv's); a login without a domain is one of the profile's first local domain, unless the directory knows it
// as it stands. Ages are counted in calendar months (regulation::after_months): what is due on a day is
// overdue from the next day on. A mailbox that never logged in counts from its day of issue. Failure: none;
// without a directory nothing is known. Threads: pure functions, but for what Rates counts.
#pragma once

#include <chrono>
#include <memory>

#include "directory/snapshot.h"
#include "facts/envelope.h"
#include "facts/mailbox_facts.h"
#include "facts/message_facts.h"
#include "regulation/profile.h"
#include "rules/ruleset.h"
#include "state/rates.h"

namespace congvu::service {

using Now = std::chrono::system_clock::time_point;

struct StateSources {
  std::shared_ptr<const directory::Directory> directory;  // or null
  bool stale = false;                                     // the directory has not met its database
  state::Rates* rates = nullptr;                          // or null: every rate is 0
};

// What this question adds to the counters. Each recipient and each message is to be counted once: a question
// that is asked again gets `nothing`.
enum class Counted : std::uint8_t {
  nothing,
  recipient,  // RCPT: the recipients of the envelope; the message only per recipient
  message,    // DATA: the message; its recipients were counted before, whatever the envelope has
  whole       // both: a message of which nothing was asked before
};

// `message`: nullptr before the header is known.
StateFacts state_facts(const StateSources& sources, const rules::Ruleset& ruleset, const Envelope& envelope,
                       const MessageFacts* message, Counted counted, Now now);

// The recipients of this envelope were refused; for `count: refused`.
void count_refused(const StateSources& sources, const rules::Ruleset& ruleset, const Envelope& envelope);

// The parts of state_facts(): mailboxes and rights; what is to be counted.
StateFacts mailbox_facts(const StateSources& sources, const regulation::Profile& profile,
                         const Envelope& envelope, const MessageFacts* message, Now now);
state::RateEvent rate_event(const StateSources& sources, const regulation::Profile& profile,
                            const Envelope& envelope, Counted counted);

}  // namespace congvu::service
