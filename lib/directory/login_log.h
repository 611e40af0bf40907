// Logins out of Postfix's log: who submitted mail, and when.
//
// In: lines of a log, syslog's ("Nov 24 08:00:01 mx1 postfix/submission/smtpd[12]: ...") or ISO 8601
// ("2026-11-24T08:00:01.123456+07:00 mx1 ..."). Out: the latest time of each login. Only the line that smtpd
// writes for a message ("4Xy12: client=..., sasl_method=..., sasl_username=...") counts: other lines carry
// text of clients, and a refused login has the name, too. Times: syslog's have no year (the latest that is
// not after `now`; so a log may be up to a year old) and no zone (`zone`). Limits: `most_line_bytes`; linear.
// Failure: none; lines that say nothing are passed over. Threads: one object at a time. Source: Postfix 3.7,
// smtpd(8).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "directory/mailbox.h"

namespace congvu::directory {

constexpr std::size_t most_log_line_bytes = 64U << 10;

class LoginLog {
 public:
  explicit LoginLog(Time now, std::chrono::minutes zone = std::chrono::hours(7)) : now_(now), zone_(zone) {}
  void add(std::string_view line);
  [[nodiscard]] std::vector<LastLogin> logins() const;
  [[nodiscard]] std::uint64_t lines() const { return lines_; }
  [[nodiscard]] std::uint64_t seen() const { return seen_; }  // lines with a login
  [[nodiscard]] std::uint64_t undated() const {
    return undated_;
  }  // such lines without a time that makes sense

 private:
  Time now_;
  std::chrono::minutes zone_;
  std::unordered_map<std::string, Time> latest_;
  std::uint64_t lines_ = 0;
  std::uint64_t seen_ = 0;
  std::uint64_t undated_ = 0;
};

}  // namespace congvu::directory
