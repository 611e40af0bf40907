// One SMTP session as an MTA tells it to a milter, without libmilter: what is kept, and what is done at the
// end of each message.
//
// In: the events of the milter protocol in their order. Out: at the end of a message calls of MtaActions and
// an outcome; nothing is decided here (service/gate.h decides). Limits: the spool's budget,
// limits.message_bytes (what is longer is received, not kept, and judged as cut), most_forged own header
// fields. Failure: anything that went wrong on the way defers the message. Threads: one event at a time, each
// maybe on another thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "facts/envelope.h"
#include "message/rebuild.h"
#include "service/gate.h"
#include "service/snapshot.h"
#include "service/spool.h"

namespace congvu::milter {

// What a milter may do at the end of a message; false where the MTA refuses.
class MtaActions {
 public:
  MtaActions() = default;
  MtaActions(const MtaActions&) = delete;
  MtaActions& operator=(const MtaActions&) = delete;
  virtual ~MtaActions() = default;
  virtual void progress() = 0;  // "still working"
  virtual bool set_reply(const reply::SmtpReply& reply) = 0;
  virtual bool quarantine(const std::string& reason) = 0;
  // `index` counts the fields of that name from 1; no value removes the field.
  virtual bool change_header(const std::string& name, unsigned index,
                             const std::optional<std::string>& value) = 0;
  virtual bool add_header(const std::string& name, const std::string& value) = 0;
  // Before all others.
  virtual bool insert_header(const std::string& name, const std::string& value) = 0;
};

enum class Outcome : std::uint8_t { taken, refused, deferred };

// What all sessions share.
struct Services {
  const service::Gate& gate;
  const service::CurrentSnapshot& snapshot;
  std::shared_ptr<service::SpoolSpace> spool_space;
};

class Session {
 public:
  explicit Session(const Services& services);

  // SMFIP_HDR_LEADSPC was negotiated: values bring their leading blank, and ours must.
  void set_leading_space(bool kept) { leading_space_ = kept; }
  // `host`: as the MTA calls itself; `port`: the client's.
  void connect(std::string name, std::string address, std::string mta, std::string host = {},
               std::string port = {});
  void helo(std::string name) { peer_.helo = std::move(name); }

  // A message.
  void sender(std::string_view address, std::string login, std::string tls_version);
  void recipient(std::string_view address);
  void header(ByteView name, ByteView value);
  void end_of_headers();
  void body(ByteView bytes);
  Outcome end_of_message(std::string queue_id, MtaActions& actions);
  // Something broke that has no other way to be told: the message will be deferred.
  void set_broken() noexcept { broken_ = true; }
  // The message is over, in whatever state.
  void reset();

 private:
  struct OwnField {
    std::string name;
    unsigned count = 0;
  };
  void open();
  bool keep(ByteView bytes);
  bool apply(const service::Decision& decision, MtaActions& actions);
  bool remove_forged(MtaActions& actions);
  [[nodiscard]] std::string spaced(const std::string& value) const {
    return leading_space_ ? " " + value : value;
  }

  const Services& services_;
  service::SnapshotPointer snapshot_;
  bool leading_space_ = false;
  std::string host_;
  Envelope peer_;  // what is known of the client, for every message of the session

  Envelope envelope_;
  service::Spool spool_;
  std::unique_ptr<message::Rebuild> rebuild_;
  std::uint64_t size_ = 0;
  std::optional<Error> failed_;
  bool broken_ = false;
  std::map<std::string, OwnField> own_fields_;  // by lower-case name
  std::size_t forged_ = 0;
  std::optional<std::string> subject_;  // the first, as it came
};

// "<a@b>" and "a@b" -> "a@b"; "<>" -> "".
std::string bare_address(std::string_view text);

}  // namespace congvu::milter
