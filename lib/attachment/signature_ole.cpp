#include "attachment/signature_ole.h"

#include <cstdint>

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t entry_bytes = 128;

ByteView first_directory_sector(ByteView bytes) {
  const unsigned shift = static_cast<unsigned>(read_le<2>(bytes, 30).value_or(9)) == 12 ? 12 : 9;
  const auto start = read_le<4>(bytes, 48);
  return start ? slice(bytes, (*start + 1) << shift, 1ULL << shift) : ByteView{};
}

// The class ids of Windows Installer files differ in one byte.
std::string_view form_of_class(ByteView class_id) {
  constexpr auto behind = "\x10\x0C\0\0\0\0\0\xC0\0\0\0\0\0\0\x46"sv;
  if (class_id.size() != 16 || class_id.substr(1) != behind) return {};
  switch (byte_at(class_id, 0)) {
    case 0x84:
      return "msi";
    case 0x86:
      return "msp";
    case 0x82:
      return "mst";
    default:
      return {};
  }
}

bool name_is(ByteView entry, std::string_view ascii) {
  for (std::size_t i = 0; i < ascii.size(); ++i)
    if (read_le<2>(entry, 2 * i) != static_cast<unsigned char>(ascii[i])) return false;
  return true;
}

}  // namespace

bool is_compound_file(ByteView bytes) {
  return bytes.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") ||
         bytes.starts_with("\x0E\x11\xFC\x0D\xD0\xCF\x11\x0E");
}

std::string_view form_of_compound_file(ByteView bytes) {
  const ByteView directory = first_directory_sector(bytes);
  if (const auto form = form_of_class(slice(directory, 80, 16)); !form.empty()) return form;
  for (std::uint64_t at = 0; at < directory.size(); at += entry_bytes) {
    const ByteView entry = slice(directory, at, entry_bytes);
    // The tables of an installer are named in a packed alphabet that begins with this letter.
    if (read_le<2>(entry, 0) == 0x4840U) return "msi";
    if (name_is(entry, "__properties_version1.0") || name_is(entry, "__nameid_version1.0")) return "msg";
  }
  return "ole";
}

}  // namespace congvu::attachment
