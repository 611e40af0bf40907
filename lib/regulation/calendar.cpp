#include "regulation/calendar.h"

#include <array>
#include <mutex>

#include "regulation/lunar.h"

namespace congvu::regulation {
namespace {

using std::chrono::days;
using std::chrono::weekday;
using std::chrono::year_month_day;

int year_of(Date day) { return static_cast<int>(year_month_day(day).year()); }

bool in_range(Date day) { return year_of(day) >= first_lunar_year && year_of(day) <= last_lunar_year; }

tl::unexpected<Error> out_of_range() {
  return fail(ErrorKind::limit, {}, "the date or the term is out of the calendar's range");
}

bool works(const YearDays& year, Date day) {
  if (year.work.count(day) != 0) return true;
  const weekday of_week(day);
  return of_week != std::chrono::Saturday && of_week != std::chrono::Sunday && year.off.count(day) == 0;
}

// The proposal for a year within range, computed when it is first asked for.
const YearDays* proposed_once(int year) {
  struct Slot {
    std::once_flag once;
    std::optional<YearDays> computed;
  };
  static std::array<Slot, last_lunar_year - first_lunar_year + 1> slots;
  Slot& slot = slots.at(static_cast<std::size_t>(year - first_lunar_year));
  std::call_once(slot.once, [&] {
    if (auto found = proposed_days(year)) slot.computed = std::move(*found);
  });
  return slot.computed ? &*slot.computed : nullptr;
}

// One walk over days, which remembers whether it met a year without ordered days.
class Walk {
 public:
  explicit Walk(const std::map<int, YearDays>& years) : years_(&years) {}

  // Nothing where the day is out of range.
  std::optional<bool> working(Date day) {
    if (!in_range(day)) return std::nullopt;
    const int year = year_of(day);
    if (const auto known = years_->find(year); known != years_->end()) return works(known->second, day);
    proposed_ = true;
    const YearDays* computed = proposed_once(year);
    if (computed == nullptr) return std::nullopt;
    return works(*computed, day);
  }

  // Step by step until `n` working days were met; `day` itself counts as one.
  Result<Deadline> nth_working_day(Date day, unsigned n, days step) {
    while (true) {
      const auto answer = working(day);
      if (!answer) return out_of_range();
      if (*answer && --n == 0) return Deadline{day, proposed_};
      day += step;
    }
  }

 private:
  const std::map<int, YearDays>* years_;
  bool proposed_ = false;
};

}  // namespace

Result<bool> Calendar::working_day(Date day) const {
  const auto answer = Walk(years_).working(day);
  if (!answer) return out_of_range();
  return *answer;
}

Result<Deadline> Calendar::working_day_from(Date day) const {
  return Walk(years_).nth_working_day(day, 1, days(1));
}

Result<Deadline> Calendar::working_day_until(Date day) const {
  return Walk(years_).nth_working_day(day, 1, days(-1));
}

Result<Deadline> Calendar::after_working_days(Date day, unsigned n) const {
  if (n > longest_term || !in_range(day)) return out_of_range();
  if (n == 0) return working_day_from(day);
  return Walk(years_).nth_working_day(day + days(1), n, days(1));
}

Result<Deadline> Calendar::after_days(Date day, unsigned n) const {
  if (n > longest_term || !in_range(day)) return out_of_range();
  return working_day_from(day + days(n));
}

Result<Deadline> Calendar::received(std::chrono::system_clock::time_point at,
                                    std::chrono::minutes office_end) const {
  const Date day = local_day(at);
  const auto since_midnight = at + vietnam_offset - day;
  return working_day_from(since_midnight > office_end ? day + days(1) : day);
}

Result<Date> after_months(Date day, unsigned n) {
  if (n > longest_term || !in_range(day)) return out_of_range();
  const year_month_day from(day);
  const auto month = from.year() / from.month() + std::chrono::months(n);
  const year_month_day same(month.year(), month.month(), from.day());
  const Date out = same.ok() ? Date(same) : Date(month / std::chrono::last);
  if (!in_range(out)) return out_of_range();
  return out;
}

Date local_day(std::chrono::system_clock::time_point at) {
  return std::chrono::floor<days>(at + vietnam_offset);
}

Result<BeforeDate> before_date(const Calendar& calendar, std::chrono::month_day before, int year) {
  const year_month_day limit(std::chrono::year(year), before.month(), before.day());
  if (!limit.ok() || year < first_lunar_year || year > last_lunar_year) return out_of_range();
  const Date last = Date(limit) - days(1);
  const auto act_by = calendar.working_day_until(last);
  if (!act_by) return tl::unexpected(act_by.error());
  return BeforeDate{last, act_by->day, act_by->proposed};
}

}  // namespace congvu::regulation
