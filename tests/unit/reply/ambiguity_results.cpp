#include "reply/ambiguity_results.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "facts/catalogue_words.h"

namespace {

using namespace congvu;
using reply::ambiguity_results;

MessageFacts with_all_deviations() {
  MessageFacts facts;
  for (const auto code : words::deviations()) facts.deviations.push_back(deviation_of(code));
  return facts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ambiguity_results_field)

BOOST_AUTO_TEST_CASE(clean_strong_and_unseen) {
  MessageFacts facts;
  BOOST_TEST(ambiguity_results("mx.bacgiang.gov.vn", &facts) == "mx.bacgiang.gov.vn; grade=none; readings=1");
  facts.attachments.resize(2);
  facts.attachments[0].deviations = {Deviation::name_bidi, Deviation::name_trailing};
  facts.attachments[1].deviations = {Deviation::name_bidi};
  facts.readings = 3;
  BOOST_TEST(ambiguity_results("a", &facts) ==
             "a; grade=strong; reasons=name_bidi,name_trailing;\n readings=3");
  facts.attachments.resize(1);
  facts.attachments[0].deviations = {Deviation::name_trailing};
  BOOST_TEST(ambiguity_results("a", &facts) == "a; grade=weak; reasons=name_trailing; readings=3");
  BOOST_TEST(ambiguity_results("a", nullptr) == "a; grade=unknown");
}

BOOST_AUTO_TEST_CASE(bounded_and_folded_whatever_is_found) {
  auto facts = with_all_deviations();
  facts.readings = UINT64_MAX;
  const std::string value = ambiguity_results(std::string(255, 'a'), &facts);
  BOOST_TEST(value.size() <= reply::most_results);
  BOOST_TEST(value.find("; grade=strong;") == std::string::npos);  // behind such a name the line ends
  BOOST_TEST(value.ends_with("readings=18446744073709551615"));
  std::istringstream lines(ambiguity_results("mail.bacgiang.gov.vn", &facts));
  std::size_t used = reply::ambiguity_results_name.size() + 2;
  for (std::string line; std::getline(lines, line); used = 0) BOOST_TEST(used + line.size() <= 78U, line);
  BOOST_TEST(
      std::all_of(value.begin(), value.end(), [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7f); }));
}

BOOST_AUTO_TEST_CASE(reasons_without_room_are_counted) {
  const auto facts = with_all_deviations();
  const std::string value = ambiguity_results(std::string(255, 'a'), &facts);
  const auto more = value.find("more=");
  BOOST_REQUIRE(more != std::string::npos);
  const auto shown = static_cast<std::size_t>(std::count(value.begin(), value.end(), ',')) + 1;
  BOOST_TEST(shown + std::stoul(value.substr(more + 5)) == facts.deviations.size());
}

BOOST_AUTO_TEST_CASE(names_of_hosts) {
  BOOST_TEST(reply::valid_authserv_id("mail.bacgiang.gov.vn"));
  for (const std::string& bad : {std::string(), std::string("a b"), std::string("a;b"), std::string("a\nb"),
                                 std::string("thư.vn"), std::string("a\"b"), std::string(256, 'a')}) {
    BOOST_TEST(!reply::valid_authserv_id(bad));
    const MessageFacts facts;
    BOOST_TEST(ambiguity_results(bad, &facts) == "localhost; grade=none; readings=1");
  }
}

BOOST_AUTO_TEST_SUITE_END()
