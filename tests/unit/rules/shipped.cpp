// The shipped rules: they load, their examples hold, and every condition in them is needed.
#include <boost/test/unit_test.hpp>

#include "rules/ruleset.h"

using namespace congvu;

namespace {

std::shared_ptr<const rules::Ruleset> shipped(const rules::Loaded& loaded) {
  if (!loaded)
    for (const auto& error : loaded.error()) BOOST_TEST_MESSAGE(error.to_string());
  BOOST_REQUIRE(loaded.has_value());
  return *loaded;
}

}  // namespace

BOOST_AUTO_TEST_CASE(shipped_rules_load_compiled_in_and_from_files) {
  const auto embedded = shipped(rules::Ruleset::embedded());
  const auto files = shipped(rules::Ruleset::load({CONGVU_SOURCE_DIR "/rules"}, nullptr));
  BOOST_TEST(embedded->size() == files->size());
  BOOST_TEST(embedded->hash() == files->hash());
  BOOST_TEST(embedded->hash().size() == 64U);
  BOOST_TEST(files->examples().size() > embedded->examples().size());  // mails in files are not compiled in
}

BOOST_AUTO_TEST_CASE(facts_written_as_examples_hit_and_miss_as_they_say) {
  const auto ruleset = shipped(rules::Ruleset::embedded());
  const auto now = std::chrono::system_clock::now();
  BOOST_TEST(ruleset->examples().size() > 30U);
  for (const auto& example : ruleset->examples())
    BOOST_TEST(
        ruleset->hits(example.rule, {example.envelope, example.facts, example.state}, now) == example.hit,
        example.where << " " << example.rule);
}

BOOST_AUTO_TEST_CASE(an_executable_is_rejected_with_file_and_clause) {
  const auto ruleset = shipped(rules::Ruleset::embedded());
  MessageFacts facts;
  auto& attachment = facts.attachments.emplace_back();
  attachment.path = "mail > ho-so.zip > x.exe";
  attachment.kind = Kind::executable;
  const auto verdict = ruleset->evaluate({{}, facts}, std::chrono::system_clock::now());
  BOOST_TEST((verdict.action == rules::Action::reject));
  BOOST_REQUIRE(verdict.decisive() != nullptr);
  BOOST_TEST(verdict.decisive()->clause == "4.6");
  BOOST_TEST(verdict.decisive()->text.find("mail > ho-so.zip > x.exe") != std::string::npos);
  BOOST_TEST(verdict.decisive()->text.find("khoản 4.6 QĐ 27/2018/QĐ-UBND") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_encrypted_archive_is_tagged_and_passes) {
  const auto ruleset = shipped(rules::Ruleset::embedded());
  MessageFacts facts;
  auto& attachment = facts.attachments.emplace_back();
  attachment.kind = Kind::archive;
  attachment.encrypted = true;
  attachment.unchecked = {Unchecked::unsupported_method};
  attachment.names = {"lương.zip"};
  const auto verdict = ruleset->evaluate({{}, facts}, std::chrono::system_clock::now());
  BOOST_TEST((verdict.action == rules::Action::tag));
  BOOST_TEST(verdict.headers.front().second == "encrypted-archive");
  BOOST_TEST(verdict.headers.back().second.find("lương.zip") != std::string::npos);
  const std::vector<std::string> names{"X-Congvu-Class", "X-Congvu-Note"};
  auto sorted = ruleset->header_names();
  std::sort(sorted.begin(), sorted.end());
  BOOST_TEST(sorted == names, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_ordinary_mail_has_no_match) {
  const auto ruleset = shipped(rules::Ruleset::embedded());
  MessageFacts facts;
  facts.size = 1U << 20;
  facts.headers = {{"Subject", "Báo cáo"}};
  facts.attachments.resize(3);
  facts.attachments[0].kind = Kind::text;
  facts.attachments[1].kind = Kind::document;
  facts.attachments[2].kind = Kind::archive;
  const auto verdict = ruleset->evaluate({{}, facts}, std::chrono::system_clock::now());
  BOOST_TEST((verdict.action == rules::Action::accept));
  BOOST_TEST(verdict.matches.empty());
}
