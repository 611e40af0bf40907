// congvu-milter: the regulation at the end of each SMTP message, for Postfix and Sendmail.
#include <CLI/CLI.hpp>
#include <clocale>
#include <cstdio>
#include <exception>
#include <filesystem>

#include "milter/daemon.h"
#include "scan/worker.h"
#include "service/lifecycle.h"
#include "service/settings.h"
#include "service/snapshot.h"

namespace {

using congvu::rules::Diagnostics;
using congvu::service::Settings;

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
tl::expected<Settings, Diagnostics> settings_of(const Options& options) {
  Settings settings;
  const bool named = !options.config.empty();
  if (named || std::filesystem::exists(default_config)) {
    auto loaded = congvu::service::load_settings(named ? options.config : default_config);
    if (!loaded) return loaded;
    settings = std::move(*loaded);
  }
  if (!options.socket.empty()) settings.socket = options.socket;
  if (!options.user.empty()) settings.user = options.user;
  if (!options.rules.empty()) {
    settings.rules.clear();
    for (const auto& path : options.rules) settings.rules.push_back(absolute(path));
  }
  if (!options.profile.empty()) settings.profile = absolute(options.profile);
  if (!options.decision_log.empty()) settings.decision_log = absolute(options.decision_log);
  return settings;
}

int print_faults(const Diagnostics& faults) {
  for (const auto& fault : faults) std::fprintf(stderr, "%s\n", fault.to_string().c_str());
  return congvu::milter::exit_config;
}

int check(const Settings& settings) {
  const auto snapshot = congvu::service::load_snapshot(settings);
  if (!snapshot) return print_faults(snapshot.error());
  std::printf("%zu rules, %s\n", (*snapshot)->ruleset->size(), (*snapshot)->ruleset->profile().id.c_str());
  return 0;
}

void add_options(CLI::App& app, Options& options) {
  app.set_version_flag("--version", "congvu-milter " CONGVU_VERSION);
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

int run(int argc, char** argv) {
  CLI::App app{"congvu-milter: e-mail regulation at the end of each SMTP message"};
  Options options;
  add_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  auto settings = settings_of(options);
  if (!settings) return print_faults(settings.error());
  if (options.check) return check(*settings);
  congvu::service::block_signals();
  congvu::milter::Daemon daemon(
      std::move(*settings), [options] { return settings_of(options); }, options.take_over);
  return daemon.run();
}

}  // namespace

int main(int argc, char** argv) {
  if (const int code = congvu::scan::run_worker_if_asked(argc, argv); code >= 0) return code;
  std::setlocale(LC_CTYPE, "C.UTF-8");
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "congvu-milter: %s\n", error.what());
    return congvu::milter::exit_system;
  }
}
