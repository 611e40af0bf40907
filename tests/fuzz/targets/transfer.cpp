// Transfer decoders: strictly right input has one reading, a bound cuts and changes nothing else.
#include <array>

#include "fuzz/target.h"
#include "message/encoded_text.h"
#include "message/transfer_encoding.h"

namespace congvu::fuzz {
namespace {

using message::Base64Rule;
using message::Decoded;
using message::QuotedRule;

constexpr std::array base64_rules{Base64Rule::usual, Base64Rule::padding_skipped, Base64Rule::line_by_line,
                                  Base64Rule::whole_groups, Base64Rule::url_alphabet};
constexpr std::array quoted_rules{QuotedRule::literal,        QuotedRule::mark_dropped,
                                  QuotedRule::one_dropped,    QuotedRule::two_dropped,
                                  QuotedRule::joined,         QuotedRule::foreign_dropped,
                                  QuotedRule::strict_breaks,  QuotedRule::cr_breaks,
                                  QuotedRule::breaks_dropped, QuotedRule::rest_of_line};

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode_base64(ByteView bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8U | (at + i < bytes.size() ? byte_at(bytes, at + i) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i > bytes.size() ? '=' : alphabet[group >> (18 - 6 * i) & 63U];
    if (out.size() % 78 == 76) out += "\r\n";
  }
  return out;
}

std::string encode_quoted_printable(ByteView bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  std::size_t column = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (column > 72) {
      out += "=\r\n";
      column = 0;
    }
    if (byte > 0x20 && byte < 0x7f && c != '=') {
      out += c;
      ++column;
    } else {
      out.append({'=', digits[byte >> 4U], digits[byte & 15U]});
      column += 3;
    }
  }
  return out;
}

template <class Decode>
void check_bound(const Decode& decode, std::uint64_t most) {
  const Decoded whole = decode(SIZE_MAX), part = decode(most);
  check(!whole.cut, "nothing is cut where there is no bound");
  check(part.bytes.size() <= most, "no more bytes than asked for");
  // Blanks at the end of a line are dropped once its end is seen, so that a cut may leave some.
  const std::size_t sure = part.bytes.find_last_not_of(" \t") + 1;
  check(whole.bytes.substr(0, sure) == part.bytes.substr(0, sure), "a bound only cuts");
  check(part.cut || part.bytes == whole.bytes, "what is cut is said to be");
}

void check_round_trip(ByteView bytes) {
  const std::string base64 = encode_base64(bytes);
  for (const auto rule : base64_rules) {
    const Decoded decoded = message::decode_base64(base64, SIZE_MAX, rule);
    check(decoded.bytes == bytes, "base64 gives what was encoded");
    check(!decoded.damaged && !decoded.inner_padding && !decoded.cut, "right base64 is not damaged");
  }
  const std::string quoted = encode_quoted_printable(bytes);
  for (const auto rule : quoted_rules) {
    const Decoded decoded = message::decode_quoted_printable(quoted, SIZE_MAX, rule);
    check(decoded.bytes == bytes, "quoted-printable gives what was encoded");
    check(!decoded.damaged && !decoded.foreign && !decoded.odd_break && !decoded.cut,
          "right quoted-printable is not damaged");
  }
}

}  // namespace

CONGVU_FUZZ_TARGET(transfer) {
  const std::uint64_t most = take_byte(input);
  for (const auto rule : base64_rules) {
    check_bound([&](std::uint64_t n) { return message::decode_base64(input, n, rule); }, most);
    check(message::decode_base64(input, SIZE_MAX, rule).bytes.size() <= input.size() / 4 * 3 + 3,
          "base64 gives at most three quarters");
  }
  for (const auto rule : quoted_rules) {
    check_bound([&](std::uint64_t n) { return message::decode_quoted_printable(input, n, rule); }, most);
    check(message::decode_quoted_printable(input, SIZE_MAX, rule).bytes.size() <= input.size(),
          "quoted-printable does not grow");
  }
  check_round_trip(input);
  check(!message::encodings_of(input).empty(), "there is always an encoding");
  static_cast<void>(message::looks_like_base64(input));
  static_cast<void>(message::looks_like_quoted_printable(input));
}

// uuencode, yEnc and BinHex inside text.
CONGVU_FUZZ_TARGET(encoded_text) {
  const std::uint64_t most = take_byte(input);
  std::size_t at = 0;
  while (const auto file = message::find_encoded(input, at)) {
    check(file->end > at && file->end <= input.size(), "the search moves on");
    at = file->end;
    check_inside(input, file->data, "encoded lines lie inside");
    check_utf8(file->name, "a name is UTF-8");
    check_bound([&](std::uint64_t n) { return message::decode_file(*file, n); }, most);
    check(message::decode_file(*file, SIZE_MAX).bytes.size() <= message::decoded_size(*file),
          "no more comes out than was foreseen");
  }
}

}  // namespace congvu::fuzz
