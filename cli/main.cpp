// congvu: the operators' command. Every subcommand stands in a file of its own.
#include <clocale>
#include <cstdio>
#include <exception>

#include "cli/commands.h"
#include "scan/worker.h"

int main(int argc, char** argv) {
  if (const int code = congvu::scan::run_worker_if_asked(argc, argv); code >= 0) return code;
  std::setlocale(LC_CTYPE, "C.UTF-8");  // libarchive gives no name at all for UTF-8 names in the C locale
  try {
    CLI::App app{"congvu: e-mail regulation for Postfix and Sendmail"};
    app.set_version_flag("--version", "congvu " CONGVU_VERSION);
    app.require_subcommand(1);
    int exit_code = congvu::cli::exit_clean;
    congvu::cli::add_scan(app, exit_code);
    congvu::cli::add_check(app, exit_code);
    congvu::cli::add_conditions(app, exit_code);
    congvu::cli::add_address(app, exit_code);
    congvu::cli::add_directory(app, exit_code);
    congvu::cli::add_journal(app, exit_code);
    congvu::cli::add_password(app, exit_code);
    congvu::cli::add_reasons(app, exit_code);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      if (app.exit(error) == 0) return congvu::cli::exit_clean;
      return exit_code == congvu::cli::exit_clean ? congvu::cli::exit_usage : exit_code;
    }
    return exit_code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "congvu: %s\n", error.what());
    return congvu::cli::exit_usage;
  }
}
