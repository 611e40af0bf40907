// The SMTP reply to a message, the reason of a hold, and the headers that are added: one encoder for each.
//
// In: a verdict with texts in Vietnamese and pieces of a hostile mail. Out: text that cannot be anything but one
// valid reply or header, whatever the mail contains.
// Limits: a reply has at most max_lines lines of max_line bytes of text; longer text is cut at a word and ends in
// "...". Replies are ASCII, since Sendmail strips the eighth bit and SMTP replies are ASCII (RFC 5321 4.2).
// A '%' is doubled for libmilter and Postfix, which un-double it.
// Failure: none. Threads: pure functions. Sources: RFC 5321 4.2, RFC 3463, RFC 2047, RFC 5322 2.2.3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regulation/profile.h"
#include "rules/verdict.h"

namespace congvu::reply {

inline constexpr std::size_t max_lines = 8;
inline constexpr std::size_t max_line = 400;  // bytes of text; RFC 5321 allows 512 with code and line end

struct SmtpReply {
  std::string code;                // "554", "451"; empty: the message passes
  std::string enhanced;            // "5.7.1"; its class is always that of the code
  std::vector<std::string> lines;  // ASCII, '%' not doubled yet; at least one where there is a code

  [[nodiscard]] bool empty() const { return code.empty(); }
  // Each line as it must be given to smfi_setmlreply(): every '%' doubled, and still at most max_line bytes.
  [[nodiscard]] std::vector<std::string> escaped_lines() const;
  // Each line as the client sees it: "554-5.7.1 text", the last one "554 5.7.1 text".
  [[nodiscard]] std::vector<std::string> wire_lines() const;
};

// The reply for a verdict that rejects or defers; empty for the others.
SmtpReply smtp_reply(const rules::Verdict& verdict, const regulation::Profile& profile);
// 451 4.7.1 for a message that could not be judged.
SmtpReply not_judged();

// The reason of a hold, for the MTA's log and queue: ASCII, one line.
std::string hold_reason(const rules::Verdict& verdict);

// An unstructured header value: ASCII as it is, anything else as folded RFC 2047 words; never a bare line end.
// Folds are LF and a blank, as milters give them.
std::string header_value(std::string_view utf8);

// Every header of congvu begins so; copies that come from outside are removed before ours are added.
inline constexpr std::string_view own_header_prefix = "X-Congvu-";
bool is_own_header(std::string_view name);

}  // namespace congvu::reply
