#include "attachment/zip_records.h"

#include <algorithm>
#include <array>

namespace congvu::attachment {
namespace {

constexpr ByteView zip64_end_signature = "PK\x06\x06";
constexpr ByteView zip64_locator_signature = "PK\x06\x07";
constexpr std::uint64_t full32 = 0xFFFFFFFF;
constexpr std::uint64_t full16 = 0xFFFF;

bool has_signature(ByteView bytes, std::uint64_t offset, ByteView signature) {
  return slice(bytes, offset, signature.size()) == signature;
}

// Fields of a record whose whole length was tested before.
template <unsigned Size>
std::uint64_t field(ByteView bytes, std::uint64_t offset) {
  return read_le<Size>(bytes, offset).value_or(0);
}

// The zip64 field holds, in this order, just those values that are full in the header.
void take_zip64(ByteView data, ZipHeader& header, bool central) {
  std::uint64_t at = 0;
  const auto take = [&](std::uint64_t& value, std::uint64_t full, auto reader, std::uint64_t size) {
    if (value != full) return;
    if (const auto read = reader(data, at)) value = *read;
    at += size;
  };
  take(header.size, full32, read_le<8>, 8);
  take(header.packed, full32, read_le<8>, 8);
  if (!central) return;
  take(header.local, full32, read_le<8>, 8);
  take(header.disk, full16, read_le<4>, 4);
}

void read_extra(ByteView extra, ZipHeader& header, bool central) {
  for (std::uint64_t at = 0; at + 4 <= extra.size();) {
    const std::uint64_t id = field<2>(extra, at);
    const std::uint64_t size = field<2>(extra, at + 2);
    const ByteView data = slice(extra, at + 4, size);
    if (id == 0x0001) take_zip64(data, header, central);
    // Version (1), CRC of the header's name (4), name. Programs differ on testing that CRC: the name always
    // counts.
    if (id == 0x7075 && data.size() > 5) header.unicode_name = data.substr(5);
    at += 4 + size;
  }
}

void take_zip64_end(ByteView bytes, ZipEnd& end) {
  if (end.offset < 20 || !has_signature(bytes, end.offset - 20, zip64_locator_signature)) return;
  const std::uint64_t locator = end.offset - 20;
  std::uint64_t record = field<8>(bytes, locator + 8);
  // With data in front of the zip the written place is wrong, but the record stands before its locator.
  if (!has_signature(bytes, record, zip64_end_signature)) {
    const std::uint64_t from = locator > 4096 ? locator - 4096 : 0;
    const auto found = slice(bytes, from, locator - from).rfind(zip64_end_signature);
    if (found == ByteView::npos) return;
    record = from + found;
  }
  if (record > locator || locator - record < 56) return;
  end.zip64 = true;
  end.disk = field<4>(bytes, record + 16);
  end.directory_disk = field<4>(bytes, record + 20);
  end.disk_entries = field<8>(bytes, record + 24);
  end.entries = field<8>(bytes, record + 32);
  end.directory_size = field<8>(bytes, record + 40);
  end.directory = field<8>(bytes, record + 48);
  end.directory_end = record;
  // Version 2 of the record: compression method, sizes, then the encryption algorithm.
  end.directory_encrypted =
      locator - record >= 76 && field<2>(bytes, record + 14) >= 62 && field<2>(bytes, record + 74) != 0;
}

std::optional<ZipHeader> local_header(ByteView bytes, std::uint64_t offset, bool with_extra) {
  if (!has_signature(bytes, offset, zip_local_signature) || bytes.size() - offset < 30) return std::nullopt;
  ZipHeader header;
  header.offset = offset;
  header.version = static_cast<std::uint16_t>(field<2>(bytes, offset + 4));
  header.flags = static_cast<std::uint16_t>(field<2>(bytes, offset + 6));
  header.method = static_cast<std::uint16_t>(field<2>(bytes, offset + 8));
  header.crc = static_cast<std::uint32_t>(field<4>(bytes, offset + 14));
  header.packed = field<4>(bytes, offset + 18);
  header.size = field<4>(bytes, offset + 22);
  header.end = offset + 30 + field<2>(bytes, offset + 26) + field<2>(bytes, offset + 28);
  if (header.end > bytes.size()) return std::nullopt;
  header.name = slice(bytes, offset + 30, field<2>(bytes, offset + 26));
  if (with_extra)
    read_extra(slice(bytes, offset + 30 + header.name.size(), field<2>(bytes, offset + 28)), header, false);
  return header;
}

}  // namespace

bool ZipHeader::encrypted() const {
  return (flags & (zip_flag_encrypted | zip_flag_strong)) != 0 || method == zip_method_aes;
}

std::optional<ZipHeader> read_local(ByteView bytes, std::uint64_t offset) {
  return local_header(bytes, offset, true);
}

std::optional<ZipHeader> peek_local(ByteView bytes, std::uint64_t offset) {
  return local_header(bytes, offset, false);
}

std::optional<ZipHeader> read_central(ByteView bytes, std::uint64_t offset) {
  if (!has_signature(bytes, offset, zip_central_signature) || bytes.size() - offset < 46) return std::nullopt;
  ZipHeader header;
  header.offset = offset;
  header.host = byte_at(bytes, static_cast<std::size_t>(offset) + 5);
  header.version = static_cast<std::uint16_t>(field<2>(bytes, offset + 6));
  header.flags = static_cast<std::uint16_t>(field<2>(bytes, offset + 8));
  header.method = static_cast<std::uint16_t>(field<2>(bytes, offset + 10));
  header.crc = static_cast<std::uint32_t>(field<4>(bytes, offset + 16));
  header.packed = field<4>(bytes, offset + 20);
  header.size = field<4>(bytes, offset + 24);
  header.disk = field<2>(bytes, offset + 34);
  header.attributes = static_cast<std::uint32_t>(field<4>(bytes, offset + 38));
  header.local = field<4>(bytes, offset + 42);
  const std::uint64_t name = field<2>(bytes, offset + 28);
  const std::uint64_t extra = field<2>(bytes, offset + 30);
  header.end = offset + 46 + name + extra + field<2>(bytes, offset + 32);
  if (header.end > bytes.size()) return std::nullopt;
  header.name = slice(bytes, offset + 46, name);
  read_extra(slice(bytes, offset + 46 + name, extra), header, true);
  return header;
}

std::optional<ZipEnd> read_end(ByteView bytes, std::uint64_t offset, bool zip64) {
  if (!has_signature(bytes, offset, zip_end_signature) || bytes.size() - offset < 22) return std::nullopt;
  ZipEnd end;
  end.offset = offset;
  end.disk = field<2>(bytes, offset + 4);
  end.directory_disk = field<2>(bytes, offset + 6);
  end.disk_entries = field<2>(bytes, offset + 8);
  end.entries = field<2>(bytes, offset + 10);
  end.directory_size = field<4>(bytes, offset + 12);
  end.directory = field<4>(bytes, offset + 16);
  const std::uint64_t written = offset + 22 + field<2>(bytes, offset + 20);
  end.end = std::min<std::uint64_t>(written, bytes.size());
  end.comment_cut = written > bytes.size();
  end.directory_end = offset;
  if (zip64) take_zip64_end(bytes, end);
  return end;
}

bool known_zip_method(std::uint16_t method) {
  constexpr std::array<std::uint16_t, 23> known = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 12,
                                                   14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98};
  return method == zip_method_aes || std::find(known.begin(), known.end(), method) != known.end();
}

bool plausible_local(const ZipHeader& header) {
  return !header.name.empty() && (header.version & 0xFFU) <= 100 && known_zip_method(header.method);
}

}  // namespace congvu::attachment
