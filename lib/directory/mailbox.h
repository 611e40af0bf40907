// A mailbox and an organisation as the directory keeps them (clauses 2.1 to 2.6, 16.6).
//
// In: filled by an import, by hand or from the database. Out: plain data. Addresses are lower case, their
// domains A-labels; logins lower case; days are civil days, times UTC. Threads: plain values.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "directory/address.h"
#include "facts/mailbox_facts.h"

namespace congvu::directory {

using Day = std::chrono::sys_days;
using Time = std::chrono::sys_seconds;

struct MailboxRecord {
  std::string address;  // whole: annv_stttt@bacgiang.gov.vn
  std::string login;    // as the mail server knows the account; else the address
  std::string name;     // of the person or the organisation
  std::string title;    // chức vụ
  MailboxKind kind = MailboxKind::person;
  std::string organisation;            // code of the managing organisation, or empty
  std::optional<Level> level;          // of an organisation's mailbox
  std::optional<Day> issued;           // ngày cấp
  Standing status = Standing::in_use;  // in_use, suspended or closed
  std::optional<Day> status_since;
  std::optional<Day> status_until;  // of a suspension that ends by itself; told, never done
  std::string status_reason;        // the number of a document, or why
  std::optional<Day> password_changed;
  std::vector<std::string> aliases;  // other addresses of this mailbox
  std::vector<std::string> send_as;  // addresses of others that this login may write as
  bool operator==(const MailboxRecord&) const = default;
};

struct OrganisationRecord {
  std::string code;  // local part of its address: stttt, cckl_snnptnt
  std::string name;
  std::optional<Level> level;
  std::string parent;  // code, or empty
  bool operator==(const OrganisationRecord&) const = default;
};

// When somebody last used an account; of another table, since it changes all day.
struct LastLogin {
  std::string login;
  Time seen{};
  std::string service;  // imap, pop3, smtp, web
  bool operator==(const LastLogin&) const = default;
};

}  // namespace congvu::directory
