// A decision as one line of JSON, and back: the form of the decision log, of the spool and of the database.
//
// Out of decision_line(): one line with its line end. Control, bidi and invisible characters are shown as
// \u{202E} (facts/text.h), so that no terminal is steered. The line ends in "}" and a line break: what does
// not was cut. Members are a stable interface, only ever added:
//   id, node, daemon, clock_ms (since the machine started), time, stage, instance, queue_id, direction,
//   sender, recipients, recipient_count, client, client_name, helo, login, tls, mta, organisation,
//   recipient_organisations, action, reply,
//   rules [{id, clause, mode, action, attachments, attachment_count, excused, exceptions [{reason, owner,
//   until, attachments}]}], rule_count (where some were left out), size, scan_ms, ambiguity, views, reasons,
//   unchecked, limits, facts (hash), message_facts (only where asked for), ruleset (hash), error
// In of read_decision_line(): a line, also of an older or newer version: what is missing has its default,
// what is unknown is passed over. Limits: those of record.h; 500 bytes a text; lines of 16 MiB. Failure: none
// of writing; ErrorKind::invalid of reading. Threads: pure functions. Source: RFC 3339 for the time.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "facts/error.h"
#include "journal/record.h"

namespace congvu::journal {

constexpr std::size_t most_line_bytes = 16U << 20;

std::string decision_line(const Record& record, bool with_facts = true);
Result<Record> read_decision_line(std::string_view line);

// "2026-11-24T08:30:00.123+07:00", in local time.
std::string rfc3339(std::chrono::system_clock::time_point time);
std::optional<std::chrono::system_clock::time_point> time_of(std::string_view rfc3339);

}  // namespace congvu::journal
