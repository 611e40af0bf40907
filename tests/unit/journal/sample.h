// Decisions for the tests of the journal.
#pragma once

#include <string>

#include "journal/decision_id.h"
#include "journal/decision_line.h"
#include "journal/record.h"
#include "journal/store.h"

namespace congvu::journal::testing {

inline constexpr const char* incarnation = "0123456789abcdef";

// The `number`th decision of a daemon, a second after the one before it.
inline Record sample(std::uint64_t number, const std::string& daemon = "milter") {
  Record record;
  record.id = format_decision_id({incarnation, number});
  record.node = "mx1";
  record.daemon = daemon;
  record.stage = "eom";
  record.time = std::chrono::system_clock::from_time_t(1'800'000'000) + std::chrono::seconds(number);
  record.sender = "An@x.vn";
  record.recipients = {"b@y.vn"};
  record.recipient_count = 1;
  return record;
}

inline RecordMatch match_of(const std::string& rule, const std::string& clause) {
  RecordMatch out;
  out.rule = rule;
  out.clause = clause;
  out.action = rules::Action::reject;
  return out;
}

inline Entry entry(const Record& record) { return entry_of(decision_line(record, false)).value(); }

}  // namespace congvu::journal::testing
