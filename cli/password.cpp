// congvu password check: a new password against khoản 4.1, for the desk that resets passwords.
//
// The password is one line of standard input; it is neither shown, logged nor kept, and nothing printed says
// more than which demands it misses. --json prints one object: {ok, role, faults: [{code, text}], warnings:
// [{code, text}]}. Members are only ever added.
#include "directory/password.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/secret_line.h"
#include "regulation/profile.h"

namespace congvu::cli {
namespace {

constexpr int exit_password_usage = 64;

struct Options {
  std::string role;
  std::string profile;
  bool json = false;
};

struct Told {
  std::string_view code;
  std::string text;
};

constexpr std::string_view two_spellings =
    "mật khẩu có chữ có dấu: máy khác có thể gửi chuỗi byte khác, nên dùng chữ không dấu";

nlohmann::json as_json(const std::vector<Told>& all) {
  auto out = nlohmann::json::array();
  for (const auto& one : all) out.push_back({{"code", one.code}, {"text", one.text}});
  return out;
}

int say(std::string_view text) {
  std::fputs(fmt::format("congvu: {}\n", text).c_str(), stderr);
  return exit_password_usage;
}

int print(const Options& options, const std::vector<Told>& faults, const std::vector<Told>& warnings) {
  std::string text;
  if (options.json) {
    const nlohmann::json object{{"ok", faults.empty()},
                                {"role", options.role},
                                {"faults", as_json(faults)},
                                {"warnings", as_json(warnings)}};
    text = object.dump() + "\n";
  } else {
    text = faults.empty() ? "Đạt yêu cầu của khoản 4.1.\n" : "Không đạt yêu cầu của khoản 4.1:\n";
    for (const auto& fault : faults) text += "- " + fault.text + "\n";
    for (const auto& warning : warnings) text += "Lưu ý: " + warning.text + "\n";
  }
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return exit_password_usage;
  return faults.empty() ? exit_clean : exit_found;
}

int judge(const Options& options, const directory::PasswordRules& rules, std::string_view password) {
  const auto role = options.role == "admin" ? directory::PasswordRole::admin : directory::PasswordRole::user;
  const unsigned least =
      role == directory::PasswordRole::admin ? rules.admin_characters : rules.user_characters;
  std::vector<Told> faults;
  for (const auto fault : directory::password_faults(password, role, rules)) {
    std::string text(directory::password_fault_text(fault));
    if (fault == directory::PasswordFault::too_short) text += fmt::format(" ({})", least);
    faults.push_back({directory::password_fault_name(fault), std::move(text)});
  }
  std::vector<Told> warnings;
  if (directory::spelled_in_two_ways(password))
    warnings.push_back({"two-spellings", std::string(two_spellings)});
  return print(options, faults, warnings);
}

int run(const Options& options) {
  const auto profile =
      options.profile.empty() ? regulation::embedded_profile() : regulation::load_profile(options.profile);
  if (!profile) {
    for (const auto& fault : profile.error()) std::fputs((fault.to_string() + "\n").c_str(), stderr);
    return exit_password_usage;
  }
  SecretLine line;
  switch (line.read(STDIN_FILENO, "Mật khẩu: ")) {
    case SecretLine::Outcome::nothing:
      return say("không có mật khẩu trên đầu vào chuẩn");
    case SecretLine::Outcome::more_lines:
      return say("đầu vào chuẩn có nhiều hơn một dòng");
    case SecretLine::Outcome::failed:
      return say("không đọc được đầu vào chuẩn");
    case SecretLine::Outcome::too_long:
      return print(options,
                   {{directory::password_fault_name(directory::PasswordFault::too_long),
                     std::string(directory::password_fault_text(directory::PasswordFault::too_long))}},
                   {});
    case SecretLine::Outcome::line:
      break;
  }
  return judge(options, (*profile)->passwords, line.text());
}

}  // namespace

void add_password(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("password", "passwords by clause 4.1");
  command->require_subcommand(1);
  // Set before the options are parsed: main() ends with it where they are wrong.
  command->preparse_callback([&exit_code](std::size_t) { exit_code = exit_password_usage; });
  CLI::App* check = command->add_subcommand("check", "one line of standard input, neither shown nor kept");
  check->add_option("--role", options->role, "admin or user")
      ->required()
      ->check(CLI::IsMember({"admin", "user"}));
  check->add_option("--profile", options->profile, "regulation profile (default: the embedded one)");
  check->add_flag("--json", options->json, "one JSON object");
  check->footer("Exit codes: 0 good, 1 not good, 64 wrong options or no password.");
  check->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace congvu::cli
