#include "archive_samples.h"

namespace congvu::attachment::archives {
namespace {

std::string rar4_block(unsigned type, unsigned flags, const std::string& fields, bool bad_sum = false) {
  const std::string summed = le(type, 1) + le(flags, 2) + le(7 + fields.size(), 2) + fields;
  return le((crc(summed) & 0xFFFFU) ^ (bad_sum ? 0x5555U : 0U), 2) + summed;
}

std::string rar4_file(const RarFile& file, bool solid) {
  unsigned flags = 0x8000;
  if (file.folder) flags |= 0xe0;
  if (file.encrypted) flags |= 0x04;
  if (file.split_after) flags |= 0x02;
  if (solid) flags |= 0x10;
  std::string name = file.name;
  if (!file.unicode.empty()) {
    flags |= 0x200;
    name += '\0' + file.unicode;
  }
  const std::string fields = le(file.content.size(), 4) + le(file.content.size(), 4) + "\x02" +
                             le(crc(file.content), 4) + le(0x5a215a21, 4) + "\x1d" +
                             (file.stored ? "\x30" : "\x33") + le(name.size(), 2) +
                             le(file.folder ? 0x10 : 0x20, 4) + name;
  return rar4_block(0x74, flags, fields, file.bad_sum) + file.content;
}

}  // namespace

std::string make_rar4(const std::vector<RarFile>& files, const RarShape& shape) {
  unsigned flags = 0;
  if (shape.volume) flags |= 0x0001;
  if (shape.solid) flags |= 0x0008;
  if (shape.headers_encrypted) flags |= 0x0080;
  std::string out = "Rar!\x1a\x07\x00"s + rar4_block(0x73, flags, std::string(6, '\0'));
  if (shape.headers_encrypted) return out + std::string(200, '\x9d');
  bool first = true;
  for (const auto& file : files) {
    out += rar4_file(file, shape.solid && !first);
    first = false;
  }
  if (shape.end) out += rar4_block(0x7b, 0x4000, "");
  return out;
}

std::string vint(std::uint64_t value) {
  std::string out;
  do {
    out.push_back(static_cast<char>((value & 0x7FU) | (value > 0x7F ? 0x80U : 0U)));
    value >>= 7;
  } while (value > 0);
  return out;
}

std::string rar5_block(const std::string& body, const std::string& data, bool bad_sum) {
  const std::string summed = vint(body.size()) + body;
  return le(crc(summed) ^ (bad_sum ? 0x55U : 0U), 4) + summed + data;
}

std::string rar5_file(const RarFile& file, std::uint64_t type) {
  std::string extra;
  if (file.encrypted) {
    const std::string record = vint(1) + vint(0) + vint(0) + std::string(1 + 16 + 16, '\x0f');
    extra += vint(record.size()) + record;
  }
  if (file.redirect != 0) {
    const std::string record = vint(5) + vint(file.redirect) + vint(0) + vint(5) + "x.exe";
    extra += vint(record.size()) + record;
  }
  std::uint64_t flags = 2;
  if (!extra.empty()) flags |= 1;
  if (file.split_after) flags |= 0x10;
  const std::string fields = vint(file.folder ? 5 : 4) + vint(file.content.size()) + vint(0x20) +
                             le(crc(file.content), 4) + vint(file.stored ? 0 : 3U << 7) + vint(0) +
                             vint(file.name.size()) + file.name;
  return vint(type) + vint(flags) + (extra.empty() ? "" : vint(extra.size())) + vint(file.content.size()) +
         fields + extra;
}

std::string make_rar5(const std::vector<RarFile>& files, const RarShape& shape) {
  std::string out = "Rar!\x1a\x07\x01\x00"s;
  if (shape.headers_encrypted)
    return out + rar5_block(vint(4) + vint(0) + vint(0) + vint(0) + std::string(1 + 16, '\x0f')) +
           std::string(200, '\x9d');
  out += rar5_block(vint(1) + vint(0) + vint((shape.volume ? 1U : 0U) | (shape.solid ? 4U : 0U)));
  for (const auto& file : files) out += rar5_block(rar5_file(file, 2), file.content, file.bad_sum);
  if (shape.end) out += rar5_block(vint(5) + vint(0) + vint(0));
  return out;
}

}  // namespace congvu::attachment::archives
