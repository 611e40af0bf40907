#include "yaml/tree.h"

#include <boost/test/unit_test.hpp>

using namespace congvu;

namespace {

std::string fault(std::string_view text) {
  const auto tree = yaml::parse(text, "f");
  return tree ? "no fault" : tree.error().to_string();
}

std::string repeat(std::string_view piece, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += piece;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(nodes_know_their_place) {
  const auto tree = yaml::parse("a: 1\nnhóm: {mật: x, b: \"y\"}\nlist:\n  - p\n  - q\n", "f");
  BOOST_REQUIRE(tree);
  BOOST_TEST(tree->entries.size() == 3U);
  const auto& group = tree->entries[1];
  BOOST_TEST(group.key == "nhóm");
  BOOST_TEST(group.key_place.line == 2U);
  const auto* b = group.value.find("b");
  BOOST_REQUIRE(b != nullptr);
  BOOST_TEST(b->key_place.column == 16U);  // in characters, not bytes
  BOOST_TEST(b->value.quoted);
  const auto& list = tree->find("list")->value;
  BOOST_TEST((list.type == yaml::Type::list));
  BOOST_TEST(list.items[1].place.line == 5U);
  BOOST_TEST(list.items[1].place.column == 5U);
}

BOOST_AUTO_TEST_CASE(scalars_stay_text) {
  const auto tree = yaml::parse("{a: off, b: 012, c: 4.10, d: 1e3, e: yes, f: 2027-06-30}", "f");
  BOOST_REQUIRE(tree);
  BOOST_TEST(tree->find("a")->value.text == "off");
  BOOST_TEST(tree->find("b")->value.text == "012");
  BOOST_TEST(tree->find("c")->value.text == "4.10");
  BOOST_TEST(tree->find("e")->value.text == "yes");
}

BOOST_AUTO_TEST_CASE(what_is_refused_has_its_place) {
  BOOST_TEST(fault("a: 1\nb: 2\na: 3\n") == "f:3:1: key `a` stands twice, first in line 1");
  BOOST_TEST(fault("a: &x 1\nb: *x\n") == "f:1:4: anchors are not allowed");
  BOOST_TEST(fault("a: !!binary aGk=\n") == "f:1:4: tags are not allowed");
  BOOST_TEST(fault("a: {}\nb:\n  <<: {c: 1}\n") == "f:3:3: merge keys are not allowed");
  BOOST_TEST(fault("a:\n\tb: 1\n") == "f:2:1: a tab cannot indent; use spaces");
  BOOST_TEST(fault("[a]: 1\n") == "f:1:1: a key must be a single word");
  BOOST_TEST(fault("a: 1\n---\nb: 2\n") == "f:2:1: only one document a file is allowed");
  BOOST_TEST(fault(std::string_view("a: \0b\n", 6)) == "f:1:4: control character 0x00");
  BOOST_TEST(fault("a: \xFF\n") == "f:1:4: not valid UTF-8");
  BOOST_TEST(fault("a: [1, 2\n").starts_with("f:2:1: "));
  BOOST_TEST(fault("a: b: c\n").starts_with("f:1:"));
  BOOST_TEST(fault("a: \"x\n") == "f:1:4: a quote is not closed");
  BOOST_TEST(fault("a: 'x\n") == "f:1:4: a quote is not closed");
  BOOST_TEST(fault("a: \"x").starts_with("f:1:"));
}

BOOST_AUTO_TEST_CASE(bombs_are_refused_before_they_are_built) {
  BOOST_TEST(fault(repeat("[", 100'000)) == "f:1:201: too many open brackets in one line");
  BOOST_TEST(fault(repeat("[\n", 100'000)) == "f:201:1: too many open brackets");
  BOOST_TEST(fault("a: " + repeat("{b:\n", 100'000)) == "f:201:1: too many open brackets");
  BOOST_TEST(fault("- - ố: " + repeat("[\"]\",\n", 100'000)) == "f:201:1: too many open brackets");
  BOOST_TEST(fault("a: [" + repeat("x,\n", 200'000)) ==
             "f:120000:2: too many values in brackets; write them one a line, with `- `");
  BOOST_TEST(fault(repeat("{a: ", 100'000)).find("f:1:") == 0U);
  BOOST_TEST(fault(repeat("- ", 100'000)).find("f:1:") == 0U);
  BOOST_TEST(fault(repeat("? ", 100'000)).find("f:1:") == 0U);
  BOOST_TEST(fault("a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b]\n") == "f:1:4: anchors are not allowed");
  BOOST_TEST(fault(std::string(5U << 20, 'a')).ends_with("longer than 4194304 bytes"));
  std::string many;
  for (int i = 0; i < 300'000; ++i) many += "k" + std::to_string(i) + ":\n";
  BOOST_TEST(fault(many).find("more than 250000 values") != std::string::npos);
}

// Brackets that open nothing: in quotes, comments, plain and block texts.
BOOST_AUTO_TEST_CASE(brackets_in_texts_are_no_bomb) {
  const std::string brackets = repeat("[ {\n    ", 300);
  for (const std::string& text :
       {"a: \"" + brackets + "\"\n", "a: '" + brackets + "''\"'\nb: c\n",
        "a: |\n    " + brackets + "\nb: [c]\n", "- a: >-\n    " + brackets + "\n  b: {c: d}\n",
        "a: x" + repeat("[\n  x{", 300) + "\n",
        repeat("a: # [\n    # [{\n", 1) + repeat("# [\n", 300) + "  b\n",
        "a:\n" + repeat("- [it's, don't]\n", 300), "a:\n" + repeat("- {matches: \"[\", b: ']}'}\n", 300)}) {
    const auto tree = yaml::parse(text, "f");
    BOOST_TEST(tree.has_value(), (tree ? "" : tree.error().to_string()));
  }
}

BOOST_AUTO_TEST_CASE(empty_is_null) {
  const auto tree = yaml::parse("# nothing\n", "f");
  BOOST_REQUIRE(tree);
  BOOST_TEST((tree->type == yaml::Type::null));
}
