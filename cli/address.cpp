// congvu address: addresses of mailboxes by Điều 5.
//
// make --json prints one object: {ok, address, local, level, taken, suggestions} or {ok, error}; level is
// that of an organisation. check --json prints one object: {ok, mailboxes, findings: [{line, local, name,
// kind, severity, text, expected, suggestions}], faults: [{where, text}]}. Members are only ever added.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "cli/commands.h"
#include "cli/directory_commands.h"
#include "cli/inputs.h"
#include "directory/address_list.h"
#include "facts/text.h"
#include "regulation/profile.h"

namespace congvu::cli {
namespace {

constexpr std::uint64_t most_list_bytes = 256U << 20;

struct Options {
  std::string profile;
  bool json = false;
  // make
  std::string person;
  std::string org;
  std::string org_name;
  std::string level;
  std::string parent;
  std::string known;
  // check
  std::string file = "-";
  bool directory = false;
  StateOptions state;
};

int tell_fault(const Error& fault) {
  std::fputs((fault.to_string() + "\n").c_str(), stderr);
  return exit_usage;
}

bool write(const std::string& text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

// The profile and what it says about names.
struct Regulation {
  std::shared_ptr<const regulation::Profile> profile;
  directory::Naming naming;
};

tl::expected<Regulation, std::vector<Error>> regulation_of(const std::string& file) {
  auto profile = file.empty() ? regulation::embedded_profile() : regulation::load_profile(file);
  if (!profile) return tl::unexpected(std::move(profile.error()));
  auto naming = directory::Naming::from((*profile)->addresses);
  if (!naming) return tl::unexpected(std::vector<Error>{std::move(naming.error())});
  return Regulation{std::move(*profile), std::move(*naming)};
}

// The directory instead of a file; nothing where it was told why. Lines are places in the order of addresses.
std::optional<directory::AddressList> list_of_directory(const Options& options,
                                                        const regulation::Profile& profile) {
  auto store = open_directory(options.state, false);
  const auto contents = store ? load_directory(*store, profile) : std::nullopt;
  if (!contents) return std::nullopt;
  return directory::address_list_of(*contents);
}

Result<directory::AddressList> read_list(const std::string& file) {
  auto text = read_input(file, most_list_bytes);
  if (!text) return tl::unexpected(std::move(text.error()));
  if (text->size() > most_list_bytes) return fail(ErrorKind::limit, file, "tệp quá lớn");
  auto list = directory::read_address_list(*text);
  if (!list) list.error().where = file + (list.error().where.empty() ? "" : ", " + list.error().where);
  return list;
}

std::string local_part(const std::string& address) {
  return lower_ascii(address.substr(0, address.find('@')));
}

struct Made {
  Result<std::string> local;
  std::vector<std::string> alternatives;
  std::string_view level;  // of an organisation
};

Made make(const directory::Naming& naming, const Options& options) {
  if (options.org_name.empty()) {
    const std::string org = local_part(options.org);
    return {naming.person(options.person, org), naming.person_alternatives(options.person, org), {}};
  }
  const std::string parent = local_part(options.parent);
  const auto level =
      directory::level_of(options.level).value_or(naming.guess(options.org_name, !parent.empty()));
  return {naming.organisation(options.org_name, level, parent),
          naming.organisation_alternatives(options.org_name, level, parent), directory::level_name(level)};
}

int print_made(const Options& options, const Regulation& regulation, const Made& made,
               const std::unordered_map<std::string, std::string>& known) {
  const std::string address = *made.local + "@" + regulation.profile->local_domains.front();
  const auto holder = known.find(*made.local);
  const bool taken = holder != known.end();
  std::vector<std::string> suggestions;
  if (taken)
    suggestions = directory::free_addresses(*made.local, made.alternatives,
                                            [&](const std::string& one) { return known.count(one) != 0; });
  std::string text = address + "\n";
  if (options.json) {
    nlohmann::json object{{"ok", !taken},
                          {"address", address},
                          {"local", *made.local},
                          {"taken", taken},
                          {"suggestions", suggestions}};
    if (!made.level.empty()) object["level"] = made.level;
    text = dumped(object);
  } else if (taken) {
    std::fputs(
        fmt::format("Địa chỉ đã có người dùng: \"{}\". Sở Thông tin và Truyền thông quyết định (khoản 5.2b); "
                    "còn trống: {}\n",
                    printable(valid_utf8(holder->second)), fmt::join(suggestions, ", "))
            .c_str(),
        stderr);
  }
  if (!write(text)) return exit_usage;
  return taken ? exit_found : exit_clean;
}

int run_make(const Options& options) {
  const auto regulation = regulation_of(options.profile);
  if (!regulation) {
    for (const auto& fault : regulation.error()) tell(fault);
    return exit_usage;
  }
  std::unordered_map<std::string, std::string> known;
  if (!options.known.empty()) {
    const auto list = read_list(options.known);
    if (!list) return tell_fault(list.error());
    for (const auto& fault : list->faults) tell(fault);
    for (const auto& entry : list->entries) known.emplace(lower_ascii(entry.local), entry.name);
  }
  const Made made = make(regulation->naming, options);
  if (made.local) return print_made(options, *regulation, made, known);
  if (options.json)
    write(dumped({{"ok", false}, {"error", made.local.error().text}}));
  else
    std::fputs(fmt::format("Không đặt được địa chỉ: {}\n", made.local.error().text).c_str(), stderr);
  return exit_found;
}

// What a check found, in the order of the lines.
struct Checked {
  directory::AddressList list;
  std::vector<directory::AddressFinding> findings;

  [[nodiscard]] std::size_t count(directory::Severity severity) const {
    return static_cast<std::size_t>(std::count_if(
        findings.begin(), findings.end(), [&](const auto& finding) { return finding.severity == severity; }));
  }
  [[nodiscard]] bool good() const {
    return list.faults.empty() && count(directory::Severity::info) == findings.size();
  }
};

std::string as_text(const Checked& checked, const std::string& file) {
  constexpr std::array<std::string_view, 3> words{"lưu ý", "không đúng", "trùng"};
  std::string text;
  for (const auto& fault : checked.list.faults)
    text += fmt::format("{}, {}: không đọc được: {}\n", file, fault.where, fault.text);
  for (const auto& finding : checked.findings) {
    const auto& entry = checked.list.entries[finding.entry];
    text += fmt::format("{}, dòng {}: {}: {} ({}): {}", file, checked.list.lines[finding.entry],
                        words.at(static_cast<std::size_t>(finding.severity)),
                        printable(valid_utf8(entry.local), 80), printable(valid_utf8(entry.name), 80),
                        finding.text);
    if (!finding.suggestions.empty())
      text += fmt::format("; gợi ý: {}", fmt::join(finding.suggestions, ", "));
    text += "\n";
  }
  return text + fmt::format("{} hộp thư: {} trùng, {} không đúng, {} lưu ý, {} dòng không đọc được\n",
                            checked.list.entries.size(), checked.count(directory::Severity::error),
                            checked.count(directory::Severity::warning),
                            checked.count(directory::Severity::info), checked.list.faults.size());
}

std::string as_json(const Checked& checked) {
  auto findings = nlohmann::json::array();
  for (const auto& finding : checked.findings) {
    const auto& entry = checked.list.entries[finding.entry];
    findings.push_back({{"line", checked.list.lines[finding.entry]},
                        {"local", entry.local},
                        {"name", entry.name},
                        {"kind", directory::finding_name(finding.kind)},
                        {"severity", directory::severity_name(finding.severity)},
                        {"text", finding.text},
                        {"expected", finding.expected},
                        {"suggestions", finding.suggestions}});
  }
  auto faults = nlohmann::json::array();
  for (const auto& fault : checked.list.faults)
    faults.push_back({{"where", fault.where}, {"text", fault.text}});
  return dumped({{"ok", checked.good()},
                 {"mailboxes", checked.list.entries.size()},
                 {"findings", std::move(findings)},
                 {"faults", std::move(faults)}});
}

// Addresses under another domain are no mailboxes of this regulation.
void other_domains(const regulation::Profile& profile, directory::AddressList& list) {
  directory::AddressList kept;
  kept.faults = std::move(list.faults);
  for (std::size_t i = 0; i < list.entries.size(); ++i) {
    if (!list.domains[i].empty() &&
        regulation::domain_class(profile, list.domains[i]) != regulation::DomainClass::local) {
      kept.faults.push_back(
          {ErrorKind::invalid, fmt::format("dòng {}", list.lines[i]),
           fmt::format("`{}` không phải tên miền của tỉnh", printable(valid_utf8(list.domains[i]), 80))});
      continue;
    }
    kept.entries.push_back(std::move(list.entries[i]));
    kept.lines.push_back(list.lines[i]);
    kept.domains.push_back(std::move(list.domains[i]));
  }
  list = std::move(kept);
}

int run_check(const Options& options) {
  const auto regulation = regulation_of(options.profile);
  if (!regulation) {
    for (const auto& fault : regulation.error()) tell(fault);
    return exit_usage;
  }
  std::optional<directory::AddressList> list;
  if (options.directory) {
    list = list_of_directory(options, *regulation->profile);
    if (!list) return exit_usage;
  } else {
    auto read = read_list(options.file);
    if (!read) return tell_fault(read.error());
    list = std::move(*read);
  }
  other_domains(*regulation->profile, *list);
  Checked checked{std::move(*list), {}};
  checked.findings = directory::check_addresses(regulation->naming, checked.list.entries);
  const std::string source = options.directory ? "danh bạ" : options.file;
  if (!write(options.json ? as_json(checked) : as_text(checked, source))) return exit_usage;
  return checked.good() ? exit_clean : exit_found;
}

void add_make(CLI::App& app, const std::shared_ptr<Options>& options, int& exit_code) {
  CLI::App* command = app.add_subcommand("make", "the address that a name gives");
  auto* person = command->add_option("name", options->person, "full name of a person");
  auto* org = command->add_option("--org", options->org, "address of the person's organisation: stttt");
  auto* org_name = command->add_option("--org-name", options->org_name, "name of an organisation");
  auto* level =
      command->add_option("--level", options->level, "of the organisation (default: as its name says)");
  auto* parent = command->add_option("--parent", options->parent, "address of the managing organisation");
  level->check(CLI::IsMember({"province", "sub-unit", "district", "commune", "district-office"}))
      ->needs(org_name);
  parent->needs(org_name);
  person->needs(org)->excludes(org_name);
  org->needs(person);
  command->add_option("--known", options->known, "list of mailboxes, as for `check`: is the address free?");
  command->add_option("--profile", options->profile, "regulation profile (default: the embedded one)");
  command->add_flag("--json", options->json, "one JSON object");
  command->footer("Exit codes: 0 an address, 1 none, or somebody has it, 2 wrong options.");
  command->callback([options, &exit_code] {
    if (options->person.empty() && options->org_name.empty())
      throw CLI::RequiredError("a name with --org, or --org-name");
    exit_code = run_make(*options);
  });
}

}  // namespace

void add_address(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("address", "addresses of mailboxes by Điều 5");
  command->require_subcommand(1);
  add_make(*command, options, exit_code);
  CLI::App* check = command->add_subcommand("check", "a list of mailboxes against Điều 5");
  check->add_option("file", options->file,
                    "CSV with the columns local,name,kind,org,level (địa chỉ, họ và tên, loại, đơn vị, cấp); "
                    "default: standard input");
  check->add_option("--profile", options->profile, "regulation profile (default: the embedded one)");
  check
      ->add_flag("--directory", options->directory,
                 "the mailboxes of the directory instead of a file (--config, --database)")
      ->excludes(check->get_option("file"));
  check->add_option("--config", options->state.config, "settings, for --directory");
  check->add_option("--database", options->state.database, "database, for --directory");
  check->add_flag("--json", options->json, "one JSON object");
  check->footer(
      "Exit codes: 0 all by the rule (notes do not count), 1 findings, 2 wrong options or no list.");
  check->callback([options, &exit_code] { exit_code = run_check(*options); });
}

}  // namespace congvu::cli
