// The example of lib/congvu.h, compiled and run.
#include <boost/test/unit_test.hpp>

#include "congvu.h"

namespace {

congvu::Judgement judge(const congvu::Policy& policy, const std::string& attachment_name,
                        const std::string& body) {
  congvu::Envelope envelope;
  envelope.sender = "annv_stttt@bacgiang.gov.vn";
  envelope.recipients = {"ai.do@example.com"};
  const std::string mail =
      "From: annv_stttt@bacgiang.gov.vn\r\nSubject: bao cao\r\nMIME-Version: 1.0\r\n"
      "Content-Type: application/octet-stream; name=\"" +
      attachment_name + "\"\r\nContent-Disposition: attachment\r\n\r\n" + body + "\r\n";
  return policy.judge(mail, envelope);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_program_is_refused_with_file_and_clause) {
  const auto policy = congvu::Policy::embedded();
  BOOST_REQUIRE(policy.has_value());
  const auto judgement = judge(*policy, "bao cao.vbs", "MsgBox 1");
  BOOST_TEST(judgement.facts.executable());
  BOOST_TEST((judgement.verdict.action == congvu::rules::Action::reject));
  const auto lines = congvu::reply_lines(*policy, judgement);
  BOOST_REQUIRE(!lines.empty());
  std::string whole;
  for (const auto& line : lines) whole += line + "\n";
  BOOST_TEST(whole.starts_with("554"));
  BOOST_TEST(whole.find("bao cao.vbs") != std::string::npos);
  BOOST_TEST(whole.find("4.6") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_text_passes) {
  const auto policy = congvu::Policy::embedded();
  BOOST_REQUIRE(policy.has_value());
  const auto judgement = judge(*policy, "bao cao.txt", "Kinh gui");
  BOOST_TEST((judgement.verdict.action == congvu::rules::Action::accept));
  BOOST_TEST(congvu::reply_lines(*policy, judgement).empty());
}

BOOST_AUTO_TEST_CASE(rules_that_do_not_load_say_where) {
  const auto policy = congvu::Policy::load({"/nonexistent/rules"}, {});
  BOOST_REQUIRE(!policy.has_value());
  BOOST_TEST(!policy.error().empty());
}
