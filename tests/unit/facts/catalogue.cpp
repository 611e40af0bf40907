#include "facts/catalogue.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "facts/catalogue_words.h"
#include "facts/text.h"

using namespace congvu;

namespace {

class NoDomains final : public DomainClasses {
 public:
  [[nodiscard]] std::string_view class_of(std::string_view) const override { return "external"; }
};

FactValue sample(const FactRow& row) {
  FactValue value;
  value.number = 42;
  value.flag = true;
  value.texts = {row.type == FactType::word ? std::string(row.words().back()) : std::string("192.0.2.1")};
  return value;
}

FactValue read(std::string_view name, const Envelope& envelope, const MessageFacts& facts) {
  const NoDomains domains;
  FactValue value;
  fact_row(name)->read(
      {envelope, facts, facts.attachments.empty() ? nullptr : facts.attachments.data(), domains, "X-A"},
      value);
  return value;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_row_is_documented_and_complete) {
  std::set<std::string_view> names;
  for (const auto& row : catalogue()) {
    BOOST_TEST(names.insert(row.name).second, row.name << " stands twice");
    BOOST_TEST(!row.doc.empty());
    BOOST_TEST(!row.doc_vi.empty());
    BOOST_TEST(row.doc_vi.find('\n') == std::string_view::npos);
    BOOST_TEST(!row.example.empty());
    BOOST_TEST((row.read != nullptr));
    BOOST_TEST((row.words != nullptr) == (row.type == FactType::word), row.name);
    const std::string written(of_attachment(row) ? row.name.substr(attachment_prefix.size()) : row.name);
    BOOST_TEST(row.example.starts_with(written + ":"), row.name << " has an example of something else");
  }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_again) {
  const NoDomains domains;
  for (const auto& row : catalogue()) {
    if (row.write == nullptr) continue;
    Envelope envelope;
    MessageFacts facts;
    Attachment attachment;
    const FactValue in = sample(row);
    StateFacts state;
    const RateQuestion question;
    FactTarget target{envelope, facts, state, &attachment, "X-A", &question};
    row.write(target, in);
    FactValue out;
    row.read({envelope, facts, &attachment, domains, "X-A", state, &question}, out);
    if (row.type == FactType::flag)
      BOOST_TEST(out.flag, row.name);
    else if (row.type == FactType::number || row.type == FactType::size)
      BOOST_TEST(out.number == 42U, row.name);
    else
      BOOST_TEST(out.texts == in.texts, row.name);
  }
}

BOOST_AUTO_TEST_CASE(readers_survive_empty_facts) {
  const NoDomains domains;
  const Envelope envelope;
  const MessageFacts facts;
  const Attachment attachment;
  for (const auto& row : catalogue()) {
    FactValue value;
    row.read({envelope, facts, &attachment, domains, {}}, value);
    BOOST_TEST(value.texts.size() <= 1U, row.name);
  }
}

BOOST_AUTO_TEST_CASE(words_match_the_enums) {
  BOOST_TEST(words::kinds().size() == 12U);
  BOOST_TEST(words::outcomes().back() == "clean");
  for (const auto word : words::kinds()) BOOST_TEST(kind_name(kind_of(word)) == word);
  for (const auto word : words::directions()) BOOST_TEST(direction_name(direction_of(word)) == word);
  for (const auto word : words::deviations()) BOOST_TEST((deviation_of(word) != Deviation::count_));
  for (const auto word : words::unchecked_reasons()) BOOST_TEST((unchecked_of(word) != Unchecked::count_));
}

BOOST_AUTO_TEST_CASE(extensions_as_windows_sees_them) {
  MessageFacts facts;
  facts.attachments.emplace_back().names = {"a.PDF", "b.exe . .", "c", "ｄ．ＥＸＥ", "e."};
  const std::vector<std::string> expected{"pdf", "exe", "", "exe", ""};
  BOOST_TEST(read("attachment.extension", {}, facts).texts == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(aggregates) {
  Envelope envelope;
  envelope.recipients = {"a@x.vn", "b"};
  MessageFacts facts;
  facts.headers = {{"x-a", "1"}, {"X-A", "2"}, {"X-B", "3"}};
  auto& attachment = facts.attachments.emplace_back();
  attachment.deviations = {Deviation::name_bidi, Deviation::name_invisible};
  BOOST_TEST(read("recipient.count", envelope, facts).number == 2U);
  BOOST_TEST(read("recipient.domain", envelope, facts).texts.back().empty());
  BOOST_TEST(read("header", envelope, facts).texts.size() == 2U);
  BOOST_TEST(read("attachment.deviation_grade", envelope, facts).texts.size() == 2U);
  BOOST_TEST(read("message.ambiguous", envelope, facts).flag);
  BOOST_TEST(read("attachment.outcome", envelope, facts).texts.front() == "ambiguous");
}
