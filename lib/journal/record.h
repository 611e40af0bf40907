// One decision of a daemon, as the journal keeps it: who sent what to whom, what was decided, by which rule
// and clause.
//
//   journal::Record record;
//   record.stage = "rcpt";
//   journal::add_envelope(record, envelope);
//   journal::add_state(record, state);
//   journal::add_verdict(record, verdict);
//   record.reply_code = 550;
//   journal.write(std::move(record));          // journal.h; it gives id, node, daemon and the clocks
//
// In: facts, whose texts may come from hostile mail. Out: plain data. Neither body text nor Subject goes in,
// but in `facts_json`, which is for diagnosis only and stays out of the database. Limits: 200 recipients, 50
// attachments and 20 exceptions a rule, 500 rules, 2,000 bytes a text; how many there were is kept. Texts are
// as they came: decision_line.h makes them safe to show. Failure: none. Threads: plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/envelope.h"
#include "facts/mailbox_facts.h"
#include "facts/message_facts.h"
#include "rules/verdict.h"

namespace congvu::journal {

constexpr std::size_t most_recipients = 200;
constexpr std::size_t most_attachments = 50;
constexpr std::size_t most_exceptions = 20;
constexpr std::size_t most_matches = 500;
constexpr std::size_t most_limits = 30;

struct RecordMatch {
  std::string rule;
  std::string clause;
  rules::Mode mode = rules::Mode::enforce;
  rules::Action action = rules::Action::note;
  std::vector<std::string> attachments;  // paths
  std::uint64_t attachment_count = 0;
  std::string excused;                           // reason, or empty
  std::vector<rules::UsedException> exceptions;  // also those that excused a part only
};

// What was found in a message, by its codes: nothing here comes from the mail's own text.
struct RecordFindings {
  std::string ambiguity;  // none, weak, strong
  std::uint64_t readings = 1;
  std::vector<std::string> deviations;
  std::vector<std::string> unchecked;
  std::vector<std::string> limits;
};

struct Record {
  // Given by Journal::write() where empty. The id is unique over nodes, daemons and restarts (decision_id.h).
  std::string id;
  std::string node;
  std::string daemon;  // "milter", "policyd"
  std::chrono::system_clock::time_point time{};
  // Since the machine started: the distance of two decisions of one run, also where somebody has set the
  // clock.
  std::chrono::milliseconds clock{0};

  std::string stage;     // connect, mail, rcpt, data, eom; empty: eom
  std::string instance;  // of Postfix's policy queries
  std::string queue_id;
  std::string client;
  std::string client_name;
  std::string helo;
  std::string login;
  std::string tls;
  std::string mta;
  std::string sender;
  std::vector<std::string> recipients;
  std::uint64_t recipient_count = 0;
  Direction direction = Direction::unknown;
  std::string organisation;                          // of the login, else of the sender; a code, or empty
  std::vector<std::string> recipient_organisations;  // each once

  rules::Action action = rules::Action::accept;  // what the MTA was told
  int reply_code = 250;                          // 554, 550, 451, 250
  std::vector<RecordMatch> matches;
  std::uint64_t match_count = 0;
  std::uint64_t size = 0;  // of the message, in bytes
  std::chrono::milliseconds scan_time{0};
  std::optional<RecordFindings> findings;  // nothing where nobody has looked
  std::string facts_hash;                  // SHA-256 of the facts as JSON, or empty
  std::string rules_hash;
  std::string error;       // why there are no facts, or empty
  std::string facts_json;  // the facts themselves, or empty
};

void add_envelope(Record& record, const Envelope& envelope);
void add_state(Record& record, const StateFacts& state);
// Also sets the action; the caller changes it where the MTA was told something else.
void add_verdict(Record& record, const rules::Verdict& verdict);
void add_facts(Record& record, const MessageFacts& facts);

// About how many bytes of memory a record takes.
std::size_t footprint(const Record& record);

}  // namespace congvu::journal
