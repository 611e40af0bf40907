#include "service/daemon_main.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>

namespace congvu::service {
namespace {

constexpr const char* default_config = "/etc/congvu/congvu.yaml";

struct Options {
  std::string config;
  std::string socket;
  std::string user;
  std::vector<std::string> rules;
  std::string profile;
  std::string decision_log;
  bool foreground = true;
  bool check = false;
  bool take_over = false;
};

std::filesystem::path absolute(const std::string& path) { return std::filesystem::absolute(path); }

// The file, then what the command line says; the same again at every reload.
tl::expected<Settings, rules::Diagnostics> settings_of(const Options& options, const DaemonProgram& program) {
  Settings settings;
  const bool named = !options.config.empty();
  if (named || std::filesystem::exists(default_config)) {
    auto loaded = load_settings(named ? options.config : default_config);
    if (!loaded) return loaded;
    settings = std::move(*loaded);
  }
  if (!options.socket.empty()) program.socket(settings) = options.socket;
  if (!options.user.empty()) settings.user = options.user;
  if (!options.rules.empty()) {
    settings.rules.clear();
    for (const auto& path : options.rules) settings.rules.push_back(absolute(path));
  }
  if (!options.profile.empty()) settings.profile = absolute(options.profile);
  if (!options.decision_log.empty()) settings.decision_log = absolute(options.decision_log);
  return settings;
}

int print_faults(const rules::Diagnostics& faults) {
  for (const auto& fault : faults) std::fprintf(stderr, "%s\n", fault.to_string().c_str());
  return exit_config;
}

int check(const Settings& settings) {
  const auto snapshot = load_snapshot(settings);
  if (!snapshot) return print_faults(snapshot.error());
  std::printf("%zu rules, %s\n", (*snapshot)->ruleset->size(), (*snapshot)->ruleset->profile().id.c_str());
  return 0;
}

void add_options(CLI::App& app, std::string_view name, Options& options) {
  app.set_version_flag("--version", std::string(name) + " " CONGVU_VERSION);
  app.add_option("--config", options.config, "settings file")->type_name("FILE");
  app.add_option("--socket", options.socket, "unix:/path, inet:port@host or inet6:port@host")
      ->type_name("SOCKET");
  app.add_option("--rules", options.rules, "rule file or directory; may be given more than once")
      ->type_name("PATH");
  app.add_option("--profile", options.profile, "regulation profile")->type_name("FILE");
  app.add_option("--decision-log", options.decision_log, "one JSON line a decision")->type_name("FILE");
  app.add_option("--user", options.user, "the user to become when started as root")->type_name("USER");
  app.add_flag("--foreground", options.foreground, "stay in the foreground (always the case)");
  app.add_flag("--check", options.check, "check settings and rules, and exit");
  app.add_flag("--take-over", options.take_over, "take the socket over from a running daemon");
}

int run(int argc, char** argv, Server& server, const DaemonProgram& program) {
  CLI::App app{program.description};
  Options options;
  add_options(app, server.name(), options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  auto settings = settings_of(options, program);
  if (!settings) return print_faults(settings.error());
  if (options.check) return check(*settings);
  block_signals();
  Daemon daemon(
      server, std::move(*settings), [&] { return settings_of(options, program); }, options.take_over);
  return daemon.run();
}

}  // namespace

int daemon_main(int argc, char** argv, Server& server, const DaemonProgram& program) {
  try {
    return run(argc, argv, server, program);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", std::string(server.name()).c_str(), error.what());
    return exit_system;
  }
}

}  // namespace congvu::service
