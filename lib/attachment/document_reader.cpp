#include "attachment/document_reader.h"

#include <algorithm>
#include <new>
#include <utility>

#include "facts/text.h"

namespace congvu::attachment {
namespace {

class DocumentReader final : public Reader {
 public:
  explicit DocumentReader(Look look) : look_(std::move(look)) {}

  std::optional<Child> next(Budget& budget, Findings& findings) override {
    try {
      return step(budget, findings);
    } catch (const std::exception&) {  // no memory, or a length that no string has
      findings.add(Unchecked::limit);
      makers_.clear();
      look_ = nullptr;
      return std::nullopt;
    }
  }

 private:
  std::optional<Child> step(Budget& budget, Findings& findings) {
    if (look_) {
      makers_ = std::exchange(look_, nullptr)(budget, findings);
      std::reverse(makers_.begin(), makers_.end());
    }
    while (!makers_.empty()) {
      if (!budget.take_entry()) {
        findings.add(Unchecked::limit);
        makers_.clear();
        break;
      }
      const MakeChild make = std::move(makers_.back());
      makers_.pop_back();
      if (auto child = make(budget, findings)) return child;
    }
    return std::nullopt;
  }

  Look look_;
  Makers makers_;  // the next one last, so that what is made is let go
};

void append_utf8(std::string& out, std::uint32_t c) {
  const auto byte = [&](std::uint32_t value) { out += static_cast<char>(static_cast<unsigned char>(value)); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0 | (c >> 6));
    byte(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    byte(0xE0 | (c >> 12));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  } else {
    byte(0xF0 | (c >> 18));
    byte(0x80 | ((c >> 12) & 0x3F));
    byte(0x80 | ((c >> 6) & 0x3F));
    byte(0x80 | (c & 0x3F));
  }
}

}  // namespace

std::unique_ptr<Reader> document_reader(Look look) {
  return std::make_unique<DocumentReader>(std::move(look));
}

Child embedded(Blob blob, std::vector<std::string> names) {
  Child child;
  child.role = Role::embedded;
  child.declared_size = blob.bytes.size();
  child.blob = std::move(blob);
  child.names = std::move(names);
  return child;
}

Child embedded_absent(std::vector<std::string> names, std::uint64_t size) {
  Child child = embedded({}, std::move(names));
  child.content = Content::absent;
  child.declared_size = size;
  return child;
}

std::optional<Child> give(const Blob& blob, std::vector<std::string> names, Budget& budget,
                          Findings& findings) {
  const std::uint64_t size = blob.bytes.size();
  const std::uint64_t room = std::min(size, budget.bytes_left());
  if (room < size) budget.note(size > budget.limits().entry_bytes ? "entry_bytes" : "unpacked_bytes");
  if (budget.expired() || !budget.take_bytes(room)) {
    findings.add(Unchecked::limit);
    return std::nullopt;
  }
  Child child = embedded(blob.part(0, room), std::move(names));
  child.declared_size = size;
  if (room < size) {
    child.content = room == 0 ? Content::absent : Content::cut;
    child.findings.add(Unchecked::limit);
  }
  return child;
}

MakeChild give_later(Blob blob, std::vector<std::string> names) {
  return [blob = std::move(blob), names = std::move(names)](Budget& budget, Findings& findings) {
    return give(blob, names, budget, findings);
  };
}

void add_name(std::vector<std::string>& names, std::string_view name) {
  constexpr std::size_t longest = 4096;
  if (name.empty()) return;
  std::string text = valid_utf8(name.substr(0, longest));
  if (std::find(names.begin(), names.end(), text) == names.end()) names.push_back(std::move(text));
}

void add_base_name(std::vector<std::string>& names, std::string_view path) {
  add_name(names, path.substr(path.find_last_of("/\\") + 1));
}

std::string from_utf16le(ByteView bytes) {
  std::string out;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    std::uint32_t c = byte_at(bytes, i) | static_cast<std::uint32_t>(byte_at(bytes, i + 1)) << 8;
    if (c == 0) break;
    const auto low = read_le<2>(bytes, i + 2);
    if (c >= 0xD800 && c < 0xDC00 && low && *low >= 0xDC00 && *low < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + static_cast<std::uint32_t>(*low - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = 0xFFFD;
    }
    append_utf8(out, c);
  }
  return out;
}

}  // namespace congvu::attachment
