// Policy by reason: what the shipped rules do with each deviation, and how an operator changes it.
#include "facts/reasons.h"

#include <fstream>
#include <sstream>

#include "facts/catalogue_words.h"
#include "load_text.h"
#include "rules/uncovered.h"

using namespace congvu;
using rules::Action;
using rules::test::load_text;

namespace {

std::string shipped() {
  std::ostringstream out;
  out << std::ifstream(CONGVU_SOURCE_DIR "/rules/ambiguous.yaml", std::ios::binary).rdbuf();
  std::string text = out.str();
  for (auto at = text.find(".eml\n"); at != std::string::npos; at = text.find(".eml\n")) {
    const auto line = text.rfind('\n', at) + 1;
    text.erase(line, at + 5 - line);
  }
  return text;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  BOOST_REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

MessageFacts in_message(Deviation deviation) {
  MessageFacts facts;
  facts.deviations = {deviation};
  return facts;
}

MessageFacts in_attachment(Deviation deviation) {
  MessageFacts facts;
  facts.attachments.emplace_back().path = "mail > a.zip";
  facts.attachments.back().deviations = {deviation};
  return facts;
}

rules::Verdict verdict(const rules::Ruleset& ruleset, const MessageFacts& facts,
                       const Envelope& envelope = {}) {
  return ruleset.evaluate({envelope, facts}, std::chrono::system_clock::now());
}

template <class Check>
void for_each_deviation(Check check) {
  for (const auto code : words::deviations()) {
    const auto deviation = deviation_of(code);
    check(deviation, in_message(deviation));
    check(deviation, in_attachment(deviation));
  }
}

// The exception that the shipped file shows in a comment.
std::string with_shown_exception() {
  std::string text = shipped();
  const auto begin = text.find("    # unless:\n");
  BOOST_REQUIRE(begin != std::string::npos);
  const auto end = text.find("    then:\n", begin);
  std::istringstream block(text.substr(begin, end - begin));
  std::string shown;
  for (std::string line; std::getline(block, line);) shown += replaced(line, "    # ", "    ") + "\n";
  return replaced(text.replace(begin, end - begin, shown), "lists:\n",
                  "lists:\n  sai-chuan-cua-phan-mem-van-ban: [duplicate_header, duplicate_content_type]\n");
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_deviation_is_without_a_rule) {
  const auto loaded = rules::Ruleset::embedded();
  BOOST_REQUIRE(loaded.has_value());
  for_each_deviation([&](Deviation deviation, const MessageFacts& facts) {
    const auto found = verdict(**loaded, facts);
    const bool strong = info(deviation).grade == Grade::strong;
    BOOST_TEST((found.action == (strong ? Action::hold : Action::note)), info(deviation).code);
    BOOST_REQUIRE(found.decisive() != nullptr);
    BOOST_TEST(found.decisive()->text.find(info(deviation).code) != std::string::npos,
               found.decisive()->text);
    BOOST_TEST(found.matches.size() == 1U, info(deviation).code);
  });
}

BOOST_AUTO_TEST_CASE(gaps_in_other_rules_are_told) {
  const auto now = std::chrono::system_clock::now();
  const auto loaded = rules::Ruleset::embedded();
  BOOST_REQUIRE(loaded.has_value());
  BOOST_TEST(rules::uncovered_reasons(**loaded, now).empty());
  const auto some = load_text(
      "rules:\n  - {id: r, clause: \"4.6\", title: T, when: {message.deviation_grade: strong}, then: {note: "
      "n},\n"
      "     examples: {hit: [{helo: x}], miss: [{helo: y}]}}\n"
      "  - {id: s, clause: \"4.6\", title: T, when: {attachment: {strong_deviation: {not_in: l}}}, then: "
      "{note: n},\n"
      "     examples: {hit: [{helo: x}], miss: [{helo: y}]}}\nlists: {l: [hidden_line]}\n");
  auto codes = rules::uncovered_reasons(*some, now);
  BOOST_TEST(codes.size() == 1U + words::unchecked_reasons().size() + words::limits().size());
  BOOST_TEST(codes.front() == "hidden_line");
}

BOOST_AUTO_TEST_CASE(a_code_that_moves_to_another_list_moves_alone) {
  const auto ruleset = load_text(replaced(replaced(shipped(), "    - hidden_line\n", ""), "chi-ghi-nhan:\n",
                                          "chi-ghi-nhan:\n    - hidden_line\n"));
  for_each_deviation([&](Deviation deviation, const MessageFacts& facts) {
    const bool held = info(deviation).grade == Grade::strong && deviation != Deviation::hidden_line;
    BOOST_TEST((verdict(*ruleset, facts).action == (held ? Action::hold : Action::note)),
               info(deviation).code);
  });
  auto both = in_message(Deviation::hidden_line);
  both.attachments = in_attachment(Deviation::duplicate_header).attachments;
  BOOST_TEST((verdict(*ruleset, both).action == Action::hold));
}

BOOST_AUTO_TEST_CASE(a_strong_code_in_no_list_is_held_all_the_same) {
  const auto ruleset = load_text(replaced(shipped(), "    - hidden_line\n", ""));
  const auto found = verdict(*ruleset, in_message(Deviation::hidden_line));
  BOOST_TEST((found.action == Action::hold));
  BOOST_TEST(found.decisive()->rule == "ambiguous-other");
}

BOOST_AUTO_TEST_CASE(a_group_that_is_refused) {
  const auto text =
      replaced(shipped(), "      hold: >-\n        Tệp nén", "      reject: >-\n        Tệp nén");
  const auto begin = text.find("      tag:", text.find("      reject: >-\n        Tệp nén"));
  const auto end = text.find("    examples:", begin);
  const auto ruleset = load_text(std::string(text).erase(begin, end - begin));
  BOOST_TEST((verdict(*ruleset, in_attachment(Deviation::archive_names_differ)).action == Action::reject));
  BOOST_TEST((verdict(*ruleset, in_message(Deviation::hidden_line)).action == Action::hold));
}

BOOST_AUTO_TEST_CASE(the_exception_that_is_shown_is_as_narrow_as_it_says) {
  const auto ruleset = load_text(with_shown_exception());
  Envelope envelope;
  envelope.login = "vanban_stttt";
  envelope.client_address = "10.20.30.4";
  auto facts = in_message(Deviation::duplicate_header);
  facts.deviations.push_back(Deviation::duplicate_content_type);
  facts.deviations.push_back(Deviation::base64_damage);
  const auto excused = verdict(*ruleset, facts, envelope);
  BOOST_TEST((excused.action == Action::note));
  const auto& match = excused.matches.front();
  BOOST_REQUIRE(match.exceptions.size() == 1U);
  BOOST_TEST(match.exceptions[0].owner == "stttt");
  BOOST_TEST(match.exceptions[0].until == "2027-06-30");
  BOOST_TEST(match.exceptions[0].reason == match.excused);

  Envelope other = envelope;
  other.client_address = "10.20.31.4";
  BOOST_TEST((verdict(*ruleset, facts, other).action == Action::hold));
  other = envelope;
  other.login.clear();
  BOOST_TEST((verdict(*ruleset, facts, other).action == Action::hold));
  facts.deviations.push_back(Deviation::hidden_line);
  BOOST_TEST((verdict(*ruleset, facts, envelope).action == Action::hold));
}

// What one reading shows does not excuse what another one shows, or what could not be read.
BOOST_AUTO_TEST_CASE(the_gravest_of_all_readings_counts) {
  const auto loaded = rules::Ruleset::embedded();
  BOOST_REQUIRE(loaded.has_value());
  MessageFacts facts;
  facts.readings = 3;
  facts.attachments.resize(2);
  facts.attachments[0].kind = Kind::document;
  BOOST_TEST((verdict(**loaded, facts).action == Action::accept));
  facts.attachments[1].unchecked = {Unchecked::unknown_encoding};
  BOOST_TEST((verdict(**loaded, facts).action == Action::hold));
  facts.attachments[1].kind = Kind::executable;
  BOOST_TEST((verdict(**loaded, facts).action == Action::reject));
}
