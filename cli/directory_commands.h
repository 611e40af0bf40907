// The parts of `congvu directory`; each adds itself and sets `exit_code` when it runs.
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "cli/state_options.h"
#include "directory/selection.h"
#include "directory/store.h"

namespace congvu::cli {

void add_directory_import(CLI::App& app, int& exit_code);
void add_directory_export(CLI::App& app, int& exit_code);
void add_directory_list(CLI::App& app, int& exit_code);
void add_directory_show(CLI::App& app, int& exit_code);
void add_directory_status(CLI::App& app, int& exit_code);  // suspend, restore, close
void add_directory_logins(CLI::App& app, int& exit_code);

// What they share. Nothing, or null, where it was told why.
std::optional<directory::Store> open_directory(const StateOptions& options, bool create);
// With the profile's first local domain for logins without one.
std::optional<directory::Directory::Contents> load_directory(directory::Store& store,
                                                             const regulation::Profile& profile);
std::string first_domain(const regulation::Profile& profile);
// The address that an operator typed: whole or a local part; empty where it was told why.
std::string typed_address(const std::string& text, const regulation::Profile& profile);
directory::Ages ages_of(const regulation::Profile& profile, directory::Day today);
directory::Time now();

nlohmann::json json_of(const directory::Listed& one);
std::string dumped(const nlohmann::json& object);  // one line

}  // namespace congvu::cli
