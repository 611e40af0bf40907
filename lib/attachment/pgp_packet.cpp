#include "attachment/pgp_packet.h"

#include <algorithm>

namespace congvu::attachment::pgp {
namespace {

constexpr std::size_t most_pieces = 100'000;

struct Length {
  std::uint64_t value = 0;
  std::size_t size = 0;
  bool partial = false;
};

std::optional<Length> new_length(ByteView bytes) {
  if (bytes.empty()) return std::nullopt;
  const unsigned first = byte_at(bytes, 0);
  if (first < 192) return Length{first, 1, false};
  if (first >= 224 && first < 255) return Length{1ULL << (first & 0x1F), 1, true};
  const auto long_form = first == 255 ? read_be<4>(bytes, 1) : std::nullopt;
  if (long_form) return Length{*long_form, 5, false};
  if (first == 255 || bytes.size() < 2) return std::nullopt;
  return Length{((first - 192ULL) << 8) + byte_at(bytes, 1) + 192, 2, false};
}

std::optional<Packet> read_new(ByteView bytes) {
  Packet packet;
  packet.tag = byte_at(bytes, 0) & 0x3F;
  std::size_t at = 1;
  while (packet.pieces.size() < most_pieces) {
    const auto length = new_length(slice(bytes, at));
    if (!length) {
      packet.complete = false;
      break;
    }
    at += length->size;
    packet.pieces.push_back(slice(bytes, at, length->value));
    packet.complete = packet.pieces.back().size() == length->value;
    at += packet.pieces.back().size();
    if (!length->partial || !packet.complete) break;
  }
  if (packet.pieces.empty()) return std::nullopt;
  packet.size = at;
  return packet;
}

std::optional<Packet> read_old(ByteView bytes) {
  Packet packet;
  packet.tag = (byte_at(bytes, 0) >> 2) & 0x0F;
  const unsigned type = byte_at(bytes, 0) & 3;
  std::optional<std::uint64_t> length = bytes.size();
  if (type == 0) length = read_be<1>(bytes, 1);
  if (type == 1) length = read_be<2>(bytes, 1);
  if (type == 2) length = read_be<4>(bytes, 1);
  if (!length) return std::nullopt;
  const std::size_t head = type == 0 ? 2 : type == 1 ? 3 : type == 2 ? 5 : 1;
  packet.pieces.push_back(slice(bytes, head, *length));
  packet.complete = type == 3 || packet.pieces.back().size() == *length;
  packet.size = head + packet.pieces.back().size();
  return packet;
}

bool is_cipher(unsigned algorithm) { return algorithm >= 1 && algorithm <= 13; }

bool is_public_algorithm(unsigned algorithm) {
  return (algorithm >= 1 && algorithm <= 3) || algorithm == 16 || algorithm == 18 || algorithm == 20 ||
         algorithm == 25 || algorithm == 26;
}

// Version 3: key id, algorithm, then numbers or a point, whose first length must fit.
bool is_public_session_key(ByteView body) {
  if (body.size() < 12) return false;
  const unsigned version = byte_at(body, 0);
  if (version == 6) return byte_at(body, 1) <= 33 && body.size() > 2U + byte_at(body, 1);
  if (version != 3 || !is_public_algorithm(byte_at(body, 9))) return false;
  if (byte_at(body, 9) >= 25) return body.size() >= 10 + 32;
  const auto bits = read_be<2>(body, 10);
  return bits && *bits > 0 && (*bits + 7) / 8 + 12 <= body.size() && body.size() <= 10'000;
}

bool is_secret_session_key(ByteView body) {
  if (body.size() < 4 || body.size() > 512) return false;
  const unsigned version = byte_at(body, 0);
  if (version == 4) {
    const unsigned method = byte_at(body, 2);
    const std::size_t least = method == 0   ? 4
                              : method == 1 ? 12
                              : method == 3 ? 13
                              : method == 4 ? 23
                                            : SIZE_MAX;
    return is_cipher(byte_at(body, 1)) && body.size() >= least && (method == 4 || byte_at(body, 3) <= 14);
  }
  if (version == 5) return is_cipher(byte_at(body, 1)) && byte_at(body, 2) >= 1 && byte_at(body, 2) <= 3;
  return version == 6 && byte_at(body, 1) < body.size() && is_cipher(byte_at(body, 2));
}

}  // namespace

std::optional<Packet> read_packet(ByteView bytes) {
  if (bytes.size() < 2 || (byte_at(bytes, 0) & 0x80U) == 0) return std::nullopt;
  return (byte_at(bytes, 0) & 0x40U) != 0 ? read_new(bytes) : read_old(bytes);
}

bool is_session_key(const Packet& packet) {
  if (packet.pieces.size() != 1 || !packet.complete) return false;
  if (packet.tag == session_key_public) return is_public_session_key(packet.head());
  return packet.tag == session_key_secret && is_secret_session_key(packet.head());
}

bool is_encrypted_data(const Packet& packet) {
  const ByteView body = packet.head();
  if (body.size() < 18) return false;
  if (packet.tag == encrypted_old) return true;
  if (packet.tag == encrypted_aead) return byte_at(body, 0) == 1 && is_cipher(byte_at(body, 1));
  if (packet.tag != encrypted) return false;
  return byte_at(body, 0) == 1 ||
         (byte_at(body, 0) == 2 && is_cipher(byte_at(body, 1)) && byte_at(body, 2) <= 3);
}

}  // namespace congvu::attachment::pgp
