#include "cli/state_options.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "facts/text.h"
#include "service/settings.h"

namespace congvu::cli {
namespace {

constexpr const char* default_config = "/etc/congvu/congvu.yaml";
constexpr std::size_t most_name_bytes = 64;

// The settings that are named, else the usual ones where they are; nothing where it was told why.
std::optional<service::Settings> settings_of(const StateOptions& options) {
  const std::string file = options.config.empty() ? default_config : options.config;
  std::error_code ignored;
  if (options.config.empty() && !std::filesystem::exists(file, ignored)) return service::Settings();
  auto settings = service::load_settings(file);
  if (settings) return std::move(*settings);
  for (const auto& fault : settings.error()) tell(fault.to_string());
  return std::nullopt;
}

}  // namespace

void add_state_options(CLI::App& command, StateOptions& options) {
  command.add_option("--config", options.config, fmt::format("settings (default: {})", default_config));
  command.add_option("--database", options.database,
                     "sqlite:/directory or postgresql:host=... (default: as the settings say)");
  command.add_option("--profile", options.profile, "regulation profile (default: as the settings say)");
}

std::optional<state::DatabaseAddress> database_part(const StateOptions& options, std::string_view part) {
  if (!options.database.empty()) {
    const auto address = state::parse_database_address(options.database);
    if (address) return state::part_of(*address, part);
    tell(address.error());
    return std::nullopt;
  }
  const auto settings = settings_of(options);
  if (!settings) return std::nullopt;
  if (settings->database) return state::part_of(*settings->database, part);
  tell(std::string("chưa có cơ sở dữ liệu: đặt `database` trong tệp cấu hình, hoặc dùng --database"));
  return std::nullopt;
}

std::shared_ptr<const regulation::Profile> profile_of(const StateOptions& options) {
  std::filesystem::path file = options.profile;
  if (file.empty()) {
    const auto settings = settings_of(options);
    if (!settings) return nullptr;
    file = settings->profile;
  }
  auto profile = file.empty() ? regulation::embedded_profile() : regulation::load_profile(file);
  if (profile) return std::move(*profile);
  for (const auto& fault : profile.error()) tell(fault);
  return nullptr;
}

std::string operator_name() {
  const char* sudo = std::getenv("SUDO_USER");  // NOLINT(concurrency-mt-unsafe): before any thread
  if (sudo != nullptr && *sudo != '\0') return printable(valid_utf8(sudo), most_name_bytes);
  const passwd* user = ::getpwuid(::geteuid());  // NOLINT(concurrency-mt-unsafe)
  return user != nullptr ? printable(valid_utf8(user->pw_name), most_name_bytes)
                         : std::to_string(::geteuid());
}

void tell(const Error& fault) { tell(fault.to_string()); }
void tell(const std::string& line) { std::fputs((line + "\n").c_str(), stderr); }

bool put(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

}  // namespace congvu::cli
