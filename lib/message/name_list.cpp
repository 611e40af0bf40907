#include "message/name_list.h"

#include <algorithm>

#include "facts/bytes.h"

namespace congvu::message {
namespace {

constexpr std::size_t most_names = 32;

bool is_inside_character(std::string_view name, std::size_t at) {
  return at < name.size() && (byte_at(name, at) & 0xC0U) == 0x80U;
}

bool add_short(std::vector<std::string>& names, std::string name) {
  if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return true;
  if (names.size() >= most_names) return false;
  names.push_back(std::move(name));
  return true;
}

}  // namespace

bool add_name(std::vector<std::string>& names, std::string name, const Limits& limits) {
  const auto most = static_cast<std::size_t>(limits.name_bytes);
  if (name.size() <= most) return add_short(names, std::move(name));
  std::size_t head = most, tail = name.size() - most;
  while (head > 0 && is_inside_character(name, head)) --head;
  while (is_inside_character(name, tail)) ++tail;
  add_short(names, name.substr(tail));
  name.resize(head);
  add_short(names, std::move(name));
  return false;
}

}  // namespace congvu::message
