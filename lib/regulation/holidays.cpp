// The holidays of a year for which nothing was ordered yet.
#include <algorithm>
#include <array>

#include "regulation/calendar.h"
#include "regulation/lunar.h"

namespace congvu::regulation {
namespace {

using std::chrono::days;
using std::chrono::weekday;

bool weekend(Date day) {
  const weekday of_week(day);
  return of_week == std::chrono::Saturday || of_week == std::chrono::Sunday;
}

// The neighbour of 2/9 that is a working day and joins the weekend where one of them does.
Date beside_national_day(Date national) {
  const std::array<weekday, 3> better_after{std::chrono::Monday, std::chrono::Thursday, std::chrono::Sunday};
  const bool after =
      std::find(better_after.begin(), better_after.end(), weekday(national)) != better_after.end();
  return after ? national + days(1) : national - days(1);
}

// Each holiday on a weekend moves to the next working day that is none.
void compensate(YearDays& year) {
  const auto holidays = year.off;
  for (const auto& [day, name] : holidays) {
    if (!weekend(day)) continue;
    Date instead = day;
    while (weekend(instead) || year.off.count(instead) != 0) instead += days(1);
    year.off.emplace(instead, name + " (nghỉ bù)");
  }
}

}  // namespace

Result<YearDays> proposed_days(int year) {
  const auto tet = lunar_new_year(year);
  if (!tet) return tl::unexpected(tet.error());
  const auto kings = kings_commemoration(year);
  if (!kings) return tl::unexpected(kings.error());
  YearDays out;
  out.ordered = false;
  out.source = "tính theo Bộ luật Lao động 2019, chưa có thông báo của năm này";
  const auto in = [&](unsigned month, unsigned day) -> Date {
    return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  };
  out.off.emplace(in(1, 1), "Tết Dương lịch");
  for (int i = -1; i <= 3; ++i) out.off.emplace(*tet + days(i), "Tết Nguyên đán");
  out.off.emplace(*kings, "Giỗ Tổ Hùng Vương");
  out.off.emplace(in(4, 30), "Ngày Chiến thắng");
  out.off.emplace(in(5, 1), "Ngày Quốc tế lao động");
  out.off.emplace(in(9, 2), "Quốc khánh");
  out.off.emplace(beside_national_day(in(9, 2)), "Quốc khánh");
  compensate(out);
  return out;
}

}  // namespace congvu::regulation
