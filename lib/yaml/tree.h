// Strict YAML: text -> an own tree of nodes that know their place. The only door to yaml-cpp.
//
// In: the text of a file that people edit (rules, settings, a regulation profile). Out: a tree, or the first
// fault with file:line:column (1-based; columns in characters). Scalars stay text: nothing guesses types, so
// `off`, `012` and `4.10` are what stands there; the typed getters of yaml/map.h decide.
// Refused: aliases, anchors, tags, merge keys, duplicate keys, keys that are not plain words, a second
// document, tabs that indent, control characters, text that is not UTF-8. Limits: YamlLimits, checked before
// the tree is built. Failure: never throws. Threads: pure functions. Source: YAML 1.2, of which this is a
// small subset.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "facts/error.h"

namespace congvu::yaml {

// Every fault of a file, in the order in which it was found.
using Diagnostics = std::vector<Error>;

struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// "file:line:column"
std::string where(std::string_view file, Place place);

enum class Type : std::uint8_t { null, scalar, list, map };

struct Entry;

struct Node {
  Type type = Type::null;
  bool quoted = false;  // of a scalar: in quotes or a block
  Place place;
  std::string text;            // of a scalar
  std::vector<Node> items;     // of a list
  std::vector<Entry> entries;  // of a map, in the order of the file

  [[nodiscard]] const Entry* find(std::string_view key) const;
};

struct Entry {
  std::string key;
  Place key_place;
  Node value;
};

struct YamlLimits {
  std::size_t bytes = 4U << 20;
  std::size_t nodes = 250'000;
  std::size_t depth = 32;
  std::size_t key_bytes = 256;
};

// `file` is only a name for the messages. An empty text is a null node.
Result<Node> parse(std::string_view text, std::string_view file, const YamlLimits& limits = {});

// The bytes of a regular file, at most `most`; a place that is gone, unreadable, not a regular file or longer
// fails with ErrorKind::system or limit.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t most = YamlLimits{}.bytes);

}  // namespace congvu::yaml
