// Deadlines and working days: the table that they were agreed on, and what holds for every date.
#include "regulation/calendar.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "regulation/lunar.h"

using namespace congvu;
using regulation::Calendar;
using regulation::Date;
using std::chrono::days;

namespace {

const Calendar& calendar() {
  static const auto loaded = regulation::embedded_calendar();
  if (!loaded)
    for (const auto& fault : loaded.error()) BOOST_TEST_MESSAGE(fault.to_string());
  BOOST_REQUIRE(loaded);
  return **loaded;
}

Date day(std::string_view text) {
  const auto date = regulation::parse_date(text);
  BOOST_REQUIRE_MESSAGE(date, text);
  return *date;
}

std::string text(const Result<regulation::Deadline>& deadline) {
  if (!deadline) return "! " + deadline.error().text;
  return regulation::date_text(deadline->day) + (deadline->proposed ? " (proposed)" : "");
}

std::string working(std::string_view from, unsigned n) {
  return text(calendar().after_working_days(day(from), n));
}
std::string running(std::string_view from, unsigned n) { return text(calendar().after_days(day(from), n)); }
std::string months(std::string_view from, unsigned n) {
  const auto date = regulation::after_months(day(from), n);
  return date ? regulation::date_text(*date) : "! " + date.error().text;
}

// A moment in Việt Nam.
std::chrono::system_clock::time_point at(std::string_view date, int hour, int minute, int second = 0) {
  return day(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) -
         regulation::vietnam_offset;
}

std::string received(std::string_view date, int hour, int minute, int second = 0) {
  return text(calendar().received(at(date, hour, minute, second), std::chrono::hours(17)));
}

std::string works(std::string_view date) {
  const auto answer = calendar().working_day(day(date));
  return !answer ? "!" : *answer ? "works" : "off";
}

std::vector<std::string> faults_of(const std::string& name, const std::string& content) {
  const auto directory =
      std::filesystem::temp_directory_path() / ("congvu-calendar-" + std::to_string(::getpid()));
  std::filesystem::create_directory(directory);
  std::ofstream(directory / name) << content;
  const auto loaded = regulation::load_calendar(directory);
  std::filesystem::remove_all(directory);
  std::vector<std::string> out;
  if (loaded) return out;
  for (const auto& error : loaded.error()) {
    const std::string line = error.to_string();
    out.push_back(line.substr(line.rfind('/') + 1));
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_agreed_table) {
  BOOST_TEST(working("2026-02-13", 3) == "2026-02-25");
  BOOST_TEST(working("2026-04-23", 3) == "2026-04-29");
  BOOST_TEST(working("2026-04-29", 2) == "2026-05-05");
  BOOST_TEST(working("2026-08-28", 3) == "2026-09-07");
  BOOST_TEST(working("2026-08-20", 2) == "2026-08-22");
  BOOST_TEST(running("2026-02-05", 15) == "2026-02-23");
  BOOST_TEST(months("2026-11-30", 3) == "2027-02-28");
  BOOST_TEST(months("2026-08-24", 3) == "2026-11-24");
}

BOOST_AUTO_TEST_CASE(tet_and_the_kings) {
  struct Row {
    int year;
    std::string_view tet, kings;
  };
  for (const auto& [year, tet, kings] : std::initializer_list<Row>{{2024, "2024-02-10", "2024-04-18"},
                                                                   {2025, "2025-01-29", "2025-04-07"},
                                                                   {2026, "2026-02-17", "2026-04-26"},
                                                                   {2027, "2027-02-06", "2027-04-16"},
                                                                   {2028, "2028-01-26", "2028-04-04"},
                                                                   {2029, "2029-02-13", "2029-04-23"},
                                                                   {2030, "2030-02-02", "2030-04-12"},
                                                                   {2031, "2031-01-23", "2031-04-01"},
                                                                   {2032, "2032-02-11", "2032-04-19"}}) {
    BOOST_TEST(regulation::date_text(*regulation::lunar_new_year(year)) == tet);
    BOOST_TEST(regulation::date_text(*regulation::kings_commemoration(year)) == kings);
  }
}

// The years in which the hour between Hà Nội and Beijing moved Tết by a day or a month, and no others.
BOOST_AUTO_TEST_CASE(where_the_chinese_calendar_differs) {
  std::string differing;
  for (int year = 1960; year <= 2100; ++year)
    if (*regulation::lunar_new_year(year) != *regulation::lunar_new_year(year, std::chrono::hours(8)))
      differing += " " + regulation::date_text(*regulation::lunar_new_year(year));
  BOOST_TEST(differing == " 1965-02-01 1968-01-29 1969-02-16 1985-01-21 2007-02-17 2030-02-02 2053-02-18");
}

BOOST_AUTO_TEST_CASE(leap_months) {
  const auto leap_of = [](int year) {
    std::string out;
    const auto months_of_year = regulation::lunar_months(year);
    BOOST_REQUIRE(months_of_year);
    for (const auto& month : *months_of_year)
      if (month.leap) out += std::to_string(month.number) + " ";
    return out;
  };
  BOOST_TEST(leap_of(2020) == "4 ");
  BOOST_TEST(leap_of(2023) == "2 ");
  BOOST_TEST(leap_of(2025) == "6 ");
  BOOST_TEST(leap_of(2028) == "5 ");
  BOOST_TEST(leap_of(2024).empty());
  BOOST_TEST(leap_of(2026).empty());
}

BOOST_AUTO_TEST_CASE(lunar_months_have_29_or_30_days) {
  Date last{};
  for (int year = 1900; year <= 2199; ++year) {
    const auto all = regulation::lunar_months(year);
    BOOST_REQUIRE(all);
    BOOST_TEST((all->size() == 12 || all->size() == 13), year);
    for (const auto& month : *all) {
      const auto length = (month.first - last).count();
      if (last != Date{}) BOOST_TEST((length == 29 || length == 30), year << ": " << length);
      last = month.first;
    }
    const auto tet = regulation::lunar_new_year(year);
    const std::chrono::year_month_day date(*tet);
    BOOST_TEST((date.month() == std::chrono::January || date.month() == std::chrono::February), year);
  }
  BOOST_TEST(!regulation::lunar_months(1899).has_value());
  BOOST_TEST(!regulation::lunar_months(2200).has_value());
}

BOOST_AUTO_TEST_CASE(working_days_of_2026) {
  for (const auto* off : {"2026-01-01", "2026-01-02", "2026-02-16", "2026-02-20", "2026-02-21", "2026-04-27",
                          "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-02", "2026-06-14"})
    BOOST_TEST(works(off) == "off", off);
  for (const auto* on : {"2026-01-10", "2026-08-22", "2026-02-13", "2026-02-23", "2026-04-28", "2026-09-03",
                         "2026-11-24", "2025-04-26"})
    BOOST_TEST(works(on) == "works", on);
  BOOST_TEST(calendar().ordered(2026));
  BOOST_TEST(!calendar().ordered(2027));
}

BOOST_AUTO_TEST_CASE(a_year_without_an_order_is_proposed_and_says_so) {
  BOOST_TEST(working("2026-12-30", 3) == "2027-01-05 (proposed)");
  BOOST_TEST(working("2026-12-28", 3) == "2026-12-31");
  BOOST_TEST(running("2027-02-01", 4) == "2027-02-12 (proposed)");  // Fri 5/2 to Thu 11/2 are Tết
  BOOST_TEST(works("2027-05-03") == "off");                         // for Saturday 1/5
  BOOST_TEST(works("2027-09-02") == "off");
  BOOST_TEST(works("2027-09-03") == "off");
  BOOST_TEST(works("2027-09-01") == "works");
  const auto proposed = regulation::proposed_days(2026);
  BOOST_REQUIRE(proposed);
  BOOST_TEST(!proposed->ordered);
  // What was ordered is the proposal and the swaps.
  for (const auto& [date, name] : proposed->off)
    BOOST_TEST(works(regulation::date_text(date)) == "off", name);
}

BOOST_AUTO_TEST_CASE(receipt) {
  BOOST_TEST(received("2026-11-23", 9, 0) == "2026-11-23");
  BOOST_TEST(received("2026-11-23", 0, 0) == "2026-11-23");
  BOOST_TEST(received("2026-11-23", 17, 0) == "2026-11-23");
  BOOST_TEST(received("2026-11-23", 17, 0, 1) == "2026-11-24");
  BOOST_TEST(received("2026-11-27", 23, 59, 59) == "2026-11-30");  // Friday night
  BOOST_TEST(received("2026-11-28", 9, 0) == "2026-11-30");        // Saturday
  BOOST_TEST(received("2026-02-13", 18, 0) == "2026-02-23");       // the night before Tết
  BOOST_TEST(received("2026-08-21", 18, 0) == "2026-08-22");       // an ordered Saturday
  BOOST_TEST(regulation::date_text(regulation::local_day(at("2026-11-24", 0, 0))) == "2026-11-24");
  BOOST_TEST(regulation::date_text(regulation::local_day(at("2026-11-24", 23, 59, 59))) == "2026-11-24");
}

BOOST_AUTO_TEST_CASE(months_end_with_the_month) {
  BOOST_TEST(months("2027-11-30", 3) == "2028-02-29");
  BOOST_TEST(months("2026-08-31", 6) == "2027-02-28");
  BOOST_TEST(months("2026-03-31", 1) == "2026-04-30");
  BOOST_TEST(months("2026-12-31", 12) == "2027-12-31");
  BOOST_TEST(months("2028-02-29", 12) == "2029-02-28");
  BOOST_TEST(months("2026-01-15", 0) == "2026-01-15");
}

BOOST_AUTO_TEST_CASE(report_dates) {
  using std::chrono::month_day;
  const auto before = [](unsigned month, unsigned of_month, int year) {
    const auto date = regulation::before_date(
        calendar(), month_day(std::chrono::month(month), std::chrono::day(of_month)), year);
    return !date ? std::string("!")
                 : regulation::date_text(date->last) + " " + regulation::date_text(date->act_by);
  };
  BOOST_TEST(before(6, 15, 2026) == "2026-06-14 2026-06-12");  // 14/6 is a Sunday
  BOOST_TEST(before(12, 15, 2026) == "2026-12-14 2026-12-14");
  BOOST_TEST(before(12, 25, 2026) == "2026-12-24 2026-12-24");
  BOOST_TEST(before(6, 15, 2025) == "2025-06-14 2025-06-13");
  BOOST_TEST(before(2, 30, 2026) == "!");
}

BOOST_AUTO_TEST_CASE(report_periods) {
  const auto period = [](std::string_view name) {
    const auto found = regulation::report_period(name);
    return !found ? std::string("none")
                  : regulation::date_text(found->first) + ".." + regulation::date_text(found->last);
  };
  BOOST_TEST(period("2026-H1") == "2025-12-15..2026-06-14");
  BOOST_TEST(period("2026-H2") == "2026-06-15..2026-12-14");
  BOOST_TEST(period("2026") == "2025-12-15..2026-12-14");
  for (const auto* bad : {"", "2026-H3", "2026-h1", "2026-", "26-H1", "2026-H1 ", "1900", "2200", "x026"})
    BOOST_TEST(period(bad) == "none", bad);
}

BOOST_AUTO_TEST_CASE(dates_as_text) {
  for (const auto* bad :
       {"", "2026-2-1", "2026-02-30", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-011", "26-01-01",
        "2026/01/01", "-026-01-01", "1899-12-31", "2200-01-01", "2026-01-01 "})
    BOOST_TEST(!regulation::parse_date(bad).has_value(), bad);
  BOOST_TEST(regulation::date_text(day("2028-02-29")) == "2028-02-29");
  BOOST_TEST(regulation::date_text_for_people(day("2026-06-14")) == "Chủ nhật 14/6/2026");
  BOOST_TEST(regulation::date_text_for_people(day("2026-11-24")) == "Thứ Ba 24/11/2026");
}

// 1990 to 2100: later receipt is never due earlier, a longer term never ends earlier, and the last day of a
// term is a working day.
BOOST_AUTO_TEST_CASE(terms_are_monotone_and_end_on_working_days) {
  Date last_working{}, last_running{};
  for (Date from = day("1990-01-01"); from <= day("2100-12-31"); from += days(1)) {
    const auto three = calendar().after_working_days(from, 3);
    const auto fifteen = calendar().after_days(from, 15);
    BOOST_REQUIRE(three);
    BOOST_REQUIRE(fifteen);
    const bool good = three->day >= last_working && fifteen->day >= last_running && three->day > from &&
                      fifteen->day >= from + days(15) && *calendar().working_day(three->day) &&
                      *calendar().working_day(fifteen->day);
    if (!good) BOOST_ERROR(regulation::date_text(from));
    last_working = three->day;
    last_running = fifteen->day;
  }
}

BOOST_AUTO_TEST_CASE(terms_add_up) {
  std::mt19937 random(20261124);  // NOLINT(bugprone-random-generator-seed,cert-msc51-cpp,cert-msc32-c)
  const Date first = day("1990-01-01");
  std::uniform_int_distribution<int> offset(0, 40'000), term(1, 25);
  for (int i = 0; i < 300; ++i) {
    const Date from = first + days(offset(random));
    const auto a = static_cast<unsigned>(term(random)), b = static_cast<unsigned>(term(random));
    const auto once = calendar().after_working_days(from, a + b);
    const auto half = calendar().after_working_days(from, a);
    BOOST_REQUIRE(half);
    const auto twice = calendar().after_working_days(half->day, b);
    BOOST_REQUIRE((once && twice));
    BOOST_TEST((once->day == twice->day), regulation::date_text(from) << " " << a << " " << b);
  }
}

BOOST_AUTO_TEST_CASE(weekends_are_due_only_by_order) {
  for (Date from = day("1990-01-01"); from <= day("2100-12-31"); from += days(7)) {
    const auto due = calendar().working_day_from(from);
    BOOST_REQUIRE(due);
    const std::chrono::weekday of_week(due->day);
    const int year = static_cast<int>(std::chrono::year_month_day(due->day).year());
    const bool weekend = of_week == std::chrono::Saturday || of_week == std::chrono::Sunday;
    if (weekend)
      BOOST_TEST((calendar().ordered(year) && calendar().years().at(year).work.count(due->day) == 1));
  }
}

BOOST_AUTO_TEST_CASE(what_is_out_of_range) {
  const Date end = day("2199-12-31");
  BOOST_TEST(!calendar().after_working_days(end, 1).has_value());
  BOOST_TEST(!calendar().after_days(end, 30).has_value());
  BOOST_TEST(!calendar().working_day(end + days(1)).has_value());
  BOOST_TEST(!calendar().working_day_until(day("1900-01-01") - days(1)).has_value());
  BOOST_TEST(!calendar().after_working_days(day("2026-01-01"), 1'000'000).has_value());
  BOOST_TEST(!regulation::after_months(end, 1).has_value());
  BOOST_TEST(!regulation::after_months(end, 4'000'000'000U).has_value());
  BOOST_TEST(!regulation::proposed_days(3000).has_value());
  BOOST_TEST(!calendar()
                  .received(std::chrono::system_clock::time_point::max() - std::chrono::hours(8),
                            std::chrono::hours(17))
                  .has_value());
}

BOOST_AUTO_TEST_CASE(a_broken_calendar_says_where) {
  const std::string head = "year: 2027\nsource: S\n";
  const std::vector<std::string> expected{
      "2027.yaml:3:14: `2026-01-01` is no day of 2027 such as 2027-01-01, and no range of at most a month "
      "such "
      "as 2027-02-16..2027-02-20",
      "2027.yaml:3:93: unknown key `nam`, did you mean `name`?",
      "2027.yaml:3:72: 2027-02-03 stands twice",
      "2027.yaml:4:8: 2027-03-01 is no Saturday or Sunday, so that it is worked anyway",
      "2027.yaml:4:20: `tomorrow` is no day of 2027 such as 2027-01-01",
      "2027.yaml:5:1: unknown key `sources`, did you mean `source`?"};
  const auto faults =
      faults_of("2027.yaml", head +
                                 "off: [{days: 2026-01-01, name: A}, {days: 2027-02-03, name: "
                                 "B}, {days: 2027-02-03, name: C, nam: x}]\n"
                                 "work: [2027-03-01, tomorrow]\nsources: x\n");
  BOOST_TEST(faults == expected, boost::test_tools::per_element());
  BOOST_TEST(faults_of("2027.yaml", head + "off: []\n").empty());
  BOOST_TEST(faults_of("2028.yaml", head + "off: []\n").size() == 1U);
  BOOST_TEST(faults_of("lich.yaml", head + "off: []\n").size() == 1U);
  BOOST_TEST(faults_of("2027.yaml", head + "off: 3\n").size() == 1U);
  BOOST_TEST(faults_of("2027.yaml", "").size() == 1U);
  BOOST_TEST(
      faults_of("2027.yaml", head + "off: [{days: 2027-02-06, name: A}]\nwork: [2027-02-06]\n").size() == 1U);
  BOOST_TEST(faults_of("2027.yaml", head + "off: [{days: 2027-03-01..2027-01-01, name: A}]\n").size() == 1U);
  BOOST_TEST(!regulation::load_calendar("/no/such/directory").has_value());
}
