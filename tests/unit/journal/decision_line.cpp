#include "journal/decision_line.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

namespace {

using congvu::Envelope;
using namespace congvu::journal;
using congvu::rules::Action;
using congvu::rules::Match;
using congvu::rules::Verdict;
using nlohmann::json;

Decision decision(const Envelope& envelope, const Verdict& verdict) {
  Decision out{{}, envelope, verdict, verdict.action};
  out.rules_hash = "abc";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decision_lines)

BOOST_AUTO_TEST_CASE(facts_where_asked_for) {
  const Envelope envelope;
  const Verdict verdict;
  Decision all = decision(envelope, verdict);
  all.facts_json = R"({"limits":["parts"]})";
  const std::string text = decision_line(all);
  BOOST_TEST(json::parse(text)["message_facts"]["limits"][0] == "parts");
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1);
}

BOOST_AUTO_TEST_CASE(reasons_as_codes) {
  const Envelope envelope;
  const Verdict verdict;
  congvu::MessageFacts facts;
  facts.deviations = {congvu::Deviation::hidden_line};
  facts.limits = {"parts"};
  facts.attachments.resize(2);
  facts.attachments[0].names = {"bí-mật.pdf"};
  facts.attachments[0].unchecked = {congvu::Unchecked::damaged};
  facts.attachments[1].deviations = {congvu::Deviation::duplicate_header, congvu::Deviation::hidden_line};
  Decision all = decision(envelope, verdict);
  BOOST_TEST(!json::parse(decision_line(all)).contains("ambiguity"));
  all.facts = &facts;
  const json line = json::parse(decision_line(all));
  BOOST_TEST(line["ambiguity"] == "strong");
  BOOST_TEST(line["views"] == 1);
  BOOST_TEST(line["reasons"] == json({"duplicate_header", "hidden_line"}));
  BOOST_TEST(line["unchecked"] == json({"damaged"}));
  BOOST_TEST(line["limits"] == json({"parts"}));
  BOOST_TEST(line.dump().find("bí-mật") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(exceptions_that_were_used) {
  const Envelope envelope;
  Verdict verdict;
  Match match;
  match.exceptions = {{"lý do\n{\"x\":1}", "stttt", "2027-06-30", {"mail > a.exe"}}, {"khác", "snv", "", {}}};
  verdict.matches = {match};
  const std::string text = decision_line(decision(envelope, verdict));
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1);
  const json used = json::parse(text)["rules"][0]["exceptions"];
  BOOST_TEST(used[0]["owner"] == "stttt");
  BOOST_TEST(used[0]["until"] == "2027-06-30");
  BOOST_TEST(used[0]["attachments"] == json({"mail > a.exe"}));
  BOOST_TEST(!used[1].contains("until"));
}

BOOST_AUTO_TEST_CASE(who_what_which_rule) {
  Envelope envelope;
  envelope.queue_id = "4ABC";
  envelope.sender = "a@x.vn";
  envelope.recipients = {"b@y.vn", "c@z.vn"};
  envelope.direction = congvu::Direction::inbound;
  Verdict verdict;
  verdict.action = Action::reject;
  Match match;
  match.rule = "executable-attachment";
  match.clause = "4.6";
  match.action = Action::reject;
  match.attachments = {"mail > x.exe"};
  match.excused = "phát hành";
  verdict.matches = {match};
  Decision all = decision(envelope, verdict);
  all.reply_code = 554;
  all.size = 1234;
  all.scan_time = std::chrono::milliseconds(7);
  const json line = json::parse(decision_line(all));
  BOOST_TEST(line["queue_id"] == "4ABC");
  BOOST_TEST(line["direction"] == "inbound");
  BOOST_TEST(line["recipients"].size() == 2U);
  BOOST_TEST(line["action"] == "reject");
  BOOST_TEST(line["reply"] == 554);
  BOOST_TEST(line["rules"][0]["id"] == "executable-attachment");
  BOOST_TEST(line["rules"][0]["clause"] == "4.6");
  BOOST_TEST(line["rules"][0]["mode"] == "enforce");
  BOOST_TEST(line["rules"][0]["attachments"][0] == "mail > x.exe");
  BOOST_TEST(line["rules"][0]["excused"] == "phát hành");
  BOOST_TEST(line["size"] == 1234);
  BOOST_TEST(line["scan_ms"] == 7);
  BOOST_TEST(line["ruleset"] == "abc");
  BOOST_TEST(!line.contains("message_facts"));
  BOOST_TEST(!line.contains("error"));
}

BOOST_AUTO_TEST_CASE(hostile_texts_stay_one_line) {
  Envelope envelope;
  envelope.sender = "a\r\n\x1b[2J\xE2\x80\xAE\xff\x7f\xC2\x9b" + std::string(1, '\0') + "@x";
  envelope.recipients.assign(5'000, "\n");
  Verdict verdict;
  verdict.matches.resize(1);
  verdict.matches[0].attachments.assign(1'000, "x\ny");
  const std::string text = decision_line(decision(envelope, verdict));
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1);
  BOOST_TEST(text.back() == '\n');
  for (const unsigned char c : text.substr(0, text.size() - 1)) BOOST_REQUIRE(c >= 0x20 && c != 0x7f);
  BOOST_TEST(text.find("\xE2\x80\xAE") == std::string::npos);
  BOOST_TEST(text.find("\xC2\x9b") == std::string::npos);
  const json line = json::parse(text);
  BOOST_TEST(line["recipients"].size() == 200U);
  BOOST_TEST(line["recipient_count"] == 5'000);
  BOOST_TEST(line["rules"][0]["attachments"].size() == 50U);
  BOOST_TEST(line["rules"][0]["attachment_count"] == 1'000);
}

BOOST_AUTO_TEST_CASE(times_carry_their_offset) {
  setenv("TZ", "Asia/Ho_Chi_Minh", 1);
  tzset();
  const auto time = std::chrono::system_clock::from_time_t(1'538'355'600) + std::chrono::milliseconds(45);
  const std::string text = rfc3339(time);
  BOOST_TEST((text == "2018-10-01T08:00:00.045+07:00" || text == "2018-10-01T01:00:00.045+00:00"), text);
  setenv("TZ", "XXX+03:30", 1);
  tzset();
  BOOST_TEST(rfc3339(time) == "2018-09-30T21:30:00.045-03:30");
}

BOOST_AUTO_TEST_SUITE_END()
