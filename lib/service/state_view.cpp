#include "service/state_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/domain.h"
#include "facts/mail_addresses.h"
#include "facts/text.h"
#include "regulation/calendar.h"
#include "regulation/network.h"

namespace congvu::service {
namespace {

using directory::Directory;
using directory::Mailbox;
using regulation::Profile;

class View {
 public:
  View(const Directory* directory, const Profile& profile, Now now)
      : directory_(directory), profile_(profile), today_(regulation::local_day(now)) {}

  [[nodiscard]] const Mailbox* of_login(const std::string& login) const {
    return directory_ == nullptr || login.empty() ? nullptr : directory_->by_login(login);
  }
  // `address` is canonical. One with a plus may be a mailbox of its own.
  [[nodiscard]] const Mailbox* of_address(const std::string& address) const {
    if (directory_ == nullptr || address.empty()) return nullptr;
    const Mailbox* box = directory_->by_address(address);
    return box != nullptr ? box : directory_->by_address(without_subaddress(address));
  }

  // `address`: for the domain of what is no mailbox.
  [[nodiscard]] MailboxFacts facts(const Mailbox* box, std::string_view address) const {
    MailboxFacts out;
    if (box == nullptr) {
      const auto at = address.rfind('@');
      if (directory_ != nullptr && at != std::string_view::npos &&
          directory_->answers_for(address.substr(at + 1)))
        out.standing = Standing::unlisted;
      return out;
    }
    out.standing = box->status;
    out.kind = box->kind;
    out.organisation = box->organisation;
    const auto& terms = profile_.terms;
    const unsigned months =
        box->kind == MailboxKind::administrator ? terms.admin_password_months : terms.user_password_months;
    out.password_overdue =
        box->password_changed && regulation::overdue(*box->password_changed, months, today_);
    out.idle = idle(*box);
    return out;
  }

  // Right over what is no address is not known.
  [[nodiscard]] SenderRight right(const Mailbox* login, const std::string& address) const {
    if (login == nullptr || address.find('@') == std::string::npos) return SenderRight::unknown;
    const SenderRight right = directory_->right(*login, address);
    return right != SenderRight::refused ? right : directory_->right(*login, without_subaddress(address));
  }

 private:
  [[nodiscard]] bool idle(const Mailbox& box) const {
    if (box.status != Standing::in_use) return false;
    const auto seen = directory_->last_login(box);
    if (!seen && !box.issued) return false;
    return regulation::overdue(seen ? regulation::local_day(*seen) : *box.issued, profile_.terms.idle_months,
                               today_);
  }

  const Directory* directory_;
  const Profile& profile_;
  regulation::Date today_;
};

// With a domain, so that both spellings of one login are one.
std::string whole_login(const Profile& profile, const std::string& login) {
  if (login.empty() || login.find('@') != std::string::npos || profile.local_domains.empty()) return login;
  return login + "@" + profile.local_domains.front();
}

// The least right over every address in every From field.
SenderRight from_right(const View& view, const Mailbox* login, const MessageFacts& message) {
  SenderRight least = SenderRight::unknown;
  if (login == nullptr) return least;
  for (const auto& field : message.headers) {
    if (!equals_ascii(field.name, "From")) continue;
    for (const auto& address : addresses_of(field.value))
      least = std::max(least, view.right(login, canonical_address(address)));
  }
  return least;
}

// An IPv6 client has at least a /64 to choose its addresses from.
std::string client_key(std::string_view client) {
  static const auto ipv4 = regulation::parse_network("0.0.0.0/0");
  const auto address = regulation::parse_address(client);
  if (!address) return {};
  const auto& bytes = *address;
  if (ipv4->contains(bytes)) return fmt::format("{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
  return fmt::format("{:02x}{:02x}:{:02x}{:02x}:{:02x}{:02x}:{:02x}{:02x}::/64", bytes[0], bytes[1], bytes[2],
                     bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
}

// One name for one mailbox, whichever of its addresses is used.
std::string rate_key(const View& view, const std::string& address) {
  const Mailbox* box = view.of_address(address);
  return box != nullptr ? std::string(box->address) : without_subaddress(address);
}

void add_once(std::vector<std::string>& out, std::string text) {
  if (!text.empty()) out.push_back(std::move(text));
}

void sort_once(std::vector<std::string>& texts) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

}  // namespace

StateFacts mailbox_facts(const StateSources& sources, const Profile& profile, const Envelope& envelope,
                         const MessageFacts* message, Now now) {
  StateFacts out;
  out.stale = sources.stale || (sources.rates != nullptr && sources.rates->stale());
  if (!sources.directory) return out;
  const View view(sources.directory.get(), profile, now);
  const std::string login = canonical_address(envelope.login);
  const Mailbox* login_box = view.of_login(login);
  if (!login.empty()) out.login = view.facts(login_box, whole_login(profile, login));
  const std::string sender = canonical_address(envelope.sender);
  out.sender = view.facts(view.of_address(sender), sender);
  out.sender_right = view.right(login_box, sender);
  out.recipients.reserve(envelope.recipients.size());
  for (const auto& recipient : envelope.recipients) {
    const std::string address = canonical_address(recipient);
    out.recipients.push_back(view.facts(view.of_address(address), address));
  }
  if (message != nullptr) out.from_right = from_right(view, login_box, *message);
  return out;
}

state::RateEvent rate_event(const StateSources& sources, const Profile& profile, const Envelope& envelope,
                            Counted counted) {
  const View view(sources.directory.get(), profile, Now());
  state::RateEvent event;
  const std::string login = canonical_address(envelope.login);
  const Mailbox* box = view.of_login(login);
  event.login = box != nullptr ? std::string(box->address) : whole_login(profile, login);
  event.sender = rate_key(view, canonical_address(envelope.sender));
  event.client = client_key(envelope.client_address);
  for (const auto& recipient : envelope.recipients) {
    const std::string address = canonical_address(recipient);
    add_once(event.recipients, rate_key(view, address));
    const auto at = address.rfind('@');
    if (at != std::string::npos &&
        regulation::domain_class(profile, address) != regulation::DomainClass::local)
      add_once(event.outside_domains, address.substr(at + 1));
  }
  sort_once(event.recipients);
  sort_once(event.outside_domains);
  event.new_recipients = counted == Counted::recipient || counted == Counted::whole;
  event.new_message = counted == Counted::message || counted == Counted::whole;
  return event;
}

StateFacts state_facts(const StateSources& sources, const rules::Ruleset& ruleset, const Envelope& envelope,
                       const MessageFacts* message, Counted counted, Now now) {
  StateFacts out = mailbox_facts(sources, ruleset.profile(), envelope, message, now);
  if (sources.rates != nullptr && !ruleset.rates().empty())
    out.rates =
        sources.rates->answer(ruleset.rates(), rate_event(sources, ruleset.profile(), envelope, counted));
  return out;
}

void count_refused(const StateSources& sources, const rules::Ruleset& ruleset, const Envelope& envelope) {
  if (sources.rates == nullptr || ruleset.rates().empty()) return;
  state::RateEvent event = rate_event(sources, ruleset.profile(), envelope, Counted::nothing);
  event.refused = true;
  sources.rates->answer(ruleset.rates(), event);
}

}  // namespace congvu::service
