#include "message/transfer_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "facts/text.h"
#include "message/encoded_word.h"
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

constexpr std::size_t most_encodings = 8, longest_encoding_value = 1'000;

// The words of the value, known or not.
void add_words(std::vector<Encoding>& found, std::string_view value) {
  std::string text = lower_ascii(value);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ',' || c == ';' || c == '"'; }, ' ');
  for (std::size_t at = text.find_first_not_of(" \t"); at != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    if (found.size() < most_encodings)
      found.push_back(encoding_of(std::string_view(text).substr(at, end - at)));
    at = text.find_first_not_of(" \t", end);
  }
}

void add_if_encoded(std::vector<Encoding>& found, Encoding encoding) {
  const bool encoded = encoding != Encoding::unknown && encoding != Encoding::identity;
  if (encoded && std::find(found.begin(), found.end(), encoding) == found.end()) found.push_back(encoding);
}

void add_known(std::vector<Encoding>& found, std::string_view word) {
  add_if_encoded(found, encoding_of(lower_ascii(trim_ascii(word))));
}

bool is_line_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::optional<char> hex_pair(char high, char low) {
  const int a = hex_value(high), b = hex_value(low);
  if (a < 0 || b < 0) return std::nullopt;
  return static_cast<char>(a * 16 + b);
}

// An escape whose two digits stand apart; the offset behind it, or `at`.
std::size_t take_joined(ByteView text, std::size_t at, Decoded& out) {
  constexpr std::size_t longest = 12;
  constexpr std::string_view between = "= \t\r\n";
  const std::size_t end = std::min(text.size(), at + longest);
  const auto digit = [&](std::size_t from) {
    while (from < end && between.find(text[from]) != std::string_view::npos) ++from;
    return from;
  };
  const std::size_t first = digit(at + 1), second = digit(first + 1);
  if (second >= end) return at;
  const auto byte = hex_pair(text[first], text[second]);
  if (!byte) return at;
  out.bytes += *byte;
  return second + 1;
}

// How many characters behind the '=' that begins no escape are dropped with it; nothing where it is text.
std::optional<std::size_t> dropped_behind(QuotedRule rule) {
  if (rule == QuotedRule::mark_dropped) return 0;
  if (rule == QuotedRule::one_dropped) return 1;
  if (rule == QuotedRule::two_dropped) return 2;
  return std::nullopt;
}

// Behind a '=' at `at` that begins no escape; appends what the rule makes of it.
std::size_t behind_bad_escape(ByteView text, std::size_t at, QuotedRule rule, Decoded& out) {
  if (rule == QuotedRule::joined)
    if (const std::size_t behind = take_joined(text, at, out); behind != at) return behind;
  const auto dropped = dropped_behind(rule);
  if (!dropped) {
    out.bytes += '=';
    return at + 1;
  }
  std::size_t behind = at + 1;
  while (behind < text.size() && behind < at + 1 + *dropped && text[behind] != '=' && text[behind] != '\n')
    ++behind;
  return behind;
}

// The offset behind a soft break whose '=' stands at `at`; `at` where there is none.
std::size_t behind_soft_break(ByteView text, std::size_t at, QuotedRule rule, Decoded& out) {
  std::size_t end = at + 1;
  while (end < text.size() && is_line_blank(text[end])) ++end;
  const bool at_line_end = end >= text.size() || text[end] == '\n';
  const bool plain = end == at + 1 || (end == at + 2 && text[at + 1] == '\r');
  if (at_line_end && (plain || rule != QuotedRule::strict_breaks)) {
    out.odd_break = out.odd_break || !plain;
    return std::min(end + 1, text.size());
  }
  if (at + 1 >= text.size() || text[at + 1] != '\r') return at;
  out.odd_break = true;
  if (rule == QuotedRule::cr_breaks) return at + 2;
  if (rule == QuotedRule::rest_of_line) return std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

// A "=" at `at`; appends what it stands for. Returns the offset behind the escape.
std::size_t take_escape(ByteView text, std::size_t at, QuotedRule rule, Decoded& out) {
  if (at + 2 < text.size())
    if (const auto byte = hex_pair(text[at + 1], text[at + 2])) {
      out.bytes += *byte;
      return at + 3;
    }
  if (const std::size_t behind = behind_soft_break(text, at, rule, out); behind != at) return behind;
  out.damaged = true;
  return behind_bad_escape(text, at, rule, out);
}

}  // namespace

