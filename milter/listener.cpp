// The only file that knows libmilter.
#include "milter/listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <libmilter/mfapi.h>
#include <netinet/in.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <memory>
#include <system_error>
#include <thread>

#include "facts/text.h"
#include "service/log.h"
#include "service/unix_socket.h"

// libmilter has a signal thread, too: it waits for SIGHUP, SIGTERM and SIGINT and ends the milter at each of
// them. A signal that comes while our own thread (service/lifecycle.h) is at work would be its. So its
// sigwait(3), bound to this program's, waits for nothing; our own thread uses sigwaitinfo(2).
extern "C" int sigwait(const sigset_t* /*set*/, int* /*number*/) {
  sigset_t all;
  sigfillset(&all);
  while (true) sigsuspend(&all);
}

namespace congvu::milter {
namespace {

using service::LogLevel;

constexpr unsigned long wanted_actions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE;
// No answers but where one is needed: at connect (a full house) and at the end of a message.
constexpr unsigned long wanted_steps = SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_NR_HELO | SMFIP_NR_MAIL |
                                       SMFIP_NR_RCPT | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY |
                                       SMFIP_HDR_LEADSPC;

// libmilter's callbacks know nothing but their session.
struct Shared {
  const Services* services = nullptr;
  std::uint64_t max_sessions = 0;
  std::atomic<unsigned> sessions = 0;
  std::atomic<bool> closed = false;
  std::optional<service::UnixSocket> socket;
};

Shared& shared() {
  static Shared value;
  return value;
}

struct Connection {
  explicit Connection(const Services& services) : session(services) { ++shared().sessions; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { --shared().sessions; }

  Session session;
  unsigned long steps = 0;  // what the MTA agreed to
};

// libmilter takes char* and changes nothing behind it.
char* loose(const char* text) { return const_cast<char*>(text); }
char* loose(const std::string& text) { return loose(text.c_str()); }

std::string macro(SMFICTX* context, const char* name) {
  const char* value = smfi_getsymval(context, loose(name));
  return value == nullptr ? std::string() : std::string(value);
}

Connection* connection(SMFICTX* context) { return static_cast<Connection*>(smfi_getpriv(context)); }

// An event that has no answer: what goes wrong in it is told at the end of the message.
template <class Event>
sfsistat event(SMFICTX* context, unsigned long no_reply, Event run) {
  Connection* const one = connection(context);
  if (one == nullptr) return SMFIS_TEMPFAIL;
  try {
    run(one->session);
  } catch (...) {
    one->session.set_broken();
  }
  return (one->steps & no_reply) != 0 ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

std::string address_text(const sockaddr* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* const raw = address;
  if (address == nullptr) return {};
  if (address->sa_family == AF_INET)
    inet_ntop(AF_INET, &static_cast<const sockaddr_in*>(raw)->sin_addr, text.data(), text.size());
  else if (address->sa_family == AF_INET6)
    inet_ntop(AF_INET6, &static_cast<const sockaddr_in6*>(raw)->sin6_addr, text.data(), text.size());
  return text.data();
}

// Postfix names itself in {v}; Sendmail gives its version, and the interface, which Postfix does not have.
std::string mta_name(SMFICTX* context) {
  const std::string version = macro(context, "v");
  if (version.rfind("Postfix", 0) == 0) return "postfix";
  if (version.rfind("8.", 0) == 0 || !macro(context, "{if_name}").empty()) return "sendmail";
  return {};
}

class Actions final : public MtaActions {
 public:
  explicit Actions(SMFICTX* context) : context_(context) {}

  void progress() override { smfi_progress(context_); }

  bool set_reply(const reply::SmtpReply& reply) override {
    static_assert(reply::most_lines == 16);
    std::array<std::string, reply::most_lines> texts;
    std::array<const char*, reply::most_lines + 1> l{};
    for (std::size_t i = 0; i < reply.lines.size() && i < texts.size(); ++i) {
      texts[i] = reply::percent_doubled(reply.lines[i]);
      l[i] = texts[i].c_str();
    }
    const std::string code = std::to_string(reply.code);
    // The list ends at the first null pointer.
    return told(
        smfi_setmlreply(context_, code.c_str(), reply.enhanced.c_str(), l[0], l[1], l[2], l[3], l[4], l[5],
                        l[6], l[7], l[8], l[9], l[10], l[11], l[12], l[13], l[14], l[15], l[16]),
        "reply");
  }
  bool quarantine(const std::string& reason) override {
    return told(smfi_quarantine(context_, loose(reason)), "quarantine");
  }
  bool change_header(const std::string& name, unsigned index,
                     const std::optional<std::string>& value) override {
    return told(
        smfi_chgheader(context_, loose(name), static_cast<int>(index), value ? loose(*value) : nullptr),
        "change of a header field");
  }
  bool add_header(const std::string& name, const std::string& value) override {
    return told(smfi_addheader(context_, loose(name), loose(value)), "header field");
  }
  bool insert_header(const std::string& name, const std::string& value) override {
    return told(smfi_insheader(context_, 0, loose(name), loose(value)), "header field");
  }

 private:
  static bool told(int result, const char* what) {
    if (result == MI_SUCCESS) return true;
    service::log_event(LogLevel::error, "the MTA does not take an action", {{"action", what}});
    return false;
  }
  SMFICTX* context_;
};

// --- the callbacks ---

void ask_for_macros(SMFICTX* context) {
  smfi_setsymlist(context, SMFIM_CONNECT, loose("v j {if_name} {client_port}"));
  smfi_setsymlist(context, SMFIM_ENVFROM, loose("i {auth_authen} {tls_version}"));
  smfi_setsymlist(context, SMFIM_EOM, loose("i"));
}

sfsistat on_negotiate(SMFICTX* context, unsigned long actions, unsigned long steps, unsigned long,
                      unsigned long, unsigned long* want_actions, unsigned long* want_steps,
                      unsigned long* want_2, unsigned long* want_3) {
  if ((actions & wanted_actions) != wanted_actions) {
    service::log_event(LogLevel::error, "the MTA offers too few actions");
    return SMFIS_REJECT;
  }
  auto one = std::unique_ptr<Connection>();
  try {
    one = std::make_unique<Connection>(*shared().services);
  } catch (...) {
    return SMFIS_REJECT;  // the MTA then takes its default action, tempfail
  }
  one->steps = steps & wanted_steps;
  one->session.set_leading_space((one->steps & SMFIP_HDR_LEADSPC) != 0);
  *want_actions = wanted_actions | (actions & SMFIF_SETSYMLIST);
  *want_steps = one->steps;
  *want_2 = *want_3 = 0;
  if ((actions & SMFIF_SETSYMLIST) != 0) ask_for_macros(context);
  if (smfi_setpriv(context, one.get()) != MI_SUCCESS) return SMFIS_REJECT;
  static_cast<void>(one.release());  // until on_close
  return SMFIS_CONTINUE;
}

sfsistat on_connect(SMFICTX* context, char* name, sockaddr* address) {
  Shared& state = shared();
  if (state.closed || state.sessions > state.max_sessions) {
    service::log_event(
        LogLevel::warning, "session refused",
        {{"sessions", std::to_string(state.sessions)}, {"stopping", state.closed ? "yes" : "no"}});
    return SMFIS_TEMPFAIL;
  }
  return event(context, SMFIP_NR_CONN, [&](Session& session) {
    session.connect(name == nullptr ? "" : name, address_text(address), mta_name(context),
                    macro(context, "j"), macro(context, "{client_port}"));
  });
}

sfsistat on_helo(SMFICTX* context, char* name) {
  return event(context, SMFIP_NR_HELO, [&](Session& session) { session.helo(name == nullptr ? "" : name); });
}

sfsistat on_sender(SMFICTX* context, char** arguments) {
  return event(context, SMFIP_NR_MAIL, [&](Session& session) {
    session.sender(arguments[0], macro(context, "{auth_authen}"), macro(context, "{tls_version}"));
  });
}

sfsistat on_recipient(SMFICTX* context, char** arguments) {
  return event(context, SMFIP_NR_RCPT, [&](Session& session) { session.recipient(arguments[0]); });
}

sfsistat on_header(SMFICTX* context, char* name, char* value) {
  return event(context, SMFIP_NR_HDR, [&](Session& session) { session.header(name, value); });
}

sfsistat on_end_of_headers(SMFICTX* context) {
  return event(context, SMFIP_NR_EOH, [](Session& session) { session.end_of_headers(); });
}

sfsistat on_body(SMFICTX* context, unsigned char* bytes, std::size_t length) {
  const char* const text = static_cast<const char*>(static_cast<const void*>(bytes));
  return event(context, SMFIP_NR_BODY, [&](Session& session) { session.body(ByteView(text, length)); });
}

sfsistat on_end_of_message(SMFICTX* context) {
  Connection* const one = connection(context);
  if (one == nullptr) return SMFIS_TEMPFAIL;
  try {
    Actions actions(context);
    switch (one->session.end_of_message(macro(context, "i"), actions)) {
      case Outcome::taken:
        return SMFIS_CONTINUE;
      case Outcome::refused:
        return SMFIS_REJECT;
      case Outcome::deferred:
        break;
    }
  } catch (...) {
    one->session.reset();
  }
  return SMFIS_TEMPFAIL;
}

sfsistat on_abort(SMFICTX* context) {
  if (Connection* const one = connection(context); one != nullptr) one->session.reset();
  return SMFIS_CONTINUE;
}

sfsistat on_close(SMFICTX* context) {
  const std::unique_ptr<Connection> one(connection(context));
  smfi_setpriv(context, nullptr);
  return SMFIS_CONTINUE;
}

smfiDesc description() {
  static std::string name = "congvu";
  smfiDesc out{};
  out.xxfi_name = name.data();
  out.xxfi_version = SMFI_VERSION;
  out.xxfi_flags = wanted_actions | SMFIF_SETSYMLIST;
  out.xxfi_connect = on_connect;
  out.xxfi_helo = on_helo;
  out.xxfi_envfrom = on_sender;
  out.xxfi_envrcpt = on_recipient;
  out.xxfi_header = on_header;
  out.xxfi_eoh = on_end_of_headers;
  out.xxfi_body = on_body;
  out.xxfi_eom = on_end_of_message;
  out.xxfi_abort = on_abort;
  out.xxfi_close = on_close;
  out.xxfi_negotiate = on_negotiate;
  return out;
}

Result<void> refused(const std::string& socket, const char* step) {
  const std::string why = errno != 0 ? std::generic_category().message(errno) : "refused";
  return fail(ErrorKind::system, socket, fmt::format("{}: {}", step, why));
}

}  // namespace

Result<void> Listener::open(const service::Settings& settings, const service::SocketOwner& owner,
                            bool take_over) {
  Shared& state = shared();
  state.max_sessions = settings.max_sessions;
  std::string address = settings.socket;
  constexpr std::string_view unix_prefix = "unix:";
  if (address.rfind(unix_prefix, 0) == 0) {
    state.socket.emplace(address.substr(unix_prefix.size()));
    if (!take_over && state.socket->alive())
      return fail(ErrorKind::unavailable, address,
                  "another daemon listens there (--take-over takes its place)");
    address = std::string(unix_prefix) + state.socket->working_name();
  }
  errno = 0;
  if (smfi_setconn(loose(address)) != MI_SUCCESS) return refused(settings.socket, "address");
  smfi_settimeout(
      static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(settings.session_idle).count()));
  if (smfi_register(description()) != MI_SUCCESS) return refused(settings.socket, "register");
  if (smfi_opensocket(true) != MI_SUCCESS) return refused(settings.socket, "listen");
  if (!state.socket) return {};
  return state.socket->publish(settings.socket_mode, owner.user ? static_cast<int>(owner.user->user) : -1,
                               owner.group ? static_cast<int>(*owner.group) : -1);
}

Result<void> Listener::run(const Services& services) {
  shared().services = &services;
  errno = 0;
  if (smfi_main() != MI_SUCCESS) return refused("milter", "serve");
  return {};
}

void Listener::close_door() {
  Shared& state = shared();
  state.closed = true;
  if (state.socket) state.socket->withdraw();
}

unsigned Listener::sessions() { return shared().sessions; }

// libmilter's listener looks every five seconds whether it is to stop, and after each connection; until then
// smfi_stop() does not return.
void Listener::stop() {
  std::atomic<bool> stopped = false;
  std::thread stopping([&] {
    smfi_stop();
    stopped = true;
  });
  while (!stopped) {
    if (shared().socket) shared().socket->nudge();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  stopping.join();
  if (shared().socket) shared().socket->remove_working_name();
}

}  // namespace congvu::milter
