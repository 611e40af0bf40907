// Verdicts in Postfix's words.
#include "service/policy_answer.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "rules/ruleset.h"

namespace {

using congvu::rules::Action;
using congvu::rules::Verdict;
using congvu::service::policy_action;

const congvu::regulation::Profile& profile() {
  static const auto shipped = *congvu::regulation::embedded_profile();
  return *shipped;
}

std::string action_of(Action action, const std::string& text, std::string_view about = "b@bacgiang.gov.vn") {
  Verdict verdict;
  verdict.action = action;
  auto& match = verdict.matches.emplace_back();
  match.rule = "one";
  match.clause = "12.3";
  match.action = action;
  match.text = text;
  return policy_action(verdict, profile(), about);
}

bool printable_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_answer)

BOOST_AUTO_TEST_CASE(each_action_has_its_word) {
  BOOST_TEST(action_of(Action::reject, "Hộp thư đã đóng").rfind("554 5.7.1 [12.3 ", 0) == 0U);
  BOOST_TEST(action_of(Action::defer, "Xin gửi lại").rfind("DEFER_IF_PERMIT 4.7.1 [12.3 ", 0) == 0U);
  BOOST_TEST(action_of(Action::hold, "Giữ lại").rfind("HOLD ", 0) == 0U);
  for (const auto action : {Action::tag, Action::note, Action::accept})
    BOOST_TEST(action_of(action, "x") == "DUNNO");
  BOOST_TEST(policy_action({}, profile(), "") == "DUNNO");
  BOOST_TEST(congvu::service::policy_try_again().rfind("DEFER_IF_PERMIT 4.7.1 ", 0) == 0U);
}

BOOST_AUTO_TEST_CASE(one_line_of_ascii_whatever_the_text) {
  for (const auto& text :
       {std::string("a\nb\r\naction=OK\n\n"), std::string("\0\x01\x1b[2J", 7), std::string(50'000, 'a'),
        std::string("\xff\xfe"), std::string("100%s %n"), std::string()})
    for (const auto action : {Action::reject, Action::defer, Action::hold}) {
      const std::string answer = action_of(action, text);
      BOOST_TEST(printable_ascii(answer));
      BOOST_TEST(answer.size() <= 510U);
      BOOST_TEST(answer.size() > 10U);
    }
}

BOOST_AUTO_TEST_CASE(the_reply_with_the_address_is_within_the_limit) {
  for (const std::size_t length : {0, 10, 200, 254, 320}) {
    const std::string about(length, 'a');
    const std::string answer = action_of(Action::reject, std::string(5'000, 'x'), about);
    BOOST_TEST(answer.size() + about.size() + std::string("<>: Recipient address rejected: ").size() <= 510U);
    BOOST_TEST(answer.size() >= 100U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
