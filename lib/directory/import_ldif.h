// Accounts of Zimbra and OpenLDAP as rows of an import.
//
// In: LDIF: `slapcat` or `ldapsearch -LLL` of OpenLDAP (inetOrgPerson and others with `mail`), of Zimbra's
// LDAP (zimbraAccount). Out: a row for each account; what an entry does not say stays absent. What means
// what:
//   address           zimbraMailDeliveryAddress, else mail (the first), else uid with the domain of the dn
//   aliases           zimbraMailAlias, mailAlternateAddress, mailLocalAddress, further mail
//   send_as           zimbraAllowFromAddress
//   name, title       displayName or cn, title
//   organisation      departmentNumber (a code; nothing else is one)
//   kind              zimbraIsAdminAccount, zimbraIsDelegatedAdminAccount: administrator; system accounts and
//                     calendar resources: technical
//   status            zimbraAccountStatus (active; closed; locked, lockout, maintenance, pending are
//                     suspended), pwdAccountLockedTime 000001010000Z (locked for good): suspended
//   issued            zimbraCreateTimestamp, createTimestamp
//   password_changed  zimbraPasswordModifiedTime, pwdChangedTime, shadowLastChange (days since 1970)
//   last_login        zimbraLastLogonTimestamp, authTimestamp
// Entries that are no accounts (domains, groups, distribution lists) are counted in the notices. Failure:
// ldif.h's. Threads: pure functions. Sources: Zimbra's attribute list (zimbra-attrs.xml), RFC 2307, RFC 2798,
// draft-behera-ldap-password-policy-10, slapo-lastbind(5).
#pragma once

#include <string_view>

#include "directory/import_table.h"

namespace congvu::directory {

bool looks_like_ldif(std::string_view utf8);
Result<ImportTable> read_import_ldif(std::string_view utf8);

}  // namespace congvu::directory
