#include "attachment/ole_names.h"

#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::string_view letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
constexpr std::int32_t first_pair = 0x3800, first_single = 0x4800, table_mark = 0x4840;

}  // namespace

bool is_installer_class(ByteView class_id) {
  const auto first = read_le<4>(class_id, 0);
  return first && (*first == 0x000C1084 || *first == 0x000C1086 || *first == 0x000C1082) &&
         slice(class_id, 4) == ByteView("\0\0\0\0\xC0\0\0\0\0\0\0\x46", 12);
}

std::string installer_stream_name(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t before = at;
    const std::int32_t c = next_code_point(utf8, at);
    if (c >= first_pair && c < first_single) {
      out += letters[static_cast<std::size_t>((c - first_pair) & 0x3F)];
      out += letters[static_cast<std::size_t>((c - first_pair) >> 6)];
    } else if (c >= first_single && c < table_mark) {
      out += letters[static_cast<std::size_t>(c - first_single)];
    } else if (c != table_mark) {
      out += utf8.substr(before, at - before);
    }
  }
  return out;
}

}  // namespace congvu::attachment
