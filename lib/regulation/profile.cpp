#include "regulation/profile.h"

#include <algorithm>

#include "regulation/calendar.h"
#include "regulation/domain.h"
#include "regulation/network.h"

namespace congvu::regulation {

bool overdue(std::chrono::sys_days since, unsigned months, std::chrono::sys_days today) {
  const auto due = after_months(since, months);
  return due && today > *due;
}

bool own_network(const Profile& profile, std::string_view client) {
  const auto address = parse_address(client);
  if (!address) return false;
  return std::any_of(profile.own_networks.begin(), profile.own_networks.end(), [&](const std::string& text) {
    const auto network = parse_network(text);
    return network && network->contains(*address);
  });
}

std::string_view domain_class_name(DomainClass domain_class) {
  switch (domain_class) {
    case DomainClass::local:
      return "local";
    case DomainClass::state:
      return "state";
    case DomainClass::external:
      break;
  }
  return "external";
}

DomainClass domain_class(const Profile& profile, std::string_view address) {
  const std::string domain = domain_of(address);
  if (within_any(domain, profile.local_domains)) return DomainClass::local;
  if (within_any(domain, profile.state_domains)) return DomainClass::state;
  return DomainClass::external;
}

Direction direction(const Profile& profile, const Envelope& envelope) {
  if (envelope.recipients.empty()) return Direction::unknown;
  const auto local = [&](const std::string& recipient) {
    return domain_class(profile, recipient) == DomainClass::local;
  };
  const bool submitted = !envelope.login.empty() || own_network(profile, envelope.client_address);
  if (submitted)
    return std::all_of(envelope.recipients.begin(), envelope.recipients.end(), local) ? Direction::internal
                                                                                      : Direction::outbound;
  return std::any_of(envelope.recipients.begin(), envelope.recipients.end(), local) ? Direction::inbound
                                                                                    : Direction::relayed;
}

}  // namespace congvu::regulation
