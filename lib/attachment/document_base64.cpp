#include "attachment/document_base64.h"

#include <algorithm>

namespace congvu::attachment {
namespace {

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return -1;
}

}  // namespace

bool is_base64_digit(char c) { return value_of(c) >= 0; }

std::string decode_base64(ByteView text, std::size_t most) {
  std::string out;
  out.reserve(std::min(most, text.size() / 4 * 3 + 3));
  unsigned held = 0, bits = 0;
  for (const char c : text) {
    if (c == '=' || out.size() >= most) break;
    const int value = value_of(c);
    if (value < 0) continue;
    held = (held << 6) | static_cast<unsigned>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>((held >> bits) & 0xFF);
    held &= (1U << bits) - 1;
  }
  return out;
}

}  // namespace congvu::attachment
