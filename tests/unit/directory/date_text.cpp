#include "directory/date_text.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace congvu::directory;

namespace {

std::string day(std::string_view text) {
  const auto found = day_of(text);
  return found ? day_text(*found) : "none";
}
std::string time(std::string_view text) {
  const auto found = time_of(text);
  return found ? time_text(*found) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(date_text)

BOOST_AUTO_TEST_CASE(days) {
  for (const std::string_view text :
       {"2026-11-24", "24/11/2026", "24-11-2026", "24.11.2026", " 24/11/2026 ", "2026-11-24T23:59:59+07:00",
        "2026-11-23T17:00:00Z", "20261123170000Z", "2026-11-24 00:00"})
    BOOST_TEST(day(text) == "2026-11-24", text);
  BOOST_TEST(day("1/2/2026") == "2026-02-01");
  BOOST_TEST(day("29/2/2028") == "2028-02-29");
}

BOOST_AUTO_TEST_CASE(no_days) {
  for (const std::string_view text : {"",
                                      " ",
                                      "24/11/26",
                                      "31/2/2026",
                                      "29/2/2026",
                                      "2026-13-01",
                                      "0/1/2026",
                                      "11/24/2026",
                                      "2026/11/24",
                                      "46350",
                                      "24/11-2026",
                                      "2026-11-241",
                                      "24/11/20261",
                                      "1889-01-01",
                                      "9999-01-01",
                                      "hôm nay",
                                      "24/11/2026x",
                                      "2026-11-24T24:00",
                                      "2026-11-24T",
                                      "2026112401",
                                      "-1/1/2026",
                                      "99999999999999999999Z",
                                      "20261124010203",
                                      "2026-11-24 08:30+99:00"})
    BOOST_TEST(day(text) == "none", text);
}

BOOST_AUTO_TEST_CASE(times) {
  BOOST_TEST(time("2026-11-24") == "2026-11-24T00:00:00+07:00");
  BOOST_TEST(time("24/11/2026 8:30") == "2026-11-24T08:30:00+07:00");
  BOOST_TEST(time("20261124013000Z") == "2026-11-24T08:30:00+07:00");
  BOOST_TEST(time("20261124013000.123Z") == "2026-11-24T08:30:00+07:00");
  BOOST_TEST(time("2026112401Z") == "2026-11-24T08:00:00+07:00");
  BOOST_TEST(time("20261123203000-0500") == "2026-11-24T08:30:00+07:00");
  BOOST_TEST(time("2026-11-24T01:30:00.5Z") == "2026-11-24T08:30:00+07:00");
  BOOST_TEST(day_for_people(*day_of("2026-11-04")) == "04/11/2026");
}

BOOST_AUTO_TEST_SUITE_END()
