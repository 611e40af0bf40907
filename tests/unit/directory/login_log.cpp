#include "directory/login_log.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "directory/date_text.h"

using namespace congvu::directory;

namespace {

std::string read(std::string_view line, std::string_view now = "2026-11-24T12:00:00+07:00") {
  LoginLog log(*time_of(now));
  log.add(line);
  const auto logins = log.logins();
  return logins.empty() ? std::string() : logins[0].login + " " + time_text(logins[0].seen);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(login_log)

BOOST_AUTO_TEST_CASE(both_forms_of_time) {
  constexpr std::string_view rest =
      "mx1 postfix/submission/smtpd[4711]: 4XyZ12: client=unknown[192.0.2.7]:5521, sasl_method=PLAIN, "
      "sasl_username=Annv";
  BOOST_TEST(read("Nov 24 08:00:01 " + std::string(rest)) == "annv 2026-11-24T08:00:01+07:00");
  BOOST_TEST(read("Nov  4 08:00:01 " + std::string(rest)) == "annv 2026-11-04T08:00:01+07:00");
  BOOST_TEST(read("2026-11-24T01:00:01.123456+00:00 " + std::string(rest)) ==
             "annv 2026-11-24T08:00:01+07:00");
  // A year ends between the log and its reader.
  BOOST_TEST(read("Dec 31 23:59:59 " + std::string(rest), "2027-01-02T08:00:00+07:00") ==
             "annv 2026-12-31T23:59:59+07:00");
  BOOST_TEST(read("Nov 26 08:00:01 " + std::string(rest)) == "annv 2025-11-26T08:00:01+07:00");
  BOOST_TEST(read("Feb 29 08:00:01 " + std::string(rest)) == "annv 2024-02-29T08:00:01+07:00");
  BOOST_TEST(read("Feb 30 08:00:01 " + std::string(rest)) == "");
  BOOST_TEST(read("2030-01-01T00:00:00+07:00 " + std::string(rest)) == "");
}

BOOST_AUTO_TEST_CASE(other_users_of_the_line) {
  const std::string head = "Nov 24 08:00:01 mx1 postfix/smtpd[12]: ";
  BOOST_TEST(read(head + "AB12: client=a[::1], sasl_method=LOGIN, sasl_username=an@bacgiang.gov.vn, "
                         "sasl_sender=x") == "an@bacgiang.gov.vn 2026-11-24T08:00:01+07:00");
}

BOOST_AUTO_TEST_CASE(what_is_no_login) {
  const std::string head = "Nov 24 08:00:01 mx1 ";
  for (const std::string_view line :
       {"postfix/smtpd[12]: warning: unknown[192.0.2.1]: SASL PLAIN authentication failed: , "
        "sasl_username=an",
        "postfix/smtpd[12]: NOQUEUE: reject: RCPT from x[192.0.2.1]: 550; from=<a> to=<b> proto=ESMTP "
        "helo=<client=x, sasl_method=PLAIN, sasl_username=an>",
        "postfix/smtpd[12]: AB12: client=x[192.0.2.1]", "postfix/smtpd[12]: AB12: client=x, sasl_username=an",
        "postfix/cleanup[12]: AB12: client=x, sasl_method=PLAIN, sasl_username=an",
        "postfix/cleanup[12]: AB12: warning: header Subject: client=x, sasl_method=PLAIN, sasl_username=an",
        "evil[12]: AB12: client=x, sasl_method=PLAIN, sasl_username=an",
        "postfix/smtpd[12]: AB12: client=x, sasl_method=PLAIN, sasl_username=",
        "postfix/smtpd[12]: AB12: client=x, sasl_method=PLAIN, sasl_username=a b", "postfix/smtpd[12]:", "",
        "sasl_username=an"})
    BOOST_TEST(read(head + std::string(line)) == "", line);
  BOOST_TEST(read(head + std::string(most_log_line_bytes, 'x') + "sasl_username=an") == "");
}

BOOST_AUTO_TEST_CASE(the_latest_counts) {
  LoginLog log(*time_of("2026-11-24T12:00:00+07:00"));
  for (const std::string_view day : {"22", "24", "23"})
    log.add("Nov " + std::string(day) +
            " 08:00:01 mx1 postfix/smtpd[1]: AB12: client=x, sasl_method=PLAIN, sasl_username=an");
  BOOST_REQUIRE(log.logins().size() == 1U);
  BOOST_TEST((log.logins()[0].seen == time_of("2026-11-24T08:00:01+07:00")));
  BOOST_TEST(log.seen() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
