// The Vietnamese lunar calendar, computed.
//
// In: a year of the Gregorian calendar. Out: the civil days (UTC+7) on which lunar months begin, and with
// them Tết and Giỗ Tổ. Method: new moons and the sun's longitude by astronomical formulas; the month that
// holds the winter solstice is the eleventh; of thirteen months between two such, the first without a
// principal term is the leap month. Accuracy: new moons within seconds, so that a day is wrong only where a
// new moon falls on midnight as exactly; the sun within some minutes. Limits: years 1900 to 2199, else
// ErrorKind::limit. Threads: pure functions. Sources: J. Meeus, Astronomical Algorithms, chapters 25 and 49;
// Hồ Ngọc Đức on the Vietnamese calendar (UTC+7 and the rules above).
#pragma once

#include <chrono>
#include <vector>

#include "facts/error.h"

namespace congvu::regulation {

constexpr int first_lunar_year = 1900;
constexpr int last_lunar_year = 2199;
constexpr std::chrono::hours vietnam_offset{7};

struct LunarMonth {
  unsigned number = 0;  // 1 to 12
  bool leap = false;
  std::chrono::sys_days first;  // the civil day of the new moon
};

// The months from the one after the eleventh of the year before (the twelfth, most often) to the eleventh of
// `year`. `offset` is the time zone that rules the calendar; other countries have others.
Result<std::vector<LunarMonth>> lunar_months(int year, std::chrono::hours offset = vietnam_offset);

// Mồng một Tết, and the tenth of the third month.
Result<std::chrono::sys_days> lunar_new_year(int year, std::chrono::hours offset = vietnam_offset);
Result<std::chrono::sys_days> kings_commemoration(int year);

}  // namespace congvu::regulation
