#include "milter/session.h"

#include "facts/text.h"
#include "reply/ambiguity_results.h"
#include "reply/header_fields.h"

namespace congvu::milter {
namespace {

constexpr std::size_t most_forged = 1'000;
constexpr std::size_t most_recipients = 50'000;

// The MTA says "unknown" or "[192.0.2.1]" where it has no verified name.
std::string verified_name(std::string name) {
  if (name == "unknown" || (!name.empty() && name.front() == '[')) return {};
  return name;
}

}  // namespace

std::string bare_address(std::string_view text) {
  text = trim_ascii(text);
  if (text.size() >= 2 && text.front() == '<' && text.back() == '>') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

Session::Session(const Services& services)
    : services_(services), snapshot_(services.snapshot.get()), spool_(services.spool_space) {}

void Session::connect(std::string name, std::string address, std::string mta, std::string host,
                      std::string port) {
  peer_.client_name = verified_name(std::move(name));
  peer_.client_address = std::move(address);
  peer_.client_port = std::move(port);
  peer_.mta = std::move(mta);
  host_ = std::move(host);
}

void Session::sender(std::string_view address, std::string login, std::string tls_version) {
  reset();
  open();
  envelope_.sender = bare_address(address);
  envelope_.login = std::move(login);
  envelope_.tls_version = std::move(tls_version);
}

void Session::open() {
  envelope_ = peer_;
  rebuild_ =
      std::make_unique<message::Rebuild>([this](ByteView bytes) { return keep(bytes); }, leading_space_);
}

void Session::recipient(std::string_view address) {
  if (envelope_.recipients.size() < most_recipients)
    envelope_.recipients.push_back(bare_address(address));
  else
    failed_ = Error{ErrorKind::limit, "envelope", "too many recipients"};
}

// One byte more than the limit is kept, so that the scan sees that the limit was met.
bool Session::keep(ByteView bytes) {
  size_ += bytes.size();
  const std::uint64_t most = snapshot_->limits.message_bytes + 1;
  const std::uint64_t room = most > spool_.size() ? most - spool_.size() : 0;
  if (room == 0) return true;
  if (const auto kept = spool_.append(slice(bytes, 0, room)); !kept) {
    failed_ = kept.error();
    return false;
  }
  return true;
}

void Session::header(ByteView name, ByteView value) {
  if (!rebuild_) open();
  if (!failed_) rebuild_->header(name, value);
  if (!subject_ && equals_ascii(trim_ascii(name), "subject")) subject_ = std::string(value);
  if (!reply::is_own_field(name, snapshot_->ruleset->header_names())) return;
  // Each costs the MTA a walk through its header.
  if (++forged_ > most_forged) {
    failed_ = Error{ErrorKind::limit, "header", "too many forged fields"};
    return;
  }
  OwnField& field = own_fields_[lower_ascii(name)];
  field.name = std::string(name);
  ++field.count;
}

void Session::end_of_headers() {
  if (rebuild_ && !failed_) rebuild_->end_of_headers();
}

void Session::body(ByteView bytes) {
  if (rebuild_ && !failed_) rebuild_->body(bytes);
}

Outcome Session::end_of_message(std::string queue_id, MtaActions& actions) {
  if (!rebuild_) open();
  if (!failed_) rebuild_->end_of_headers();
  if (!failed_ && !rebuild_->good()) failed_ = Error{ErrorKind::invalid, "milter", "events out of order"};
  if (broken_) failed_ = Error{ErrorKind::system, "milter", "out of memory"};
  envelope_.queue_id = std::move(queue_id);
  service::Message message{std::move(envelope_), spool_, size_, failed_, snapshot_, host_};
  const service::Decision decision = services_.gate.judge(message, [&] { actions.progress(); });
  Outcome outcome = Outcome::deferred;
  if (decision.reply) {
    // Where the reply cannot be set, the MTA answers in its own words.
    actions.set_reply(*decision.reply);
    outcome = decision.reply->code >= 500 ? Outcome::refused : Outcome::deferred;
  } else if (apply(decision, actions)) {
    outcome = Outcome::taken;
  } else {
    actions.set_reply(reply::try_again());
  }
  reset();
  return outcome;
}

bool Session::apply(const service::Decision& decision, MtaActions& actions) {
  if (!remove_forged(actions)) return false;
  for (const auto& [name, value] : decision.headers)
    if (!actions.add_header(name, spaced(value))) return false;
  if (!decision.ambiguity_results.empty() &&
      !actions.insert_header(std::string(reply::ambiguity_results_name), spaced(decision.ambiguity_results)))
    return false;
  if (!decision.subject_prefix.empty()) {
    const std::string value = spaced(reply::prefixed_subject(decision.subject_prefix, subject_.value_or("")));
    if (!(subject_ ? actions.change_header("Subject", 1, value) : actions.add_header("Subject", value)))
      return false;
  }
  return decision.action != rules::Action::hold || actions.quarantine(decision.hold_reason);
}

// From the last to the first, since removing one renumbers those behind it.
bool Session::remove_forged(MtaActions& actions) {
  for (const auto& [key, field] : own_fields_)
    for (unsigned index = field.count; index > 0; --index)
      if (!actions.change_header(field.name, index, std::nullopt)) return false;
  return true;
}

void Session::reset() {
  rebuild_.reset();
  envelope_ = {};
  spool_.clear();
  size_ = 0;
  failed_.reset();
  broken_ = false;
  own_fields_.clear();
  forged_ = 0;
  subject_.reset();
}

}  // namespace congvu::milter
