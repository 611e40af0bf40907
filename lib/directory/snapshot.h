// The directory of mailboxes in memory: what the daemons answer from.
//
//   if (const Mailbox* box = directory->by_address("annv_stttt@bacgiang.gov.vn"))
//     if (box->status == Standing::suspended) ...
//
// In: the records of the database (directory/store.h). Out: look-ups by hash, a few tens of nanoseconds each.
// What is asked for must have the directory's form: addresses in lower case with A-labels and without a
// subaddress, logins in lower case. Texts and pointers live as long as the Directory. Units: days and UTC
// seconds. Limits: about 250 bytes a mailbox. Failure: of two records with one address, alias or login the
// first wins (the database has none such). Threads: const after make(); shared by any number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "directory/mailbox.h"

namespace congvu::directory {

struct Mailbox {
  std::string_view address;
  std::string_view login;
  std::string_view organisation;  // code, or empty
  std::span<const std::string_view> send_as;
  MailboxKind kind = MailboxKind::person;
  Standing status = Standing::in_use;  // in_use, suspended or closed
  std::optional<Day> issued;
  std::optional<Day> status_since;
  std::optional<Day> password_changed;
};

struct Organisation {
  std::string_view code;
  std::string_view name;
  std::string_view parent;  // code, or empty
  std::optional<Level> level;
};

class Directory {
 public:
  struct Contents {
    std::vector<MailboxRecord> mailboxes;
    std::vector<OrganisationRecord> organisations;
    std::vector<LastLogin> logins;
    std::uint64_t revision = 0;
    Time loaded_at{};
    std::string login_domain;  // of logins without a domain; empty: of none
  };
  static std::shared_ptr<const Directory> make(const Contents& contents);
  // This one with later logins; shares everything else with it.
  [[nodiscard]] std::shared_ptr<const Directory> with(std::span<const LastLogin> logins,
                                                      Time loaded_at) const;

  // By the mailbox's own address or one of its aliases; null where there is none.
  [[nodiscard]] const Mailbox* by_address(std::string_view address) const;
  // By its login, else by its own address (never an alias); a login without a domain is one of login_domain.
  [[nodiscard]] const Mailbox* by_login(std::string_view login) const;
  [[nodiscard]] const Organisation* organisation(std::string_view code) const;

  // Domains that have at least one mailbox: there, an address without one is unlisted.
  [[nodiscard]] bool answers_for(std::string_view domain) const;
  [[nodiscard]] std::optional<Time> last_login(const Mailbox& mailbox) const;
  // May this login write as `address`? own (an alias, too), granted or refused.
  [[nodiscard]] SenderRight right(const Mailbox& login, std::string_view address) const;

  [[nodiscard]] std::span<const Mailbox> mailboxes() const;
  [[nodiscard]] std::span<const Organisation> organisations() const;
  [[nodiscard]] std::uint64_t revision() const;
  [[nodiscard]] Time loaded_at() const { return loaded_at_; }
  [[nodiscard]] std::size_t bytes() const;  // of memory, about

 private:
  struct Body;
  using Logins = std::shared_ptr<const std::vector<std::int64_t>>;
  Directory(std::shared_ptr<const Body> body, Logins logins, Time loaded_at);
  [[nodiscard]] std::optional<std::uint32_t> place_of_login(std::string_view login) const;

  std::shared_ptr<const Body> body_;  // everything but the logins
  Logins logins_;                     // UTC seconds by mailbox
  Time loaded_at_{};
};

}  // namespace congvu::directory
