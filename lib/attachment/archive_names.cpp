#include "attachment/archive_names.h"

#include <algorithm>
#include <array>

#include "facts/text.h"

namespace congvu::attachment {
namespace {

// Code page 437, 0x80 to 0xFF.
constexpr std::array<std::uint16_t, 128> cp437 = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF, 0x00EE,
    0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9, 0x00FF, 0x00D6,
    0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA, 0x00F1, 0x00D1, 0x00AA,
    0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB, 0x2591, 0x2592, 0x2593, 0x2502,
    0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557, 0x255D, 0x255C, 0x255B, 0x2510, 0x2514,
    0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F, 0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550,
    0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559, 0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C,
    0x2588, 0x2584, 0x258C, 0x2590, 0x2580, 0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4,
    0x03A6, 0x0398, 0x03A9, 0x03B4, 0x221E, 0x03C6, 0x03B5, 0x2229, 0x2261, 0x00B1, 0x2265, 0x2264, 0x2320,
    0x2321, 0x00F7, 0x2248, 0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0};

bool is_ascii(ByteView text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (static_cast<unsigned char>(c) & 0x80U) != 0; });
}

// The end of a long name, from a character's start on.
std::string bounded(std::string name) {
  if (name.size() <= most_name_bytes) return name;
  std::size_t from = name.size() - most_name_bytes;
  while (from < name.size() && (byte_at(name, from) & 0xC0U) == 0x80U) ++from;
  return name.substr(from);
}

void add_once(std::vector<std::string>& names, std::string name) {
  if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
  names.push_back(std::move(name));
}

// Readers differ on the two slashes and on case, and nobody runs a program by them.
std::string comparable(ByteView name) {
  std::string out = lower_ascii(name);
  std::replace(out.begin(), out.end(), '\\', '/');
  while (out.substr(0, 2) == "./") out.erase(0, 2);
  return out;
}

std::string extension(const std::string& name) {
  const auto dot = name.find_last_of("./");
  return dot == std::string::npos || name[dot] == '/' ? std::string() : name.substr(dot);
}

}  // namespace

void append_code_point(std::string& out, std::uint32_t code_point) {
  const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) code_point = 0xFFFD;
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | code_point >> 6);
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | code_point >> 12);
    put(0x80U | (code_point >> 6 & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | code_point >> 18);
    put(0x80U | (code_point >> 12 & 0x3FU));
    put(0x80U | (code_point >> 6 & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

std::string name_to_utf8(ByteView raw) {
  if (is_valid_utf8(raw)) return std::string(raw);
  std::string out;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const unsigned byte = byte_at(raw, i);
    append_code_point(out, byte < 0x80 ? byte : cp437.at(byte - 0x80));
  }
  return out;
}

std::string utf16le_to_utf8(ByteView raw) {
  std::string out;
  for (std::size_t at = 0; at + 1 < raw.size(); at += 2) {
    const auto unit = static_cast<std::uint32_t>(*read_le<2>(raw, at));
    const auto after = static_cast<std::uint32_t>(read_le<2>(raw, at + 2).value_or(0));
    if (unit >= 0xD800 && unit < 0xDC00 && after >= 0xDC00 && after < 0xE000) {
      append_code_point(out, 0x10000 + ((unit - 0xD800) << 10) + (after - 0xDC00));
      at += 2;
    } else {
      append_code_point(out, unit);
    }
  }
  return out;
}

void add_entry_name(std::vector<std::string>& names, ByteView raw) {
  add_once(names, bounded(name_to_utf8(raw)));
  const auto nul = raw.find('\0');
  if (nul != ByteView::npos) add_once(names, bounded(name_to_utf8(raw.substr(0, nul))));
}

bool names_disagree(ByteView a, ByteView b) {
  const std::string left = comparable(a);
  const std::string right = comparable(b);
  if (left == right) return false;
  if (is_ascii(a) && is_ascii(b) && left.find_first_of("?_#") == std::string::npos &&
      right.find_first_of("?_#") == std::string::npos)
    return true;
  return extension(left) != extension(right);
}

}  // namespace congvu::attachment