std::vector<Encoding> encodings_of(std::string_view value) {
  std::vector<Encoding> found;
  // What a fold in front of the colon leaves behind.
  value.remove_prefix(std::min(value.find_first_not_of(" \t:="), value.size()));
  add_words(found, without_comments(value));
  const std::string_view bounded = value.substr(0, longest_encoding_value);
  // "bas e64", "bas(x)e64", "base\0 64", "(base64)", "=?us-ascii?q?base64?=".
  std::string letters = without_comments(bounded);
  letters.erase(std::remove_if(letters.begin(), letters.end(), [](char c) { return c <= ' ' || c == '"'; }),
                letters.end());
  add_known(found, letters);
  add_known(found, value.substr(0, std::min(value.find('\0'), longest_encoding_value)));
  if (value.find_first_of("()") != std::string_view::npos) {
    std::string words(bounded);
    std::replace_if(
        words.begin(), words.end(), [](char c) { return c == '(' || c == ')'; }, ' ');
    std::vector<Encoding> inside;
    add_words(inside, words);
    for (const auto encoding : inside) add_if_encoded(found, encoding);
  }
  if (has_words(bounded)) add_known(found, decode_words(bounded));
  if (found.empty()) found.push_back(Encoding::identity);
  return found;
}

bool is_exact_encoding(std::string_view value) {
  const std::string_view word = trim_ascii(value);
  return word.find_first_of(" \t") == std::string_view::npos &&
         encoding_of(lower_ascii(word)) != Encoding::unknown;
}

namespace {

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
      if (rule_ != Base64Rule::padding_skipped && bits_.held() != 0 && !bits_.end_run()) out_.damaged = true;
      padded_ = true;
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

Decoded decode_quoted_printable(ByteView text, std::uint64_t most, QuotedRule rule) {
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
      at = take_escape(text, at, rule, out);
      line_start = out.bytes.size();
      continue;
    }
    if (c == '\n' || (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n')) {
      while (out.bytes.size() > line_start && (out.bytes.back() == ' ' || out.bytes.back() == '\t'))
        out.bytes.pop_back();
      if (rule != QuotedRule::breaks_dropped) out.bytes.append(text.substr(at, c == '\n' ? 1 : 2));
      out.hard_break = out.hard_break || at + 2 < text.size();
      at += c == '\n' ? 1 : 2;
      line_start = out.bytes.size();
      continue;
    }
    const bool beside_escape = (c == ' ' || c == '\t') && at + 1 < text.size() && text[at + 1] == '=' &&
                               out.bytes.size() == line_start;
    const bool foreign = beside_escape || (c != '\t' && c != '\r' && (c < ' ' || c > '~'));
    out.foreign = out.foreign || foreign;
    if (!foreign || rule != QuotedRule::foreign_dropped) out.bytes += c;
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

bool is_foreign_to_base64(ByteView text) {
  std::size_t foreign = 0, letters = 0;
  for (const char c : text.substr(0, 4096)) {
    const std::uint8_t value = base64_values[static_cast<unsigned char>(c)];
    foreign += value == not_base64 ? 1U : 0U;
    letters += value < 64 ? 1U : 0U;
  }
  return foreign * 8 > letters;
}

bool looks_like_quoted_printable(ByteView text) {
  const ByteView head = text.substr(0, 65536);
  for (std::size_t at = head.find('='); at != ByteView::npos && at + 2 < head.size();
       at = head.find('=', at + 1))
    if (hex_value(head[at + 1]) >= 0 && hex_value(head[at + 2]) >= 0) return true;
  return false;
}

}  // namespace congvu::message
