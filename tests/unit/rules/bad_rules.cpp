// Broken rule files: tests/bad_rules/NAME.yaml, whose first fault is the text in NAME.error.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "rules/ruleset.h"

using namespace congvu;
namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

// "NAME.yaml:3:5: text", without the directory.
std::string first_fault(const rules::Loaded& loaded, const std::string& directory) {
  if (loaded) return "loads";
  std::string line = loaded.error().front().to_string();
  for (auto at = line.find(directory); at != std::string::npos; at = line.find(directory))
    line.erase(at, directory.size());
  return line;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_broken_rule_file_is_refused_for_its_reason) {
  const fs::path directory = CONGVU_SOURCE_DIR "/tests/bad_rules";
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() != ".yaml") continue;
    ++count;
    std::string expected = content(fs::path(entry.path()).replace_extension(".error"));
    if (expected.ends_with('\n')) expected.pop_back();
    const std::string found =
        first_fault(rules::Ruleset::load({entry.path()}, nullptr), directory.string() + "/");
    BOOST_TEST(found == expected, entry.path().filename().string() << ": " << found);
  }
  BOOST_TEST(count >= 40U);
}

BOOST_AUTO_TEST_CASE(paths_that_are_no_rules) {
  BOOST_TEST(!rules::Ruleset::load({"/no/such/folder"}, nullptr).has_value());
  BOOST_TEST(!rules::Ruleset::load({"/dev/null"}, nullptr).has_value());
  const fs::path empty = fs::temp_directory_path() / "congvu-empty-folder";
  fs::create_directories(empty);
  BOOST_TEST(!rules::Ruleset::load({empty}, nullptr).has_value());
  const fs::path open = empty / "r.yaml";
  std::ofstream(open) << "rules: []\n";
  fs::permissions(open, fs::perms::all);
  const auto loaded = rules::Ruleset::load({open}, nullptr);
  BOOST_REQUIRE(!loaded);
  BOOST_TEST(loaded.error().front().text.find("everybody may write") != std::string::npos);
  fs::remove_all(empty);
}
