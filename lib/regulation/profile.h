// The regulation as data: clauses, domains, names, dates. Another province is another file.
//
// In: a YAML profile (rules/regulation/*.yaml). Out: an immutable Profile. Failure: every fault with its
// place. Threads: const after load.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "directory/address_rules.h"
#include "directory/password.h"
#include "facts/envelope.h"
#include "facts/error.h"

namespace congvu::regulation {

struct Clause {
  std::string number;  // "4.6"
  std::string text;    // in the words of the regulation
};

// Heaviest claim first: a local mailbox, another state mailbox, anybody else.
enum class DomainClass : std::uint8_t { local, state, external };
std::string_view domain_class_name(DomainClass domain_class);

// "trước ngày 15/6": calendar.h's before_date() makes days of it.
struct ReportDate {
  std::string clause;
  std::string name;  // what is due
  std::chrono::month_day before{};
};

// Terms of mailboxes, in calendar months.
struct MailboxTerms {
  unsigned admin_password_months = 3;  // 4.2
  unsigned user_password_months = 6;
  unsigned idle_months = 3;  // 8.1
};

struct Profile {
  std::string id;          // "27-2018-QD-UBND"
  std::string title;       // "Quyết định số 27/2018/QĐ-UBND ..."
  std::string short_name;  // for replies: "QD 27/2018/QD-UBND"
  std::string url;
  std::map<std::string, Clause, std::less<>> clauses;
  std::vector<std::string> local_domains;  // lower case, A-labels; matched at label boundaries
  std::vector<std::string> state_domains;
  // CIDR: hosts that submit or relay for the local domains. A gateway that hands in mail from outside is
  // none.
  std::vector<std::string> own_networks;
  directory::AddressRules addresses;
  directory::PasswordRules passwords;
  MailboxTerms terms;
  std::chrono::minutes office_end = std::chrono::hours(17);  // of the day; what comes later came the next day
  std::vector<ReportDate> reports;
  std::string hash;  // SHA-256 of the file
};

// The profile in `file`, or every fault with its place. embedded_profile() is the shipped one.
tl::expected<std::shared_ptr<const Profile>, std::vector<Error>> load_profile(
    const std::filesystem::path& file);
tl::expected<std::shared_ptr<const Profile>, std::vector<Error>> embedded_profile();

// The class of the domain of `address` (or of a bare domain): label-boundary match, IDNA, case-free, trailing
// dot ignored. An empty address is external.
DomainClass domain_class(const Profile& profile, std::string_view address);

// Whether a term of `months` that began on `since` is over on `today`: it ends with the same day of the
// month.
bool overdue(std::chrono::sys_days since, unsigned months, std::chrono::sys_days today);

// Whether that address of a client is in own_networks.
bool own_network(const Profile& profile, std::string_view client);

// The one definition of direction:
//   internal: a local sender (logged in, or from an own network) and only local recipients
//   outbound: logged in, or from an own network, with at least one recipient that is not local
//   inbound:  neither, with at least one local recipient
//   relayed:  neither, and no local recipient
//   unknown:  no recipients are known (a file without an envelope)
Direction direction(const Profile& profile, const Envelope& envelope);

}  // namespace congvu::regulation
