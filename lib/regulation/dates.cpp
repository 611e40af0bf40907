// Dates and periods as people write them.
#include <fmt/format.h>

#include <array>

#include "regulation/calendar.h"
#include "regulation/lunar.h"

namespace congvu::regulation {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

// `digits` digits at the front of `text`, which are taken away.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, digits)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool take_hyphen(std::string_view& text) {
  if (!text.starts_with('-')) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  const auto year = take_number(text, 4);
  if (!year || !take_hyphen(text)) return std::nullopt;
  const auto month = take_number(text, 2);
  if (!month || !take_hyphen(text)) return std::nullopt;
  const auto day = take_number(text, 2);
  if (!day || !text.empty() || *year < first_lunar_year || *year > last_lunar_year) return std::nullopt;
  const year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                            std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return Date(date);
}

std::string date_text(Date day) {
  const year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string date_text_for_people(Date day) {
  constexpr std::array<std::string_view, 7> names{"Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư",
                                                  "Thứ Năm",  "Thứ Sáu", "Thứ Bảy"};
  const year_month_day date(day);
  return fmt::format("{} {}/{}/{}", names.at(std::chrono::weekday(day).c_encoding()),
                     static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                     static_cast<int>(date.year()));
}

std::optional<Period> report_period(std::string_view name) {
  const auto number = take_number(name, 4);
  if (!number || *number <= first_lunar_year || *number > last_lunar_year) return std::nullopt;
  const std::chrono::year year(*number);
  const Date first = (year - std::chrono::years(1)) / 12 / 15;
  const Date middle = year / 6 / 15;
  const Date end = year / 12 / 15;
  if (name.empty()) return Period{first, end - days(1)};
  if (name == "-H1") return Period{first, middle - days(1)};
  if (name == "-H2") return Period{middle, end - days(1)};
  return std::nullopt;
}

}  // namespace congvu::regulation
