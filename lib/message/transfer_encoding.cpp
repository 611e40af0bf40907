#include "message/transfer_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "facts/text.h"
#include "message/lines.h"
#include "message/parameters.h"

namespace congvu::message {
namespace {

constexpr std::uint8_t not_base64 = 0xff, base64_blank = 0xfe, base64_pad = 0xfd;

constexpr std::array<std::uint8_t, 256> base64_table() {
  std::array<std::uint8_t, 256> table{};
  for (auto& value : table) value = not_base64;
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = base64_blank;
  table['='] = base64_pad;
  return table;
}
constexpr auto base64_values = base64_table();

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Collects six bits at a time; a run is what stands between two paddings.
class SixBits {
 public:
  SixBits(std::string& out, std::uint64_t most) : out_(out), most_(most) {}

  void put(std::uint8_t six) {
    bits_ = (bits_ << 6) | six;
    if (++held_ == 4) flush(3);
  }
  // Ends a run: what is left of a group is 1 or 2 bytes. False where the group was a lone character.
  bool end_run() {
    const unsigned held = held_;
    if (held == 2) bits_ <<= 12;
    if (held == 3) bits_ <<= 6;
    if (held >= 2) flush(held - 1);
    held_ = 0;
    bits_ = 0;
    return held != 1;
  }
  [[nodiscard]] unsigned held() const { return held_; }
  [[nodiscard]] bool full() const { return full_; }

 private:
  void flush(unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      if (out_.size() >= most_) {
        full_ = true;
        break;
      }
      out_ += static_cast<char>((bits_ >> (16 - 8 * i)) & 0xff);
    }
    held_ = 0;
    bits_ = 0;
  }
  std::string& out_;
  std::uint64_t most_;
  std::uint32_t bits_ = 0;
  unsigned held_ = 0;
  bool full_ = false;
};

Encoding encoding_of(std::string_view word) {
  if (word == "base64") return Encoding::base64;
  if (word == "quoted-printable") return Encoding::quoted_printable;
  for (const auto* name : {"x-uuencode", "uuencode", "x-uue", "uue"})
    if (word == name) return Encoding::uuencode;
  for (const auto* name : {"7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none"})
    if (word == name) return Encoding::identity;
  return Encoding::unknown;
}

// A "=" at `at`; appends what it stands for. Returns the offset behind the escape.
std::size_t take_escape(ByteView text, std::size_t at, Decoded& out) {
  if (at + 2 < text.size()) {
    const int high = hex_value(text[at + 1]), low = hex_value(text[at + 2]);
    if (high >= 0 && low >= 0) {
      out.bytes += static_cast<char>(high * 16 + low);
      return at + 3;
    }
  }
  std::size_t end = at + 1;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t' || text[end] == '\r')) ++end;
  if (end >= text.size()) return end;
  if (text[end] == '\n') return end + 1;
  out.damaged = true;
  out.bytes += '=';
  return at + 1;
}

}  // namespace

std::vector<Encoding> encodings_of(std::string_view value) {
  std::vector<Encoding> found;
  std::string text = lower_ascii(without_comments(value));
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ',' || c == ';' || c == '"'; }, ' ');
  for (std::size_t at = text.find_first_not_of(" \t"); at != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    if (found.size() < 8) found.push_back(encoding_of(std::string_view(text).substr(at, end - at)));
    at = text.find_first_not_of(" \t", end);
  }
  if (found.empty()) found.push_back(Encoding::identity);
  return found;
}

Decoded decode_base64(ByteView text, std::uint64_t most, Padding padding) {
  Decoded out;
  out.bytes.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(most, text.size() / 4 * 3 + 3)));
  SixBits bits(out.bytes, most);
  bool padded = false;
  for (const char c : text) {
    const std::uint8_t value = base64_values[static_cast<unsigned char>(c)];
    if (value < 64) {
      out.inner_padding = out.inner_padding || padded;
      bits.put(value);
      if (bits.full()) break;
    } else if (value == base64_pad) {
      if (padding == Padding::restarts && bits.held() != 0 && !bits.end_run()) out.damaged = true;
      padded = true;
    } else if (value == not_base64) {
      out.damaged = true;
    }
  }
  if (bits.held() != 0) {
    out.damaged = out.damaged || padding == Padding::restarts;  // the padding is missing
    bits.end_run();
  }
  out.cut = bits.full();
  out.damaged = out.damaged || out.inner_padding;
  return out;
}

Decoded decode_quoted_printable(ByteView text, std::uint64_t most) {
  Decoded out;
  out.bytes.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(most, text.size())));
  std::size_t line_start = 0;  // in out.bytes: blanks are cut back to here only
  for (std::size_t at = 0; at < text.size();) {
    if (out.bytes.size() >= most) {
      out.cut = true;
      break;
    }
    const char c = text[at];
    if (c == '=') {
      at = take_escape(text, at, out);
      line_start = out.bytes.size();
      continue;
    }
    if (c == '\n' || (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n')) {
      while (out.bytes.size() > line_start && (out.bytes.back() == ' ' || out.bytes.back() == '\t'))
        out.bytes.pop_back();
      out.bytes.append(text.substr(at, c == '\n' ? 1 : 2));
      at += c == '\n' ? 1 : 2;
      line_start = out.bytes.size();
      continue;
    }
    out.bytes += c;
    ++at;
  }
  if (out.bytes.size() > most) out.bytes.resize(static_cast<std::size_t>(most));
  return out;
}

bool looks_like_base64(ByteView text) {
  std::size_t count = 0;
  for (const char c : text.substr(0, 4096)) {
    const std::uint8_t value = base64_values[static_cast<unsigned char>(c)];
    if (value == not_base64 || c == ' ') return false;
    if (value < 64) ++count;
  }
  return count >= 8;
}

bool looks_like_quoted_printable(ByteView text) {
  const ByteView head = text.substr(0, 65536);
  for (std::size_t at = head.find('='); at != ByteView::npos && at + 2 < head.size();
       at = head.find('=', at + 1))
    if (hex_value(head[at + 1]) >= 0 && hex_value(head[at + 2]) >= 0) return true;
  return false;
}

}  // namespace congvu::message
