// congvu directory logins: last logins out of a mail server's log.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <memory>
#include <unordered_set>

#include "cli/commands.h"
#include "cli/directory_commands.h"
#include "directory/date_text.h"
#include "directory/login_log.h"
#include "facts/text.h"

namespace congvu::cli {
namespace {

constexpr std::size_t most_shown = 20;

struct Options {
  StateOptions state;
  std::vector<std::string> files;
  bool dry_run = false;
  bool utc = false;
};

bool read(const std::string& file, directory::LoginLog& log) {
  std::ifstream opened;
  if (file != "-") opened.open(file);
  std::istream& in = file == "-" ? std::cin : opened;
  if (!in) {
    tell(file + ": không đọc được");
    return false;
  }
  // A line without an end must not fill the memory.
  std::string line(directory::most_log_line_bytes + 1, '\0');
  bool middle = false;
  while (in.getline(line.data(), static_cast<std::streamsize>(line.size())) || in.gcount() > 0) {
    if (!middle) log.add(std::string_view(line.data()));
    middle = in.fail() && !in.eof() && !in.bad();
    if (in.bad()) break;
    if (!in.eof()) in.clear();
  }
  if (!in.bad()) return true;
  tell(file + ": không đọc được");
  return false;
}

int run(const Options& options) {
  const auto profile = profile_of(options.state);
  if (!profile) return exit_usage;
  directory::LoginLog log(now(), options.utc ? std::chrono::minutes(0) : std::chrono::hours(7));
  for (const auto& file : options.files)
    if (!read(file, log)) return exit_usage;
  auto store = open_directory(options.state, false);
  if (!store) return exit_usage;
  const auto contents = load_directory(*store, *profile);
  if (!contents) return exit_usage;
  const auto known = directory::Directory::make(*contents);
  std::vector<directory::LastLogin> logins;
  std::size_t unknown = 0;
  for (auto& one : log.logins()) {
    if (known->by_login(one.login) != nullptr)
      logins.push_back(std::move(one));
    else if (++unknown <= most_shown)
      tell(fmt::format("không có trong danh bạ: {}", printable(one.login, 120)));
  }
  if (options.dry_run) {
    std::string text;
    for (const auto& one : logins) text += fmt::format("{}  {}\n", one.login, directory::time_text(one.seen));
    if (!put(text)) return exit_usage;
  } else if (const auto done = store->write_logins(logins); !done) {
    tell(done.error());
    return exit_usage;
  }
  return put(fmt::format(
             "{} dòng: {} lần đăng nhập của {} tài khoản; {} tài khoản không có trong danh bạ, {} "
             "dòng không rõ ngày\n",
             log.lines(), log.seen(), logins.size(), unknown, log.undated()))
             ? exit_clean
             : exit_usage;
}

}  // namespace

void add_directory_logins(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("logins", "last logins out of Postfix's log");
  command
      ->add_option("--postfix-log", options->files,
                   "mail.log, syslog's form or ISO 8601; - for standard input")
      ->required();
  command->add_flag("--utc", options->utc, "times without a zone are UTC (default: UTC+7)");
  command->add_flag("--dry-run", options->dry_run, "print them and write nothing");
  add_state_options(*command, options->state);
  command->footer(
      "Dovecot can write into the same table by itself: examples/dovecot. Exit codes: 0 done, 2 wrong "
      "options, no "
      "log, or no directory.");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace congvu::cli
