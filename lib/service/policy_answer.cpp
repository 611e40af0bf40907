#include "service/policy_answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "reply/smtp_reply.h"

namespace congvu::service {
namespace {

constexpr std::size_t most_reply = 510;  // without the line end
constexpr std::size_t least_text = 100;
// "554 5.7.1 <>: Recipient address rejected: ", with the longest of Postfix's words.
constexpr std::size_t postfix_words = 64;
constexpr std::string_view cut_mark = "...";

std::string joined(const reply::SmtpReply& reply, std::size_t most) {
  std::string out = fmt::format("{}", fmt::join(reply.lines, " "));
  if (out.size() > most) out = out.substr(0, most - cut_mark.size()) + std::string(cut_mark);
  return out;
}

}  // namespace

std::string policy_action(const rules::Verdict& verdict, const regulation::Profile& profile,
                          std::string_view about) {
  if (verdict.action == rules::Action::hold) return "HOLD " + reply::hold_reason(verdict, profile);
  const auto reply = reply::smtp_reply(verdict, profile);
  if (!reply) return "DUNNO";
  const std::size_t named = std::min(about.size(), most_reply - postfix_words - least_text);
  const std::string text = joined(*reply, most_reply - postfix_words - named);
  if (reply->code < 500) return fmt::format("DEFER_IF_PERMIT {} {}", reply->enhanced, text);
  return fmt::format("{} {} {}", reply->code, reply->enhanced, text);
}

std::string policy_try_again() {
  const auto reply = reply::try_again();
  return fmt::format("DEFER_IF_PERMIT {} {}", reply.enhanced, reply.lines.front());
}

}  // namespace congvu::service
