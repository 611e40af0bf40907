#include "attachment/pgp.h"

#include <algorithm>

#include "attachment/document_base64.h"
#include "attachment/document_inflate.h"
#include "attachment/pgp_packet.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using pgp::Packet;
using pgp::read_packet;

constexpr std::string_view armour_begin = "-----BEGIN PGP MESSAGE";
constexpr std::string_view armour_end = "-----END PGP MESSAGE";
constexpr unsigned most_layers = 8;

bool is_one_pass_signature(const Packet& packet) {
  return packet.tag == pgp::one_pass_signature && packet.complete && packet.pieces.size() == 1 &&
         packet.head().size() == 13 && byte_at(packet.head(), 0) == 3 && byte_at(packet.head(), 12) <= 1;
}

bool is_literal(const Packet& packet) {
  if (packet.tag != pgp::literal || packet.head().size() < 6) return false;
  const ByteView body = packet.head();
  return ByteView("btu1lm").find(body[0]) != ByteView::npos && body.size() >= 6U + byte_at(body, 1);
}

bool is_compressed(const Packet& packet) {
  return packet.tag == pgp::compressed && packet.head().size() > 2 && byte_at(packet.head(), 0) <= 3;
}

bool is_marker(const Packet& packet) { return packet.tag == pgp::marker && packet.head() == "PGP"; }

// An encrypted message begins with session keys; its data without one can be told from noise only when the
// packet ends exactly with the file.
bool begins_encrypted(ByteView bytes, const Packet& first) {
  const auto second = read_packet(slice(bytes, first.size));
  if (pgp::is_session_key(first))
    return !second || pgp::is_session_key(*second) || pgp::is_encrypted_data(*second);
  return first.tag == pgp::encrypted && pgp::is_encrypted_data(first) && first.complete &&
         first.size == bytes.size();
}

bool begins_message(ByteView bytes) {
  const auto first = read_packet(bytes);
  if (!first) return false;
  return begins_encrypted(bytes, *first) || is_one_pass_signature(*first) || is_literal(*first) ||
         is_marker(*first);
}

bool begins_layer(ByteView bytes) {
  const auto first = read_packet(bytes);
  return begins_message(bytes) || (first && is_compressed(*first));
}

// The head of what a compressed packet holds tells a message from noise.
bool holds_message(const Packet& packet) {
  Limits small;
  small.unpacked_bytes = small.entry_bytes = 256U << 10;
  Budget budget(small);
  const ByteView body = packet.head();
  const ByteView start = slice(body, 1, 4096);
  switch (byte_at(body, 0)) {
    case 0:
      return begins_layer(start);
    case 1:
      return begins_layer(inflate_all(start, Wrapping::raw, budget).bytes);
    case 2:
      return begins_layer(inflate_all(start, Wrapping::zlib, budget).bytes);
    default:
      return start.starts_with("BZh");
  }
}

std::string joined(const Packet& packet, std::size_t skip, Budget& budget, Findings& findings) {
  std::uint64_t size = 0;
  for (const ByteView piece : packet.pieces) size += piece.size();
  std::string out;
  if (size < skip) return out;
  const std::uint64_t room = std::min(size, budget.bytes_left());
  if (room < size || !budget.take_bytes(room)) {
    budget.note("unpacked_bytes");
    findings.add(Unchecked::limit);
    return out;
  }
  out.reserve(static_cast<std::size_t>(size));
  for (const ByteView piece : packet.pieces) out += piece;
  return out.substr(skip);
}

// Walks the packets of a message, layer after layer of compression, without recursion.
class Walk {
 public:
  Walk(Budget& budget, Findings& findings) : budget_(budget), findings_(findings) {}

  Makers run(Blob bytes) {
    layers_.push_back(std::move(bytes));
    for (unsigned layer = 0; !layers_.empty(); ++layer) {
      const Blob blob = std::move(layers_.back());
      layers_.pop_back();
      if (layer >= most_layers) {
        findings_.add(Unchecked::limit);
        break;
      }
      packets(blob);
    }
    return std::move(makers_);
  }

 private:
  void packets(const Blob& blob) {
    ByteView rest = blob.bytes;
    for (std::size_t i = 0; i < most_packets && !budget_.expired(); ++i) {
      const auto packet = read_packet(rest);
      if (!packet) return;
      if (!one(blob, rest, *packet)) return;
      rest.remove_prefix(packet->size);
    }
    if (!rest.empty()) findings_.add(Unchecked::limit);
  }

  // False when the message ends here.
  bool one(const Blob& blob, ByteView rest, const Packet& packet) {
    if (begins_encrypted(rest, packet)) {
      findings_.encrypted = true;
      findings_.refine(
          {Kind::document, "pgp-encrypted", "application/pgp-encrypted", "encrypted message (OpenPGP)"});
      return false;
    }
    if (is_literal(packet)) {
      literal(blob, packet);
      return true;
    }
    if (is_compressed(packet)) {
      unpack(packet);
      return false;
    }
    return packet.complete;
  }

