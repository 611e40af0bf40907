// The shipped rules, damaged: refused with a place, or still a rule set; never an exception, never a word of
// the language passed over.
#include <cstdint>
#include <fstream>
#include <random>
#include <sstream>

#include "load_text.h"

using namespace congvu;

namespace {

std::string shipped(const std::string& name) {
  std::ostringstream out;
  out << std::ifstream(std::string(CONGVU_SOURCE_DIR "/rules/") + name, std::ios::binary).rdbuf();
  return out.str();
}

// Examples in files are not beside the damaged copy; their absence must not hide what is tested.
std::string without_files(std::string text) {
  for (auto at = text.find(".eml\n"); at != std::string::npos; at = text.find(".eml\n")) {
    const auto line = text.rfind('\n', at) + 1;
    text.erase(line, at + 5 - line);
  }
  return text;
}

const std::vector<std::string> names{"executables.yaml", "encrypted.yaml", "unchecked.yaml",
                                     "ambiguous.yaml"};

std::string damaged(std::string text, std::mt19937& random) {
  const auto at = random() % text.size();
  switch (random() % 5) {
    case 0:
      text.resize(at);
      break;
    case 1:
      text[at] = static_cast<char>(static_cast<unsigned char>(text[at]) ^ (1U << (random() % 8)));
      break;
    case 2:
      text.erase(at, random() % 40);
      break;
    case 3:
      text.insert(at, text.substr(random() % text.size(), 60));
      break;
    default:
      text.insert(at, 1, "{}[]:#&*!|>'\"%@`,?-\t\n"[random() % 21]);
      break;
  }
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_thousand_damages_are_refused_with_a_place_or_load) {
  const rules::test::Folder folder;
  std::mt19937 random(27);
  std::size_t refused = 0;
  for (int i = 0; i < 1000; ++i) {
    const auto file =
        folder.write("r.yaml", damaged(without_files(shipped(names[i % names.size()])), random));
    const auto loaded = rules::Ruleset::load({file}, nullptr);
    if (loaded) {
      BOOST_TEST((*loaded)->size() > 0U);
      continue;
    }
    ++refused;
    BOOST_REQUIRE(!loaded.error().empty());
    for (const auto& error : loaded.error()) {
      BOOST_TEST(error.where.starts_with(file.string()), error.to_string());
      BOOST_TEST(!error.text.empty());
      BOOST_TEST(error.text.find('\n') == std::string::npos);
    }
  }
  BOOST_TEST(refused > 400U);
}

BOOST_AUTO_TEST_CASE(no_word_of_the_language_is_passed_over) {
  const rules::test::Folder folder;
  const std::vector<std::string> words{
      "rules:",        "id:",         "clause:",       "title:",       "mode:",   "when:",
      "then:",         "attachment:", "kind:",         "encrypted:",   "role:",   "sha256:",
      "unchecked:",    "hold:",       "reject:",       "tag:",         "note:",   "headers:",
      "examples:",     "hit:",        "miss:",         "enforce",      "any\n",   "strong_deviation:",
      "not_in:",       "lists:",      "hidden_line\n", "executable\n", "macro\n", "in: ",
      "message.limit:"};
  for (const auto& name : names) {
    const std::string text = without_files(shipped(name));
    BOOST_REQUIRE(rules::Ruleset::load({folder.write("r.yaml", text)}, nullptr).has_value());
    for (const auto& word : words)
      for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        const auto line = text.rfind('\n', at) + 1;
        if (text.substr(line, at - line).find('#') != std::string::npos) continue;
        if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '{' && text[at - 1] != '\n') continue;
        std::string changed = text;
        changed.insert(at + 1, "x");
        BOOST_TEST(!rules::Ruleset::load({folder.write("r.yaml", changed)}, nullptr).has_value(),
                   name << ": " << changed.substr(at, 20));
      }
  }
}

// Without any one of its conditions, a rule must fail one of its own examples.
BOOST_AUTO_TEST_CASE(the_examples_of_the_shipped_rules_need_every_condition) {
  const rules::test::Folder folder;
  const auto now = std::chrono::system_clock::now();
  for (const auto& name : names) {
    const std::string text = without_files(shipped(name));
    bool in_when = false;
    for (std::size_t line = 0; line < text.size(); line = text.find('\n', line) + 1) {
      const std::string words = text.substr(line, text.find('\n', line) + 1 - line);
      if (words.starts_with("    when:")) in_when = true;
      if (words.starts_with("    then:")) in_when = false;
      if (!in_when || words.find('#') != std::string::npos || words.ends_with(":\n")) continue;
      std::string changed = text;
      const bool first_of_item = words.find("- ") != std::string::npos;
      const auto from = first_of_item ? line + words.find("- ") + 2 : line;
      changed.erase(from, line + words.size() - from);
      if (first_of_item) changed.erase(from, changed.find_first_not_of(' ', from) - from);
      const auto loaded = rules::Ruleset::load({folder.write("r.yaml", changed)}, nullptr);
      bool caught = !loaded.has_value();
      if (loaded)
        for (const auto& example : (*loaded)->examples())
          caught =
              caught || (*loaded)->hits(example.rule, {example.envelope, example.facts}, now) != example.hit;
      BOOST_TEST(caught, name << ": not needed: " << words);
    }
  }
}
