// A verdict as an action of Postfix (access(5)), for the policy delegation protocol.
//
// In: a verdict, the profile for the regulation's name, the address that Postfix will name before the text.
// Out: one line of printable ASCII: `554 5.7.1 text`, `DEFER_IF_PERMIT 4.7.1 text`, `HOLD text`, or DUNNO.
// Never OK, which would skip the restrictions behind this one. A policy server cannot give a reply of several
// lines: the texts stand in one. Limits: together with what Postfix puts before it a reply has at most the
// 512 bytes of RFC 5321, but the text at least 100. Failure: none. Threads: pure functions. Sources: Postfix
// 3.7 access(5), SMTPD_POLICY_README; RFC 5321 4.5.3.1.5.
#pragma once

#include <string>
#include <string_view>

#include "regulation/profile.h"
#include "rules/verdict.h"

namespace congvu::service {

std::string policy_action(const rules::Verdict& verdict, const regulation::Profile& profile,
                          std::string_view about);

// For a question that could not be judged.
std::string policy_try_again();

}  // namespace congvu::service
