#include "document_samples.h"

#include <zlib.h>

#include <map>

namespace congvu::attachment::samples {
namespace {

constexpr std::uint32_t none = 0xFFFFFFFF, end_of_chain = 0xFFFFFFFE, fat_sector = 0xFFFFFFFD;

struct Node {
  std::string name;
  unsigned type = 2;
  std::uint32_t right = none, child = none, start = end_of_chain;
  std::string data;
};

// The node of a path, made with all storages above it.
std::size_t node_of(std::vector<Node>& nodes, std::map<std::string, std::size_t>& known,
                    const std::string& path, unsigned type) {
  if (path.empty()) return 0;
  if (const auto at = known.find(path); at != known.end()) return at->second;
  const auto slash = path.rfind('/');
  const std::size_t parent =
      node_of(nodes, known, slash == std::string::npos ? "" : path.substr(0, slash), 1);
  const std::size_t index = nodes.size();
  Node node;
  node.name = slash == std::string::npos ? path : path.substr(slash + 1);
  node.type = type;
  node.right = nodes[parent].child;
  nodes[parent].child = static_cast<std::uint32_t>(index);
  nodes.push_back(node);
  known[path] = index;
  return index;
}

class Sectors {
 public:
  std::uint32_t put(std::string data, std::size_t unit) {
    if (data.empty()) return end_of_chain;
    data.resize((data.size() + unit - 1) / unit * unit, '\0');
    const auto first = static_cast<std::uint32_t>(table.size());
    const auto count = static_cast<std::uint32_t>(data.size() / unit);
    for (std::uint32_t i = 0; i < count; ++i) table.push_back(i + 1 < count ? first + i + 1 : end_of_chain);
    bytes += data;
    return first;
  }
  [[nodiscard]] std::string table_bytes() const {
    std::string out;
    for (const auto one : table) out += le(one, 4);
    return out;
  }
  std::string bytes;
  std::vector<std::uint32_t> table;
};

std::string directory_entry(const Node& node, std::uint64_t size, const std::string& class_id) {
  std::string name = utf16(node.name);
  const std::string length = le(name.size() + 2, 2);
  name.resize(64, '\0');
  return name + length + static_cast<char>(node.type) + '\1' + le(none, 4) + le(node.right, 4) +
         le(node.child, 4) + class_id + std::string(20, '\0') + le(node.start, 4) + le(size, 8);
}

}  // namespace

std::string deflate(const std::string& plain) {
  std::string out(compressBound(plain.size()), '\0');
  uLongf size = out.size();
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
           plain.size());
  out.resize(size);
  return out;
}

Compound& Compound::add(const std::string& path, std::string data) {
  streams_.emplace_back(path, std::move(data));
  return *this;
}

Compound& Compound::root_class(std::string class_id) {
  class_id_ = std::move(class_id);
  return *this;
}

std::string Compound::write() const {
  std::vector<Node> nodes(1);
  nodes[0].name = "Root Entry";
  nodes[0].type = 5;
  std::map<std::string, std::size_t> known;
  Sectors large, small;
  for (const auto& [path, data] : streams_) {
    Node& node = nodes[node_of(nodes, known, path, 2)];
    node.data = data;
    node.start = data.size() < 4096 ? small.put(data, 64) : large.put(data, 512);
  }
  const std::uint64_t mini_size = small.bytes.size();
  nodes[0].start = large.put(small.bytes, 512);
  const std::uint32_t mini_table = large.put(small.table_bytes(), 512);
  std::string directory;
  for (const Node& node : nodes)
    directory += directory_entry(node, node.type == 5 ? mini_size : node.data.size(),
                                 node.type == 5 ? class_id_ : std::string(16, '\0'));
  const std::uint32_t first_directory = large.put(directory, 512);
  const auto first_fat = static_cast<std::uint32_t>(large.table.size());
  std::uint32_t fat_count = 1;
  while (fat_count * 128 < first_fat + fat_count) ++fat_count;
  for (std::uint32_t i = 0; i < fat_count; ++i) large.table.push_back(fat_sector);
  large.table.resize(std::size_t{fat_count} * 128, none);
  std::string head = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(16, '\0') + le(0x3E, 2) + le(3, 2) +
                     le(0xFFFE, 2) + le(9, 2) + le(6, 2) + std::string(6, '\0') + le(0, 4) +
                     le(fat_count, 4) + le(first_directory, 4) + le(0, 4) + le(4096, 4) + le(mini_table, 4) +
                     le((small.table.size() + 127) / 128, 4) + le(end_of_chain, 4) + le(0, 4);
  for (std::uint32_t i = 0; i < 109; ++i) head += le(i < fat_count ? first_fat + i : none, 4);
  return head + large.bytes + large.table_bytes();
}

}  // namespace congvu::attachment::samples
