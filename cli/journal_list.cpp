// congvu journal list, show and count.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/journal_commands.h"
#include "facts/text.h"
#include "journal/decision_line.h"

namespace congvu::cli {
namespace {

using journal::Entry;

struct Options : JournalOptions {
  std::uint64_t most = 50;
  std::string id;
  std::string by = "rule";
};

std::string safe(std::string_view text, std::size_t most = 120) { return printable(text, most); }

std::string or_dash(const std::string& text) { return text.empty() ? "-" : safe(text); }

std::vector<std::string> rules_of(const journal::Record& record) {
  std::vector<std::string> out;
  for (const auto& match : record.matches) {
    std::string text = match.rule + " (" + match.clause + ")";
    if (match.mode != rules::Mode::enforce) text += " quan sát";
    if (!match.excused.empty()) text += " miễn trừ";
    out.push_back(safe(text));
  }
  return out;
}

std::string recipients_of(const journal::Record& record) {
  if (record.recipients.empty()) return "-";
  const std::string first = safe(record.recipients.front());
  return record.recipient_count > 1 ? fmt::format("{} +{}", first, record.recipient_count - 1) : first;
}

std::string as_text(const journal::Record& record) {
  return fmt::format("{}  {:<6}  {}/{}  {} -> {}  {}  {}  {}\n", journal::rfc3339(record.time),
                     rules::action_name(record.action), or_dash(record.daemon),
                     record.stage.empty() ? "eom" : safe(record.stage), or_dash(record.sender),
                     recipients_of(record), or_dash(record.queue_id),
                     record.matches.empty() ? "-" : fmt::format("{}", fmt::join(rules_of(record), "; ")),
                     or_dash(record.id));
}

std::string as_csv(const journal::Record& record) {
  return csv_row({journal::rfc3339(record.time), std::string(rules::action_name(record.action)),
                  std::to_string(record.reply_code), record.daemon, record.stage, record.node,
                  std::string(direction_name(record.direction)), record.sender, record.login,
                  record.organisation, fmt::format("{}", fmt::join(record.recipients, " ")),
                  std::to_string(record.recipient_count), record.client, record.queue_id,
                  fmt::format("{}", fmt::join(rules_of(record), "; ")), std::to_string(record.size),
                  record.id});
}

std::string csv_headings() {
  return csv_row({"time", "action", "reply", "daemon", "stage", "node", "direction", "sender", "login",
                  "organisation", "recipients", "recipient_count", "client", "queue_id", "rules", "size",
                  "id"});
}

int run_list(const Options& options) {
  const auto filter = filter_of(options);
  const auto stores = filter ? open_journals(options.state, filter->daemon) : std::nullopt;
  if (!stores) return exit_usage;
  std::vector<Entry> entries;
  for (const auto& store : *stores) {
    const auto done = journal::each_decision(*store, *filter, {journal::Order::newest_first, options.most},
                                             [&](const Entry& entry) {
                                               entries.push_back(entry);
                                               return true;
                                             });
    if (!done) {
      tell(done.error());
      return exit_usage;
    }
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.record.time > b.record.time; });
  if (entries.size() > options.most) entries.resize(options.most);
  std::string text = options.form == "csv" ? csv_headings() : std::string();
  for (const auto& [record, line] : entries)
    text += options.form == "json" ? line + "\n" : options.form == "csv" ? as_csv(record) : as_text(record);
  return put(text) ? exit_clean : exit_usage;
}

int run_show(const Options& options) {
  const auto stores = open_journals(options.state);
  if (!stores) return exit_usage;
  journal::Filter filter;
  filter.id = options.id;
  std::string text;
  for (const auto& store : *stores) {
    const auto done = journal::each_decision(*store, filter, {}, [&](const Entry& entry) {
      text += nlohmann::ordered_json::parse(entry.line, nullptr, false).dump(2) + "\n";
      return true;
    });
    if (!done) {
      tell(done.error());
      return exit_usage;
    }
  }
  if (text.empty()) {
    tell(safe(options.id) + ": không có trong nhật ký");
    return exit_found;
  }
  return put(text) ? exit_clean : exit_usage;
}

const std::map<std::string, journal::CountBy>& groupings() {
  using journal::CountBy;
  static const std::map<std::string, CountBy> all{{"total", CountBy::total},
                                                  {"action", CountBy::action},
                                                  {"stage", CountBy::stage},
                                                  {"rule", CountBy::rule},
                                                  {"clause", CountBy::clause},
                                                  {"org", CountBy::organisation},
                                                  {"recipient-org", CountBy::recipient_organisation},
                                                  {"day", CountBy::day}};
  return all;
}

// Each row's cells; the last three only where rules are counted.
std::vector<std::string> cells(const std::string& name, const journal::Count& count, bool of_rules) {
  std::vector<std::string> out{name, std::to_string(count.decisions), std::to_string(count.messages)};
  if (of_rules)
    for (const auto number : {count.enforced, count.observed, count.excused})
      out.push_back(std::to_string(number));
  return out;
}

std::string counts_as_text(const journal::Counts& counts, bool of_rules) {
  std::size_t width = 4;
  for (const auto& [name, count] : counts) width = std::max(width, name.size());
  std::string out = fmt::format("{:<{}}  quyết định  số thư{}\n", "", width,
                                of_rules ? "  thực thi  quan sát  miễn trừ" : "");
  for (const auto& [name, count] : counts) {
    const std::string shown = name.empty() ? "-" : safe(name, 500);
    out += fmt::format("{:<{}}  {:>10}  {:>6}", shown, width, count.decisions, count.messages);
    if (of_rules) out += fmt::format("  {:>8}  {:>8}  {:>8}", count.enforced, count.observed, count.excused);
    out += "\n";
  }
  return out;
}

std::string counts_as_json(const journal::Counts& counts, bool of_rules) {
  std::string out;
  for (const auto& [name, count] : counts) {
    nlohmann::ordered_json row{{"name", name}, {"decisions", count.decisions}, {"messages", count.messages}};
    if (of_rules) {
      row["enforced"] = count.enforced;
      row["observed"] = count.observed;
      row["excused"] = count.excused;
    }
    out += row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return out;
}

int run_count(const Options& options) {
  const auto filter = filter_of(options);
  const auto stores = filter ? open_journals(options.state, filter->daemon) : std::nullopt;
  if (!stores) return exit_usage;
  journal::Counts all;
  for (const auto& store : *stores) {
    const auto counts = journal::count_decisions(*store, *filter, groupings().at(options.by));
    if (!counts) {
      tell(counts.error());
      return exit_usage;
    }
    for (const auto& [name, count] : *counts) all[name] += count;
  }
  const bool of_rules = options.by == "rule" || options.by == "clause";
  if (options.form == "json") return put(counts_as_json(all, of_rules)) ? exit_clean : exit_usage;
  if (options.form != "csv") return put(counts_as_text(all, of_rules)) ? exit_clean : exit_usage;
  std::vector<std::string> headings{options.by, "decisions", "messages"};
  if (of_rules) headings.insert(headings.end(), {"enforced", "observed", "excused"});
  std::string text = csv_row(headings);
  for (const auto& [name, count] : all) text += csv_row(cells(name, count, of_rules));
  return put(text) ? exit_clean : exit_usage;
}

void add_form(CLI::App& command, Options& options) {
  command.add_option("--format", options.form, "of the output")
      ->check(CLI::IsMember({"text", "csv", "json"}));
}

}  // namespace

void add_journal_list(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("list", "decisions, the newest first");
  add_journal_filters(*command, *options);
  add_form(*command, *options);
  command->add_option("--limit", options->most, "at most so many (default: 50)")
      ->check(CLI::Range(1, 1'000'000));
  command->footer("Exit codes: 0 a list, 2 wrong options, or no journal.");
  command->callback([options, &exit_code] { exit_code = run_list(*options); });
}

void add_journal_show(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("show", "all about one decision");
  command->add_option("id", options->id, "as `list` gives it")->required();
  add_state_options(*command, options->state);
  command->footer("Exit codes: 0 found, 1 not in the journal, 2 wrong options, or no journal.");
  command->callback([options, &exit_code] { exit_code = run_show(*options); });
}

void add_journal_count(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("count", "how many decisions");
  add_journal_filters(*command, *options);
  add_form(*command, *options);
  std::vector<std::string> names;
  for (const auto& [name, by] : groupings()) names.push_back(name);
  command->add_option("--by", options->by, fmt::format("{} (default: rule)", fmt::join(names, ", ")))
      ->check(CLI::IsMember(names));
  command->footer(
      "A decision counts once in each row. Decisions about several recipients of one message (one instance "
      "of\n"
      "Postfix) are one message. Of a rule: enforced, only observed, excused by an exception.\n"
      "Exit codes: 0 numbers, 2 wrong options, or no journal.");
  command->callback([options, &exit_code] { exit_code = run_count(*options); });
}

}  // namespace congvu::cli
