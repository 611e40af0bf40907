// The settings of the daemons: one YAML file, strictly read; every value has a default, so that no file is
// needed.
//
// In: /etc/congvu/congvu.yaml or another (examples/congvu.yaml shows every key). Out: Settings with every
// value inside its hard bounds, or every fault with file:line:column. Failure: never throws. Threads: plain
// values.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "facts/error.h"
#include "facts/limits.h"
#include "rules/ruleset.h"
#include "scan/pool.h"
#include "state/address.h"

namespace congvu::service {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogTarget : std::uint8_t { stderr_stream, syslog };

struct DirectorySettings {
  std::chrono::milliseconds refresh{10'000};       // how often changes are looked for
  std::chrono::milliseconds stale_after{300'000};  // without the database; then state.stale holds
  bool operator==(const DirectorySettings&) const = default;
};

struct RateSettings {
  std::chrono::milliseconds synchronise{1'000};  // at the latest; sooner for what nears a limit
  std::uint64_t keys = 1'000'000;                // logins, addresses and clients kept in memory
  bool operator==(const RateSettings&) const = default;
};

struct JournalSettings {
  std::filesystem::path spool = "/var/lib/congvu/spool";  // directory; used while the database is gone
  std::uint64_t spool_bytes = 1ULL << 30;
  unsigned keep_days = 400;  // what a yearly report needs; older decisions are deleted
  bool operator==(const JournalSettings&) const = default;
};

struct PolicydSettings {
  // Postfix asks congvu-policyd: the milter leaves the rules about envelopes to it where a message's own
  // notes say that it has judged it.
  bool deployed = false;
  std::string socket = "unix:/run/congvu/policyd.sock";
  std::uint32_t socket_mode = 0660;
  std::string socket_group;
  std::filesystem::path notes = "/run/congvu/policyd.notes";  // which messages it has judged; for the milter
  std::uint64_t max_connections = 20'000;
  std::chrono::milliseconds idle{1'100'000};  // Postfix itself ends a connection after 1000 s
  bool operator==(const PolicydSettings&) const = default;
};

struct Settings {
  std::string socket = "unix:/run/congvu/milter.sock";  // unix:/path, inet:port@host, inet6:port@host
  std::uint32_t socket_mode = 0660;
  std::string socket_group;                  // empty: the daemon's own
  std::string user = "congvu";               // taken on where the daemon is started as root
  std::string group;                         // empty: the user's
  std::vector<std::filesystem::path> rules;  // files and directories; none: the shipped rules
  std::filesystem::path profile;             // none: the shipped profile
  std::filesystem::path spool_directory = "/var/tmp";
  std::uint64_t spool_memory = 1ULL << 20;  // a longer message goes to the disk
  std::uint64_t spool_total = 1ULL << 30;   // over all sessions
  Limits limits;
  scan::PoolSettings scan;
  std::filesystem::path decision_log;  // none: no decision log
  bool decision_facts = false;         // the facts whole in each decision, header fields and Subject too
  std::filesystem::path metrics_file;  // none: no metrics but in the log
  std::chrono::milliseconds metrics_interval{15'000};
  bool ambiguity_header = false;  // MIME-Ambiguity-Results on every message that is taken
  std::string authserv_id;        // who says so in it; empty: as the MTA calls itself
  LogLevel log_level = LogLevel::info;
  LogTarget log_target = LogTarget::stderr_stream;
  std::uint64_t max_sessions = 1'000;
  std::chrono::milliseconds session_idle{900'000};  // without a word from the MTA
  std::chrono::milliseconds drain{25'000};          // how long SIGTERM waits for sessions
  // Of SQLite the directory in which each part has its file (state::part_of()). None: no directory of
  // mailboxes, no journal but the decision log, rates in this process's memory.
  std::optional<state::DatabaseAddress> database;
  std::string node;  // this machine in journal and counters; empty: its host name
  DirectorySettings directory;
  RateSettings rates;
  JournalSettings journal;
  PolicydSettings policyd;
};

tl::expected<Settings, rules::Diagnostics> load_settings(const std::filesystem::path& file);
// `name` is only for the messages.
tl::expected<Settings, rules::Diagnostics> parse_settings(std::string_view text, const std::string& name);

// Names of the settings that differ and take effect only at the next start.
std::vector<std::string> needs_restart(const Settings& running, const Settings& wanted);

}  // namespace congvu::service
