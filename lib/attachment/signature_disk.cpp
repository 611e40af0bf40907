#include "attachment/signature_disk.h"

#include <cstdint>

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t sector = 512;
constexpr std::uint64_t cd_sector = 2048;
constexpr std::uint64_t first_descriptor = 16 * cd_sector + 1;
constexpr std::uint64_t raw_descriptor = 16ULL * 2352 + 17;     // raw mode 1 sectors
constexpr std::uint64_t raw_xa_descriptor = 16ULL * 2352 + 25;  // raw mode 2 sectors
constexpr unsigned most_descriptors = 32;

bool is_iso(ByteView bytes) {
  return slice(bytes, first_descriptor, 5) == "CD001" || slice(bytes, raw_descriptor, 5) == "CD001" ||
         slice(bytes, raw_xa_descriptor, 5) == "CD001" || slice(bytes, first_descriptor + 8, 5) == "CDROM";
}

bool is_power_of_two(std::uint64_t value) { return value != 0 && (value & (value - 1)) == 0; }

bool has_boot_mark(ByteView bytes) { return slice(bytes, 510, 2) == "\x55\xAA"; }

// The BIOS parameter block: sectors, clusters and media as the specification allows them.
bool is_fat(ByteView bytes) {
  if (!bytes.starts_with("\xEB") && !bytes.starts_with("\xE9")) return false;
  const auto sector_bytes = read_le<2>(bytes, 11).value_or(0);
  const bool sectors =
      sector_bytes >= 512 && sector_bytes <= 4096 && (sector_bytes & (sector_bytes - 1)) == 0;
  if (!sectors || bytes.size() < sector || !is_power_of_two(byte_at(bytes, 13)) || byte_at(bytes, 21) < 0xf0)
    return false;
  const unsigned tables = byte_at(bytes, 16);
  const bool named = slice(bytes, 54, 3) == "FAT" || slice(bytes, 82, 3) == "FAT";
  return named ||
         (has_boot_mark(bytes) && (tables == 1 || tables == 2) && read_le<2>(bytes, 14).value_or(0) != 0);
}

bool is_partition_table(ByteView bytes) {
  if (slice(bytes, sector, 8) == "EFI PART") return true;
  if (!has_boot_mark(bytes)) return false;
  bool any = false;
  for (std::size_t entry = 446; entry < 510; entry += 16) {
    const unsigned state = byte_at(bytes, entry);
    if (state != 0 && state != 0x80) return false;
    any |= byte_at(bytes, entry + 4) != 0 && read_le<4>(bytes, entry + 12).value_or(0) != 0;
  }
  return any;
}

// Windows mounts none of these, but 7-Zip opens them under any name. Short marks count only with further
// fields that make sense.
bool is_ext(ByteView bytes) {
  return read_le<2>(bytes, 1024 + 56) == 0xEF53U && read_le<4>(bytes, 1024).value_or(0) != 0 &&
         read_le<4>(bytes, 1024 + 24).value_or(7) <= 6 && read_le<4>(bytes, 1024 + 76).value_or(2) <= 1;
}

bool is_hfs(ByteView bytes) {
  const ByteView mark = slice(bytes, 1024, 4);
  if (mark == "H+\0\4"sv || mark == "HX\0\5"sv) return true;
  const auto block = read_be<4>(bytes, 1024 + 20).value_or(0);
  return mark.starts_with("BD") && block != 0 && block % sector == 0 && block <= (1U << 24) &&
         read_be<2>(bytes, 1024 + 18).value_or(0) != 0;
}

bool is_apple_map(ByteView bytes) {
  const auto block = read_be<2>(bytes, 2).value_or(0);
  return bytes.starts_with("ER") && block >= sector && slice(bytes, block, 2) == "PM";
}

bool is_apfs(ByteView bytes) {
  const auto block = read_le<4>(bytes, 36).value_or(0);
  return slice(bytes, 32, 4) == "NXSB" && block >= 4096 && block <= 65'536 && is_power_of_two(block);
}

bool is_foreign_file_system(ByteView bytes) {
  return is_ext(bytes) || is_hfs(bytes) || is_apple_map(bytes) || is_apfs(bytes) ||
         slice(bytes, 16, 16) == "Compressed ROMFS" || slice(bytes, 4096, 8) == "gDla\x34\0\0\0"sv ||
         bytes.starts_with(":\xFF\x26\xED\x01\0"sv);
}

bool is_file_system(ByteView bytes) {
  const ByteView maker = slice(bytes, 3, 8);
  if (has_boot_mark(bytes) && (maker == "NTFS    " || maker == "EXFAT   ")) return true;
  return is_fat(bytes) || is_partition_table(bytes) || is_foreign_file_system(bytes);
}

std::string_view form_of_virtual_disk(ByteView bytes) {
  if (bytes.starts_with("conectix")) return "vhd";
  if (bytes.starts_with("vhdxfile")) return "vhdx";
  if (bytes.starts_with("KDMV") || bytes.starts_with("COWD") || bytes.starts_with("# Disk DescriptorFile"))
    return "vmdk";
  if (read_le<4>(bytes, 0x40) == 0xBEDA'107FU) return "vdi";
  if (bytes.starts_with("QFI\xfb")) return "qcow";
  return bytes.starts_with("encrcdsa") ? "dmg"sv : std::string_view{};
}

// Fixed disks have their mark at the end only; old ones in a last sector of 511 bytes.
std::string_view form_by_footer(ByteView bytes) {
  if (bytes.size() < sector) return {};
  const std::uint64_t footer = bytes.size() - sector;
  if (slice(bytes, footer, 8) == "conectix" || slice(bytes, footer + 1, 8) == "conectix") return "vhd";
  if (slice(bytes, footer, 8) == "koly\0\0\0\4"sv) return "dmg";
  return bytes.ends_with("cdsaencr") ? "dmg"sv : std::string_view{};
}

}  // namespace

bool has_udf(ByteView bytes) {
  for (unsigned i = 0; i < most_descriptors; ++i) {
    const ByteView mark = slice(bytes, first_descriptor + i * cd_sector, 4);
    if (mark == "NSR0") return true;
  }
  return false;
}

std::string_view form_of_disk_image(ByteView bytes, bool whole) {
  if (is_iso(bytes)) return "iso";
  if (const auto form = form_of_virtual_disk(bytes); !form.empty()) return form;
  if (whole) {
    if (const auto form = form_by_footer(bytes); !form.empty()) return form;
  }
  if (has_udf(bytes)) return "udf";
  return is_file_system(bytes) ? "img"sv : std::string_view{};
}

}  // namespace congvu::attachment