  void literal(const Blob& blob, const Packet& packet) {
    if (!packet.complete) findings_.add(Unchecked::damaged);
    const ByteView body = packet.head();
    const std::size_t name_length = byte_at(body, 1);
    std::vector<std::string> names;
    if (body.substr(2, name_length) != "_CONSOLE") add_base_name(names, body.substr(2, name_length));
    const std::size_t skip = 6 + name_length;
    if (packet.pieces.size() == 1) {
      makers_.push_back(give_later(blob.part(body.substr(skip)), std::move(names)));
      return;
    }
    const Blob whole = Blob::own(joined(packet, skip, budget_, findings_));
    if (whole.bytes.empty()) return;
    makers_.push_back([whole, names = std::move(names)](Budget&, Findings&) -> std::optional<Child> {
      return embedded(whole, names);
    });
  }

  void unpack(const Packet& packet) {
    const unsigned method = byte_at(packet.head(), 0);
    std::string packed = joined(packet, 1, budget_, findings_);
    if (method == 0) {
      layers_.push_back(Blob::own(std::move(packed)));
    } else if (method == 3) {
      // bzip2 is for the archive readers; what they unpack is a message again.
      makers_.push_back([blob = Blob::own(std::move(packed))](Budget&, Findings&) -> std::optional<Child> {
        return embedded(blob);
      });
    } else {
      Unpacked unpacked = inflate_all(packed, method == 1 ? Wrapping::raw : Wrapping::zlib, budget_);
      if (unpacked.state == Unpacking::limit) findings_.add(Unchecked::limit);
      if (unpacked.state == Unpacking::damaged) findings_.add(Unchecked::damaged);
      layers_.push_back(Blob::own(std::move(unpacked.bytes)));
    }
  }

  Budget& budget_;
  Findings& findings_;
  std::vector<Blob> layers_;
  Makers makers_;
};

// The next armoured message that begins a line; moves `at` behind it. Its text is without the armour's
// headers.
std::optional<ByteView> next_armour(ByteView text, std::size_t& at) {
  for (at = text.find(armour_begin, at); at != ByteView::npos; at = text.find(armour_begin, at + 1)) {
    if (at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r') continue;
    const std::size_t line = text.find('\n', at);
    if (line == ByteView::npos) return std::nullopt;
    ByteView rest = text.substr(line + 1);
    const std::size_t end = std::min(rest.find(armour_end), rest.size());
    at = line + 1 + end;
    rest = rest.substr(0, end);
    // Headers have a colon, and a blank line ends them; the check sum begins with '='.
    for (std::size_t eol = rest.find('\n'); eol != ByteView::npos; eol = rest.find('\n')) {
      const ByteView head = rest.substr(0, eol);
      if (!trim_ascii(head).empty() && head.find(": ") == ByteView::npos) break;
      rest.remove_prefix(eol + 1);
    }
    const std::size_t sum = rest.find("\n=");
    return rest.substr(0, sum == ByteView::npos ? rest.size() : sum);
  }
  return std::nullopt;
}

}  // namespace

bool is_pgp_binary(ByteView bytes) {
  const auto first = read_packet(bytes);
  if (!first) return false;
  if (begins_encrypted(bytes, *first) || is_one_pass_signature(*first) || is_marker(*first)) return true;
  // A literal packet alone is a message only if it is exactly the file.
  if (is_literal(*first))
    return first->complete && first->size == bytes.size() && byte_at(first->head(), 1) < 128;
  return is_compressed(*first) && holds_message(*first);
}

bool has_pgp_armour(ByteView bytes) { return bytes.find(armour_begin) != ByteView::npos; }

Makers look_into_pgp_binary(const Blob& bytes, Budget& budget, Findings& findings) {
  return Walk(budget, findings).run(bytes);
}

Makers look_into_pgp_armour(const Blob& bytes, Budget& budget, Findings& findings) {
  Makers makers;
  std::size_t at = 0;
  for (std::size_t i = 0; i < most_packets; ++i) {
    const auto text = next_armour(bytes.bytes, at);
    if (!text) break;
    const std::uint64_t room = std::min<std::uint64_t>(text->size(), budget.bytes_left());
    if (room < text->size() || !budget.take_bytes(room)) {
      findings.add(Unchecked::limit);
      break;
    }
    Blob binary = Blob::own(decode_base64(*text));
    if (!is_pgp_binary(binary.bytes) && !begins_message(binary.bytes)) continue;  // somebody writes about PGP
    for (MakeChild& maker : Walk(budget, findings).run(std::move(binary))) makers.push_back(std::move(maker));
  }
  return makers;
}

}  // namespace congvu::attachment
