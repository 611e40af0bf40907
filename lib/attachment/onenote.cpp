#include "attachment/onenote.h"

#include <algorithm>

#include "facts/text.h"

namespace congvu::attachment {
namespace {

// {7B5C52E4-D88C-4DA7-AEB1-5378D02996D3} and {43FF2FA1-EFD9-4C76-9EE2-10EA5722765F}.
constexpr ByteView section("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3", 16);
constexpr ByteView contents("\xA1\x2F\xFF\x43\xD9\xEF\x76\x4C\x9E\xE2\x10\xEA\x57\x22\x76\x5F", 16);
// {BDE316E7-2665-4511-A4C4-8D4D0B7A9EAC}: a stored file; its size, 12 bytes, then the file.
constexpr ByteView stored_file("\xE7\x16\xE3\xBD\x65\x26\x11\x45\xA4\xC4\x8D\x4D\x0B\x7A\x9E\xAC", 16);
constexpr std::size_t stored_head = 36;
// The property EmbeddedFileName.
constexpr ByteView name_property("\x9C\x1D\x00\x1C", 4);
// {638DE92F-A6D4-4BC1-9A36-B3FC2511A5B7} as the file's format: the store of the web versions, whose files lie
// in pieces. Its names are found, its files are not.
constexpr ByteView web_store("\x2F\xE9\x8D\x63\xD4\xA6\xC1\x4B\x9A\x36\xB3\xFC\x25\x11\xA5\xB7", 16);
constexpr unsigned most_properties = 64;

// How many bytes a property of this type has in a property set's data; nothing for what is not stepped over.
std::optional<std::uint64_t> size_in_data(std::uint64_t property, ByteView bytes, std::uint64_t at) {
  switch ((property >> 26) & 0x1F) {
    case 0x1:
    case 0x2:
    case 0x8:
    case 0xA:
    case 0xC:
      return 0;
    case 0x3:
      return 1;
    case 0x4:
      return 2;
    case 0x5:
      return 4;
    case 0x6:
      return 8;
    case 0x7:
      if (const auto length = read_le<4>(bytes, at)) return 4 + *length;
      return std::nullopt;
    case 0x9:
    case 0xB:
    case 0xD:
      return 4;
    default:
      return std::nullopt;
  }
}

// `at`: the property's number in a property set: count, numbers, then the data in the order of the numbers.
// The count stands some numbers before; a wrong guess ends in data that are no file name.
std::string name_in_set(ByteView bytes, std::size_t at, unsigned before) {
  const std::size_t start = at - 4ULL * before;
  const auto count = read_le<2>(bytes, start - 2);
  if (!count || *count <= before || *count > most_properties) return {};
  std::uint64_t data = start + 4 * *count;
  for (unsigned i = 0; i < before; ++i) {
    const auto size = size_in_data(*read_le<4>(bytes, start + 4ULL * i), bytes, data);
    if (!size || *size > bytes.size()) return {};
    data += *size;
  }
  const auto length = read_le<4>(bytes, data);
  if (!length || *length < 4 || *length > 1024 || *length % 2 != 0) return {};
  const ByteView text = slice(bytes, data + 4, *length);
  if (text.size() < *length || !text.ends_with(ByteView("\0\0", 2))) return {};
  std::string name = from_utf16le(text);
  return name.find("\xEF\xBF\xBD") == std::string::npos && name.size() * 3 >= text.size() / 2 ? name
                                                                                              : std::string();
}

}  // namespace

bool is_onenote(ByteView bytes) { return bytes.starts_with(section) || bytes.starts_with(contents); }

std::vector<std::string> onenote_file_names(ByteView bytes, std::size_t most) {
  std::vector<std::string> names;
  std::size_t found = 0;
  for (std::size_t at = bytes.find(name_property); at != ByteView::npos && ++found <= most;
       at = bytes.find(name_property, at + 4)) {
    for (unsigned before = 0; before < most_properties && at >= 4ULL * before + 2; ++before) {
      const std::string name = name_in_set(bytes, at, before);
      if (name.empty()) continue;
      add_base_name(names, name);
      break;
    }
  }
  return names;
}

Makers look_into_onenote(const Blob& bytes, Budget& budget, Findings& findings) {
  Makers makers;
  const ByteView all = bytes.bytes;
  if (slice(all, 48, 16) == web_store) findings.add(Unchecked::unsupported_format);
  const std::size_t most = budget.limits().entries;
  for (std::size_t at = all.find(stored_file); at != ByteView::npos && makers.size() <= most;
       at = all.find(stored_file, at + stored_file.size())) {
    const auto size = read_le<8>(all, at + stored_file.size());
    if (!size || *size == 0) continue;
    const Blob file = bytes.part(at + stored_head, *size);
    makers.push_back([file, size = *size](Budget& left, Findings& notes) {
      auto child = give(file, {}, left, notes);
      if (child && file.bytes.size() < size) child->findings.add(Unchecked::damaged);
      return child;
    });
  }
  constexpr std::size_t most_names = 1000;
  for (std::string& name : onenote_file_names(all, most_names))
    makers.push_back([name = std::move(name)](Budget&, Findings&) -> std::optional<Child> {
      return embedded_absent({name}, 0);
    });
  return makers;
}

}  // namespace congvu::attachment
