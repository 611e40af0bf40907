// What else hostile texts reach: names, rules with patterns, facts from a worker, files that people write.
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "doubling/shape.h"
#include "facts/json.h"
#include "facts/text.h"
#include "rules/ruleset.h"
#include "scan/scan.h"
#include "yaml/tree.h"

namespace congvu::doubling {
namespace {

std::string named(std::string_view name) { return mail_with(name, "x"); }

// Patterns that engines which backtrack need exponential or quadratic time for.
constexpr std::string_view patterns = R"(rules:
  - id: nested-repeats
    clause: "4.6"
    title: nested repeats
    mode: observe
    when:
      attachment: {name: {matches: "(a+)+$"}}
    then: {note: x}
    examples:
      hit: [{attachment: {name: aaa}}]
      miss: [{attachment: {name: b}}]
  - id: many-stars
    clause: "4.6"
    title: many stars
    mode: observe
    when:
      attachment: {name: {matches: "(.*)*(.*)*b$"}}
    then: {note: x}
    examples:
      hit: [{attachment: {name: ab}}]
      miss: [{attachment: {name: c}}]
)";

// From a file that exists in memory only; a fault ends the program.
std::shared_ptr<const rules::Ruleset> pattern_rules() {
  const int file = memfd_create("rules.yaml", MFD_CLOEXEC);
  if (fchmod(file, S_IRUSR) != 0 || write(file, patterns.data(), patterns.size()) < 0) std::abort();
  auto loaded =
      rules::Ruleset::load({"/proc/self/fd/" + std::to_string(file)}, *regulation::embedded_profile());
  close(file);
  for (const auto& fault : loaded ? rules::Diagnostics{} : loaded.error())
    std::fprintf(stderr, "%s\n", fault.to_string().c_str());
  if (!loaded) std::abort();
  return *loaded;
}

void judge(ByteView text) {
  static const auto rules = pattern_rules();
  const Envelope envelope;
  MessageFacts facts;
  facts.attachments.emplace_back().names.emplace_back(text);
  static_cast<void>(
      rules->evaluate({envelope, facts}, std::chrono::system_clock::from_time_t(1'800'000'000)));
}

void read_facts(ByteView text) { static_cast<void>(facts_from_json(text)); }
void read_yaml(ByteView text) { static_cast<void>(yaml::parse(text, "a.yaml")); }
void fold(ByteView text) {
  static_cast<void>(fold_marks(valid_utf8(text)));
  static_cast<void>(printable(text, SIZE_MAX));
  static_cast<void>(ascii_fold(text));
}

}  // namespace

void add_other_shapes(std::vector<Shape>& shapes) {
  const auto name = [&](std::string title, std::size_t size, std::string_view text) {
    shapes.push_back(
        {"name: " + std::move(title), size, [text](std::size_t n) { return named(repeated(text, n)); }, {}});
  };
  name("dots", 2'000, ".");
  name("percent escapes", 600, "%2e");
  name("bidi controls", 600, "\xe2\x80\xae");
  name("invisible characters", 600, "a\xe2\x80\x8b");
  name("slashes", 2'000, "a/");
  name("streams", 2'000, "a:");
  shapes.push_back({"rules: patterns that backtrack", 20'000,
                    [](std::size_t n) { return repeated("a", n) + "c"; }, judge});
  shapes.push_back(
      {"text: combining marks", 4'000, [](std::size_t n) { return "a" + repeated("\xcc\x80", n); }, fold});
  shapes.push_back({"text: marks out of order", 2'000,
                    [](std::size_t n) { return "a" + repeated("\xcc\xa3\xcc\x80\xcc\x9b", n); }, fold});
  shapes.push_back(
      {"facts: header fields", 5'000,
       [](std::size_t n) { return "{\"headers\":[" + repeated("[\"a\",\"b\"],", n) + "[\"a\",\"b\"]]}"; },
       read_facts});
  shapes.push_back({"yaml: keys", 1'000, [](std::size_t n) { return numbered("k#: v\n", n); }, read_yaml});
}

}  // namespace congvu::doubling
