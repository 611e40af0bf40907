// What the compilers of one rule set share: the slots of facts, the named lists, where faults go.
//
// Threads: one load on one thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "regulation/profile.h"
#include "rules/comparison.h"
#include "yaml/map.h"

namespace congvu::rules {

// A list of values under `lists:`; what its values must be is known where a rule uses it.
struct NamedList {
  std::string file;
  yaml::Place place;  // of its name
  const yaml::Node* values = nullptr;
  bool used = false;
};
using NamedLists = std::map<std::string, NamedList, std::less<>>;

struct CompileContext {
  std::vector<Slot>& slots;
  NamedLists& lists;
  const regulation::Profile& profile;
  yaml::Diagnostics& diagnostics;
  yaml::Faults& faults;  // of the file being compiled
};

}  // namespace congvu::rules
