#include "reply/smtp_reply.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

namespace {

using congvu::regulation::Profile;
using namespace congvu::reply;
using congvu::rules::Action;
using congvu::rules::Match;
using congvu::rules::Verdict;

Profile profile() {
  Profile out;
  out.short_name = "QĐ 27/2018/QĐ-UBND";
  return out;
}

Verdict verdict(Action action, std::vector<std::string> texts) {
  Verdict out;
  out.action = action;
  for (auto& text : texts) {
    Match match;
    match.rule = "r";
    match.clause = "4.6";
    match.action = action;
    match.text = std::move(text);
    match.attachments = {"mail > a.zip > x.exe"};
    out.matches.push_back(std::move(match));
  }
  return out;
}

bool valid_line(const std::string& line) {
  return !line.empty() && percent_doubled(line).size() <= most_line &&
         std::all_of(line.begin(), line.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

void check_valid(const SmtpReply& reply) {
  BOOST_TEST(!reply.lines.empty());
  BOOST_TEST(reply.lines.size() <= most_lines);
  BOOST_TEST(
      (reply.code == 554 ? reply.enhanced == "5.7.1" : reply.code == 451 && reply.enhanced == "4.7.1"));
  for (const auto& line : reply.lines) BOOST_TEST(valid_line(line), line);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(smtp_reply_)

BOOST_AUTO_TEST_CASE(a_refusal_names_file_and_clause) {
  const auto reply =
      smtp_reply(verdict(Action::reject, {"Tệp mail > a.zip > x.exe là tệp thực thi"}), profile());
  BOOST_REQUIRE(reply.has_value());
  check_valid(*reply);
  BOOST_TEST(wire_lines(*reply) ==
                 (std::vector<std::string>{
                     "554 5.7.1 [4.6 QD 27/2018/QD-UBND] Tep mail > a.zip > x.exe la tep thuc thi"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_text_that_cites_the_clause_is_not_cited_twice) {
  const auto reply =
      smtp_reply(verdict(Action::reject, {"Không nhận (khoản 4.6 QĐ 27/2018/QĐ-UBND)"}), profile());
  BOOST_TEST(reply->lines.front() == "Khong nhan (khoan 4.6 QD 27/2018/QD-UBND)");
}

BOOST_AUTO_TEST_CASE(without_text_the_attachment_is_named) {
  const auto reply = smtp_reply(verdict(Action::reject, {""}), profile());
  BOOST_TEST(reply->lines.front().find("mail > a.zip > x.exe") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(classes_do_not_mix) {
  check_valid(*smtp_reply(verdict(Action::reject, {"x"}), profile()));
  const auto deferred = smtp_reply(verdict(Action::defer, {"x"}), profile());
  check_valid(*deferred);
  BOOST_TEST(deferred->code == 451);
  check_valid(try_again());
  for (const auto action : {Action::hold, Action::tag, Action::note, Action::accept})
    BOOST_TEST(!smtp_reply(verdict(action, {"x"}), profile()).has_value());
}

BOOST_AUTO_TEST_CASE(only_what_decided_is_told) {
  Verdict both = verdict(Action::reject, {"first", "observed", "excused", "second"});
  both.matches[1].mode = congvu::rules::Mode::observe;
  both.matches[2].excused = "phát hành";
  both.matches.push_back(verdict(Action::hold, {"held"}).matches.front());
  const auto reply = smtp_reply(both, profile());
  BOOST_REQUIRE_EQUAL(reply->lines.size(), 2U);
  BOOST_TEST(reply->lines[0].find("first") != std::string::npos);
  BOOST_TEST(reply->lines[1].find("second") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(percent_is_doubled_and_counted) {
  BOOST_TEST(percent_doubled("100% %s") == "100%% %%s");
  const auto reply = smtp_reply(verdict(Action::reject, {std::string(3000, '%')}), profile());
  check_valid(*reply);
  std::size_t count = 0;
  for (const auto& line : reply->lines)
    count += static_cast<std::size_t>(std::count(line.begin(), line.end(), '%'));
  BOOST_TEST(count == 3000U);
}

BOOST_AUTO_TEST_CASE(what_is_too_long_is_cut_and_says_so) {
  const auto reply = smtp_reply(verdict(Action::reject, {std::string(100'000, 'a')}), profile());
  check_valid(*reply);
  BOOST_TEST(reply->lines.size() == most_lines);
  BOOST_TEST(reply->lines.back().substr(reply->lines.back().size() - 3) == "...");
}

BOOST_AUTO_TEST_CASE(no_name_steers_the_reply) {
  std::mt19937 random(27'2018);  // the same names in every run
  const std::vector<std::string> pieces{"\r\n250 OK",
                                        "\n",
                                        "\r",
                                        std::string(1, '\0'),
                                        "%",
                                        "%s%n",
                                        "\x1b[2J",
                                        "đề án",
                                        "\xE2\x80\xAE",
                                        "\xff\xfe",
                                        " ",
                                        "   ",
                                        "a",
                                        "x.exe",
                                        "554-",
                                        "\xF0\x9F\x98\x80",
                                        std::string(600, 'w'),
                                        "\xC2\x85",
                                        "\xE2\x80\xA8"};
  for (int i = 0; i < 10'000; ++i) {
    std::string name;
    for (auto left = random() % 12; left > 0; --left) {
      if (random() % 4 == 0)
        name += static_cast<char>(random());
      else
        name += pieces[random() % pieces.size()];
    }
    const auto action = random() % 2 == 0 ? Action::reject : Action::defer;
    const Verdict hostile = verdict(action, {name});
    const auto reply = smtp_reply(hostile, profile());
    BOOST_REQUIRE(reply.has_value());
    BOOST_REQUIRE(!reply->lines.empty() && reply->lines.size() <= most_lines);
    for (const auto& line : reply->lines) BOOST_REQUIRE_MESSAGE(valid_line(line), line);
    const std::string reason = hold_reason(hostile, profile());
    BOOST_REQUIRE_MESSAGE(valid_line(reason) && reason.size() <= 200, reason);
  }
}

BOOST_AUTO_TEST_CASE(lines_on_the_wire_continue_and_end) {
  const SmtpReply reply{451, "4.7.1", {"a", "b", "c"}};
  BOOST_TEST(wire_lines(reply) == (std::vector<std::string>{"451-4.7.1 a", "451-4.7.1 b", "451 4.7.1 c"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_rule_may_name_the_code) {
  auto refused = verdict(Action::reject, {"một", "hai"});
  refused.matches[0].code = "550 5.1.1";
  refused.matches[1].code = "552 5.2.2";
  auto reply = smtp_reply(refused, profile());
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(wire_lines(*reply).back().substr(0, 10) == "550 5.1.1 ");
  for (const auto* wrong : {"450 4.2.1", "550", "550 4.1.1", "x50 5.1.1", ""}) {
    refused.matches[0].code = wrong;
    reply = smtp_reply(refused, profile());
    BOOST_TEST(reply->code == 554);
    BOOST_TEST(reply->enhanced == "5.7.1");
  }
  auto deferred = verdict(Action::defer, {"ba"});
  deferred.matches[0].code = "450 4.2.1";
  BOOST_TEST(wire_lines(*smtp_reply(deferred, profile())).front().substr(0, 10) == "450 4.2.1 ");
}

BOOST_AUTO_TEST_SUITE_END()
