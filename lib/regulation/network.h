// Networks in CIDR notation, IPv4 and IPv6.
//
// In: "10.0.0.0/8", "::1", an address from an envelope. Out: a network, or nothing for what is not one; bits
// behind the prefix must be zero, so that a slip of the pen is seen. IPv4-mapped IPv6 addresses count as
// IPv4. Threads: pure functions. Sources: RFC 4632, RFC 4291.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace congvu::regulation {

// All addresses as 128 bits; IPv4 as ::ffff:a.b.c.d.
using IpAddress = std::array<std::uint8_t, 16>;

struct Network {
  IpAddress address{};
  unsigned prefix = 128;

  [[nodiscard]] bool contains(const IpAddress& other) const;
  bool operator==(const Network&) const = default;
};

std::optional<IpAddress> parse_address(std::string_view text);
std::optional<Network> parse_network(std::string_view text);

}  // namespace congvu::regulation
