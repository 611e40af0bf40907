#include "message/compressed_rtf.h"

#include <algorithm>
#include <array>

namespace congvu::message {
namespace {

constexpr std::uint64_t mark_compressed = 0x75465a4c, mark_plain = 0x414c454d;
constexpr std::size_t head_bytes = 16, window_bytes = 4096;
constexpr std::string_view initial =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    "\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(initial.size() == 207);

class Window {
 public:
  Window() { std::copy(initial.begin(), initial.end(), ring_.begin()); }
  void put(char c, std::string& out) {
    ring_[at_] = c;
    at_ = (at_ + 1) % window_bytes;
    out += c;
  }
  [[nodiscard]] char get(std::size_t offset) const { return ring_[offset % window_bytes]; }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  std::array<char, window_bytes> ring_{};
  std::size_t at_ = initial.size();
};

}  // namespace

bool is_compressed_rtf(ByteView bytes) {
  const auto mark = read_le<4>(bytes, 8);
  return mark && (*mark == mark_compressed || *mark == mark_plain);
}

std::uint64_t rtf_size(ByteView bytes) {
  // A token of two bytes gives 17 at most.
  return std::min<std::uint64_t>(read_le<4>(bytes, 4).value_or(0),
                                 std::uint64_t{bytes.size()} * 9 + window_bytes);
}

Decoded decompress_rtf(ByteView bytes, std::uint64_t most) {
  Decoded out;
  const ByteView data = slice(bytes, head_bytes);
  if (read_le<4>(bytes, 8) == mark_plain) {
    out.bytes = slice(data, 0, most);
    return out;
  }
  Window window;
  for (std::size_t at = 0; at < data.size();) {
    const std::uint8_t flags = byte_at(data, at++);
    for (unsigned bit = 0; bit < 8; ++bit) {
      if (at >= data.size()) {
        out.damaged = true;  // the end mark is missing
        return out;
      }
      if (out.bytes.size() + 17 > most) {
        out.cut = out.bytes.size() < rtf_size(bytes);
        return out;
      }
      if ((flags >> bit & 1U) == 0) {
        window.put(data[at++], out.bytes);
        continue;
      }
      const auto token = read_be<2>(data, at);
      at += 2;
      if (!token) {
        out.damaged = true;
        return out;
      }
      std::size_t from = static_cast<std::size_t>(*token >> 4);
      if (from == window.at()) return out;
      for (std::uint64_t left = (*token & 15U) + 2; left > 0; --left)
        window.put(window.get(from++), out.bytes);
    }
  }
  return out;
}

}  // namespace congvu::message
