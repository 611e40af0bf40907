#include "directory/organisation_tree.h"

#include <algorithm>
#include <unordered_map>

namespace congvu::directory {

std::vector<std::vector<std::string>> cycles_of(const Organisations& organisations) {
  std::vector<std::vector<std::string>> out;
  std::unordered_map<std::string, std::size_t> walk_of;  // the walk that came by first
  std::size_t walk = 0;
  for (const auto& [start, ignored] : organisations) {
    ++walk;
    std::string code = start;
    std::vector<std::string> way;
    for (auto at = organisations.find(code); at != organisations.end(); at = organisations.find(code)) {
      const auto [seen, first_time] = walk_of.emplace(code, walk);
      if (!first_time) {
        if (seen->second != walk) break;
        const auto again = std::find(way.begin(), way.end(), code);
        out.emplace_back(again, way.end());
        break;
      }
      way.push_back(code);
      code = at->second.parent;
    }
  }
  return out;
}

std::unordered_set<std::string> below(const Organisations& organisations, const std::string& code) {
  std::unordered_multimap<std::string_view, std::string_view> children;
  for (const auto& [child, org] : organisations)
    if (!org.parent.empty()) children.emplace(org.parent, child);
  std::unordered_set<std::string> out{code};
  std::vector<std::string> open{code};
  while (!open.empty()) {
    const std::string parent = std::move(open.back());
    open.pop_back();
    const auto [first, last] = children.equal_range(parent);
    for (auto at = first; at != last; ++at)
      if (out.emplace(at->second).second) open.emplace_back(at->second);
  }
  return out;
}

}  // namespace congvu::directory
