// The SMTP reply to a refused, deferred or held message: one valid reply, whatever the mail contains.
//
// In: a verdict, whose texts may hold Vietnamese and pieces of hostile mail; the profile for the name of the
// regulation. Out: code and enhanced code of one class; lines of printable ASCII (marks dropped, control
// bytes impossible) that name the rule's text and clause. Limits: at most most_lines lines of most_line bytes
// (counted with every `%` doubled), so that RFC 5321's 512 bytes and libmilter's 980 are never met; what is
// longer is cut and ends in "...". Failure: none. Threads: pure functions. Sources: RFC 5321 4.2, 4.5.3.1.5;
// RFC 3463; libmilter smfi_setmlreply.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "regulation/profile.h"
#include "rules/verdict.h"

namespace congvu::reply {

constexpr std::size_t most_line = 480;
constexpr std::size_t most_lines = 16;

struct SmtpReply {
  int code = 451;                  // 554 refuses, 451 defers, unless the deciding rule says otherwise
  std::string enhanced;            // "5.7.1", "4.7.1"
  std::vector<std::string> lines;  // at least one, none empty
};

// Nothing for a message that the MTA takes (accept, note, tag, hold).
std::optional<SmtpReply> smtp_reply(const rules::Verdict& verdict, const regulation::Profile& profile);

// For a message that could not be judged now.
SmtpReply try_again();

// One line of ASCII that says why a message is held, for the MTA's queue and the log; never empty.
std::string hold_reason(const rules::Verdict& verdict, const regulation::Profile& profile);

// `line` for interfaces that take `%` as the start of a directive (Postfix, libmilter).
std::string percent_doubled(std::string_view line);

// As a client sees it: "554-5.7.1 first", "554 5.7.1 last".
std::vector<std::string> wire_lines(const SmtpReply& reply);

}  // namespace congvu::reply
