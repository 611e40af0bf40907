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
#include <string>
#include <vector>

#include "facts/error.h"
#include "facts/limits.h"
#include "rules/ruleset.h"
#include "scan/pool.h"

namespace congvu::service {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
enum class LogTarget : std::uint8_t { stderr_stream, syslog };

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
};

tl::expected<Settings, rules::Diagnostics> load_settings(const std::filesystem::path& file);
// `name` is only for the messages.
tl::expected<Settings, rules::Diagnostics> parse_settings(std::string_view text, const std::string& name);

// Names of the settings that differ and take effect only at the next start.
std::vector<std::string> needs_restart(const Settings& running, const Settings& wanted);

}  // namespace congvu::service
