// The framing of OpenPGP packets.
//
// In: untrusted bytes. Out: one packet after the other, with its body joined from partial lengths where it
// has such. Failure: nothing where no packet begins; `complete` is false where the bytes end early. Threads:
// pure functions. Source: RFC 9580, 4.2.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "facts/bytes.h"

namespace congvu::attachment::pgp {

enum Tag : std::uint8_t {
  session_key_public = 1,
  signature = 2,
  session_key_secret = 3,
  one_pass_signature = 4,
  compressed = 8,
  encrypted_old = 9,
  marker = 10,
  literal = 11,
  encrypted = 18,
  encrypted_aead = 20,
};

struct Packet {
  std::uint8_t tag = 0;
  std::vector<ByteView> pieces;  // of the body, at least one
  std::size_t size = 0;          // with head
  bool complete = true;

  // The first bytes of the body, of the first piece.
  [[nodiscard]] ByteView head() const { return pieces.front(); }
};

std::optional<Packet> read_packet(ByteView bytes);

// Is this the session key or data packet of an encrypted message, by everything that its first bytes say?
bool is_session_key(const Packet& packet);
bool is_encrypted_data(const Packet& packet);

}  // namespace congvu::attachment::pgp
