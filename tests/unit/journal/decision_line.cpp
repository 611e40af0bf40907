#include "journal/decision_line.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "journal/decision_id.h"

namespace {

using congvu::Envelope;
using namespace congvu::journal;
using congvu::rules::Action;
using congvu::rules::Match;
using congvu::rules::Mode;
using congvu::rules::Verdict;
using nlohmann::json;

Record record_of(const Envelope& envelope, const Verdict& verdict) {
  Record out;
  add_envelope(out, envelope);
  add_verdict(out, verdict);
  return out;
}

Record full_record() {
  Envelope envelope;
  envelope.queue_id = "4ABC";
  envelope.instance = "123.456.0";
  envelope.sender = "a@x.vn";
  envelope.recipients = {"b@y.vn", "c@z.vn"};
  envelope.client_address = "192.0.2.1";
  envelope.client_name = "mx.x.vn";
  envelope.helo = "mx";
  envelope.login = "annv_stttt";
  envelope.tls_version = "TLSv1.3";
  envelope.mta = "postfix";
  envelope.direction = congvu::Direction::inbound;
  Verdict verdict;
  verdict.action = Action::reject;
  Match match;
  match.rule = "executable-attachment";
  match.clause = "4.6";
  match.mode = Mode::observe;
  match.action = Action::reject;
  match.attachments = {"mail > x.exe"};
  match.excused = "phát hành";
  match.exceptions = {{"lý do", "stttt", "2027-06-30", {"mail > x.exe"}}};
  verdict.matches = {match};
  Record record = record_of(envelope, verdict);
  congvu::StateFacts state;
  state.sender.organisation = "sgddt";
  state.login.organisation = "stttt";
  state.recipients.resize(3);
  state.recipients[0].organisation = state.recipients[2].organisation = "snv";
  add_state(record, state);
  congvu::MessageFacts facts;
  facts.deviations = {congvu::Deviation::hidden_line};
  facts.limits = {"parts"};
  add_facts(record, facts);
  record.id = "0123456789abcdef-7";
  record.node = "mx1";
  record.daemon = "milter";
  record.time = std::chrono::system_clock::from_time_t(1'800'000'000) + std::chrono::milliseconds(45);
  record.clock = std::chrono::milliseconds(99);
  record.stage = "eom";
  record.reply_code = 554;
  record.size = 1234;
  record.scan_time = std::chrono::milliseconds(7);
  record.rules_hash = "abc";
  record.facts_hash = "def";
  record.error = "worker gone";
  return record;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(decision_lines)

BOOST_AUTO_TEST_CASE(facts_where_asked_for) {
  Record record;
  record.facts_json = R"({"limits":["parts"]})";
  const std::string text = decision_line(record);
  BOOST_TEST(json::parse(text)["message_facts"]["limits"][0] == "parts");
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1);
  BOOST_TEST(!json::parse(decision_line(record, false)).contains("message_facts"));
}

BOOST_AUTO_TEST_CASE(reasons_as_codes) {
  congvu::MessageFacts facts;
  facts.deviations = {congvu::Deviation::hidden_line};
  facts.limits = {"parts"};
  facts.attachments.resize(2);
  facts.attachments[0].names = {"bí-mật.pdf"};
  facts.attachments[0].unchecked = {congvu::Unchecked::damaged};
  facts.attachments[1].deviations = {congvu::Deviation::duplicate_header, congvu::Deviation::hidden_line};
  Record record;
  BOOST_TEST(!json::parse(decision_line(record)).contains("ambiguity"));
  add_facts(record, facts);
  const json line = json::parse(decision_line(record));
  BOOST_TEST(line["ambiguity"] == "strong");
  BOOST_TEST(line["views"] == 1);
  BOOST_TEST(line["reasons"] == json({"duplicate_header", "hidden_line"}));
  BOOST_TEST(line["unchecked"] == json({"damaged"}));
  BOOST_TEST(line["limits"] == json({"parts"}));
  BOOST_TEST(line.dump().find("bí-mật") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(exceptions_that_were_used) {
  Verdict verdict;
  Match match;
  match.exceptions = {{"lý do\n{\"x\":1}", "stttt", "2027-06-30", {"mail > a.exe"}}, {"khác", "snv", "", {}}};
  verdict.matches = {match};
  const std::string text = decision_line(record_of({}, verdict));
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1);
  const json used = json::parse(text)["rules"][0]["exceptions"];
  BOOST_TEST(used[0]["owner"] == "stttt");
  BOOST_TEST(used[0]["until"] == "2027-06-30");
  BOOST_TEST(used[0]["attachments"] == json({"mail > a.exe"}));
  BOOST_TEST(!used[1].contains("until"));
}

BOOST_AUTO_TEST_CASE(who_what_which_rule) {
  const json line = json::parse(decision_line(full_record()));
  BOOST_TEST(line["id"] == "0123456789abcdef-7");
  BOOST_TEST(line["queue_id"] == "4ABC");
  BOOST_TEST(line["instance"] == "123.456.0");
  BOOST_TEST(line["direction"] == "inbound");
  BOOST_TEST(line["recipients"].size() == 2U);
  BOOST_TEST(line["organisation"] == "stttt");
  BOOST_TEST(line["recipient_organisations"] == json({"snv"}));
  BOOST_TEST(line["action"] == "reject");
  BOOST_TEST(line["reply"] == 554);
  BOOST_TEST(line["rules"][0]["id"] == "executable-attachment");
  BOOST_TEST(line["rules"][0]["clause"] == "4.6");
  BOOST_TEST(line["rules"][0]["mode"] == "observe");
  BOOST_TEST(line["rules"][0]["attachments"][0] == "mail > x.exe");
  BOOST_TEST(line["rules"][0]["excused"] == "phát hành");
  BOOST_TEST(line["size"] == 1234);
  BOOST_TEST(line["scan_ms"] == 7);
  BOOST_TEST(line["ruleset"] == "abc");
  BOOST_TEST(!line.contains("message_facts"));
}

BOOST_AUTO_TEST_CASE(hostile_texts_stay_one_line) {
  Envelope envelope;
  envelope.sender = "a\r\n\x1b[2J\xE2\x80\xAE\xff\x7f\xC2\x9b" + std::string(1, '\0') + "@x";
  envelope.recipients.assign(5'000, "\n");
  Verdict verdict;
  verdict.matches.resize(1'000);
  verdict.matches[0].attachments.assign(1'000, "x\ny");
  const std::string text = decision_line(record_of(envelope, verdict));
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 1);
  BOOST_TEST(text.back() == '\n');
  for (const unsigned char c : text.substr(0, text.size() - 1)) BOOST_REQUIRE(c >= 0x20 && c != 0x7f);
  BOOST_TEST(text.find("\xE2\x80\xAE") == std::string::npos);
  BOOST_TEST(text.find("\xC2\x9b") == std::string::npos);
  const json line = json::parse(text);
  BOOST_TEST(line["recipients"].size() == 200U);
  BOOST_TEST(line["recipient_count"] == 5'000);
  BOOST_TEST(line["rules"].size() == 500U);
  BOOST_TEST(line["rule_count"] == 1'000);
  BOOST_TEST(line["rules"][0]["attachments"].size() == 50U);
  BOOST_TEST(line["rules"][0]["attachment_count"] == 1'000);
}

BOOST_AUTO_TEST_CASE(memory_of_a_record_is_bounded) {
  Envelope envelope;
  const std::string long_text(100'000, 'x');
  envelope.sender = envelope.helo = long_text;
  envelope.recipients.assign(5'000, long_text);
  const Record record = record_of(envelope, {});
  BOOST_TEST(footprint(record) < 500'000U);
  BOOST_TEST(footprint(record) > 400'000U);
}

BOOST_AUTO_TEST_CASE(what_is_printed_is_read_back) {
  const std::string text = decision_line(full_record());
  const auto read = read_decision_line(text);
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST((read->time == full_record().time));
  BOOST_TEST(decision_line(*read) == text);
  Record bare;
  bare.facts_json = R"({"size":1})";
  const std::string bare_text = decision_line(bare);
  BOOST_TEST(decision_line(read_decision_line(bare_text).value()) == bare_text);
}

BOOST_AUTO_TEST_CASE(every_cut_line_is_refused) {
  const std::string text = decision_line(full_record());
  for (std::size_t size = 0; size < text.size() - 1; ++size)
    BOOST_REQUIRE(!read_decision_line(std::string_view(text).substr(0, size)).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_no_decision_is_refused) {
  for (const std::string_view wrong :
       {"", "{}", "[]", "1}", R"({"time":"2026-11-24T08:30:00.123+07:00"})", R"({"time":1,"action":"note"})",
        R"({"time":"2026-13-24T08:30:00.123+07:00","action":"note"})",
        R"({"time":"2026-11-24 08:30:00.123+07:00","action":"note"})",
        R"({"time":"2026-11-24T08:30:00.123+07:00","action":"note"} {})"})
    BOOST_TEST(!read_decision_line(wrong).has_value(), wrong);
  const std::string deep = R"({"action":"note","time":"2026-11-24T08:30:00.123+07:00","x":)" +
                           std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}";
  BOOST_TEST(!read_decision_line(deep).has_value());
}

BOOST_AUTO_TEST_CASE(odd_members_have_their_defaults) {
  const auto read = read_decision_line(
      R"({"time":"2026-11-24T08:30:00.123+07:00","action":"sing","reply":-1,"sender":[1],"recipients":"x",)"
      R"("rules":[1,{"id":3,"attachments":{}}],"size":-5,"scan_ms":18446744073709551615,"new":{"member":true}})");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST((read->action == Action::accept));
  BOOST_TEST(read->reply_code == 250);
  BOOST_TEST(read->sender.empty());
  BOOST_TEST(read->matches.size() == 1U);
  BOOST_TEST(read->size == 0U);
}

BOOST_AUTO_TEST_CASE(times_carry_their_offset) {
  setenv("TZ", "Asia/Ho_Chi_Minh", 1);
  tzset();
  const auto time = std::chrono::system_clock::from_time_t(1'538'355'600) + std::chrono::milliseconds(45);
  const std::string text = rfc3339(time);
  BOOST_TEST((text == "2018-10-01T08:00:00.045+07:00" || text == "2018-10-01T01:00:00.045+00:00"), text);
  BOOST_TEST((time_of(text) == time));
  setenv("TZ", "XXX+03:30", 1);
  tzset();
  BOOST_TEST(rfc3339(time) == "2018-09-30T21:30:00.045-03:30");
  BOOST_TEST((time_of("2018-09-30T21:30:00.045-03:30") == time));
}

BOOST_AUTO_TEST_CASE(ids_are_unique_and_readable) {
  const auto first = new_incarnation().value();
  BOOST_TEST(first != new_incarnation().value());
  DecisionIds ids(first);
  BOOST_TEST(ids.next() == first + "-1");
  const auto second = parse_decision_id(ids.next());
  BOOST_REQUIRE(second.has_value());
  BOOST_TEST(second->incarnation == first);
  BOOST_TEST(second->sequence == 2U);
  for (const std::string_view wrong :
       {"", "0123456789abcdef", "0123456789abcdef-", "0123456789abcdef-0", "0123456789abcdef-01",
        "0123456789ABCDEF-1", "0123456789abcdef-1x", "0123456789abcdef--1", "0123456789abcdef-1099511627776"})
    BOOST_TEST(!parse_decision_id(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
