#include "regulation/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

namespace congvu::regulation {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::optional<unsigned> parse_prefix(std::string_view text, unsigned most) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value <= most ? std::optional(value) : std::nullopt;
}

bool bit(const IpAddress& address, unsigned index) {
  return ((address[index / 8] >> (7 - index % 8)) & 1U) != 0;
}

}  // namespace

bool Network::contains(const IpAddress& other) const {
  for (unsigned i = 0; i < prefix; ++i)
    if (bit(address, i) != bit(other, i)) return false;
  return true;
}

std::optional<IpAddress> parse_address(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string ended(text);
  IpAddress out{};
  in_addr four{};
  if (inet_pton(AF_INET, ended.c_str(), &four) == 1) {
    std::copy(mapped_prefix.begin(), mapped_prefix.end(), out.begin());
    const std::uint32_t bits = ntohl(four.s_addr);
    for (unsigned i = 0; i < 4; ++i) out[12 + i] = static_cast<std::uint8_t>(bits >> (24 - 8 * i));
    return out;
  }
  in6_addr six{};
  if (inet_pton(AF_INET6, ended.c_str(), &six) != 1) return std::nullopt;
  std::copy(std::begin(six.s6_addr), std::end(six.s6_addr), out.begin());
  return out;
}

std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  const auto address = parse_address(host);
  if (!address) return std::nullopt;
  Network network{*address, 128};
  if (slash != std::string_view::npos) {
    const bool four = host.find(':') == std::string_view::npos;
    const auto prefix = parse_prefix(text.substr(slash + 1), four ? 32 : 128);
    if (!prefix) return std::nullopt;
    network.prefix = *prefix + (four ? 96 : 0);
  }
  for (unsigned i = network.prefix; i < 128; ++i)
    if (bit(network.address, i)) return std::nullopt;
  return network;
}

}  // namespace congvu::regulation
