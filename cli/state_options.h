// Where the database and the profile are: the options that commands about mailboxes and decisions share.
//
// In: --config (default: /etc/congvu/congvu.yaml where there is one), --database instead of what it says,
// --profile. Out: the address of one part of the state (state/address.h), the profile; or the reason why not,
// told on standard error. Threads: one.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "regulation/profile.h"
#include "state/address.h"

namespace congvu::cli {

struct StateOptions {
  std::string config;
  std::string database;
  std::string profile;
};

void add_state_options(CLI::App& command, StateOptions& options);

// Nothing where it was told why.
std::optional<state::DatabaseAddress> database_part(const StateOptions& options, std::string_view part);
std::shared_ptr<const regulation::Profile> profile_of(const StateOptions& options);

// Who gives this command, for histories: $SUDO_USER, else the user.
std::string operator_name();

// For people, on standard error.
void tell(const Error& fault);
void tell(const std::string& line);
// On standard output; false where it cannot be written.
bool put(const std::string& text);

}  // namespace congvu::cli
