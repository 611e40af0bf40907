#include "attachment/archive_front.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "attachment/tar_headers.h"

namespace congvu::attachment {
namespace {

struct Signature {
  std::uint64_t offset;
  ByteView bytes;
  Front front;
};

constexpr std::array signatures = {
    Signature{0, "PK\x03\x04", Front::zip},
    Signature{0, "PK\x05\x06", Front::zip},
    Signature{0, "PK\x07\x08PK\x03\x04", Front::zip},
    Signature{0, "PK00PK\x03\x04", Front::zip},
    Signature{0, rar4_marker, Front::rar4},
    Signature{0, rar5_marker, Front::rar5},
    Signature{0, seven_zip_marker, Front::seven_zip},
    Signature{0, cab_marker, Front::cab},
    Signature{0, "!<arch>\n", Front::ar},
    Signature{0, "xar!", Front::xar},
    Signature{0, "\x1f\x8b\x08", Front::gzip},
    Signature{0, ByteView("\xfd\x37zXZ\0", 6), Front::xz},
    Signature{0, "\x28\xb5\x2f\xfd", Front::zstd},
    Signature{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Front::compound},
    // Containers that nothing here opens.
    Signature{0, "!<thin>\n", Front::unsupported},
    Signature{0, "RE~^", Front::unsupported},  // RAR 1.4
    Signature{7, "**ACE**", Front::unsupported},
    Signature{0, ByteView("MSWIM\0\0\0", 8), Front::unsupported},
    Signature{0, ByteView("WLPWM\0\0\0", 8), Front::unsupported},
    Signature{0, "vhdxfile", Front::unsupported},
    Signature{0, "conectix", Front::unsupported},
    Signature{0, "KDMV", Front::unsupported},  // VMDK
    Signature{0, "QFI\xfb", Front::unsupported},
    Signature{0, "\xed\xab\xee\xdb", Front::unsupported},  // RPM
    Signature{0, "LZIP\x01", Front::unsupported},
    Signature{0, "\x89LZO\0\r\n\x1a\n", Front::unsupported},
    Signature{0, ByteView("LRZI\x00", 5), Front::unsupported},
    Signature{0, "\x04\x22\x4d\x18", Front::unsupported},  // LZ4 frame
    Signature{0, "SZDD\x88\xf0\x27\x33", Front::unsupported},
    Signature{0, "KWAJ\x88\xf0\x27\xd1", Front::unsupported},
    Signature{0, "StuffIt (c)1997-", Front::unsupported},
    Signature{0, ByteView("SIT!\0", 5), Front::unsupported},
    Signature{0, "ALZ\x01", Front::unsupported},
    Signature{0, ByteView("EGGA\x00\x01", 6), Front::unsupported},
    Signature{20, "\xdc\xa7\xc4\xfd", Front::unsupported},  // ZOO
    Signature{0, "hsqs", Front::unsupported},
};

bool octal(ByteView text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return (c >= '0' && c <= '7') || c == ' ' || c == '\0'; });
}

bool hex_digits(ByteView text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

bool is_cpio(ByteView bytes) {
  const ByteView six = slice(bytes, 0, 6);
  if (six == "070701" || six == "070702") return bytes.size() >= 110 && hex_digits(bytes.substr(6, 104));
  if (six == "070707") return bytes.size() >= 76 && octal(bytes.substr(6, 70));
  const bool little = read_le<2>(bytes, 0) == 070707U;
  if (!little && read_be<2>(bytes, 0) != 070707U) return false;
  const auto name = little ? read_le<2>(bytes, 20) : read_be<2>(bytes, 20);
  if (!name || *name < 2 || *name > 4096 || 26 + *name > bytes.size()) return false;
  const ByteView text = slice(bytes, 26, *name);
  return text.find('\0') == text.size() - 1;
}

bool is_lha(ByteView bytes) {
  if (bytes.size() < 22 || bytes[2] != '-' || bytes[6] != '-') return false;
  const ByteView method = bytes.substr(3, 3);
  const bool known =
      method.substr(0, 2) == "lh" || method.substr(0, 2) == "lz" || method.substr(0, 2) == "pm";
  return known && byte_at(bytes, 20) <= 3;
}

// The "alone" format has no signature: properties in their range, a dictionary of a usual size, a length that
// is unknown or sane, and the range coder's first byte.
bool is_lzma(ByteView bytes) {
  if (bytes.size() < 18 || byte_at(bytes, 0) >= 225 || bytes[13] != '\0') return false;
  const std::uint64_t dictionary = *read_le<4>(bytes, 1);
  const std::uint64_t size = *read_le<8>(bytes, 5);
  const std::uint64_t low = dictionary & (~dictionary + 1);
  // Zeros alone are no header.
  if (size == 0) return false;
  const bool usual =
      dictionary >= 4096 && (dictionary == low || dictionary == low * 3 || dictionary == UINT32_MAX);
  return usual && (size == UINT64_MAX || size < (1ULL << 40));
}

bool is_arj(ByteView bytes) {
  const auto size = read_le<2>(bytes, 2);
  if (slice(bytes, 0, 2) != "\x60\xea" || !size || *size < 30 || *size > 2600) return false;
  const auto crc = read_le<4>(bytes, 4 + *size);
  const ByteView header = slice(bytes, 4, *size);
  return crc &&
         *crc == crc32(0, reinterpret_cast<const Bytef*>(header.data()), static_cast<uInt>(header.size()));
}

bool is_bzip2(ByteView bytes) {
  if (bytes.size() < 14 || bytes.substr(0, 3) != "BZh" || bytes[3] < '1' || bytes[3] > '9') return false;
  const ByteView block = bytes.substr(4, 6);
  return block == "1AY&SY" || block == "\x17\x72\x45\x38\x50\x90";
}

// Volume descriptors stand at sector 16 and after; ISO 9660 first, or only UDF's own (ECMA-167).
Front volume(ByteView bytes) {
  bool udf = false;
  for (std::uint64_t at = 0x8000; at < 0x8000 + 16 * 2048; at += 2048) {
    const ByteView id = slice(bytes, at + 1, 5);
    if (id == "CD001") return Front::iso;
    udf |= id == "BEA01" || id == "NSR02" || id == "NSR03";
  }
  return udf ? Front::unsupported : Front::none;
}

// A FAT or NTFS boot sector, or the footer of a fixed VHD or of an Apple disk image.
bool is_disk(ByteView bytes) {
  const ByteView footer = bytes.size() >= 1024 ? bytes.substr(bytes.size() - 512, 8) : ByteView();
  if (footer == "conectix" || footer == ByteView("koly\0\0\0\x04", 8)) return true;
  if (bytes.size() < 512 || bytes.substr(510, 2) != "\x55\xaa") return false;
  const bool jump = (byte_at(bytes, 0) == 0xeb && byte_at(bytes, 2) == 0x90) || byte_at(bytes, 0) == 0xe9;
  return jump && (slice(bytes, 3, 4) == "NTFS" || slice(bytes, 3, 5) == "EXFAT" ||
                  slice(bytes, 54, 3) == "FAT" || slice(bytes, 82, 5) == "FAT32");
}

ByteView seven_zip_header(ByteView bytes) {
  const std::uint64_t at = read_le<8>(bytes, 12).value_or(0);
  const std::uint64_t size = read_le<8>(bytes, 20).value_or(0);
  return at > bytes.size() ? ByteView() : slice(bytes, 32 + at, size);
}

}  // namespace

