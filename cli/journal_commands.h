// The parts of `congvu journal`; each adds itself and sets `exit_code` when it runs.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/state_options.h"
#include "journal/query.h"

namespace congvu::cli {

void add_journal_list(CLI::App& app, int& exit_code);
void add_journal_show(CLI::App& app, int& exit_code);
void add_journal_count(CLI::App& app, int& exit_code);
void add_journal_export(CLI::App& app, int& exit_code);
void add_journal_prune(CLI::App& app, int& exit_code);
void add_journal_import(CLI::App& app, int& exit_code);

// What they share: which decisions, of which journals.
struct JournalOptions {
  StateOptions state;
  std::string since;
  std::string until;
  journal::Filter filter;
  std::string form = "text";
};

void add_journal_filters(CLI::App& command, JournalOptions& options);
// With its times; nothing where it was told why.
std::optional<journal::Filter> filter_of(const JournalOptions& options);

// "7d", "12h", a day or a time; `end`: a day alone means its end.
std::optional<std::chrono::system_clock::time_point> moment_of(const std::string& text, bool end);

using Stores = std::vector<std::unique_ptr<journal::Store>>;
// Those that there are: with SQLite one of each daemon. Nothing where it was told why.
std::optional<Stores> open_journals(const StateOptions& options, const std::string& daemon = {});

// As spreadsheets read it; a text that one would take for a formula is told to be text.
std::string csv_row(const std::vector<std::string>& cells);

}  // namespace congvu::cli
