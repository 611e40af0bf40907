#include "regulation/lunar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace congvu::regulation {
namespace {

using std::chrono::sys_days;

// Days since noon of 1 January 4713 BC; the Unix epoch is 2440587.5.
constexpr double epoch_julian_day = 2440587.5;
constexpr double seconds_a_day = 86400;

double radians(double degrees) { return std::remainder(degrees, 360.0) * std::numbers::pi / 180.0; }
double sine(double degrees) { return std::sin(radians(degrees)); }

// Dynamical time minus universal time in days: a parabola through the measured and foreseen values.
double delta_t(double julian_day) {
  const double t = (julian_day - 2451545.0) / 36525.0;
  return (62.92 + 32.217 * t + 55.89 * t * t) / seconds_a_day;
}

// One periodic term of the moon: coefficient, power of the eccentricity, multiples of M, M' and F.
struct Term {
  double coefficient;
  int eccentricity;
  int sun, moon, latitude;
};
constexpr std::array<Term, 24> new_moon_terms{{
    {-0.40720, 0, 0, 1, 0}, {0.17241, 1, 1, 0, 0},    {0.01608, 0, 0, 2, 0},  {0.01039, 0, 0, 0, 2},
    {0.00739, 1, -1, 1, 0}, {-0.00514, 1, 1, 1, 0},   {0.00208, 2, 2, 0, 0},  {-0.00111, 0, 0, 1, -2},
    {-0.00057, 0, 0, 1, 2}, {0.00056, 1, 1, 2, 0},    {-0.00042, 0, 0, 3, 0}, {0.00042, 1, 1, 0, 2},
    {0.00038, 1, 1, 0, -2}, {-0.00024, 1, -1, 2, 0},  {-0.00007, 0, 2, 1, 0}, {0.00004, 0, 0, 2, -2},
    {0.00004, 0, 3, 0, 0},  {0.00003, 0, 1, 1, -2},   {0.00003, 0, 0, 2, 2},  {-0.00003, 0, 1, 1, 2},
    {0.00003, 0, -1, 1, 2}, {-0.00002, 0, -1, 1, -2}, {-0.00002, 0, 1, 3, 0}, {0.00002, 0, 0, 4, 0},
}};

// Planetary terms: argument at the epoch, its motion a lunation, coefficient in millionths of a day.
struct Planetary {
  double start, motion, coefficient;
};
constexpr std::array<Planetary, 13> planetary_terms{{
    {251.88, 0.016321, 165},
    {251.83, 26.651886, 164},
    {349.42, 36.412478, 126},
    {84.66, 18.206239, 110},
    {141.74, 53.303771, 62},
    {207.14, 2.453732, 60},
    {154.84, 7.306860, 56},
    {34.52, 27.261239, 47},
    {207.19, 0.121824, 42},
    {291.34, 1.844379, 40},
    {161.72, 24.198154, 37},
    {239.56, 25.513099, 35},
    {331.55, 3.592518, 23},
}};

// The instant of new moon number k (0 is that of 6 January 2000), as a Julian day of universal time.
double new_moon(int k) {
  const double n = k;
  const double t = n / 1236.85;
  const double e = 1 - 0.002516 * t - 0.0000074 * t * t;
  const double sun = 2.5534 + 29.10535670 * n - 0.0000014 * t * t;
  const double moon = 201.5643 + 385.81693528 * n + 0.0107582 * t * t + 0.00001238 * t * t * t;
  const double latitude = 160.7108 + 390.67050284 * n - 0.0016118 * t * t - 0.00000227 * t * t * t;
  const double node = 124.7746 - 1.56375588 * n + 0.0020672 * t * t;
  double day = 2451550.09766 + 29.530588861 * n + 0.00015437 * t * t - 0.000000150 * t * t * t;
  for (const auto& term : new_moon_terms)
    day += term.coefficient * std::pow(e, term.eccentricity) *
           sine(term.sun * sun + term.moon * moon + term.latitude * latitude);
  day -= 0.00017 * sine(node);
  day += 0.000325 * sine(299.77 + 0.107408 * n - 0.009173 * t * t);
  for (const auto& term : planetary_terms)
    day += 1e-6 * term.coefficient * sine(term.start + term.motion * n);
  return day - delta_t(day);
}

// The sun's apparent longitude in degrees, 0 to 360.
double sun_longitude(double julian_day) {
  const double t = (julian_day + delta_t(julian_day) - 2451545.0) / 36525.0;
  const double mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
  const double anomaly = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
  const double centre = (1.914602 - 0.004817 * t - 0.000014 * t * t) * sine(anomaly) +
                        (0.019993 - 0.000101 * t) * sine(2 * anomaly) + 0.000289 * sine(3 * anomaly);
  const double apparent = mean + centre - 0.00569 - 0.00478 * sine(125.04 - 1934.136 * t);
  const double turned = std::fmod(apparent, 360.0);
  return turned < 0 ? turned + 360.0 : turned;
}

// The civil day of an instant in a time zone, and the Julian day of that day's first moment.
sys_days civil_day(double julian_day, std::chrono::hours offset) {
  const double local = julian_day - epoch_julian_day + static_cast<double>(offset.count()) / 24.0;
  return sys_days(std::chrono::days(static_cast<int>(std::floor(local))));
}
double start_of(sys_days day, std::chrono::hours offset) {
  return static_cast<double>(day.time_since_epoch().count()) + epoch_julian_day -
         static_cast<double>(offset.count()) / 24.0;
}

// Which of the twelve principal terms the sun has reached when the day begins; 9 is the winter solstice.
int principal_term(sys_days day, std::chrono::hours offset) {
  return static_cast<int>(sun_longitude(start_of(day, offset)) / 30.0);
}

// The number of the new moon that begins the month of the winter solstice of `year`.
int eleventh_month(int year, std::chrono::hours offset) {
  const sys_days end = std::chrono::year(year) / 12 / 31;
  int k = static_cast<int>(std::floor((start_of(end, offset) - 2451550.09766) / 29.530588861));
  while (civil_day(new_moon(k + 1), offset) <= end) ++k;
  // The solstice comes on 21 to 23 December: in the month that holds it the sun stands below 270 degrees at
  // the start.
  while (principal_term(civil_day(new_moon(k), offset), offset) >= 9) --k;
  return k;
}

// A month has no principal term where the sun ends it in the sign in which it began it.
bool without_term(sys_days first, sys_days next, std::chrono::hours offset) {
  return principal_term(first, offset) == principal_term(next, offset);
}

}  // namespace

