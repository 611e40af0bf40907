// One question of the Postfix policy delegation protocol, as far as congvu reads it.
//
// In: filled by policyd/. Out: views into the request's bytes, which must outlive it; text as Postfix sent
// it, trusted in nothing. An attribute that was not sent is empty, or 0. Threads: plain values. Source:
// Postfix 3.7 SMTPD_POLICY_README.
#pragma once

#include <cstdint>
#include <string_view>

namespace congvu::service {

struct PolicyQuery {
  std::string_view protocol_state;  // CONNECT, EHLO, HELO, MAIL, RCPT, DATA, END-OF-MESSAGE, VRFY, ETRN
  std::string_view client_address;
  std::string_view client_name;  // "unknown" where it is not verified
  std::string_view client_port;
  std::string_view helo_name;
  std::string_view sender;
  std::string_view recipient;  // from DATA on only where there is one
  std::string_view queue_id;   // empty before the first recipient was taken
  std::string_view instance;   // the same for all questions about one message
  std::string_view sasl_username;
  std::string_view encryption_protocol;  // "TLSv1.3"
  std::uint64_t recipient_count = 0;     // from DATA on
  std::uint64_t size = 0;                // declared at MAIL, or 0; at END-OF-MESSAGE the real one
};

}  // namespace congvu::service
