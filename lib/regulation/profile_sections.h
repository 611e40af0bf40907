// The sections of a profile that say how mailboxes are named and kept: addresses, passwords, office hours,
// reports.
//
// In: nodes of a profile file; a section that is absent keeps its defaults. Out: values of Profile; faults in
// the Faults. Failure: collected, never thrown. Threads: pure functions.
#pragma once

#include "regulation/profile.h"
#include "yaml/map.h"

namespace congvu::regulation {

void read_addresses(const yaml::Node* node, directory::AddressRules& out, yaml::Faults& faults);
void read_passwords(const yaml::Node* node, directory::PasswordRules& out, MailboxTerms& terms,
                    yaml::Faults& faults);
void read_mailboxes(const yaml::Node* node, MailboxTerms& out, yaml::Faults& faults);
void read_office_hours(const yaml::Node* node, std::chrono::minutes& end, yaml::Faults& faults);
void read_reports(const yaml::Node* node, const Profile& profile, std::vector<ReportDate>& out,
                  yaml::Faults& faults);

}  // namespace congvu::regulation