Front archive_front(ByteView bytes) {
  for (const auto& signature : signatures)
    if (slice(bytes, signature.offset, signature.bytes.size()) == signature.bytes) return signature.front;
  if (is_tar_header(bytes)) return Front::tar;
  if (is_cpio(bytes)) return Front::cpio;
  if (is_lha(bytes)) return Front::lha;
  if (is_bzip2(bytes)) return Front::bzip2;
  // A skippable frame may come first.
  if ((read_le<4>(bytes, 0).value_or(0) & 0xFFFFFFF0U) == 0x184D2A50U) return Front::zstd;
  if (is_lzma(bytes)) return Front::lzma;
  if (bytes.size() > 3 && bytes.substr(0, 2) == "\x1f\x9d" && (byte_at(bytes, 2) & 0x60U) == 0 &&
      (byte_at(bytes, 2) & 0x1fU) >= 9 && (byte_at(bytes, 2) & 0x1fU) <= 16)
    return Front::compress;
  if (is_arj(bytes) || is_disk(bytes)) return Front::unsupported;
  return volume(bytes);
}

std::vector<Front> further_fronts(ByteView bytes, Front first) {
  std::vector<Front> fronts;
  const auto add = [&](bool there, Front front) {
    if (there && front != first) fronts.push_back(front);
  };
  if (first == Front::none) return fronts;
  // Where an image begins, and not where one inside an archive would lie by chance.
  const ByteView volume_id = slice(bytes, 0x8001, 5);
  add(is_tar_header(bytes), Front::tar);
  add(is_lha(bytes), Front::lha);
  add(volume_id == "CD001", Front::iso);
  add(volume_id == "BEA01" || is_disk(bytes), Front::unsupported);
  return fronts;
}

bool is_one_stream(Front front) {
  return front == Front::gzip || front == Front::bzip2 || front == Front::xz || front == Front::lzma ||
         front == Front::zstd || front == Front::compress;
}

std::optional<std::uint64_t> seven_zip_end(ByteView bytes) {
  if (bytes.size() < 32 || bytes.substr(0, 6) != seven_zip_marker) return std::nullopt;
  const ByteView start = bytes.substr(12, 20);
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(start.data()), static_cast<uInt>(start.size()));
  const std::uint64_t at = *read_le<8>(bytes, 12);
  const std::uint64_t size = *read_le<8>(bytes, 20);
  if (crc != *read_le<4>(bytes, 8) || at > (1ULL << 48) || size > (1ULL << 48)) return std::nullopt;
  return 32 + at + size;
}

std::optional<std::uint64_t> cab_end(ByteView bytes) {
  if (bytes.size() < 36 || bytes.substr(0, 8) != cab_marker) return std::nullopt;
  const std::uint64_t end = *read_le<4>(bytes, 8);
  const std::uint64_t files = *read_le<4>(bytes, 16);
  if (byte_at(bytes, 25) != 1 || byte_at(bytes, 24) > 4 || files < 36 || end < files) return std::nullopt;
  return end;
}

bool cab_of_a_set(ByteView bytes) { return (read_le<2>(bytes, 30).value_or(0) & 3U) != 0; }

std::pair<std::uint64_t, std::uint64_t> cab_reserve(ByteView bytes) {
  if ((read_le<2>(bytes, 30).value_or(0) & 4U) == 0) return {0, 0};
  return {40, 40 + read_le<2>(bytes, 36).value_or(0)};
}

bool seven_zip_names_aes(ByteView bytes) {
  return seven_zip_header(bytes).find("\x06\xf1\x07\x01") != ByteView::npos;
}

}  // namespace congvu::attachment
