// The subcommands of `congvu`: each adds itself to the command line and sets `exit_code` when it runs.
#pragma once

#include <CLI/CLI.hpp>

namespace congvu::cli {

// Exit codes of every subcommand; each says in its help which it uses.
enum Exit : int {
  exit_clean = 0,      // nothing found
  exit_found = 1,      // scan: a mail would be rejected, deferred or held; check: faults in the rules
  exit_usage = 2,      // wrong options, or rules that do not load
  exit_not_judged = 3  // scan: a file could not be read or judged
};

void add_scan(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_conditions(CLI::App& app, int& exit_code);
void add_address(CLI::App& app, int& exit_code);
void add_directory(CLI::App& app, int& exit_code);
void add_journal(CLI::App& app, int& exit_code);
void add_password(CLI::App& app, int& exit_code);
void add_reasons(CLI::App& app, int& exit_code);

}  // namespace congvu::cli
