// Typed reading of a YAML mapping: every fault is collected with its place, unknown keys are faults.
//
// In: a node of yaml/tree.h. Out: values written to the caller's fields, which keep their defaults where a
// key is absent or wrong; faults in a Diagnostics. Use:
//
//   Map map(node, faults);
//   map.text("name", out.name);
//   map.size("spool_bytes", out.spool_bytes, 1, 1ULL << 40);
//   if (const Node* tls = map.node("tls")) { Map inner(*tls, faults); ...; inner.finish(); }
//   map.finish();                       // every key that nobody asked for is now a fault
//
// Truth values are `true` and `false` only; numbers are decimal without sign, leading zero or exponent; sizes
// are numbers with B, KiB, MiB or GiB; durations are numbers with ms, s, m or h. Failure: collected, never
// thrown. Threads: a Map belongs to one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/tree.h"

namespace congvu::yaml {

// Where faults go, together with the name of the file that they are in.
class Faults {
 public:
  Faults(std::string file, Diagnostics& out) : file_(std::move(file)), out_(&out) {}
  void add(Place place, std::string text);
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::size_t count() const { return out_->size(); }

 private:
  std::string file_;
  Diagnostics* out_;
};

// Single values; false, and a fault that names `what`, where the node is something else.
bool read_text(const Node& node, std::string_view what, std::string& out, Faults& faults);
bool read_flag(const Node& node, std::string_view what, bool& out, Faults& faults);
bool read_number(const Node& node, std::string_view what, std::uint64_t& out, Faults& faults,
                 std::uint64_t least, std::uint64_t most);
bool read_size(const Node& node, std::string_view what, std::uint64_t& out, Faults& faults,
               std::uint64_t least, std::uint64_t most);
bool read_duration(const Node& node, std::string_view what, std::chrono::milliseconds& out, Faults& faults);

class Map {
 public:
  // A node that is not a mapping is a fault; all getters then find nothing.
  Map(const Node& node, Faults& faults, std::string_view what = "this");

  // Each: true when the key is there and its value is right. A key that was asked for counts as known.
  bool text(std::string_view key, std::string& out);
  bool flag(std::string_view key, bool& out);
  bool number(std::string_view key, std::uint64_t& out, std::uint64_t least = 0,
              std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
  bool size(std::string_view key, std::uint64_t& out, std::uint64_t least = 0,
            std::uint64_t most = std::numeric_limits<std::uint64_t>::max());
  bool duration(std::string_view key, std::chrono::milliseconds& out,
                std::chrono::milliseconds least = std::chrono::milliseconds(0),
                std::chrono::milliseconds most = std::chrono::hours(24 * 366));
  // One text, or a list of texts.
  bool texts(std::string_view key, std::vector<std::string>& out);
  // One of `words`; `index` is its place in the list.
  bool word(std::string_view key, const std::vector<std::string_view>& words, std::size_t& index);
  // The value as it is, or nullptr; for mappings and lists of mappings.
  const Node* node(std::string_view key);

  // Counts `keys` as known without reading them.
  void allow(std::initializer_list<std::string_view> keys);
  // The key must be there: missing() and finish() say so, but for one that is only mistyped.
  void require(std::string_view key);
  // Faults for all keys that nobody asked for, with the nearest known one; then missing().
  void finish();
  // Faults for all required keys that are absent. For mappings whose other keys somebody else reads.
  void missing();

  [[nodiscard]] bool valid() const { return node_->type == Type::map; }
  [[nodiscard]] Place place() const { return node_->place; }
  // The place of the key's value (the map's own where it is absent), for faults that the caller finds.
  [[nodiscard]] Place place_of(std::string_view key) const;

 private:
  void missing(const std::vector<std::string_view>& mistyped);

  const Node* node_;
  Faults* faults_;
  std::string what_;
  std::vector<std::string_view> known_;
  std::vector<std::string_view> required_;
};

}  // namespace congvu::yaml
