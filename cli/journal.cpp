// congvu journal: the decisions of both daemons.
//
// A decision of --format json is one line as in journal/decision_line.h; a row of a count is {name,
// decisions, messages, enforced, observed, excused}. Members are only ever added.
#include <fmt/format.h>

#include <charconv>
#include <filesystem>

#include "cli/commands.h"
#include "cli/journal_commands.h"
#include "directory/date_text.h"
#include "facts/text.h"
#include "service/journal_parts.h"

namespace congvu::cli {
namespace {

using std::chrono::system_clock;

constexpr std::size_t day_size = 10;  // of 2026-11-24 and 24/11/2026

// "7d" back from now.
std::optional<system_clock::time_point> ago(const std::string& text) {
  unsigned number = 0;
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop + 1 != end || number > 100'000) return std::nullopt;
  switch (*stop) {
    case 'd':
      return system_clock::now() - std::chrono::hours(24) * number;
    case 'h':
      return system_clock::now() - std::chrono::hours(number);
    case 'm':
      return system_clock::now() - std::chrono::minutes(number);
    default:
      return std::nullopt;
  }
}

CLI::Validator a_moment(bool end) {
  return {[end](const std::string& text) {
            return moment_of(text, end) ? std::string()
                                        : "no time such as 7d, 2026-11-24 or 2026-11-24T08:30";
          },
          "TIME"};
}

}  // namespace

std::optional<system_clock::time_point> moment_of(const std::string& text, bool end) {
  if (const auto relative = ago(text)) return relative;
  const auto time = directory::time_of(text);
  if (!time) return std::nullopt;
  return system_clock::time_point(*time) + std::chrono::hours(end && text.size() <= day_size ? 24 : 0);
}

void add_journal_filters(CLI::App& command, JournalOptions& options) {
  add_state_options(command, options.state);
  auto& filter = options.filter;
  command.add_option("--since", options.since, "7d, 12h, 2026-11-24 or 2026-11-24T08:30")
      ->check(a_moment(false));
  command.add_option("--until", options.until, "the same; a day is meant with all its hours")
      ->check(a_moment(true));
  command.add_option("--rule", filter.rule, "id of a rule that matched");
  command.add_option("--clause", filter.clause, "clause of a rule that matched, as 4.6");
  command.add_option("--action", filter.action, "what the mail server was told")
      ->check(CLI::IsMember({"reject", "defer", "hold", "tag", "note", "accept"}));
  command.add_option("--mailbox", filter.mailbox, "address: sender, recipient or login");
  command.add_option("--login", filter.login, "SASL login");
  command.add_option("--org", filter.organisation, "code of the sender's or a recipient's organisation");
  command.add_option("--queue-id", filter.queue_id, "queue id of the mail server");
  command.add_option("--daemon", filter.daemon, "whose decisions")
      ->check(CLI::IsMember({"milter", "policyd"}));
}

std::optional<journal::Filter> filter_of(const JournalOptions& options) {
  journal::Filter out = options.filter;
  if (!options.since.empty()) out.since = moment_of(options.since, false);
  if (!options.until.empty()) out.until = moment_of(options.until, true);
  if (!out.since || !out.until || *out.since < *out.until) return out;
  tell(std::string("--since phải trước --until"));
  return std::nullopt;
}

std::optional<Stores> open_journals(const StateOptions& options, const std::string& daemon) {
  Stores out;
  for (const std::string one : {"milter", "policyd"}) {
    if (!daemon.empty() && daemon != one) continue;
    const auto address = database_part(options, "journal-" + one);
    if (!address) return std::nullopt;
    const bool file = address->engine == state::Engine::sqlite;
    std::error_code ignored;
    if (file && !std::filesystem::exists(address->text, ignored)) continue;
    auto store = journal::Store::open(*address, false);
    if (!store) {
      tell(store.error());
      return std::nullopt;
    }
    out.push_back(std::move(*store));
    if (!file) break;  // all daemons are in it
  }
  if (!out.empty()) return out;
  tell(std::string("chưa có nhật ký nào trong cơ sở dữ liệu này"));
  return std::nullopt;
}

std::string csv_row(const std::vector<std::string>& cells) {
  std::string out;
  for (const auto& cell : cells) {
    if (!out.empty() || &cell != &cells.front()) out += ',';
    std::string text = cell;
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
      text.insert(0, 1, '\'');
    if (text.find_first_of(",\"\n\r;") == std::string::npos) {
      out += text;
      continue;
    }
    out += '"';
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    out += '"';
  }
  return out + "\r\n";
}

void add_journal(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("journal", "the decisions of both daemons (nhật ký)");
  command->require_subcommand(1);
  add_journal_list(*command, exit_code);
  add_journal_show(*command, exit_code);
  add_journal_count(*command, exit_code);
  add_journal_export(*command, exit_code);
  add_journal_prune(*command, exit_code);
  add_journal_import(*command, exit_code);
}

}  // namespace congvu::cli
