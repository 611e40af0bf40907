// congvu directory import: lists of mailboxes or organisations into the directory.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/directory_commands.h"
#include "cli/progress_bar.h"
#include "directory/import_plan.h"
#include "directory/text_file.h"
#include "facts/text.h"

namespace congvu::cli {
namespace {

using What = directory::Difference::What;

constexpr std::size_t most_shown = 50;  // faults and missing mailboxes, where people read

struct Options {
  StateOptions state;
  std::string file;
  bool dry_run = false;
  bool skip_bad = false;
  bool keep_status = false;
  bool close_missing = false;
  bool even_many = false;
  bool json = false;
  bool quiet = false;
};

std::string_view what_name(What what) {
  constexpr std::array<std::string_view, 5> names{"added", "changed", "closed", "organisation-added",
                                                  "organisation-changed"};
  return names.at(static_cast<std::size_t>(what));
}

std::string shown(std::string_view text) { return printable(valid_utf8(text), 200); }

std::string line_of(const directory::Difference& one) {
  constexpr std::array<char, 5> signs{'+', '~', '-', '+', '~'};
  std::string text = fmt::format("{} {}", signs.at(static_cast<std::size_t>(one.what)), one.address);
  for (const auto& field : one.fields) {
    if (field.before.empty())
      text += fmt::format("; {}: {}", directory::column_title(field.column), shown(field.after));
    else
      text += fmt::format("; {}: {} → {}", directory::column_title(field.column), shown(field.before),
                          field.after.empty() ? "(trống)" : shown(field.after));
  }
  return text + "\n";
}

std::size_t count(const directory::ImportPlan& plan, std::initializer_list<What> whats) {
  return static_cast<std::size_t>(std::count_if(
      plan.differences.begin(), plan.differences.end(),
      [&](const auto& one) { return std::find(whats.begin(), whats.end(), one.what) != whats.end(); }));
}

std::string as_json(const Options& options, const directory::ImportPlan& plan, bool ok) {
  auto differences = nlohmann::json::array();
  for (const auto& one : plan.differences) {
    auto fields = nlohmann::json::array();
    for (const auto& field : one.fields)
      fields.push_back({{"column", directory::column_name(field.column)},
                        {"before", field.before},
                        {"after", field.after}});
    differences.push_back({{"what", what_name(one.what)},
                           {"address", one.address},
                           {"line", one.line},
                           {"fields", std::move(fields)}});
  }
  auto faults = nlohmann::json::array();
  for (const auto& fault : plan.faults) faults.push_back({{"where", fault.where}, {"text", fault.text}});
  return dumped({{"ok", ok},
                 {"dry_run", options.dry_run},
                 {"rows", plan.rows},
                 {"added", count(plan, {What::added})},
                 {"changed", count(plan, {What::changed})},
                 {"closed", count(plan, {What::closed})},
                 {"unchanged", plan.unchanged},
                 {"organisations", count(plan, {What::organisation_added, What::organisation_changed})},
                 {"missing", plan.missing},
                 {"faults", std::move(faults)},
                 {"notices", plan.notices},
                 {"differences", std::move(differences)}});
}

template <class All, class Text>
void tell_some(const All& all, Text text) {
  for (std::size_t i = 0; i < std::min(all.size(), most_shown); ++i) tell(text(all[i]));
  if (all.size() > most_shown) tell(fmt::format("... và {} nữa", all.size() - most_shown));
}

void tell_people(const Options& options, const directory::ImportPlan& plan) {
  for (const auto& notice : plan.notices) tell("lưu ý: " + notice);
  tell_some(plan.faults, [&](const auto& fault) { return options.file + ", " + fault.to_string(); });
  if (!plan.missing.empty() && !options.close_missing) {
    tell(fmt::format("{} hộp thư có trong danh bạ mà không có trong tệp (không thay đổi):",
                     plan.missing.size()));
    tell_some(plan.missing, [](const auto& address) { return "  " + address; });
  }
}

std::string summary(const Options& options, const directory::ImportPlan& plan, bool ok) {
  if (!ok) return fmt::format("{} lỗi; không nhập gì\n", plan.faults.size());
  std::string text;
  if (options.dry_run)
    for (const auto& one : plan.differences) text += line_of(one);
  text += fmt::format("{}{} dòng: {} thêm, {} thay đổi, {} chấm dứt, {} giữ nguyên",
                      options.dry_run ? "Chạy thử, chưa ghi. " : "", plan.rows,
                      count(plan, {What::added, What::organisation_added}),
                      count(plan, {What::changed, What::organisation_changed}), count(plan, {What::closed}),
                      plan.unchanged);
  if (!plan.faults.empty()) text += fmt::format(", {} dòng lỗi bỏ qua", plan.faults.size());
  return text + "\n";
}

// The file, read and taken apart; nothing where it was told why.
std::optional<directory::ImportTable> read(const Options& options) {
  auto text = directory::read_text_file(options.file);
  auto table = text ? directory::read_import(*text) : tl::unexpected(text.error());
  if (table) return std::move(*table);
  if (options.json)
    put(dumped(
        {{"ok", false}, {"faults", {{{"where", table.error().where}, {"text", table.error().text}}}}}));
  tell(options.file + ", " + table.error().to_string());
  return std::nullopt;
}

directory::ImportOptions how(const Options& options,
                             const std::shared_ptr<const regulation::Profile>& profile) {
  directory::ImportOptions out;
  out.default_domain = first_domain(*profile);
  out.is_local = [profile](std::string_view domain) {
    return regulation::domain_class(*profile, domain) == regulation::DomainClass::local;
  };
  out.now = now();
  out.who = operator_name();
  out.source = options.file == "-"
                   ? "đầu vào chuẩn"
                   : printable(valid_utf8(std::filesystem::path(options.file).filename().string()));
  out.skip_bad = options.skip_bad;
  out.keep_status = options.keep_status;
  out.close_missing = options.close_missing;
  out.even_many = options.even_many;
  return out;
}

// A first dry run has no directory yet, and makes none.
Result<directory::Directory::Contents> as_it_is(const state::DatabaseAddress& address) {
  std::error_code ignored;
  if (address.engine == state::Engine::sqlite && !std::filesystem::exists(address.text, ignored))
    return directory::Directory::Contents();
  auto store = directory::Store::open(address, false);
  if (!store) return tl::unexpected(std::move(store.error()));
  return store->load();
}

Result<directory::ImportPlan> planned(const state::DatabaseAddress& address,
                                      const directory::ImportTable& table,
                                      const directory::ImportOptions& how, ProgressBar& bar) {
  const auto contents = as_it_is(address);
  if (!contents) return tl::unexpected(contents.error());
  bar.step("So sánh", 0, 1);
  return directory::plan_import(table, *contents, how);
}

// Plans, and writes where nothing speaks against it; in one transaction, so that two imports do not mix.
Result<directory::ImportPlan> imported(const state::DatabaseAddress& address,
                                       const directory::ImportTable& table,
                                       const directory::ImportOptions& how, ProgressBar& bar) {
  auto store = directory::Store::open(address);
  if (!store) return tl::unexpected(std::move(store.error()));
  directory::ImportPlan plan;
  const auto done = store->change(
      [&](const directory::Directory::Contents& contents) -> Result<directory::Changes> {
        bar.step("So sánh", 0, 1);
        plan = directory::plan_import(table, contents, how);
        return std::move(plan.changes);
      },
      [&](std::size_t written, std::size_t all) { bar.step("Ghi", written, all); });
  if (!done) return tl::unexpected(done.error());
  return plan;
}

int run(const Options& options) {
  const auto profile = profile_of(options.state);
  if (!profile) return exit_usage;
  ProgressBar bar(!options.quiet && !options.json);
  bar.step("Đọc", 0, 1);
  const auto table = read(options);
  if (!table) return exit_found;
  const auto address = database_part(options.state, "directory");
  if (!address) return exit_usage;
  const auto import_options = how(options, profile);
  auto plan = options.dry_run ? planned(*address, *table, import_options, bar)
                              : imported(*address, *table, import_options, bar);
  bar.clear();
  if (!plan) {
    tell(plan.error());
    return exit_usage;
  }
  const bool ok = plan->faults.empty() || (options.skip_bad && !plan->differences.empty());
  if (!options.json) tell_people(options, *plan);
  if (!put(options.json ? as_json(options, *plan, ok) : summary(options, *plan, ok))) return exit_usage;
  return plan->faults.empty() ? exit_clean : exit_found;
}

}  // namespace

void add_directory_import(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("import", "mailboxes or organisations from CSV or LDIF");
  command
      ->add_option(
          "file", options->file,
          "CSV with a line of headings (address or địa chỉ, name, title, organisation, kind, issued, "
          "status, password_changed, last_login, aliases, send_as ...; or code, name, level, parent), "
          "or LDIF of Zimbra or OpenLDAP; - for standard input")
      ->required();
  add_state_options(*command, options->state);
  command->add_flag("--dry-run", options->dry_run, "print what would change and write nothing");
  command->add_flag("--skip-bad", options->skip_bad, "import the good rows of a file with bad ones");
  command->add_flag("--keep-status", options->keep_status, "pass over the statuses in the file");
  command->add_flag("--close-missing", options->close_missing,
                    "close the mailboxes that the file does not have");
  command->add_flag("--even-many", options->even_many, "with --close-missing: even more than a tenth of all");
  command->add_flag("--json", options->json, "one JSON object");
  command->add_flag("--quiet", options->quiet, "no progress bar");
  command->footer(
      "A file is imported whole or not at all. Exit codes: 0 imported, or nothing to change; 1 faults in the "
      "file; 2 wrong options, or no database.");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace congvu::cli
