// What the documentation of the catalogue shows is accepted by the compiler, and every row can be asked.
#include "facts/catalogue.h"
#include "load_text.h"

using namespace congvu;

BOOST_AUTO_TEST_CASE(the_example_of_every_condition_compiles) {
  const rules::test::Folder folder;
  for (const auto& row : catalogue()) {
    std::string when = "    when:\n";
    when += of_attachment(row) ? "      attachment:\n        " : "      ";
    when += std::string(row.example) + "\n";
    std::string text = "rules:\n  - id: r\n    clause: \"4.6\"\n    title: T\n" + when +
                       "    then: {note: t}\n    examples: {hit: [{helo: x}], miss: [{helo: y}]}\n";
    if (row.example.find("in: phan-mem-noi-bo") != std::string_view::npos)
      text += "lists: {phan-mem-noi-bo: [a]}\n";
    const auto loaded = rules::Ruleset::load({folder.write("r.yaml", text)}, nullptr);
    BOOST_TEST(loaded.has_value(), row.name << ": " << (loaded ? "" : loaded.error().front().to_string()));
  }
}

BOOST_AUTO_TEST_CASE(every_condition_is_evaluated_and_explained) {
  MessageFacts facts;
  facts.attachments.resize(2);
  for (const auto& row : catalogue()) {
    if (row.arity == Arity::named) continue;
    std::string operand = "{over: 7}";
    if (row.type == FactType::flag) operand = "true";
    if (row.type == FactType::word) operand = std::string(row.words().back());
    if (row.type == FactType::text) operand = "khong-co";
    if (row.type == FactType::address) operand = "a@b.vn";
    if (row.type == FactType::domain) operand = "b.vn";
    if (row.type == FactType::network) operand = "192.0.2.0/24";
    if (row.arity == Arity::asked) operand = "{per: client, count: refused, within: 2m, over: 7}";
    std::string condition = "{" + std::string(row.name) + ": " + operand + "}";
    if (of_attachment(row))
      condition =
          "{attachment: {" + std::string(row.name.substr(attachment_prefix.size())) + ": " + operand + "}}";
    const auto ruleset = rules::test::load_when(condition);
    const auto now = std::chrono::system_clock::now();
    const auto lines = ruleset->explain({{}, facts}, now);
    BOOST_REQUIRE(lines.size() == 1U);
    BOOST_TEST(lines[0].find(row.name) != std::string::npos, lines[0]);
    BOOST_TEST((lines[0].find(": hit: ") != std::string::npos) == ruleset->hits("r", {{}, facts}, now));
  }
}
