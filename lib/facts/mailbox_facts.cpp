#include "facts/mailbox_facts.h"

#include <array>

namespace congvu {
namespace {

constexpr std::array<std::string_view, 4> kinds{"organisation", "person", "administrator", "technical"};
constexpr std::array<std::string_view, 5> standings{"foreign", "unlisted", "in_use", "suspended", "closed"};
constexpr std::array<std::string_view, 4> rights{"unknown", "own", "granted", "refused"};
constexpr std::array<std::string_view, 4> pers{"login", "sender", "recipient", "client"};
constexpr std::array<std::string_view, 4> counts{"messages", "recipients", "outside_domains", "refused"};

}  // namespace

std::string_view mailbox_kind_name(MailboxKind kind) { return kinds.at(static_cast<std::size_t>(kind)); }
std::string_view standing_name(Standing standing) { return standings.at(static_cast<std::size_t>(standing)); }
std::string_view sender_right_name(SenderRight right) { return rights.at(static_cast<std::size_t>(right)); }
std::string_view rate_per_name(RatePer per) { return pers.at(static_cast<std::size_t>(per)); }
std::string_view rate_count_name(RateCount count) { return counts.at(static_cast<std::size_t>(count)); }

std::uint64_t StateFacts::rate(const RateQuestion& question) const {
  for (const auto& answer : rates)
    if (answer.question == question) return answer.number;
  return 0;
}

const StateFacts& nothing_known() {
  static const StateFacts nothing;
  return nothing;
}

}  // namespace congvu
