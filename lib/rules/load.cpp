// Rule files -> Ruleset: reading, lists, checks between rules.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "facts/digest.h"
#include "facts/text.h"
#include "rules/compile_rule.h"
#include "rules/compiled.h"
#include "rules/embedded.h"
#include "rules/policy_stage.h"
#include "yaml/map.h"

namespace congvu::rules {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_files = 1000;
constexpr std::size_t most_rates =
    32;  // half of what the counters keep, so that a reload changes all of them

struct SourceFile {
  std::string name;
  fs::path directory;  // empty for files that are compiled in
  std::string text;
  yaml::Node root;
  bool parsed = false;
};

bool readable_rules(const fs::path& file, Diagnostics& faults) {
  std::error_code error;
  const auto status = fs::status(file, error);
  if (error || (status.permissions() & fs::perms::others_write) == fs::perms::none) return true;
  faults.push_back({ErrorKind::system, file.string(), "everybody may write this file; rules must not be"});
  return false;
}

// `path` itself, or the *.yaml in it in name order.
void list_files(const fs::path& path, std::vector<fs::path>& files, Diagnostics& faults) {
  std::error_code error;
  if (!fs::is_directory(path, error)) {
    files.push_back(path);
    return;
  }
  std::vector<fs::path> found;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".yaml") found.push_back(at->path());
    if (found.size() > most_files) break;
  }
  if (error) faults.push_back({ErrorKind::system, path.string(), error.message()});
  if (found.size() > most_files)
    faults.push_back({ErrorKind::limit, path.string(), fmt::format("more than {} files", most_files)});
  if (found.empty() && !error)
    faults.push_back({ErrorKind::invalid, path.string(), "no *.yaml in this folder"});
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
}

std::vector<SourceFile> read_files(const std::vector<fs::path>& paths, Diagnostics& faults) {
  std::vector<fs::path> files;
  for (const auto& path : paths) list_files(path, files, faults);
  std::vector<SourceFile> sources;
  for (const auto& file : files) {
    auto text = yaml::read_file(file);
    if (!text) {
      faults.push_back(std::move(text.error()));
    } else if (readable_rules(file, faults)) {
      const fs::path parent = file.parent_path();
      sources.push_back(
          {file.string(), parent.empty() ? fs::path(".") : parent, std::move(*text), {}, false});
    }
  }
  return sources;
}

std::vector<SourceFile> embedded_sources() {
  std::vector<SourceFile> sources;
  for (const auto& file : embedded_files())
    sources.push_back({std::string(file.name), {}, std::string(file.text), {}, false});
  return sources;
}

}  // namespace

class Loader {
 public:
  Loader(std::vector<SourceFile> sources, std::shared_ptr<const regulation::Profile> profile,
         Diagnostics faults)
      : sources_(std::move(sources)),
        profile_(std::move(profile)),
        faults_(std::move(faults)),
        out_(std::make_shared<Compiled>(profile_)) {}

  Loaded load() {
    for (auto& source : sources_) parse(source);
    for (const auto& source : sources_) lists(source);
    for (const auto& source : sources_) rules(source);
    if (faults_.empty() && out_->rules_.empty())
      faults_.push_back({ErrorKind::invalid, sources_.empty() ? "" : sources_.front().name, "no rules"});
    unused_lists();
    shadowed_rules();
    if (!faults_.empty()) return tl::unexpected(std::move(faults_));
    finish();
    if (out_->rates_.size() > most_rates)
      return tl::unexpected(Diagnostics{
          {ErrorKind::limit, sources_.front().name,
           fmt::format("all rules together ask about more than {} different rates", most_rates)}});
    return std::shared_ptr<const Ruleset>(std::move(out_));
  }

 private:
  void parse(SourceFile& source) {
    auto root = yaml::parse(source.text, source.name);
    source.parsed = root.has_value();
    if (root)
      source.root = std::move(*root);
    else
      faults_.push_back(std::move(root.error()));
  }

  void lists(const SourceFile& source) {
    const yaml::Entry* entry = source.root.find("lists");
    if (entry == nullptr) return;
    yaml::Faults faults(source.name, faults_);
    if (entry->value.type != yaml::Type::map)
      return faults.add(entry->value.place, "`lists` must be a mapping");
    for (const auto& [name, place, value] : entry->value.entries) {
      if (value.type != yaml::Type::list || value.items.empty())
        faults.add(value.place, fmt::format("list `{}` must be a list of values", printable(name, 60)));
      const auto [at, fresh] = lists_.emplace(name, NamedList{source.name, place, &value, false});
      if (!fresh)
        faults.add(place, fmt::format("list `{}` stands twice, first in {}", printable(name, 60),
                                      yaml::where(at->second.file, at->second.place)));
    }
  }

