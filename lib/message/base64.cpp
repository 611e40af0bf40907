// The base64 half of transfer_encoding.h.
#include <algorithm>
#include <array>

#include "facts/text.h"
#include "message/lines.h"
#include "message/transfer_encoding.h"

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

// Collects six bits at a time; a run is what stands between two paddings.
class SixBits {
 public:
  SixBits(std::string& out, std::uint64_t most) : out_(out), most_(most) {}

  void put(std::uint8_t six) {
    bits_ = (bits_ << 6) | six;
    if (++held_ == 4) flush(padding_ == 0 ? 3 : padding_ == 1 ? 2 : 1);
  }
  void put_padding() {
    ++padding_;
    put(0);
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
    padding_ = 0;
  }
  std::string& out_;
  std::uint64_t most_;
  std::uint32_t bits_ = 0;
  unsigned held_ = 0;
  unsigned padding_ = 0;  // of the characters that are held
  bool full_ = false;
};

// base64 under one rule, character by character.
class Base64Decoder {
 public:
  Base64Decoder(std::uint64_t most, Base64Rule rule) : rule_(rule), bits_(out_.bytes, most) {}

  Decoded decode(ByteView text, std::uint64_t most) {
    out_.bytes.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(most, text.size() / 4 * 3 + 3)));
    if (rule_ == Base64Rule::whole_groups) {
      whole_lines(text);
    } else {
      take_all(text);
    }
    if (bits_.held() != 0) {
      out_.damaged = out_.damaged || rule_ != Base64Rule::padding_skipped;  // the padding is missing
      bits_.end_run();
    }
    if (!interrupted_) out_.before_padding = out_.bytes.size();
    out_.cut = bits_.full();
    out_.damaged = out_.damaged || out_.inner_padding;
    return std::move(out_);
  }

 private:
  void take_all(ByteView text) {
    for (const char c : text) {
      take(c);
      if (bits_.full()) break;
    }
  }
  void whole_lines(ByteView text) {
    for (std::size_t at = 0; at < text.size() && !bits_.full();) {
      const Line line = line_at(text, at, LineEnds::lf);
      at = line.next;
      const ByteView words = text.substr(line.begin, line.end - line.begin);
      const bool last = trim_ascii(text.substr(at, 2)).empty() && at + 2 >= text.size();
      if (last || is_whole_line(words)) take_all(words);
    }
  }
  static bool is_whole_line(ByteView line) {
    std::size_t letters = 0;
    for (const char c : line) {
      const std::uint8_t value = base64_values[static_cast<unsigned char>(c)];
      if (value == not_base64) return false;
      letters += value != base64_blank ? 1U : 0U;
    }
    return letters % 4 == 0;
  }
  void take(char c) {
    const std::uint8_t value = base64_values[static_cast<unsigned char>(c)];
    if (value < 64) {
      letter(value);
    } else if (value == base64_pad) {
      interrupt();
      padded_ = true;
      if (rule_ == Base64Rule::padding_in_place)
        bits_.put_padding();
      else if (rule_ != Base64Rule::padding_skipped && bits_.held() != 0 && !bits_.end_run())
        out_.damaged = true;
    } else if (c == '\n') {
      end_line();
    } else if (value == not_base64) {
      foreign(c);
    }
  }
  void letter(std::uint8_t value) {
    out_.inner_padding = out_.inner_padding || padded_;
    out_.uneven_lines = out_.uneven_lines || uneven_;
    ++line_letters_;
    bits_.put(value);
  }
  void end_line() {
    uneven_ = uneven_ || line_letters_ % 4 != 0;
    line_letters_ = 0;
    if (rule_ == Base64Rule::line_by_line) bits_.end_run();
  }
  void foreign(char c) {
    interrupt();
    out_.damaged = true;
    if (c != '-' && c != '_') return;
    out_.url_letters = true;
    if (rule_ == Base64Rule::url_alphabet) letter(c == '-' ? 62 : 63);
  }
  void interrupt() {
    if (interrupted_) return;
    interrupted_ = true;
    out_.before_padding = out_.bytes.size() + (bits_.held() > 1 ? bits_.held() - 1 : 0);
  }

  Decoded out_;
  Base64Rule rule_;
  SixBits bits_;
  bool padded_ = false, uneven_ = false, interrupted_ = false;
  std::size_t line_letters_ = 0;
};

}  // namespace

Decoded decode_base64(ByteView text, std::uint64_t most, Base64Rule rule) {
  Base64Decoder decoder(most, rule);
  return decoder.decode(text, most);
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

bool is_foreign_to_base64(ByteView text) {
  std::size_t foreign = 0, letters = 0;
  for (const char c : text.substr(0, 4096)) {
    const std::uint8_t value = base64_values[static_cast<unsigned char>(c)];
    foreign += value == not_base64 ? 1U : 0U;
    letters += value < 64 ? 1U : 0U;
  }
  return foreign * 8 > letters;
}

}  // namespace congvu::message
