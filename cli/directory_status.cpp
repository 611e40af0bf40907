// congvu directory suspend, restore and close.
#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/directory_commands.h"
#include "directory/cell.h"
#include "directory/date_text.h"
#include "directory/list_words.h"
#include "directory/status_change.h"

namespace congvu::cli {
namespace {

struct Options {
  StateOptions state;
  std::vector<std::string> addresses;
  std::string reason;
  std::string document;
  std::string until;
};

// Nothing where it was told why.
std::optional<directory::StatusChange> change_of(const Options& options, Standing status,
                                                 const regulation::Profile& profile) {
  directory::StatusChange out;
  out.status = status;
  out.who = operator_name();
  out.now = now();
  for (const auto& [from, to] :
       {std::pair{&options.reason, &out.reason}, {&options.document, &out.document}}) {
    auto text = directory::text_cell(*from);
    if (!text) {
      tell(text.error());
      return std::nullopt;
    }
    *to = std::move(*text);
  }
  if (!options.until.empty()) {
    out.until = directory::day_of(options.until);
    if (!out.until || *out.until <= directory::local_day(out.now)) {
      tell(fmt::format("--until: `{}` không phải ngày sau hôm nay", options.until));
      return std::nullopt;
    }
  }
  for (const auto& text : options.addresses) {
    out.addresses.push_back(typed_address(text, profile));
    if (out.addresses.back().empty()) return std::nullopt;
  }
  return out;
}

int run(const Options& options, Standing status) {
  const auto profile = profile_of(options.state);
  if (!profile) return exit_usage;
  const auto change = change_of(options, status, *profile);
  if (!change) return exit_usage;
  auto store = open_directory(options.state, false);
  if (!store) return exit_usage;
  bool refused = false;
  std::string text;
  const auto done = store->change([&](const auto& contents) {
    auto changes = directory::change_status(*change, contents);
    refused = !changes;
    if (changes)
      for (const auto& row : changes->history) text += fmt::format("{}: {}\n", row.address, row.change);
    return changes;
  });
  if (!done) {
    tell(done.error());
    return refused ? exit_found : exit_usage;
  }
  return put(text) ? exit_clean : exit_usage;
}

void add(CLI::App& app, int& exit_code, const char* name, const char* what, Standing status) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(name, what);
  command->add_option("addresses", options->addresses, "whole, or the local part; all of them or none")
      ->required();
  auto* reason = command->add_option("--reason", options->reason, "why; for the history");
  auto* document = command->add_option("--by", options->document, "number of the document that orders it");
  CLI::Option* until = nullptr;
  if (status == Standing::suspended) {
    reason->required();
    until = command->add_option("--until", options->until, "day on which somebody decides anew");
  } else {
    document->required();
  }
  add_state_options(*command, options->state);
  command->footer(
      "Exit codes: 0 done, 1 not possible (nothing was changed), 2 wrong options, or no directory.");
  command->callback([options, &exit_code, status, document, until] {
    if (until != nullptr && until->empty() && document->empty()) throw CLI::RequiredError("--by or --until");
    exit_code = run(*options, status);
  });
}

}  // namespace

void add_directory_status(CLI::App& app, int& exit_code) {
  add(app, exit_code, "suspend", "suspend mailboxes (tạm dừng, 8.1)", Standing::suspended);
  add(app, exit_code, "restore", "bring mailboxes back into use (khôi phục, 8.3)", Standing::in_use);
  add(app, exit_code, "close", "close mailboxes (chấm dứt, 8.2)", Standing::closed);
}

}  // namespace congvu::cli
