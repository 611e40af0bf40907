#include "directory/snapshot.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <unordered_set>
#include <utility>

namespace congvu::directory {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();

// All texts behind each other, so that 100,000 mailboxes are a few allocations.
class Arena {
 public:
  explicit Arena(std::size_t bytes) : bytes_(bytes) { text_.reserve(bytes); }
  std::string_view add(std::string_view text) {
    const std::size_t start = text_.size();
    text_ += text;  // within what was reserved: nothing moves
    return std::string_view(text_).substr(start, text.size());
  }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  std::string text_;
  std::size_t bytes_;
};

// From a text to the place of what it names: open addressing, at most two thirds full.
class Index {
 public:
  explicit Index(std::size_t most = 0) {
    std::size_t size = 16;
    while (size < most + most / 2) size *= 2;
    slots_.resize(size);
  }

  // The first one with a key stays.
  void add(std::string_view key, std::uint32_t place) {
    if (key.empty()) return;
    for (std::size_t i = start(key);; i = next(i)) {
      if (slots_[i].key.empty()) {
        slots_[i] = {key, place};
        return;
      }
      if (slots_[i].key == key) return;
    }
  }

  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) const {
    if (key.empty()) return std::nullopt;
    for (std::size_t i = start(key); !slots_[i].key.empty(); i = next(i))
      if (slots_[i].key == key) return slots_[i].place;
    return std::nullopt;
  }

  [[nodiscard]] std::size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    std::string_view key;
    std::uint32_t place = 0;
  };
  [[nodiscard]] std::size_t start(std::string_view key) const {
    return std::hash<std::string_view>()(key) & (slots_.size() - 1);
  }
  [[nodiscard]] std::size_t next(std::size_t i) const { return (i + 1) & (slots_.size() - 1); }

  std::vector<Slot> slots_;
};

std::string_view domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? std::string_view() : address.substr(at + 1);
}

struct Sizes {
  std::size_t text = 0;
  std::size_t addresses = 0;
  std::size_t logins = 0;
  std::size_t send_as = 0;
};

Sizes sizes_of(const Directory::Contents& contents) {
  Sizes out;
  for (const auto& box : contents.mailboxes) {
    out.text += box.address.size() + box.login.size() + box.organisation.size();
    for (const auto& alias : box.aliases) out.text += alias.size();
    for (const auto& other : box.send_as) out.text += other.size();
    out.addresses += 1 + box.aliases.size();
    out.send_as += box.send_as.size();
    if (box.login != box.address) ++out.logins;
  }
  for (const auto& org : contents.organisations)
    out.text += org.code.size() + org.name.size() + org.parent.size();
  return out;
}

}  // namespace

struct Directory::Body {
  Body(const Contents& contents, const Sizes& sizes)
      : texts(sizes.text),
        addresses(sizes.addresses),
        logins(sizes.logins),
        codes(contents.organisations.size()),
        revision(contents.revision),
        login_domain(contents.login_domain) {
    send_as.reserve(sizes.send_as);  // spans point into it
    mailboxes.reserve(contents.mailboxes.size());
    for (const auto& box : contents.mailboxes) add(box);
    for (const auto& org : contents.organisations) add(org);
  }

  void add(const MailboxRecord& record) {
    const auto place = static_cast<std::uint32_t>(mailboxes.size());
    Mailbox box{texts.add(record.address),
                {},
                texts.add(record.organisation),
                {},
                record.kind,
                record.status,
                record.issued,
                record.status_since,
                record.password_changed};
    box.login = record.login == record.address ? box.address : texts.add(record.login);
    const std::size_t first = send_as.size();
    for (const auto& other : record.send_as) send_as.push_back(texts.add(other));
    box.send_as = std::span(send_as).subspan(first);
    add_address(box.address, place);
    if (record.login != record.address) logins.add(box.login, place);  // by_login() asks for addresses, too
    for (const auto& alias : record.aliases) add_address(texts.add(alias), place);
    mailboxes.push_back(box);
  }

  void add_address(std::string_view address, std::uint32_t place) {
    addresses.add(address, place);
    if (const auto domain = domain_of(address); !domain.empty()) domains.insert(domain);
  }

