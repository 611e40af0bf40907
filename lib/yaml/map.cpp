#include "yaml/map.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "facts/text.h"
#include "yaml/nearest.h"

namespace congvu::yaml {
namespace {

std::string_view type_word(const Node& node) {
  switch (node.type) {
    case Type::scalar:
      return "a single value";
    case Type::list:
      return "a list";
    case Type::map:
      return "a mapping";
    case Type::null:
      break;
  }
  return "nothing";
}

// A key in backticks, a phrase such as "a rule" as it is.
std::string shown(std::string_view what) {
  return what.find(' ') == std::string_view::npos && what != "this" ? fmt::format("`{}`", what)
                                                                    : std::string(what);
}

bool mismatch(const Node& node, std::string_view what, std::string_view wanted, Faults& faults) {
  faults.add(node.place, fmt::format("{} must be {}, but is {}", shown(what), wanted, type_word(node)));
  return false;
}

// Digits without sign and leading zero; false also where the value does not fit.
bool decimal(std::string_view digits, std::uint64_t& out) {
  if (digits.empty() || digits.size() > 20 || (digits.size() > 1 && digits[0] == '0')) return false;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) return false;
    value = value * 10 + digit;
  }
  out = value;
  return true;
}

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};
constexpr std::array<Unit, 4> size_units{
    {{"B", 1}, {"KiB", 1ULL << 10}, {"MiB", 1ULL << 20}, {"GiB", 1ULL << 30}}};
constexpr std::array<Unit, 4> time_units{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};

// "10 MiB", "10MiB" -> number times factor.
template <std::size_t N>
bool with_unit(std::string_view text, const std::array<Unit, N>& units, std::uint64_t& out) {
  const auto end = text.find_first_not_of("0123456789");
  if (end == std::string_view::npos) return false;
  std::uint64_t value = 0;
  if (!decimal(text.substr(0, end), value)) return false;
  const std::string_view unit = trim_ascii(text.substr(end));
  for (const auto& [name, factor] : units) {
    if (unit != name) continue;
    if (value > std::numeric_limits<std::uint64_t>::max() / factor) return false;
    out = value * factor;
    return true;
  }
  return false;
}

bool in_range(const Node& node, std::string_view what, std::uint64_t value, std::uint64_t least,
              std::uint64_t most, Faults& faults) {
  if (value >= least && value <= most) return true;
  faults.add(node.place, most == std::numeric_limits<std::uint64_t>::max()
                             ? fmt::format("`{}` must be at least {}", what, least)
                             : fmt::format("`{}` must be between {} and {}", what, least, most));
  return false;
}

}  // namespace

void Faults::add(Place place, std::string text) {
  out_->push_back({ErrorKind::invalid, where(file_, place), std::move(text)});
}

bool read_text(const Node& node, std::string_view what, std::string& out, Faults& faults) {
  if (node.type != Type::scalar) return mismatch(node, what, "a text", faults);
  out = node.text;
  return true;
}

bool read_flag(const Node& node, std::string_view what, bool& out, Faults& faults) {
  if (node.type == Type::scalar && !node.quoted && (node.text == "true" || node.text == "false")) {
    out = node.text == "true";
    return true;
  }
  if (node.type != Type::scalar) return mismatch(node, what, "`true` or `false`", faults);
  faults.add(node.place,
             fmt::format("`{}` must be `true` or `false`, not `{}`", what, printable(node.text, 60)));
  return false;
}

bool read_number(const Node& node, std::string_view what, std::uint64_t& out, Faults& faults,
                 std::uint64_t least, std::uint64_t most) {
  if (node.type != Type::scalar) return mismatch(node, what, "a number", faults);
  std::uint64_t value = 0;
  if (!decimal(node.text, value)) {
    faults.add(node.place, fmt::format("`{}` must be a decimal number without sign or leading zero, not `{}`",
                                       what, printable(node.text, 60)));
    return false;
  }
  if (!in_range(node, what, value, least, most, faults)) return false;
  out = value;
  return true;
}

bool read_size(const Node& node, std::string_view what, std::uint64_t& out, Faults& faults,
               std::uint64_t least, std::uint64_t most) {
  if (node.type != Type::scalar) return mismatch(node, what, "a size such as 10MiB", faults);
  std::uint64_t value = 0;
  if (!decimal(node.text, value) && !with_unit(node.text, size_units, value)) {
    faults.add(node.place, fmt::format("`{}` must be a size such as 10MiB (B, KiB, MiB, GiB), not `{}`", what,
                                       printable(node.text, 60)));
    return false;
  }
  if (!in_range(node, what, value, least, most, faults)) return false;
  out = value;
  return true;
}