Result<std::vector<LunarMonth>> lunar_months(int year, std::chrono::hours offset) {
  if (year < first_lunar_year || year > last_lunar_year)
    return fail(ErrorKind::limit, {}, "no lunar calendar for this year");
  const int from = eleventh_month(year - 1, offset);
  const int until = eleventh_month(year, offset);
  std::vector<LunarMonth> months;
  bool leap_wanted = until - from == 13;
  unsigned number = 11;
  for (int k = from + 1; k <= until; ++k) {
    LunarMonth month;
    month.first = civil_day(new_moon(k), offset);
    month.leap = leap_wanted && without_term(month.first, civil_day(new_moon(k + 1), offset), offset);
    if (month.leap)
      leap_wanted = false;
    else
      number = number % 12 + 1;
    month.number = number;
    months.push_back(month);
  }
  return months;
}

namespace {

Result<sys_days> first_of(int year, unsigned number, std::chrono::hours offset) {
  const auto months = lunar_months(year, offset);
  if (!months) return tl::unexpected(months.error());
  const auto at = std::find_if(months->begin(), months->end(), [&](const LunarMonth& month) {
    return month.number == number && !month.leap;
  });
  if (at == months->end()) return fail(ErrorKind::invalid, {}, "no such lunar month");
  return at->first;
}

}  // namespace

Result<sys_days> lunar_new_year(int year, std::chrono::hours offset) { return first_of(year, 1, offset); }

Result<sys_days> kings_commemoration(int year) {
  const auto third = first_of(year, 3, vietnam_offset);
  if (!third) return tl::unexpected(third.error());
  return *third + std::chrono::days(9);
}

}  // namespace congvu::regulation
