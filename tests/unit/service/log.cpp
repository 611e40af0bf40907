#include "service/log.h"

#include <boost/test/unit_test.hpp>

using congvu::service::event_line;

BOOST_AUTO_TEST_SUITE(log_lines)

BOOST_AUTO_TEST_CASE(keys_and_values) {
  BOOST_TEST(event_line("message judged", {{"queue_id", "4ABC"}, {"attachment", "mail > a b.exe"}}) ==
             "message judged queue_id=4ABC attachment=\"mail > a b.exe\"");
  BOOST_TEST(event_line("x", {{"a", ""}}) == "x a=\"\"");
}

BOOST_AUTO_TEST_CASE(a_value_cannot_pretend_to_be_another) {
  BOOST_TEST(event_line("x", {{"a", "1 action=accept"}}) == "x a=\"1 action=accept\"");
  BOOST_TEST(event_line("x", {{"a", "\" b=\\"}}) == "x a=\"\\\" b=\\\\\"");
}

BOOST_AUTO_TEST_CASE(one_line_that_moves_no_terminal) {
  const std::string line =
      event_line("x\r\ny", {{"a", "1\n2\x1b[2J\xE2\x80\xAE\xff" + std::string(1, '\0')}});
  for (const char c : line) BOOST_TEST((c >= 0x20 || c < 0) == true);
  BOOST_TEST(line.find("\xE2\x80\xAE") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(values_are_bounded) {
  BOOST_TEST(event_line("x", {{"a", std::string(100'000, 'y')}}).size() < 700U);
}

BOOST_AUTO_TEST_CASE(before_it_is_opened_nothing_happens) {
  congvu::service::log_event(congvu::service::LogLevel::error, "nobody hears this");
  congvu::service::close_log();
}

BOOST_AUTO_TEST_SUITE_END()
