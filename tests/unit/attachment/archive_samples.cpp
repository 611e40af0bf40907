#include "archive_samples.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace congvu::attachment::archives {
namespace {

template <class T>
bool holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

Item item_of(Blob blob, const std::string& name) {
  Item item;
  item.object.blob = std::move(blob);
  if (!name.empty()) item.object.names = {name};
  return item;
}

Look look_at(const Item& item, const Limits& limits, const FileType& type) {
  Readers readers;
  open_archive_readers(item, type, readers);
  Look seen;
  Budget budget(limits);
  for (auto& reader : readers)
    while (auto child = reader->next(budget, seen.findings)) seen.children.push_back(std::move(*child));
  seen.limits = budget.noted();
  return seen;
}

}  // namespace

bool has(const Findings& findings, Unchecked reason) { return holds(findings.unchecked, reason); }
bool has(const Findings& findings, Deviation deviation) { return holds(findings.deviations, deviation); }

const Child* Look::find(const std::string& name) const {
  for (const auto& child : children)
    if (holds(child.names, name)) return &child;
  return nullptr;
}
bool Look::has(Unchecked reason) const { return archives::has(findings, reason); }
bool Look::has(Deviation deviation) const { return archives::has(findings, deviation); }
bool Look::clean() const {
  const auto plain = [](const Findings& f) {
    return !f.encrypted && f.unchecked.empty() && f.deviations.empty();
  };
  return plain(findings) && std::all_of(children.begin(), children.end(), [&](const Child& child) {
           return plain(child.findings) && child.content == Content::whole;
         });
}

Look look(const std::string& bytes, const std::string& name, const Limits& limits, const FileType& type) {
  return look_at(item_of(Blob::own(bytes), name), limits, type);
}

std::string content(const Look& seen, const std::string& name) {
  const Child* child = seen.find(name);
  return child == nullptr ? "(no such child)" : std::string(child->blob.bytes);
}

bool reaches(const std::string& bytes, const std::string& name, const std::string& wanted, unsigned depth) {
  const Look seen = look(bytes, "");
  for (const auto& child : seen.children) {
    if (holds(child.names, name) && child.blob.bytes == wanted) return true;
    if (depth > 0 && reaches(std::string(child.blob.bytes), name, wanted, depth - 1)) return true;
  }
  return false;
}

std::string le(std::uint64_t value, unsigned size) {
  std::string out;
  for (unsigned i = 0; i < size; ++i) out.push_back(static_cast<char>(i < 8 ? value >> (8 * i) & 0xFFU : 0));
  return out;
}

std::uint32_t crc(const std::string& content) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())));
}

std::string deflated(const std::string& content, int level) {
  z_stream z{};
  deflateInit2(&z, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, content.size()), '\0');
  std::string in = content;
  z.next_in = reinterpret_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string sample(const std::string& name) {
  std::ifstream file(std::string(CONGVU_SOURCE_DIR) + "/tests/unit/attachment/data/archives/" + name);
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (std::istreambuf_iterator<char> at(file), end; at != end; ++at) {
    const auto value = alphabet.find(*at);
    if (value == std::string::npos) continue;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if ((count += 6) >= 8) out.push_back(static_cast<char>(bits >> (count -= 8) & 0xFFU));
  }
  return out;
}

std::string program() {
  std::string out = "MZ this program does nothing ";
  while (out.size() < 3000) out += "\xc3 and returns at once; ";
  return out;
}

std::string text() { return "Xin chào, đây là một văn bản thường.\n"; }

// --- others ---
std::string make_archive(const char* format, const char* filter, const std::vector<Plain>& files) {
  warm_up_archives();
  ::archive* a = archive_write_new();
  archive_write_set_format_by_name(a, format);
  if (filter != "none"s) archive_write_add_filter_by_name(a, filter);
  archive_write_set_bytes_in_last_block(a, 1);
  std::string out(4U << 20, '\0');
  std::size_t used = 0;
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& file : files) {
    ::archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, file.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(file.content.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(a, entry);
    archive_write_data(a, file.content.data(), file.content.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

std::string make_stream(const char* filter, const std::string& bytes) {
  return make_archive("raw", filter, {{"x", bytes}});
}

// One folder, stored in blocks of at most 32 KB.
std::string make_cab(const std::vector<Plain>& files, std::uint16_t flags) {
  std::string all, table;
  for (const auto& file : files) {
    table += le(file.content.size(), 4) + le(all.size(), 4) + le(0, 2) + le(0x5000, 2) + le(0, 2) +
             le(0x20, 2) + file.name + '\0';
    all += file.content;
  }
  std::string data;
  std::uint16_t blocks = 0;
  for (std::size_t at = 0; at < all.size(); at += 32768, ++blocks) {
    const std::string block = all.substr(at, 32768);
    data += le(0, 4) + le(block.size(), 2) + le(block.size(), 2) + block;
  }
  const std::uint64_t first_file = 36 + 8;
  const std::uint64_t first_data = first_file + table.size();
  return "MSCF"s + le(0, 4) + le(first_data + data.size(), 4) + le(0, 4) + le(first_file, 4) + le(0, 4) +
         "\x03\x01" + le(1, 2) + le(files.size(), 2) + le(flags, 2) + le(0, 4) + le(first_data, 4) +
         le(blocks, 2) + le(0, 2) + table + data;
}

// Level 0 headers, stored.
std::string make_lha(const std::vector<Plain>& files) {
  std::string out;
  for (const auto& file : files) {
    const std::string head = "-lh0-" + le(file.content.size(), 4) + le(file.content.size(), 4) +
                             le(0x5a215a21, 4) + "\x20"s + '\0' + le(file.name.size(), 1) + file.name +
                             le(0, 2);
    unsigned sum = 0;
    for (const char c : head) sum += static_cast<unsigned char>(c);
    out += le(head.size(), 1) + le(sum, 1) + head + file.content;
  }
  return out + '\0';
}

}  // namespace congvu::attachment::archives
