#include "service/settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"
#include "reply/ambiguity_results.h"
#include "service/settings_sections.h"

namespace congvu::service {
namespace {

using namespace std::chrono_literals;
using rules::Diagnostics;
using yaml::Faults;
using yaml::Map;
using yaml::Node;

constexpr std::uint64_t mebi = 1ULL << 20;
constexpr std::uint64_t gibi = 1ULL << 30;

void read_spool(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("spool");
  if (node == nullptr) return;
  Map map(*node, faults, "spool");
  read_path(map, "directory", out.spool_directory, faults);
  map.size("memory", out.spool_memory, 0, 64 * mebi);
  map.size("total", out.spool_total, mebi, 1024 * gibi);
  map.finish();
}

void read_limits(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("limits");
  if (node == nullptr) return;
  Map map(*node, faults, "limits");
  Limits& limits = out.limits;
  // The ceilings are those of facts/limits.cpp.
  Limits ceiling;
  for (auto* value :
       {&ceiling.message_bytes, &ceiling.unpacked_bytes, &ceiling.entry_bytes, &ceiling.ratio,
        &ceiling.ratio_floor, &ceiling.entries, &ceiling.parts, &ceiling.depth, &ceiling.header_fields,
        &ceiling.header_bytes, &ceiling.parameters, &ceiling.name_bytes, &ceiling.cpu_ms})
    *value = UINT64_MAX;
  ceiling = capped(ceiling);
  map.size("message_bytes", limits.message_bytes, 1, ceiling.message_bytes);
  map.size("unpacked_bytes", limits.unpacked_bytes, 1, ceiling.unpacked_bytes);
  map.size("entry_bytes", limits.entry_bytes, 1, ceiling.entry_bytes);
  map.number("ratio", limits.ratio, 1, ceiling.ratio);
  map.size("ratio_floor", limits.ratio_floor, 1, ceiling.ratio_floor);
  map.number("entries", limits.entries, 1, ceiling.entries);
  map.number("parts", limits.parts, 1, ceiling.parts);
  map.number("depth", limits.depth, 1, ceiling.depth);
  map.number("header_fields", limits.header_fields, 1, ceiling.header_fields);
  map.size("header_bytes", limits.header_bytes, 1, ceiling.header_bytes);
  map.number("parameters", limits.parameters, 1, ceiling.parameters);
  map.size("name_bytes", limits.name_bytes, 1, ceiling.name_bytes);
  std::chrono::milliseconds cpu(limits.cpu_ms);
  if (map.duration("cpu", cpu, 1ms, std::chrono::milliseconds(ceiling.cpu_ms)))
    limits.cpu_ms = static_cast<std::uint64_t>(cpu.count());
  map.finish();
}

void read_scan(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("scan");
  if (node == nullptr) return;
  Map map(*node, faults, "scan");
  scan::PoolSettings& pool = out.scan;
  read_unsigned(map, "workers", pool.workers, 1, 256);
  read_unsigned(map, "quick_workers", pool.quick, 0, 256);
  map.size("quick_bytes", pool.quick_bytes, 0, gibi);
  map.duration("quick_time", pool.quick_time, 10ms, 30min);
  read_unsigned(map, "spare_workers", pool.spare, 0, 256);
  read_unsigned(map, "queue", pool.queue, 1, 10'000);
  map.duration("queue_wait", pool.queue_wait, 1s, 30min);
  map.duration("deadline", pool.deadline, 1s, 30min);
  read_unsigned(map, "messages_per_worker", pool.messages_per_worker, 1, 1'000'000);
  map.size("worker_memory", pool.worker_memory, 256 * mebi, 64 * gibi);
  map.size("worker_peak", pool.worker_peak, 64 * mebi, 64 * gibi);
  map.finish();
}

void read_metrics(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("metrics");
  if (node == nullptr) return;
  Map map(*node, faults, "metrics");
  map.require("file");
  read_path(map, "file", out.metrics_file, faults);
  map.duration("interval", out.metrics_interval, 1s, 24h);
  map.finish();
}

void read_ambiguity_header(Map& map, Settings& out, Faults& faults) {
  map.flag("ambiguity_header", out.ambiguity_header);
  std::string name;
  if (!map.text("authserv_id", name)) return;
  if (reply::valid_authserv_id(name))
    out.authserv_id = name;
  else
    faults.add(map.place_of("authserv_id"),
               fmt::format("`{}` is no host name such as mail.bacgiang.gov.vn", printable(name, 80)));
}

void read_log(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("log");
  if (node == nullptr) return;
  Map map(*node, faults, "log");
  std::size_t index = 0;
  if (map.word("level", {"debug", "info", "warning", "error"}, index))
    out.log_level = static_cast<LogLevel>(index);
  if (map.word("target", {"stderr", "syslog"}, index)) out.log_target = static_cast<LogTarget>(index);
  map.finish();
}

// What is right by itself but not together.
void check_together(Map& map, const Settings& settings, Faults& faults) {
  if (settings.spool_total < settings.limits.message_bytes)
    faults.add(map.place_of("spool"),
               "the spool's total is smaller than one message may be (limits.message_bytes)");
  if (settings.scan.deadline < std::chrono::milliseconds(settings.limits.cpu_ms))
    faults.add(map.place_of("scan"), "the deadline of a scan is shorter than its CPU time (limits.cpu)");
}

Settings read_settings(const Node& root, Faults& faults) {
  Settings out;
  if (root.type == yaml::Type::null) return out;
  Map map(root, faults, "the settings");
  read_socket(map, "socket", out.socket, faults);
  read_mode(map, "socket_mode", out.socket_mode, faults);
  map.text("socket_group", out.socket_group);
  map.text("user", out.user);
  map.text("group", out.group);
  read_paths(map, "rules", out.rules, faults);
  read_path(map, "profile", out.profile, faults);
  read_path(map, "decision_log", out.decision_log, faults);
  map.flag("decision_facts", out.decision_facts);
  read_spool(map, out, faults);
  read_limits(map, out, faults);
  read_scan(map, out, faults);
  read_log(map, out, faults);
  read_metrics(map, out, faults);
  read_ambiguity_header(map, out, faults);
  read_state(map, out, faults);
  map.number("max_sessions", out.max_sessions, 1, 100'000);
  map.duration("session_idle", out.session_idle, 10s, 24h);
  map.duration("drain", out.drain, 0ms, 10min);
  map.finish();
  if (map.valid()) check_together(map, out, faults);
  return out;
}

}  // namespace

tl::expected<Settings, Diagnostics> parse_settings(std::string_view text, const std::string& name) {
  const auto root = yaml::parse(text, name);
  if (!root) return tl::unexpected(Diagnostics{root.error()});
  Diagnostics faults;
  Faults sink(name, faults);
  Settings settings = read_settings(*root, sink);
  if (!faults.empty()) return tl::unexpected(std::move(faults));
  return settings;
}

tl::expected<Settings, Diagnostics> load_settings(const std::filesystem::path& file) {
  const auto text = yaml::read_file(file);
  if (!text) return tl::unexpected(Diagnostics{text.error()});
  return parse_settings(*text, file.string());
}

std::vector<std::string> needs_restart(const Settings& running, const Settings& wanted) {
  std::vector<std::string> out;
  const auto compare = [&](const char* name, bool same) {
    if (!same) out.emplace_back(name);
  };
  compare("socket", running.socket == wanted.socket);
  compare("socket_mode", running.socket_mode == wanted.socket_mode);
  compare("socket_group", running.socket_group == wanted.socket_group);
  compare("user", running.user == wanted.user);
  compare("group", running.group == wanted.group);
  compare("spool", running.spool_directory == wanted.spool_directory &&
                       running.spool_memory == wanted.spool_memory &&
                       running.spool_total == wanted.spool_total);
  compare("scan", running.scan == wanted.scan);
  compare("decision_log", running.decision_log == wanted.decision_log);
  compare("metrics",
          running.metrics_file == wanted.metrics_file && running.metrics_interval == wanted.metrics_interval);
  compare("log.target", running.log_target == wanted.log_target);
  compare("database", running.database == wanted.database);
  compare("node", running.node == wanted.node);
  compare("directory", running.directory == wanted.directory);
  compare("rates", running.rates == wanted.rates);
  compare("journal", running.journal == wanted.journal);
  compare("policyd", running.policyd == wanted.policyd);
  compare("max_sessions", running.max_sessions == wanted.max_sessions);
  compare("session_idle", running.session_idle == wanted.session_idle);
  return out;
}

}  // namespace congvu::service
