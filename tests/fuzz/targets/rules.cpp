// Files that people write: YAML, rules, settings. They may be wrong, the loader may not.
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "fuzz/target.h"
#include "rules/ruleset.h"
#include "service/settings.h"
#include "yaml/tree.h"

namespace congvu::fuzz {
namespace {

void check_faults(const std::vector<Error>& faults) {
  check(!faults.empty(), "a failure says why");
  for (const auto& fault : faults) {
    check_utf8(fault.text, "a fault's text is UTF-8");
    check(!fault.text.empty() && fault.text.find('\n') == std::string::npos, "a fault is one line");
  }
}

void check_node(const yaml::Node& node, std::size_t depth) {
  check(depth <= yaml::YamlLimits{}.depth + 1, "a tree is no deeper than the limit");
  check(node.place.line >= 1 && node.place.column >= 1, "a node has a place");
  check_utf8(node.text, "a scalar is UTF-8");
  for (const auto& item : node.items) check_node(item, depth + 1);
  for (const auto& entry : node.entries) check_node(entry.value, depth + 1);
}

// A file that exists in memory only.
class MemoryFile {
 public:
  explicit MemoryFile(ByteView bytes) : fd_(memfd_create("rules.yaml", MFD_CLOEXEC)) {
    check(fchmod(fd_, S_IRUSR) == 0, "a file that not everybody may write");
    check(write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()), "a file in memory");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { close(fd_); }
  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

}  // namespace

CONGVU_FUZZ_TARGET(yaml_tree) {
  const auto tree = yaml::parse(input, "input.yaml");
  if (tree)
    check_node(*tree, 0);
  else
    check_faults({tree.error()});
}

CONGVU_FUZZ_TARGET(rule_file) {
  const MemoryFile file(input);
  static const auto profile = *regulation::embedded_profile();
  const auto rules = rules::Ruleset::load({file.path()}, profile);
  if (!rules) return check_faults(rules.error());
  check((*rules)->size() > 0, "a rule set has rules");
  check((*rules)->hash().size() == 64, "a rule set has a hash");
  const Envelope envelope;
  MessageFacts facts;
  facts.attachments.emplace_back().kind = Kind::executable;
  const auto now = std::chrono::system_clock::from_time_t(1'800'000'000);
  const auto verdict = (*rules)->evaluate({envelope, facts}, now);
  check((*rules)->evaluate({envelope, facts}, now).action == verdict.action, "the verdict is the same twice");
}

CONGVU_FUZZ_TARGET(profile_file) {
  const MemoryFile file(input);
  const auto profile = regulation::load_profile(file.path());
  if (!profile) return check_faults(profile.error());
  check((*profile)->hash.size() == 64, "a profile has a hash");
}

CONGVU_FUZZ_TARGET(settings) {
  const auto settings = service::parse_settings(input, "input.yaml");
  if (!settings) return check_faults(settings.error());
  check(service::needs_restart(*settings, *settings).empty(), "settings equal themselves");
  check(capped(settings->limits).depth == settings->limits.depth, "limits are below their ceiling");
}

}  // namespace congvu::fuzz
