// Rules written in a test: a text -> a Ruleset, through a file, as operators do it.
#pragma once

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "rules/ruleset.h"

namespace congvu::rules::test {

// A folder that is gone with the object.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("congvu-rules-" + std::to_string(::getpid()) + "-" + std::to_string(next()++))) {
    std::filesystem::create_directories(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  static int& next() {
    static int count = 0;
    return count;
  }
  std::filesystem::path path_;
};

inline std::shared_ptr<const Ruleset> load_text(const std::string& text) {
  const Folder folder;
  const auto loaded = Ruleset::load({folder.write("r.yaml", text)}, nullptr);
  if (!loaded)
    for (const auto& error : loaded.error()) BOOST_TEST_MESSAGE(error.to_string());
  BOOST_REQUIRE(loaded.has_value());
  return *loaded;
}

// One rule `r` with these conditions (YAML in flow style) and a reject.
inline std::shared_ptr<const Ruleset> load_when(const std::string& when, const std::string& more = {}) {
  return load_text("rules:\n  - id: r\n    clause: \"4.6\"\n    title: T\n    when: " + when +
                   "\n    then: {reject: t}\n    examples: {hit: [{helo: x}], miss: [{helo: y}]}\n" + more);
}

}  // namespace congvu::rules::test
