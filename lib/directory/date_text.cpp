#include "directory/date_text.h"

#include <fmt/format.h>

#include <array>

#include "facts/text.h"

namespace congvu::directory {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr hours local_zone{7};
constexpr int first_year = 1990;
constexpr int last_year = 2199;

struct Parts {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  minutes zone{local_zone};
  bool has_time = false;
};

class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  [[nodiscard]] bool ended() const { return at_ == text_.size(); }
  [[nodiscard]] char next() const { return ended() ? '\0' : text_[at_]; }
  bool take(char c) {
    if (next() != c || ended()) return false;
    ++at_;
    return true;
  }
  // At least `least` and at most `most` digits; -1 where there are fewer.
  int number(std::size_t least, std::size_t most) {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < most && next() >= '0' && next() <= '9'; ++at_, ++digits)
      value = value * 10 + (next() - '0');
    return digits < least ? -1 : value;
  }
  [[nodiscard]] std::size_t digits_ahead() const {
    std::size_t end = at_;
    while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
    return end - at_;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

bool date(Cursor& in, Parts& out) {
  if (in.digits_ahead() == 4) {
    out.year = in.number(4, 4);
    if (!in.take('-')) return false;
    out.month = in.number(1, 2);
    if (!in.take('-')) return false;
    out.day = in.number(1, 2);
    return in.digits_ahead() == 0;
  }
  out.day = in.number(1, 2);
  const char separator = in.next();
  if ((separator != '/' && separator != '-' && separator != '.') || !in.take(separator)) return false;
  out.month = in.number(1, 2);
  if (!in.take(separator)) return false;
  out.year = in.number(4, 4);
  return in.digits_ahead() == 0;
}

bool zone(Cursor& in, Parts& out) {
  if (in.ended()) return true;
  if (in.take('Z')) {
    out.zone = minutes(0);
    return in.ended();
  }
  const bool east = in.take('+');
  if (!east && !in.take('-')) return false;
  const int h = in.number(2, 2);
  in.take(':');
  const int m = in.ended() ? 0 : in.number(2, 2);
  if (h < 0 || h > 14 || m < 0 || m > 59) return false;
  out.zone = (east ? 1 : -1) * (hours(h) + minutes(m));
  return in.ended();
}

void fraction(Cursor& in) {
  if (in.next() != '.' && in.next() != ',') return;
  in.take(in.next());
  while (in.number(1, 1) >= 0) {
  }
}

bool clock(Cursor& in, Parts& out) {
  if (in.ended()) return true;
  if (!in.take('T')) {
    if (!in.take(' ')) return false;
    while (in.take(' ')) {
    }
  }
  out.has_time = true;
  out.hour = in.number(1, 2);
  if (!in.take(':')) return false;
  out.minute = in.number(2, 2);
  if (in.take(':')) out.second = in.number(2, 2);
  fraction(in);
  return zone(in, out);
}

// YYYYMMDDHH[MM[SS]][.f](Z|+hhmm), RFC 4517.
bool generalized(Cursor& in, Parts& out) {
  out.has_time = true;
  out.year = in.number(4, 4);
  out.month = in.number(2, 2);
  out.day = in.number(2, 2);
  out.hour = in.number(2, 2);
  if (in.digits_ahead() != 0) out.minute = in.number(2, 2);
  if (in.digits_ahead() != 0) out.second = in.number(2, 2);
  if (in.digits_ahead() != 0) return false;
  fraction(in);
  return !in.ended() && zone(in, out);
}

std::optional<Parts> parts_of(std::string_view text) {
  text = trim_ascii(text);
  Cursor in(text);
  Parts out;
  if (!(in.digits_ahead() >= 10 ? generalized(in, out) : date(in, out) && clock(in, out)))
    return std::nullopt;
  if (out.year < first_year || out.year > last_year || out.month < 1 || out.day < 1 || out.hour < 0 ||
      out.hour > 23 || out.minute < 0 || out.minute > 59 || out.second < 0 || out.second > 60)
    return std::nullopt;
  return out;
}

std::optional<Day> civil(const Parts& parts) {
  const std::chrono::year_month_day day(std::chrono::year(parts.year),
                                        std::chrono::month(static_cast<unsigned>(parts.month)),
                                        std::chrono::day(static_cast<unsigned>(parts.day)));
  return day.ok() ? std::optional<Day>(day) : std::nullopt;
}

}  // namespace

std::optional<Time> time_of(std::string_view text) {
  const auto parts = parts_of(text);
  const auto day = parts ? civil(*parts) : std::nullopt;
  if (!day) return std::nullopt;
  return Time(*day) + hours(parts->hour) + minutes(parts->minute) + seconds(parts->second) - parts->zone;
}

std::optional<Day> day_of(std::string_view text) {
  const auto parts = parts_of(text);
  const auto day = parts ? civil(*parts) : std::nullopt;
  if (!day || !parts->has_time) return day;
  const auto time = time_of(text);
  return time ? std::optional<Day>(local_day(*time)) : std::nullopt;
}

Day local_day(Time time) { return std::chrono::floor<std::chrono::days>(time + local_zone); }

std::string day_text(Day day) {
  const std::chrono::year_month_day civil_day(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(civil_day.year()),
                     static_cast<unsigned>(civil_day.month()), static_cast<unsigned>(civil_day.day()));
}

std::string time_text(Time time) {
  const Time local = time + local_zone;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock_time(local - day);
  return fmt::format("{}T{:02}:{:02}:{:02}+07:00", day_text(day), clock_time.hours().count(),
                     clock_time.minutes().count(), clock_time.seconds().count());
}

std::string day_for_people(Day day) {
  const std::chrono::year_month_day civil_day(day);
  return fmt::format("{:02}/{:02}/{:04}", static_cast<unsigned>(civil_day.day()),
                     static_cast<unsigned>(civil_day.month()), static_cast<int>(civil_day.year()));
}

}  // namespace congvu::directory
