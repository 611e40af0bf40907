// congvu directory: the mailboxes and organisations of the directory.
//
// Objects of --json; members are only ever added:
//   mailbox: {address, login, name, title, organisation, kind, level, issued, status, status_since,
//             status_until, status_reason, password_changed, last_login, aliases, send_as, idle,
//             password_overdue}; what is not known is null
//   import:  {ok, dry_run, rows, added, changed, closed, unchanged, organisations, missing: [address],
//   faults:
//             [{where, text}], notices: [text], differences: [{what, address, line, fields: [{column, before,
//             after}]}]}
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/directory_commands.h"
#include "directory/cell.h"
#include "directory/date_text.h"
#include "regulation/calendar.h"

namespace congvu::cli {
namespace {

nlohmann::json day_or_null(const std::optional<directory::Day>& day) {
  return day ? nlohmann::json(directory::day_text(*day)) : nlohmann::json();
}

}  // namespace

std::optional<directory::Store> open_directory(const StateOptions& options, bool create) {
  const auto address = database_part(options, "directory");
  if (!address) return std::nullopt;
  auto store = directory::Store::open(*address, create);
  if (store) return std::move(*store);
  tell(store.error());
  if (store.error().kind == ErrorKind::invalid && !create)
    tell("chưa có danh bạ: nạp bằng `congvu directory import`");
  return std::nullopt;
}

std::optional<directory::Directory::Contents> load_directory(directory::Store& store,
                                                             const regulation::Profile& profile) {
  auto contents = store.load();
  if (!contents) {
    tell(contents.error());
    return std::nullopt;
  }
  contents->login_domain = first_domain(profile);
  return std::move(*contents);
}

std::string first_domain(const regulation::Profile& profile) {
  return profile.local_domains.empty() ? std::string() : profile.local_domains.front();
}

std::string typed_address(const std::string& text, const regulation::Profile& profile) {
  const auto address = directory::address_cell(text, first_domain(profile));
  if (address) return *address;
  tell(address.error());
  return {};
}

directory::Ages ages_of(const regulation::Profile& profile, directory::Day today) {
  const auto terms = profile.terms;
  directory::Ages out;
  out.idle = [=](const auto&, std::optional<directory::Day> since) {
    return since && regulation::overdue(*since, terms.idle_months, today);
  };
  out.password_overdue = [=](const auto& box, std::optional<directory::Day> since) {
    const bool admin = box.kind == MailboxKind::administrator;
    return since && regulation::overdue(
                        *since, admin ? terms.admin_password_months : terms.user_password_months, today);
  };
  return out;
}

directory::Time now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

nlohmann::json json_of(const directory::Listed& one) {
  const auto& box = *one.box;
  return {{"address", box.address},
          {"login", box.login},
          {"name", box.name},
          {"title", box.title},
          {"organisation", box.organisation},
          {"kind", mailbox_kind_name(box.kind)},
          {"level", box.level ? nlohmann::json(directory::level_name(*box.level)) : nlohmann::json()},
          {"issued", day_or_null(box.issued)},
          {"status", standing_name(box.status)},
          {"status_since", day_or_null(box.status_since)},
          {"status_until", day_or_null(box.status_until)},
          {"status_reason", box.status_reason},
          {"password_changed", day_or_null(box.password_changed)},
          {"last_login",
           one.last_login ? nlohmann::json(directory::time_text(*one.last_login)) : nlohmann::json()},
          {"aliases", box.aliases},
          {"send_as", box.send_as},
          {"idle", one.idle},
          {"password_overdue", one.password_overdue}};
}

std::string dumped(const nlohmann::json& object) {
  return object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void add_directory(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("directory", "the directory of mailboxes (danh bạ)");
  command->require_subcommand(1);
  add_directory_import(*command, exit_code);
  add_directory_export(*command, exit_code);
  add_directory_list(*command, exit_code);
  add_directory_show(*command, exit_code);
  add_directory_status(*command, exit_code);
  add_directory_logins(*command, exit_code);
}

}  // namespace congvu::cli
