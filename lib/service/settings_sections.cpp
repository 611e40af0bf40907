#include "service/settings_sections.h"

#include <fmt/format.h>

#include "facts/text.h"

namespace congvu::service {

using namespace std::chrono_literals;
using yaml::Faults;
using yaml::Map;
using yaml::Node;

void read_path(Map& map, std::string_view key, std::filesystem::path& out, Faults& faults) {
  std::string text;
  if (!map.text(key, text)) return;
  if (text.empty() || text.front() != '/')
    faults.add(map.place_of(key), fmt::format("`{}` is no absolute path", printable(text, 80)));
  else
    out = text;
}

void read_paths(Map& map, std::string_view key, std::vector<std::filesystem::path>& out, Faults& faults) {
  std::vector<std::string> texts;
  if (!map.texts(key, texts)) return;
  for (const auto& text : texts) {
    if (text.empty() || text.front() != '/')
      faults.add(map.place_of(key), fmt::format("`{}` is no absolute path", printable(text, 80)));
    out.emplace_back(text);
  }
}

void read_unsigned(Map& map, std::string_view key, unsigned& out, std::uint64_t least, std::uint64_t most) {
  std::uint64_t value = out;
  if (map.number(key, value, least, most)) out = static_cast<unsigned>(value);
}

void read_socket(Map& map, std::string_view key, std::string& out, Faults& faults) {
  std::string text;
  if (!map.text(key, text)) return;
  constexpr std::size_t most_path = 90;  // sun_path has 108, and the socket is made under a longer name first
  const bool unix_socket = text.rfind("unix:/", 0) == 0;
  const bool inet_socket = text.rfind("inet:", 0) == 0 || text.rfind("inet6:", 0) == 0;
  if (!unix_socket && !inet_socket)
    faults.add(map.place_of(key),
               fmt::format("`{}` is no socket such as unix:/run/congvu/milter.sock or inet:8899@127.0.0.1",
                           printable(text, 80)));
  else if (unix_socket && text.size() > most_path)
    faults.add(map.place_of(key), fmt::format("the path of a socket has at most {} bytes", most_path - 5));
  else
    out = text;
}

// "0660", or 660 without quotes: octal either way, as chmod has it.
void read_mode(Map& map, std::string_view key, std::uint32_t& out, Faults& faults) {
  std::string text;
  if (!map.text(key, text)) return;
  std::uint32_t mode = 0;
  bool good = !text.empty() && text.size() <= 4;
  for (const char c : text) {
    good = good && c >= '0' && c <= '7';
    mode = mode * 8 + static_cast<std::uint32_t>(c - '0');
  }
  if (!good || mode > 0777)
    faults.add(map.place_of(key), fmt::format("`{}` is no mode such as 0660", printable(text, 20)));
  else
    out = mode;
}

namespace {

void read_database(Map& map, Settings& out, Faults& faults) {
  std::string text;
  if (!map.text("database", text)) return;
  auto address = state::parse_database_address(text);
  if (address)
    out.database = std::move(*address);
  else
    faults.add(map.place_of("database"), address.error().text);
}

// A host name, since it stands in keys, logs and reports.
void read_node(Map& map, Settings& out, Faults& faults) {
  std::string text;
  if (!map.text("node", text)) return;
  bool good = !text.empty() && text.size() <= 64;
  for (const char c : text)
    good = good && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                    c == '.');
  if (good)
    out.node = text;
  else
    faults.add(map.place_of("node"),
               fmt::format("`{}` is no name such as mx1.bacgiang.gov.vn", printable(text, 80)));
}

void read_directory(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("directory");
  if (node == nullptr) return;
  Map map(*node, faults, "directory");
  map.duration("refresh", out.directory.refresh, 1s, 1h);
  map.duration("stale_after", out.directory.stale_after, 1s, 24h * 30);
  map.finish();
}

void read_rates(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("rates");
  if (node == nullptr) return;
  Map map(*node, faults, "rates");
  map.duration("synchronise", out.rates.synchronise, 50ms, 10min);
  map.number("keys", out.rates.keys, 1'000, 100'000'000);
  map.finish();
}

void read_journal(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("journal");
  if (node == nullptr) return;
  Map map(*node, faults, "journal");
  read_path(map, "spool", out.journal.spool, faults);
  map.size("spool_bytes", out.journal.spool_bytes, 1ULL << 20, 1ULL << 40);
  std::uint64_t days = static_cast<std::uint64_t>(out.journal.keep_days);
  if (map.number("keep_days", days, 1, 36'500)) out.journal.keep_days = static_cast<unsigned>(days);
  map.finish();
}

void read_policyd(Map& parent, Settings& out, Faults& faults) {
  const Node* node = parent.node("policyd");
  if (node == nullptr) return;
  Map map(*node, faults, "policyd");
  PolicydSettings& policyd = out.policyd;
  map.flag("deployed", policyd.deployed);
  read_socket(map, "socket", policyd.socket, faults);
  read_mode(map, "socket_mode", policyd.socket_mode, faults);
  map.text("socket_group", policyd.socket_group);
  read_path(map, "notes", policyd.notes, faults);
  map.number("max_connections", policyd.max_connections, 1, 100'000);
  map.duration("idle", policyd.idle, 10s, 24h);
  map.finish();
}

}  // namespace

void read_state(Map& map, Settings& out, Faults& faults) {
  read_database(map, out, faults);
  read_node(map, out, faults);
  read_directory(map, out, faults);
  read_rates(map, out, faults);
  read_journal(map, out, faults);
  read_policyd(map, out, faults);
}

}  // namespace congvu::service
