// What the directory and the counters know about the people of one envelope: plain data for rules.
//
// In: filled beside the scan from the directory's snapshot and the counters (service/), or by the examples
// inside rule files. Out: values that the catalogue of conditions reads. Without a directory everything stays
// as it is here: nothing is known, and no rule about mailboxes matches. Units: rates in what they count.
// Threads: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace congvu {

enum class MailboxKind : std::uint8_t { organisation, person, administrator, technical };
std::string_view mailbox_kind_name(MailboxKind kind);

// How an address stands in the directory.
enum class Standing : std::uint8_t {
  foreign,    // of no domain that the directory answers for, or there is no directory
  unlisted,   // of such a domain, but no mailbox
  in_use,     // đang dùng
  suspended,  // tạm dừng (8.1)
  closed      // chấm dứt (8.2)
};
std::string_view standing_name(Standing standing);

struct MailboxFacts {
  Standing standing = Standing::foreign;
  std::optional<MailboxKind> kind;
  std::string organisation;       // code of the managing organisation, or empty
  bool password_overdue = false;  // not changed for the months of 4.2
  bool idle = false;              // no login for the months of 8.1
};

// Whether a login may write as an address.
enum class SenderRight : std::uint8_t {
  unknown,  // no login, no directory, or the login is not in it
  own,      // the login's own mailbox
  granted,  // on its list
  refused
};
std::string_view sender_right_name(SenderRight right);

// A question about a rate: "how many recipients within an hour, for this login".
enum class RatePer : std::uint8_t { login, sender, recipient, client };
enum class RateCount : std::uint8_t { messages, recipients, outside_domains, refused };
std::string_view rate_per_name(RatePer per);
std::string_view rate_count_name(RateCount count);

// Of outside domains no more than these are told apart, so that no rule can ask about more.
constexpr std::uint64_t most_outside_domains = 1'000;

struct RateQuestion {
  RatePer per = RatePer::login;
  RateCount count = RateCount::messages;
  std::uint32_t within_seconds = 3600;
  bool operator==(const RateQuestion&) const = default;
};

struct RateAnswer {
  RateQuestion question;
  std::uint64_t number = 0;  // this message or recipient included; of several recipients, the highest
};

// A question that rules ask, with the smallest number that means something to any of them.
struct RateLimit {
  RateQuestion question;
  std::uint64_t over = UINT64_MAX;
  bool operator==(const RateLimit&) const = default;
};

struct StateFacts {
  bool stale = false;  // the directory or the counters have not met the database for too long
  MailboxFacts login;
  MailboxFacts sender;
  std::vector<MailboxFacts> recipients;             // in the order of the envelope
  SenderRight sender_right = SenderRight::unknown;  // of the login over the reverse-path
  SenderRight from_right = SenderRight::unknown;    // over every address in From; the least of them
  std::vector<RateAnswer> rates;

  // 0 for a question that nobody has answered.
  [[nodiscard]] std::uint64_t rate(const RateQuestion& question) const;
};

// What holds without a directory and without counters.
const StateFacts& nothing_known();

}  // namespace congvu
