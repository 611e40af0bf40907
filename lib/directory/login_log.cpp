#include "directory/login_log.h"

#include <algorithm>
#include <array>
#include <optional>

#include "directory/cell.h"
#include "directory/date_text.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

constexpr std::string_view service = "smtp";
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// The next word, which is taken off `text`.
std::string_view word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  const auto end = std::min(text.find(' '), text.size());
  const auto out = text.substr(0, end);
  text.remove_prefix(end);
  return out;
}

std::optional<int> number(std::string_view text) {
  if (text.empty() || text.size() > 2) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<std::chrono::seconds> clock_of(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto h = number(text.substr(0, 2));
  const auto m = number(text.substr(3, 2));
  const auto s = number(text.substr(6, 2));
  if (!h || !m || !s || *h > 23 || *m > 59 || *s > 60) return std::nullopt;
  return std::chrono::hours(*h) + std::chrono::minutes(*m) + std::chrono::seconds(*s);
}

// "Nov 24 08:00:01": in the latest year that makes no future of it (a day more, for clocks and zones).
std::optional<Time> syslog_time(std::string_view month, std::string_view& rest, Time now,
                                std::chrono::minutes zone) {
  const auto at = std::find(months.begin(), months.end(), month);
  const auto day = number(word(rest));
  const auto clock = clock_of(word(rest));
  if (at == months.end() || !day || !clock) return std::nullopt;
  const std::chrono::month_day date(std::chrono::month(static_cast<unsigned>(at - months.begin()) + 1),
                                    std::chrono::day(static_cast<unsigned>(*day)));
  auto year =
      std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now)).year() + std::chrono::years(1);
  for (int tries = 0; tries < 9; ++tries, --year) {  // 29 February: up to eight years back
    const std::chrono::year_month_day whole(year, date.month(), date.day());
    if (!whole.ok()) continue;
    const Time time = Time(std::chrono::sys_days(whole)) + *clock - zone;
    if (time <= now + std::chrono::days(1)) return time;
  }
  return std::nullopt;
}

bool smtpd(std::string_view program) {
  const auto id = program.find('[');
  return program.starts_with("postfix") && id != std::string_view::npos &&
         program.substr(0, id).ends_with("/smtpd") && program.ends_with("]:");
}

bool queue_id(std::string_view text) {
  if (text.size() < 3 || text.back() != ':') return false;
  text.remove_suffix(1);
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  });
}

// "client=mx[192.0.2.1]:4711, sasl_method=PLAIN, sasl_username=an[, sasl_sender=...]"
std::string_view login_of(std::string_view message) {
  constexpr std::string_view method = ", sasl_method=";
  constexpr std::string_view username = ", sasl_username=";
  constexpr std::string_view sender = ", sasl_sender=";
  if (!message.starts_with("client=")) return {};
  const auto at = message.find(method);
  const auto name = at == std::string_view::npos ? at : message.find(username, at + method.size());
  if (name == std::string_view::npos) return {};
  message.remove_prefix(name + username.size());
  return message.substr(0, message.find(sender));
}

}  // namespace

void LoginLog::add(std::string_view line) {
  ++lines_;
  if (line.size() > most_log_line_bytes || line.find("sasl_username=") == std::string_view::npos) return;
  std::string_view rest = line;
  const auto first = word(rest);
  const bool iso = !first.empty() && first.front() >= '0' && first.front() <= '9';
  const auto time = iso ? time_of(first) : syslog_time(first, rest, now_, zone_);
  word(rest);  // the host
  if (!smtpd(word(rest)) || !queue_id(word(rest))) return;
  rest.remove_prefix(std::min<std::size_t>(1, rest.size()));
  const auto login = login_cell(login_of(trim_ascii(rest)));
  if (!login || login->empty()) return;
  if (!time || *time > now_ + std::chrono::days(1)) {
    ++undated_;
    return;
  }
  ++seen_;
  auto& latest = latest_[*login];
  latest = std::max(latest, *time);
}

std::vector<LastLogin> LoginLog::logins() const {
  std::vector<LastLogin> out;
  out.reserve(latest_.size());
  for (const auto& [login, time] : latest_) out.push_back({login, time, std::string(service)});
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.login < b.login; });
  return out;
}

}  // namespace congvu::directory
