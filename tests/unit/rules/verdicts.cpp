// What becomes of matches: weight, modes, exceptions, tags, texts, explanations.
#include "load_text.h"

using namespace congvu;
using rules::Action;
using rules::test::load_text;
using rules::test::load_when;

namespace {

constexpr std::string_view head = "    clause: \"4.6\"\n    title: T\n";
const std::string examples = "    examples: {hit: [{helo: x}], miss: [{helo: y}]}\n";

std::string rule(const std::string& id, const std::string& when, const std::string& then,
                 const std::string& more = {}) {
  return "  - id: " + id + "\n" + std::string(head) + "    when: " + when + "\n    then: " + then + "\n" +
         more + examples;
}

MessageFacts two_programs() {
  MessageFacts facts;
  for (const auto* name : {"tot.exe", "xau.exe"}) {
    auto& attachment = facts.attachments.emplace_back();
    attachment.kind = Kind::executable;
    attachment.names = {name};
    attachment.path = std::string("mail > ") + name;
    attachment.sha256 = std::string(name).substr(0, 3);
  }
  return facts;
}

// Noon in local time, so that the date is the same wherever the test runs.
std::chrono::system_clock::time_point noon(int year, int month, int day) {
  std::tm local{};
  local.tm_year = year - 1900;
  local.tm_mon = month - 1;
  local.tm_mday = day;
  local.tm_hour = 12;
  local.tm_isdst = -1;
  return std::chrono::system_clock::from_time_t(std::mktime(&local));
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_heaviest_wins_and_all_matches_are_kept) {
  const auto ruleset =
      load_text("rules:\n" + rule("n", "{helo: a}", "{note: n}") + rule("h", "{login: b}", "{hold: h}") +
                rule("r", "{helo: a, login: b}", "{reject: r}") + rule("d", "{mta: c}", "{defer: d}"));
  Envelope envelope;
  envelope.helo = "a";
  BOOST_TEST((ruleset->evaluate({envelope, {}}, noon(2026, 11, 24)).action == Action::note));
  envelope.login = "b";
  const auto verdict = ruleset->evaluate({envelope, {}}, noon(2026, 11, 24));
  BOOST_TEST((verdict.action == Action::reject));
  BOOST_TEST(verdict.matches.size() == 3U);
  BOOST_TEST(verdict.decisive()->rule == "r");
  BOOST_TEST(verdict.decisive()->text == "r");
  envelope.helo = "z";
  envelope.mta = "c";
  BOOST_TEST((ruleset->evaluate({envelope, {}}, noon(2026, 11, 24)).action == Action::defer));
}

BOOST_AUTO_TEST_CASE(modes) {
  const auto ruleset = load_text("rules:\n" + rule("o", "{helo: a}", "{reject: r, }", "    mode: observe\n") +
                                 rule("x", "{helo: [a, b]}", "{reject: r}", "    mode: off\n"));
  Envelope envelope;
  envelope.helo = "a";
  const auto verdict = ruleset->evaluate({envelope, {}}, noon(2026, 11, 24));
  BOOST_TEST((verdict.action == Action::accept));
  BOOST_TEST(verdict.decisive() == nullptr);
  BOOST_REQUIRE(verdict.matches.size() == 1U);
  BOOST_TEST((verdict.matches[0].mode == rules::Mode::observe));
  BOOST_TEST(ruleset->hits("x", {envelope, {}}, noon(2026, 11, 24)));
}

BOOST_AUTO_TEST_CASE(an_exception_ends_with_its_day) {
  const auto ruleset = load_text(
      "rules:\n" +
      rule("r", "{helo: a}", "{reject: r}",
           "    unless:\n      - {sender: p@x.vn, reason: vì sao, owner: ai, until: 2027-06-30}\n"));
  Envelope envelope;
  envelope.helo = "a";
  envelope.sender = "p@x.vn";
  const auto last_day = ruleset->evaluate({envelope, {}}, noon(2027, 6, 30));
  BOOST_TEST((last_day.action == Action::accept));
  BOOST_REQUIRE(last_day.matches.size() == 1U);
  BOOST_TEST(last_day.matches[0].excused == "vì sao");
  BOOST_TEST((ruleset->evaluate({envelope, {}}, noon(2027, 7, 1)).action == Action::reject));
  BOOST_TEST(ruleset->warnings(noon(2027, 6, 30)).empty());
  BOOST_REQUIRE(ruleset->warnings(noon(2027, 7, 1)).size() == 1U);
  BOOST_TEST(ruleset->warnings(noon(2027, 7, 1))[0].text.find("owner: ai") != std::string::npos);
  envelope.sender = "q@x.vn";
  BOOST_TEST((ruleset->evaluate({envelope, {}}, noon(2027, 6, 30)).action == Action::reject));
}

BOOST_AUTO_TEST_CASE(an_excused_file_does_not_cover_another) {
  const auto ruleset =
      load_text("rules:\n" + rule("r", "{attachment: {kind: executable}}", "{reject: \"{attachment.path}\"}",
                                  "    unless:\n      - {attachment: {sha256: TOT}, reason: a, owner: b}\n"));
  auto facts = two_programs();
  const auto verdict = ruleset->evaluate({{}, facts}, noon(2026, 11, 24));
  BOOST_TEST((verdict.action == Action::reject));
  BOOST_TEST(verdict.matches[0].text == "mail > xau.exe");
  BOOST_TEST(verdict.matches[0].attachments.size() == 1U);
  BOOST_TEST(verdict.matches[0].excused.empty());
  BOOST_REQUIRE(verdict.matches[0].exceptions.size() == 1U);  // what was excused is told all the same
  BOOST_TEST(verdict.matches[0].exceptions[0].owner == "b");
  BOOST_TEST(verdict.matches[0].exceptions[0].until.empty());
  BOOST_REQUIRE(verdict.matches[0].exceptions[0].attachments.size() == 1U);
  BOOST_TEST(verdict.matches[0].exceptions[0].attachments[0] == "mail > tot.exe");
  facts.attachments.pop_back();
  const auto excused = ruleset->evaluate({{}, facts}, noon(2026, 11, 24));
  BOOST_TEST((excused.action == Action::accept));
  BOOST_TEST(excused.matches[0].excused == "a");
  BOOST_TEST(excused.matches[0].attachments.size() == 1U);
}

BOOST_AUTO_TEST_CASE(an_exception_for_a_file_does_not_cover_the_rest_of_the_rule) {
  const auto ruleset = load_text(
      "rules:\n" + rule("r", "[{attachment: {kind: executable}}, {message.limit: any}]", "{hold: t}",
                        "    unless:\n      - {attachment: {sha256: tot}, reason: a, owner: b}\n"));
  auto facts = two_programs();
  facts.attachments.pop_back();
  BOOST_TEST((ruleset->evaluate({{}, facts}, noon(2026, 11, 24)).action == Action::accept));
  facts.limits = {"entries"};
  BOOST_TEST((ruleset->evaluate({{}, facts}, noon(2026, 11, 24)).action == Action::hold));
}

BOOST_AUTO_TEST_CASE(texts_are_filled_and_safe) {
  const auto ruleset = load_when("{attachment: {kind: executable}}");
  const auto texts = load_text(
      "rules:\n" +
      rule("r", "{attachment: {kind: executable}}",
           "{reject: \"{{{attachment.name}}} {attachment.kind} {clause} {rule} {title} {sender}\"}"));
  auto facts = two_programs();
  facts.attachments[0].names = {"a\r\nX-Evil: 1\xE2\x80\xAE.exe{rule}"};
  Envelope envelope;
  envelope.sender = "x\n@y.vn";
  const auto verdict = texts->evaluate({envelope, facts}, noon(2026, 11, 24));
  BOOST_TEST(
      verdict.matches[0].text ==
      "{a\\u{000D}\\u{000A}X-Evil: 1\\u{202E}.exe{rule} (và 1 tệp khác)} executable 4.6 r T x\\u{000A}@y.vn");
}

BOOST_AUTO_TEST_CASE(tags_of_all_enforced_matches_are_joined) {
  const auto ruleset = load_text(
      "rules:\n" + rule("a", "{helo: a}", "{tag: {headers: {X-A: \"1\"}, subject: \"[A]\"}}") +
      rule("b", "{login: b}", "{hold: h, tag: {headers: {X-A: \"1\", X-B: \"{rule}\"}, subject: \"[B]\"}}") +
      rule("c", "{mta: c}", "{tag: {headers: {X-C: \"1\"}}}", "    mode: observe\n"));
  Envelope envelope;
  envelope.helo = "a";
  envelope.login = "b";
  envelope.mta = "c";
  const auto verdict = ruleset->evaluate({envelope, {}}, noon(2026, 11, 24));
  BOOST_TEST((verdict.action == Action::hold));
  BOOST_TEST(verdict.headers.size() == 2U);
  BOOST_TEST(verdict.headers[1].second == "b");
  BOOST_TEST(verdict.subject_prefix == "[A] [B]");
}

BOOST_AUTO_TEST_CASE(explanations_say_what_failed) {
  const auto ruleset = load_text("rules:\n" + rule("r", "{attachment: {kind: executable}}", "{reject: r}") +
                                 rule("s", "{helo: a}", "{reject: r}"));
  auto facts = two_programs();
  const auto lines = ruleset->explain({{}, facts}, noon(2026, 11, 24));
  BOOST_REQUIRE(lines.size() == 2U);
  BOOST_TEST(lines[0] ==
             "r [4.6] reject: hit: an attachment with (attachment.kind: executable): mail > tot.exe; mail > "
             "xau.exe");
  BOOST_TEST(lines[1] == "s [4.6] reject: miss: helo: a, but it is \"\"");
}

BOOST_AUTO_TEST_CASE(many_attachments_and_many_rules_stay_bounded) {
  std::string text = "rules:\n";
  for (int i = 0; i < 300; ++i)
    text += rule("r" + std::to_string(i),
                 "{attachment: {name: {contains: \"khong-co-" + std::to_string(i) + "\"}}}", "{note: n}");
  const auto ruleset = load_text(text);
  MessageFacts facts;
  facts.attachments.resize(2000);
  for (auto& attachment : facts.attachments) attachment.names = {"báo cáo.docx"};
  BOOST_TEST(ruleset->evaluate({{}, facts}, noon(2026, 11, 24)).matches.empty());
}
