// Helpers of the document tests: look into a document, write compound files, read sample files.
#pragma once

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "attachment/readers.h"

namespace congvu::attachment::samples {

using namespace std::string_literals;

struct Seen {
  Findings findings;
  std::vector<Child> children;
  std::vector<std::string> limits;

  [[nodiscard]] bool has(Unchecked reason) const {
    for (const auto one : findings.unchecked)
      if (one == reason) return true;
    return false;
  }
  [[nodiscard]] Kind kind() const { return findings.refined ? findings.refined->kind : Kind::unknown; }
  [[nodiscard]] std::string form() const { return findings.refined ? findings.refined->form : ""; }
  [[nodiscard]] bool clean() const { return !findings.encrypted && findings.unchecked.empty(); }
};

inline Seen look(std::string bytes, std::vector<std::string> names = {}, std::string declared = {},
                 const Limits& limits = {}) {
  Item item;
  item.object.blob = Blob::own(std::move(bytes));
  item.object.names = std::move(names);
  item.object.declared_type = std::move(declared);
  Readers readers;
  open_document_readers(item, {}, readers);
  item = {};  // readers keep what they need
  Budget budget(limits);
  Seen seen;
  for (auto& reader : readers)
    while (auto child = reader->next(budget, seen.findings)) seen.children.push_back(std::move(*child));
  seen.limits = budget.noted();
  return seen;
}

inline std::string sample(const std::string& name) {
  std::ifstream file(std::string(CONGVU_SOURCE_DIR) + "/tests/unit/attachment/data/documents/" + name,
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string le(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
  return out;
}

inline std::string utf16(const std::string& ascii) {
  std::string out;
  for (const char c : ascii) out += {c, '\0'};
  return out;
}

inline std::string from_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

// A zlib stream.
std::string deflate(const std::string& plain);

// A program that does nothing: head, "PE", then `size` bytes in all.
inline std::string program(std::size_t size = 1500) {
  std::string out(size, '\0');
  out.replace(0, 2, "MZ");
  out[0x3C] = '\x80';
  out.replace(0x80, 4, "PE\0\0"s);
  return out;
}

// A compound file of version 3. Paths have slashes; storages come of themselves; the entries of a storage are
// a chain of right siblings. Streams below 4096 bytes go to the mini stream, as the format wants.
class Compound {
 public:
  Compound& add(const std::string& path, std::string data);
  Compound& root_class(std::string class_id);
  [[nodiscard]] std::string write() const;

 private:
  std::vector<std::pair<std::string, std::string>> streams_;
  std::string class_id_ = std::string(16, '\0');
};

}  // namespace congvu::attachment::samples