bool read_duration(const Node& node, std::string_view what, std::chrono::milliseconds& out, Faults& faults) {
  if (node.type != Type::scalar) return mismatch(node, what, "a duration such as 10s", faults);
  std::uint64_t value = 0;
  if (!with_unit(node.text, time_units, value) ||
      value > std::numeric_limits<std::uint32_t>::max() * 1000ULL) {
    faults.add(node.place, fmt::format("`{}` must be a duration such as 10s (ms, s, m, h), not `{}`", what,
                                       printable(node.text, 60)));
    return false;
  }
  out = std::chrono::milliseconds(value);
  return true;
}

Map::Map(const Node& node, Faults& faults, std::string_view what)
    : node_(&node), faults_(&faults), what_(what) {
  if (node.type != Type::map) mismatch(node, what, "a mapping", faults);
}

const Node* Map::node(std::string_view key) {
  allow({key});
  const Entry* entry = node_->find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

bool Map::text(std::string_view key, std::string& out) {
  const Node* value = node(key);
  return value != nullptr && read_text(*value, key, out, *faults_);
}

bool Map::flag(std::string_view key, bool& out) {
  const Node* value = node(key);
  return value != nullptr && read_flag(*value, key, out, *faults_);
}

bool Map::number(std::string_view key, std::uint64_t& out, std::uint64_t least, std::uint64_t most) {
  const Node* value = node(key);
  return value != nullptr && read_number(*value, key, out, *faults_, least, most);
}

bool Map::size(std::string_view key, std::uint64_t& out, std::uint64_t least, std::uint64_t most) {
  const Node* value = node(key);
  return value != nullptr && read_size(*value, key, out, *faults_, least, most);
}

bool Map::duration(std::string_view key, std::chrono::milliseconds& out, std::chrono::milliseconds least,
                   std::chrono::milliseconds most) {
  const Node* value = node(key);
  std::chrono::milliseconds found{};
  if (value == nullptr || !read_duration(*value, key, found, *faults_)) return false;
  if (found < least || found > most) {
    faults_->add(value->place,
                 fmt::format("`{}` must be between {} ms and {} ms", key, least.count(), most.count()));
    return false;
  }
  out = found;
  return true;
}

bool Map::texts(std::string_view key, std::vector<std::string>& out) {
  const Node* value = node(key);
  if (value == nullptr) return false;
  std::vector<std::string> found;
  if (value->type == Type::scalar) {
    found.push_back(value->text);
  } else if (value->type == Type::list) {
    for (const auto& item : value->items)
      if (!read_text(item, key, found.emplace_back(), *faults_)) return false;
  } else {
    return mismatch(*value, key, "a text or a list of texts", *faults_);
  }
  out = std::move(found);
  return true;
}

bool Map::word(std::string_view key, const std::vector<std::string_view>& words, std::size_t& index) {
  std::string found;
  if (!text(key, found)) return false;
  const auto at = std::find(words.begin(), words.end(), found);
  if (at == words.end()) {
    faults_->add(place_of(key), unknown_word(key, found, words));
    return false;
  }
  index = static_cast<std::size_t>(at - words.begin());
  return true;
}

void Map::allow(std::initializer_list<std::string_view> keys) {
  for (const auto key : keys)
    if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
}

void Map::require(std::string_view key) {
  allow({key});
  required_.push_back(key);
}

void Map::missing() { missing({}); }

void Map::missing(const std::vector<std::string_view>& mistyped) {
  if (!valid()) return;
  for (const auto key : required_)
    if (node_->find(key) == nullptr && std::find(mistyped.begin(), mistyped.end(), key) == mistyped.end())
      faults_->add(node_->place, fmt::format("{} needs the key `{}`", shown(what_), key));
}

void Map::finish() {
  std::vector<std::string_view> meant;
  for (const auto& entry : node_->entries) {
    if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
    faults_->add(entry.key_place, unknown_word("key", entry.key, known_));
    meant.push_back(nearest(entry.key, known_));
  }
  missing(meant);
}

Place Map::place_of(std::string_view key) const {
  const Entry* entry = node_->find(key);
  return entry == nullptr ? node_->place : entry->value.place;
}

}  // namespace congvu::yaml
