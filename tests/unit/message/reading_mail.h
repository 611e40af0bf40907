// What the tests of message/ share: open an item, collect what its readers give.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "facts/item.h"
#include "message/readers.h"

namespace congvu::message {

struct Seen {
  std::vector<Child> children;
  Findings findings;
  std::vector<std::string> noted;

  [[nodiscard]] bool has(Deviation deviation) const {
    return std::find(findings.deviations.begin(), findings.deviations.end(), deviation) !=
           findings.deviations.end();
  }
  [[nodiscard]] bool has(Unchecked reason) const {
    return std::find(findings.unchecked.begin(), findings.unchecked.end(), reason) !=
           findings.unchecked.end();
  }
  // A child with exactly these bytes.
  [[nodiscard]] const Child* with_bytes(std::string_view bytes) const {
    for (const auto& child : children)
      if (child.blob.bytes == bytes) return &child;
    return nullptr;
  }
  [[nodiscard]] bool has_strong() const {
    return std::any_of(findings.deviations.begin(), findings.deviations.end(),
                       [](Deviation d) { return info(d).grade == Grade::strong; });
  }
};

inline bool has(const Child& child, Deviation deviation) {
  const auto& all = child.findings.deviations;
  return std::find(all.begin(), all.end(), deviation) != all.end();
}
inline bool has(const Child& child, Unchecked reason) {
  const auto& all = child.findings.unchecked;
  return std::find(all.begin(), all.end(), reason) != all.end();
}

inline Seen read_item(const Item& item, const Limits& limits = {}, const FileType& type = {}) {
  Seen seen;
  Budget budget(limits);
  Readers readers;
  open_readers(item, type, readers);
  for (const auto& reader : readers)
    while (auto child = reader->next(budget, seen.findings)) seen.children.push_back(std::move(*child));
  seen.noted = budget.noted();
  return seen;
}

inline Seen read_mail(std::string_view bytes, const Limits& limits = {}) {
  Item item;
  item.object.blob = Blob::own(std::string(bytes));
  item.object.role = Role::message;
  return read_item(item, limits);
}

// A leaf as the mail reader gives it.
inline Item part_item(std::string_view bytes, std::string type = {}, std::vector<std::string> names = {}) {
  Item item;
  item.object.blob = Blob::own(std::string(bytes));
  item.object.declared_type = std::move(type);
  item.object.names = std::move(names);
  item.depth = 1;
  return item;
}

inline std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace congvu::message
