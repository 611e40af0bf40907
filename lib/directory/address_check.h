// A list of mailboxes against Điều 5: what is not by the rule, what collides, and what would fit.
//
// In: a Naming and the whole list (a person's address cannot be told from a sub-unit's without it). Out:
// findings in the order of the list; nothing is decided: the regulation leaves a collision to the authority
// (5.2b), and an address from before the regulation stays in use. Local parts are compared without case.
// Units: places in the list. Limits: linear in the list (but for sorting). Failure: none. Threads: pure
// functions. Source: Quyết định 27/2018/QĐ-UBND, Điều 5.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/address.h"
#include "facts/mailbox_facts.h"

namespace congvu::directory {

using congvu::MailboxKind;
using congvu::mailbox_kind_name;

struct AddressEntry {
  std::string local;
  std::string name;
  MailboxKind kind = MailboxKind::person;
  std::string org;             // local part of the managing organisation; may be empty
  std::optional<Level> level;  // of an organisation; without one its name tells
};

enum class AddressFindingKind : std::uint8_t {
  not_well_formed,  // no local part as Điều 5 forms them
  not_by_rule,      // well formed, but not what the name gives
  accepted,         // either of these, and on the profile's list of old addresses
  changed,          // not what the name gives, since somebody else has that
  duplicate,        // two mailboxes with one address
  collision,        // two names that give one address, which neither has yet
  unknown_org,      // the managing organisation is not in the list
  no_address        // the name gives none
};
std::string_view finding_name(AddressFindingKind kind);  // "not-by-rule"

enum class Severity : std::uint8_t { info, warning, error };
std::string_view severity_name(Severity severity);

struct AddressFinding {
  std::size_t entry = 0;  // place in the list
  AddressFindingKind kind = AddressFindingKind::not_by_rule;
  Severity severity = Severity::warning;
  std::string text;      // for people
  std::string expected;  // what the name gives; may be empty
  std::vector<std::string> suggestions;
};

std::vector<AddressFinding> check_addresses(const Naming& naming, const std::vector<AddressEntry>& entries);

// At most three addresses that are free: `alternatives` first, then `base` with 2, 3 ... behind its first
// part.
std::vector<std::string> free_addresses(std::string_view base, const std::vector<std::string>& alternatives,
                                        const std::function<bool(const std::string&)>& taken,
                                        unsigned first_number = 2);

}  // namespace congvu::directory
