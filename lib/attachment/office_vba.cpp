#include "attachment/office_vba.h"

#include <algorithm>

#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t most_source = 65'536;
constexpr std::size_t chunk_size = 4'096;
constexpr ByteView first_words("\0Attribut", 9);  // eight literals of every module's first line
constexpr ByteView line_table("\xFE\xCA\1\0", 4);

// One token copies `length` bytes from `distance` back; how its 16 bits are divided depends on the place.
bool copy_back(std::string& out, std::size_t chunk_start, std::uint64_t token) {
  const std::size_t done = out.size() - chunk_start;
  unsigned bits = 4;
  while ((std::size_t{1} << bits) < done) ++bits;
  const std::size_t distance = static_cast<std::size_t>(token >> (16 - bits)) + 1;
  std::size_t length = static_cast<std::size_t>(token & ((1U << (16 - bits)) - 1)) + 3;
  if (distance > done || bits > 12) return false;
  while (length-- > 0) out += out[out.size() - distance];
  return true;
}

bool unpack_chunk(ByteView chunk, std::string& out) {
  const std::size_t start = out.size();
  for (std::size_t at = 0; at < chunk.size();) {
    unsigned flags = byte_at(chunk, at++);
    for (int bit = 0; bit < 8 && at < chunk.size(); ++bit, flags >>= 1) {
      if ((flags & 1U) == 0) {
        out += chunk[at++];
        continue;
      }
      const auto token = read_le<2>(chunk, at);
      at += 2;
      if (!token || !copy_back(out, start, *token) || out.size() - start > chunk_size) return false;
    }
  }
  return true;
}

// Lines that are no code, counted only if they are part of the compiled form. -1 where there is code.
int idle_lines(ByteView source) {
  int idle = 0;
  while (!source.empty()) {
    const std::size_t end = source.find('\n');
    const std::string line = lower_ascii(trim_ascii(source.substr(0, end)));
    source = end == ByteView::npos ? ByteView{} : source.substr(end + 1);
    if (line.starts_with("attribute vb_") && line.find(':') == std::string::npos) continue;
    if (!line.empty() && line != "option explicit" && line != "option private module") return -1;
    ++idle;
  }
  return idle;
}

bool in_project(const cfb::File& file, const cfb::Entry& entry) {
  const cfb::Entry* storage = file.parent(entry);
  return entry.reached && entry.type == cfb::Type::stream && storage != nullptr && storage->key == "vba";
}

}  // namespace

std::string unpack_vba(ByteView packed, std::size_t most) {
  std::string out;
  if (!packed.starts_with('\1')) return out;
  std::uint64_t at = 1;
  while (const auto header = read_le<2>(packed, at)) {
    const std::size_t size = static_cast<std::size_t>(*header & 0x0FFF) + 1;
    if (((*header >> 12) & 7U) != 3 || out.size() >= most) break;
    const ByteView chunk = slice(packed, at + 2, size);
    at += 2 + size;
    if ((*header & 0x8000) == 0)
      out += chunk;
    else if (!unpack_chunk(chunk, out))
      break;
  }
  out.resize(std::min(out.size(), most));
  return out;
}

bool module_has_code(ByteView module) {
  const std::size_t words = module.rfind(first_words);
  if (words == ByteView::npos || words < 3) return true;
  const ByteView compiled = module.substr(0, words - 3);
  const std::string source = unpack_vba(module.substr(words - 3), most_source);
  const int idle = source.size() >= most_source ? -1 : idle_lines(source);
  if (idle < 0) return true;
  std::size_t table = compiled.find(line_table);
  if (table == ByteView::npos) return !compiled.empty();
  for (; table != ByteView::npos; table = compiled.find(line_table, table + 1))
    if (read_le<2>(compiled, table + 4).value_or(0) > static_cast<std::uint64_t>(idle)) return true;
  return false;
}

// A project without modules is not what Office writes, so it is not believed to be empty.
bool has_vba_code(cfb::File& file, Budget& budget) {
  bool project = false, modules = false;
  for (const cfb::Entry& entry : file.entries()) {
    if (!in_project(file, entry) || entry.key.starts_with("__srp_")) continue;
    if (entry.key == "dir" || entry.key == "_vba_project") {
      project = true;
      continue;
    }
    modules = true;
    const cfb::Content content = file.read(entry, budget);
    if (!content.complete || module_has_code(content.blob.bytes)) return true;
  }
  return project && !modules;
}

}  // namespace congvu::attachment
