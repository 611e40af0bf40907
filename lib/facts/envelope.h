// What the MTA says about a message besides its bytes (RFC 5321): who, to whom, from where.
//
// In: filled by a wrapper (milter, policy server) or left empty (files). Out: plain data for rules and
// journal. Addresses are without angle brackets, as the MTA gave them otherwise; nothing here is trusted
// text. Threads: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace congvu {

// Defined once, in regulation/direction.h: by login, client network and the domain classes of sender and
// recipients.
enum class Direction : std::uint8_t { unknown, inbound, outbound, internal, relayed };

std::string_view direction_name(Direction direction);
Direction direction_of(std::string_view name);

struct Envelope {
  std::string queue_id;
  std::string instance;  // Postfix's name for one message of one session, the same in all its policy queries
  std::string sender;    // reverse-path; empty for bounces
  std::vector<std::string> recipients;
  std::string client_address;  // without the "IPv6:" prefix; empty for files
  std::string client_port;     // decimal, or empty
  std::string client_name;     // reverse name, verified by the MTA, or empty
  std::string helo;
  std::string login;        // SASL login, or empty
  std::string tls_version;  // "TLSv1.3", or empty for clear text
  std::string mta;          // "postfix", "sendmail", or empty
  Direction direction = Direction::unknown;
  // Where the MTA tells only the number of recipients (Postfix at DATA); 0: those above are all.
  std::uint64_t recipient_count = 0;
  std::uint64_t declared_size = 0;  // SIZE= of MAIL FROM, 0 where the client has not said it
};

}  // namespace congvu