  void rules(const SourceFile& source) {
    if (!source.parsed) return;
    yaml::Faults faults(source.name, faults_);
    yaml::Map map(source.root, faults, "a rule file");
    map.allow({"lists"});
    const yaml::Node* list = map.node("rules");
    map.finish();
    if (list == nullptr) return;
    if (list->type != yaml::Type::list) return faults.add(list->place, "`rules` must be a list of rules");
    CompileContext context{out_->slots_, lists_, *profile_, faults_, faults};
    for (const auto& node : list->items) {
      same_id(node, faults);
      if (auto rule = compile_rule(node, context, source.directory, out_->examples_))
        out_->rules_.push_back(std::move(*rule));
    }
  }

  // Also between rules of which one has another fault.
  void same_id(const yaml::Node& node, yaml::Faults& faults) {
    const yaml::Entry* id = node.find("id");
    if (id == nullptr || id->value.type != yaml::Type::scalar) return;
    const auto [at, fresh] = ids_.emplace(id->value.text, yaml::where(faults.file(), id->value.place));
    if (!fresh)
      faults.add(id->value.place, fmt::format("rule `{}` stands twice, first in {}",
                                              printable(id->value.text, 60), at->second));
  }

  // Rules that did not compile may be the ones that use a list.
  void unused_lists() {
    if (!faults_.empty()) return;
    for (const auto& [name, list] : lists_)
      if (!list.used)
        faults_.push_back({ErrorKind::invalid, yaml::where(list.file, list.place),
                           fmt::format("list `{}` is not used by any rule", printable(name, 60))});
  }

  static bool shadows(const Rule& first, const Rule& second) {
    if (first.mode != Mode::enforce || second.mode == Mode::off || !first.exceptions.empty()) return false;
    const bool second_tags = !second.headers.empty() || !second.subject_prefix.empty();
    return first.action <= second.action && (!second_tags || first.action <= Action::defer);
  }

  void shadowed_rules() {
    std::map<std::string_view, std::vector<const Rule*>> by_condition;
    for (const auto& rule : out_->rules_) {
      auto& same = by_condition[rule.when.text];
      const auto at =
          std::find_if(same.begin(), same.end(), [&](const Rule* first) { return shadows(*first, rule); });
      if (at != same.end())
        faults_.push_back(
            {ErrorKind::invalid, rule.where,
             fmt::format("rule `{}` never has an effect: `{}` has the same conditions and does no less",
                         rule.id, (*at)->id)});
      same.push_back(&rule);
    }
  }

  void finish() {
    for (auto& slot : out_->slots_)
      if (slot.patterns) slot.patterns->finish();
    for (auto& rule : out_->rules_) rule.policy_stage = policy_stage(rule, out_->slots_);
    out_->rates_ = asked_rates(out_->rules_, out_->slots_);
    std::string all = profile_->hash;
    for (const auto& source : sources_) all += sha256_hex(source.text);
    out_->hash_ = sha256_hex(all);
    for (const auto& rule : out_->rules_)
      for (const auto& [name, text] : rule.headers)
        if (std::find(out_->header_names_.begin(), out_->header_names_.end(), name) ==
            out_->header_names_.end())
          out_->header_names_.push_back(name);
  }

  std::vector<SourceFile> sources_;
  std::shared_ptr<const regulation::Profile> profile_;
  Diagnostics faults_;
  std::shared_ptr<Compiled> out_;
  NamedLists lists_;
  std::map<std::string, std::string> ids_;
};

Loaded Ruleset::load(const std::vector<std::filesystem::path>& paths,
                     std::shared_ptr<const regulation::Profile> profile) {
  Diagnostics faults;
  try {
    if (!profile) {
      auto shipped = regulation::embedded_profile();
      if (!shipped) return tl::unexpected(std::move(shipped.error()));
      profile = std::move(*shipped);
    }
    auto sources = paths.empty() ? embedded_sources() : read_files(paths, faults);
    return Loader(std::move(sources), std::move(profile), std::move(faults)).load();
  } catch (const std::exception& error) {  // the file system and memory; everything else is a Result
    faults.push_back({ErrorKind::system, {}, error.what()});
    return tl::unexpected(std::move(faults));
  }
}

Loaded Ruleset::embedded() { return load({}, nullptr); }

}  // namespace congvu::rules
