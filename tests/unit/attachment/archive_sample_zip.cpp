#include "archive_samples.h"

namespace congvu::attachment::archives {
namespace {

std::string packed_of(const ZipFile& file) {
  if (file.packed) return *file.packed;
  return file.method == 8 ? deflated(file.content) : file.content;
}

std::string local(const ZipFile& file, const std::string& packed) {
  const std::string& name = file.local_name.value_or(file.name);
  const unsigned flags = file.local_flags.value_or(file.flags) | (file.descriptor ? 8U : 0U);
  const bool later = file.descriptor;
  std::string out = "PK\x03\x04" + le(20, 2) + le(flags, 2) + le(file.local_method.value_or(file.method), 2) +
                    le(0, 4) + le(later ? 0 : crc(file.content), 4) +
                    le(file.local_packed.value_or(static_cast<std::uint32_t>(later ? 0 : packed.size())), 4) +
                    le(later ? 0 : file.content.size(), 4) + le(name.size(), 2) +
                    le(file.local_extra.size(), 2) + name + file.local_extra + packed;
  if (later)
    out += "PK\x07\x08" + le(crc(file.content), 4) + le(packed.size(), 4) + le(file.content.size(), 4);
  return out;
}

std::string central(const ZipFile& file, const std::string& packed, std::uint64_t offset) {
  return "PK\x01\x02" + le(20, 2) + le(20, 2) + le(file.flags | (file.descriptor ? 8U : 0U), 2) +
         le(file.method, 2) + le(0, 4) + le(crc(file.content), 4) + le(packed.size(), 4) +
         le(file.content.size(), 4) + le(file.name.size(), 2) + le(file.extra.size(), 2) + le(0, 2) +
         le(file.disk, 2) + le(0, 2) + le(0, 4) + le(offset, 4) + file.name + file.extra;
}

}  // namespace

std::string make_zip(const std::vector<ZipFile>& files, const ZipShape& shape) {
  std::string out, directory;
  std::size_t listed = 0;
  for (const auto& file : files) {
    const std::string packed = packed_of(file);
    if (file.central && ++listed > 0) directory += central(file, packed, out.size());
    out += local(file, packed);
  }
  const std::size_t at = out.size();
  if (shape.directory) out += directory;
  if (shape.end)
    out += "PK\x05\x06" + le(shape.disk, 2) + le(shape.disk, 2) + le(shape.entries.value_or(listed), 2) +
           le(shape.entries.value_or(listed), 2) + le(directory.size(), 4) + le(at, 4) +
           le(shape.comment.size(), 2) + shape.comment;
  return shape.before + out;
}

std::string unicode_path(const std::string& header_name, const std::string& name) {
  return le(0x7075, 2) + le(5 + name.size(), 2) + "\x01" + le(crc(header_name), 4) + name;
}

}  // namespace congvu::attachment::archives
