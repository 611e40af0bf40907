// congvu directory list, export and show.
#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/directory_commands.h"
#include "directory/date_text.h"
#include "facts/text.h"

namespace congvu::cli {
namespace {

struct Options {
  StateOptions state;
  std::string status;
  std::string kind;
  std::string org;
  bool idle = false;
  bool password_overdue = false;
  std::string form;
  bool published = false;
  bool organisations = false;
  std::string address;
};

directory::Selection selection_of(const Options& options) {
  directory::Selection out;
  if (!options.status.empty()) out.status = directory::status_of_word(options.status);
  if (!options.kind.empty()) out.kind = directory::kind_of_word(options.kind);
  out.organisation = lower_ascii(options.org.substr(0, options.org.find('@')));
  out.idle = options.idle;
  out.password_overdue = options.password_overdue;
  return out;
}

std::string safe(std::string_view text, std::size_t most = 120) { return printable(text, most); }

std::string day_or(const std::optional<directory::Day>& day) {
  return day ? directory::day_for_people(*day) : "chưa rõ";
}

std::string login_or(const std::optional<directory::Time>& time) {
  return time ? directory::day_for_people(directory::local_day(*time)) : "chưa rõ";
}

std::string as_text(const std::vector<directory::Listed>& boxes) {
  std::string out;
  std::size_t unknown_login = 0;
  std::size_t unknown_password = 0;
  for (const auto& one : boxes) {
    const auto& box = *one.box;
    unknown_login += one.last_login ? 0 : 1;
    unknown_password += box.password_changed ? 0 : 1;
    out += fmt::format("{}  {}  {}  {}  {}  đăng nhập {}{}  mật khẩu {}{}\n", box.address, safe(box.name),
                       box.organisation.empty() ? "-" : safe(box.organisation),
                       directory::kind_word(box.kind), directory::status_word(box.status),
                       login_or(one.last_login), one.idle ? " (quá hạn)" : "", day_or(box.password_changed),
                       one.password_overdue ? " (quá hạn)" : "");
  }
  return out + fmt::format("{} hộp thư; {} chưa rõ lần đăng nhập, {} chưa rõ ngày đổi mật khẩu\n",
                           boxes.size(), unknown_login, unknown_password);
}

std::string as_json(const std::vector<directory::Listed>& boxes) {
  std::string out;
  for (const auto& one : boxes) out += dumped(json_of(one));
  return out;
}

struct Loaded {
  std::shared_ptr<const regulation::Profile> profile;
  std::optional<directory::Store> store;
  std::optional<directory::Directory::Contents> contents;
};

// Without contents where it was told why.
Loaded load(const Options& options) {
  Loaded out;
  out.profile = profile_of(options.state);
  if (!out.profile) return out;
  out.store = open_directory(options.state, false);
  if (out.store) out.contents = load_directory(*out.store, *out.profile);
  return out;
}

int run_list(const Options& options) {
  const auto loaded = load(options);
  if (!loaded.contents) return exit_usage;
  const auto& contents = *loaded.contents;
  if (options.organisations) return put(directory::csv_of_organisations(contents)) ? exit_clean : exit_usage;
  const auto boxes = directory::select(contents, selection_of(options),
                                       ages_of(*loaded.profile, directory::local_day(now())));
  const auto form = options.published ? directory::ListForm::published : directory::ListForm::whole;
  const std::string text = options.form == "csv"    ? directory::csv_of(contents, boxes, form)
                           : options.form == "json" ? as_json(boxes)
                                                    : as_text(boxes);
  return put(text) ? exit_clean : exit_usage;
}

std::string person(const directory::Listed& one, const std::vector<directory::HistoryRow>& history) {
  const auto& box = *one.box;
  std::string out = fmt::format(
      "{}\n  họ và tên: {}\n  chức vụ: {}\n  đơn vị: {}\n  loại: {}\n  tài khoản: {}\n  ngày cấp: {}\n"
      "  trạng thái: {}",
      box.address, safe(box.name), safe(box.title), safe(box.organisation), directory::kind_word(box.kind),
      safe(box.login), day_or(box.issued), directory::status_word(box.status));
  if (box.status_since) out += " từ " + directory::day_for_people(*box.status_since);
  if (box.status_until) out += " đến " + directory::day_for_people(*box.status_until);
  if (!box.status_reason.empty()) out += fmt::format(" ({})", safe(box.status_reason, 400));
  out += fmt::format("\n  đăng nhập gần nhất: {}{}\n  đổi mật khẩu gần nhất: {}{}\n",
                     one.last_login ? directory::time_text(*one.last_login) : "chưa rõ",
                     one.idle ? " (quá hạn)" : "", day_or(box.password_changed),
                     one.password_overdue ? " (quá hạn)" : "");
  for (const auto& alias : box.aliases) out += fmt::format("  địa chỉ khác: {}\n", alias);
  for (const auto& other : box.send_as) out += fmt::format("  được gửi thay: {}\n", other);
  for (const auto& row : history)
    out += fmt::format("  {} {}: {}{}\n", directory::time_text(row.at), safe(row.who), safe(row.change, 2000),
                       row.reason.empty() ? "" : " (" + safe(row.reason, 400) + ")");
  return out;
}

int run_show(const Options& options) {
  auto loaded = load(options);
  if (!loaded.contents) return exit_usage;
  const std::string address = typed_address(options.address, *loaded.profile);
  if (address.empty()) return exit_usage;
  const auto boxes =
      directory::select(*loaded.contents, {}, ages_of(*loaded.profile, directory::local_day(now())));
  for (const auto& one : boxes) {
    const auto& aliases = one.box->aliases;
    if (one.box->address != address && std::find(aliases.begin(), aliases.end(), address) == aliases.end())
      continue;
    const auto history = loaded.store->history(one.box->address);
    if (!history) {
      tell(history.error());
      return exit_usage;
    }
    if (options.form != "json") return put(person(one, *history)) ? exit_clean : exit_usage;
    auto object = json_of(one);
    object["history"] = nlohmann::json::array();
    for (const auto& row : *history)
      object["history"].push_back({{"at", directory::time_text(row.at)},
                                   {"who", row.who},
                                   {"change", row.change},
                                   {"reason", row.reason}});
    return put(dumped(object)) ? exit_clean : exit_usage;
  }
  tell(address + ": không có trong danh bạ");
  return exit_found;
}

void add_filters(CLI::App& command, Options& options) {
  command
      .add_option("--status", options.status, "in_use, suspended or closed (đang dùng, tạm dừng, chấm dứt)")
      ->check([](const std::string& text) {
        return directory::status_of_word(text) ? std::string() : "no such status: " + text;
      });
  command.add_option("--kind", options.kind, "organisation, person, administrator or technical")
      ->check([](const std::string& text) {
        return directory::kind_of_word(text) ? std::string() : "no such kind: " + text;
      });
  command.add_option("--org", options.org,
                     "code of an organisation: its mailboxes and those of all below it");
  command.add_flag("--idle", options.idle, "in use, without a login for the months of 8.1");
  command.add_flag("--password-overdue", options.password_overdue,
                   "in use, password not changed for the months of 4.2");
}

CLI::Option* add_form(CLI::App& command, Options& options, const std::set<std::string>& forms) {
  return command.add_option("--format", options.form, "of the output")->check(CLI::IsMember(forms));
}

}  // namespace

void add_directory_list(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  options->form = "text";
  CLI::App* command = app.add_subcommand("list", "mailboxes, all or some of them");
  add_state_options(*command, options->state);
  add_filters(*command, *options);
  add_form(*command, *options, {"text", "csv", "json"});
  command->footer(
      "Nothing is ever suspended by itself: --idle lists whom 8.1 concerns. Exit codes: 0 a list, 2 wrong "
      "options, or no directory.");
  command->callback([options, &exit_code] { exit_code = run_list(*options); });
}

void add_directory_export(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  options->form = "csv";
  CLI::App* command = app.add_subcommand("export", "a list that `import` reads back, or one to publish");
  add_state_options(*command, options->state);
  add_filters(*command, *options);
  add_form(*command, *options, {"csv", "json"});
  command->add_flag("--public", options->published,
                    "name, title, organisation and address of mailboxes in use (13.6, 16.4)");
  command->add_flag("--organisations", options->organisations, "organisations instead of mailboxes");
  command->footer("Exit codes: 0 a list, 2 wrong options, or no directory.");
  command->callback([options, &exit_code] { exit_code = run_list(*options); });
}

void add_directory_show(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  options->form = "text";
  CLI::App* command = app.add_subcommand("show", "all about one mailbox, with its history");
  command->add_option("address", options->address, "whole, or the local part; an alias, too")->required();
  add_state_options(*command, options->state);
  add_form(*command, *options, {"text", "json"});
  command->footer("Exit codes: 0 found, 1 not in the directory, 2 wrong options, or no directory.");
  command->callback([options, &exit_code] { exit_code = run_show(*options); });
}

}  // namespace congvu::cli
