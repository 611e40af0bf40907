// Facts from another process: what nests or lists more than facts do is refused before it is built.
#include "facts/json.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace congvu;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

MessageFacts some_facts() {
  MessageFacts facts;
  facts.size = 7;
  facts.headers.push_back({"Subject", "[{[{[{[{[{ \"quoted\" \\ , ,"});
  Attachment& row = facts.attachments.emplace_back();
  row.path = "mail > a.exe";
  row.names = {"a.exe"};
  row.kind = Kind::executable;
  row.unchecked = {Unchecked::damaged};
  return facts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(facts_come_back_as_they_were) {
  const auto json = to_json(some_facts());
  const auto again = facts_from_json(json.dump());
  BOOST_REQUIRE(again);
  BOOST_TEST((to_json(*again) == json));
}

BOOST_AUTO_TEST_CASE(deep_and_long_texts_are_refused) {
  for (const auto& text : {repeated("[", 1'000'000), repeated("{\"a\":", 100'000),
                           "{\"limits\":[" + repeated("\"\",", 2'000'001) + "\"\"]}"}) {
    const auto facts = facts_from_json(text);
    BOOST_REQUIRE(!facts);
    BOOST_TEST((facts.error().kind == ErrorKind::invalid));
  }
}

BOOST_AUTO_TEST_SUITE_END()