  void add(const OrganisationRecord& record) {
    const Organisation org{texts.add(record.code), texts.add(record.name), texts.add(record.parent),
                           record.level};
    codes.add(org.code, static_cast<std::uint32_t>(organisations.size()));
    organisations.push_back(org);
  }

  Arena texts;
  std::vector<Mailbox> mailboxes;
  std::vector<std::string_view> send_as;
  std::vector<Organisation> organisations;
  Index addresses;  // with aliases
  Index logins;
  Index codes;
  std::unordered_set<std::string_view> domains;
  std::uint64_t revision;
  std::string login_domain;
};

Directory::Directory(std::shared_ptr<const Body> body, Logins logins, Time loaded_at)
    : body_(std::move(body)), logins_(std::move(logins)), loaded_at_(loaded_at) {}

std::shared_ptr<const Directory> Directory::make(const Contents& contents) {
  auto body = std::make_shared<const Body>(contents, sizes_of(contents));
  auto none = std::make_shared<std::vector<std::int64_t>>(body->mailboxes.size(), never);
  const Directory empty(std::move(body), std::move(none), contents.loaded_at);
  return empty.with(contents.logins, contents.loaded_at);
}

std::shared_ptr<const Directory> Directory::with(std::span<const LastLogin> logins, Time loaded_at) const {
  auto seen = std::make_shared<std::vector<std::int64_t>>(*logins_);
  for (const auto& one : logins)
    if (const auto place = place_of_login(one.login)) {
      auto& last = (*seen)[*place];
      last = std::max(last, std::int64_t{one.seen.time_since_epoch().count()});
    }
  return std::shared_ptr<const Directory>(new Directory(body_, std::move(seen), loaded_at));
}

std::optional<std::uint32_t> Directory::place_of_login(std::string_view login) const {
  if (const auto place = body_->logins.find(login)) return place;
  const auto place = body_->addresses.find(login);
  if (place && body_->mailboxes[*place].address == login) return place;
  if (login.empty() || body_->login_domain.empty() || login.find('@') != std::string_view::npos)
    return std::nullopt;
  return place_of_login(std::string(login) + '@' + body_->login_domain);
}

const Mailbox* Directory::by_address(std::string_view address) const {
  const auto place = body_->addresses.find(address);
  return place ? &body_->mailboxes[*place] : nullptr;
}

const Mailbox* Directory::by_login(std::string_view login) const {
  const auto place = place_of_login(login);
  return place ? &body_->mailboxes[*place] : nullptr;
}

const Organisation* Directory::organisation(std::string_view code) const {
  const auto place = body_->codes.find(code);
  return place ? &body_->organisations[*place] : nullptr;
}

bool Directory::answers_for(std::string_view domain) const { return body_->domains.count(domain) != 0; }

std::optional<Time> Directory::last_login(const Mailbox& mailbox) const {
  const auto place = body_->addresses.find(mailbox.address);
  if (!place || (*logins_)[*place] == never) return std::nullopt;
  return Time(std::chrono::seconds((*logins_)[*place]));
}

SenderRight Directory::right(const Mailbox& login, std::string_view address) const {
  const Mailbox* box = by_address(address);
  if (box != nullptr && box->address == login.address) return SenderRight::own;
  const bool granted = std::find(login.send_as.begin(), login.send_as.end(), address) != login.send_as.end();
  return granted ? SenderRight::granted : SenderRight::refused;
}

std::span<const Mailbox> Directory::mailboxes() const { return body_->mailboxes; }
std::span<const Organisation> Directory::organisations() const { return body_->organisations; }
std::uint64_t Directory::revision() const { return body_->revision; }

std::size_t Directory::bytes() const {
  return body_->texts.bytes() + body_->mailboxes.size() * sizeof(Mailbox) +
         body_->organisations.size() * sizeof(Organisation) +
         body_->send_as.size() * sizeof(std::string_view) + body_->addresses.bytes() + body_->logins.bytes() +
         body_->codes.bytes() + logins_->size() * sizeof(std::int64_t);
}

}  // namespace congvu::directory
