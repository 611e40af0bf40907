// Working days and deadlines.
//
// In: the days off and the working Saturdays that were ordered for a year (rules/regulation/calendar/*.yaml),
// and dates. Out: working days, and the last day of a term. A working day is Monday to Friday, without the
// days off, and every ordered Saturday. A year without ordered days is proposed by computation (solar
// holidays, Tết and Giỗ Tổ by the lunar calendar), and every answer that looked at such a year says so.
// Counting: the day of receipt does not count; a term of calendar days that ends on a day off runs to the
// next working day; a term of months ends on the same day of the month, or on the last where the month is
// shorter, and does not run on. Units: civil days; local time is UTC+7 without daylight saving. Limits: dates
// from 1900 to 2199, terms up to `longest_term`. Failure: ErrorKind::limit. Threads: a Calendar is const
// after load. Sources: Bộ luật Lao động 2019, Điều 111 and 112; Bộ luật Dân sự 2015, Điều 147 and 148; Nghị
// định 09/2019/NĐ-CP for the periods.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "facts/error.h"

namespace congvu::regulation {

using Date = std::chrono::sys_days;

constexpr unsigned longest_term = 3660;

// What is known about one year.
struct YearDays {
  std::map<Date, std::string> off;  // with the name of the holiday
  std::set<Date> work;              // Saturdays and Sundays that are worked
  std::string source;
  bool ordered = true;  // false: computed
};

// Holidays as the law fixes them, with the usual choice where it leaves one (the day before Tết and the first
// four of the year; the neighbour of 2/9 that makes the longer rest); what falls on a weekend moves to the
// next working days.
Result<YearDays> proposed_days(int year);

struct Deadline {
  Date day;
  bool proposed = false;  // a year without ordered days was looked at
};

class Calendar {
 public:
  Calendar() = default;
  explicit Calendar(std::map<int, YearDays> years) : years_(std::move(years)) {}

  [[nodiscard]] bool ordered(int year) const { return years_.count(year) != 0; }
  [[nodiscard]] const std::map<int, YearDays>& years() const { return years_; }

  [[nodiscard]] Result<bool> working_day(Date day) const;

  // The first working day from `day` on, and the last one until it.
  [[nodiscard]] Result<Deadline> working_day_from(Date day) const;
  [[nodiscard]] Result<Deadline> working_day_until(Date day) const;

  // "within n working days" and "within n days" of what happened on `day`.
  [[nodiscard]] Result<Deadline> after_working_days(Date day, unsigned n) const;
  [[nodiscard]] Result<Deadline> after_days(Date day, unsigned n) const;

  // The day on which something counts as received: the next working day where it came after `office_end` (in
  // minutes from midnight) or on a day off.
  [[nodiscard]] Result<Deadline> received(std::chrono::system_clock::time_point at,
                                          std::chrono::minutes office_end) const;

 private:
  std::map<int, YearDays> years_;
};

// n months later: 30/11 and three months are 28/2 (29/2).
Result<Date> after_months(Date day, unsigned n);

// The civil day in Việt Nam.
Date local_day(std::chrono::system_clock::time_point at);

// "trước ngày 15/6": the last day that is still before it, and the working day by which it must be done.
struct BeforeDate {
  Date last;
  Date act_by;
  bool proposed = false;
};
Result<BeforeDate> before_date(const Calendar& calendar, std::chrono::month_day before, int year);

// What a report covers: "2026-H1" is 15/12/2025 to 14/6/2026, "2026-H2" is 15/6 to 14/12, "2026" both.
struct Period {
  Date first;
  Date last;
};
std::optional<Period> report_period(std::string_view name);

// "2026-06-14".
std::optional<Date> parse_date(std::string_view text);
std::string date_text(Date day);             // the same
std::string date_text_for_people(Date day);  // "Chủ nhật 14/6/2026"

// The shipped years; and these with the files `YYYY.yaml` of a directory, which replace whole years.
tl::expected<std::shared_ptr<const Calendar>, std::vector<Error>> embedded_calendar();
tl::expected<std::shared_ptr<const Calendar>, std::vector<Error>> load_calendar(
    const std::filesystem::path& directory);

}  // namespace congvu::regulation
