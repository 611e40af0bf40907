// congvu journal export, prune and import.
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <map>

#include "cli/commands.h"
#include "cli/journal_commands.h"
#include "cli/progress_bar.h"
#include "facts/digest.h"
#include "facts/text.h"
#include "journal/decision_id.h"
#include "journal/decision_line.h"
#include "journal/pseudonym.h"

namespace congvu::cli {
namespace {

using journal::Entry;

constexpr std::uint64_t prune_piece = 1'000;
constexpr std::size_t import_batch = 1'000;
constexpr std::size_t most_told = 10;

struct Options : JournalOptions {
  bool pseudonymise = false;
  std::string key;
  unsigned keep_days = 0;
  bool dry_run = false;
  bool quiet = false;
  std::string file = "-";
};

int run_export(const Options& options) {
  std::optional<journal::Pseudonyms> names;
  if (options.pseudonymise) {
    auto read = journal::Pseudonyms::from_file(options.key);
    if (!read) {
      tell(read.error());
      return exit_usage;
    }
    names = std::move(*read);
  }
  const auto filter = filter_of(options);
  const auto stores = filter ? open_journals(options.state, filter->daemon) : std::nullopt;
  if (!stores) return exit_usage;
  bool written = true;
  for (const auto& store : *stores) {
    const auto done = journal::each_decision(*store, *filter, {}, [&](const Entry& entry) {
      const std::string line =
          names ? journal::decision_line(names->applied(entry.record), false) : entry.line + "\n";
      written = std::fwrite(line.data(), 1, line.size(), stdout) == line.size();
      return written;
    });
    if (!done) {
      tell(done.error());
      return exit_usage;
    }
  }
  if (written && put("")) return exit_clean;
  tell(std::string("không ghi được ra đầu ra chuẩn"));
  return exit_usage;
}

int run_prune(const Options& options) {
  const auto stores = open_journals(options.state, options.filter.daemon);
  if (!stores) return exit_usage;
  const auto before = std::chrono::system_clock::now() - std::chrono::hours(24) * options.keep_days;
  ProgressBar bar(!options.quiet);
  std::uint64_t all = 0;
  for (const auto& store : *stores) {
    journal::Filter old = options.filter;
    old.until = before;
    const auto counts = journal::count_decisions(*store, old, journal::CountBy::total);
    const std::uint64_t there = counts && counts->count("") != 0 ? counts->at("").decisions : 0;
    Result<std::uint64_t> pruned = counts ? Result<std::uint64_t>(there) : tl::unexpected(counts.error());
    std::uint64_t done = options.dry_run ? there : 0;
    while (pruned && !options.dry_run) {
      pruned = store->prune(before, prune_piece);
      if (!pruned || *pruned == 0) break;
      done += *pruned;
      bar.step("xóa", done, there);
    }
    if (!pruned) {
      bar.clear();
      tell(pruned.error());
      return exit_usage;
    }
    all += done;
  }
  bar.clear();
  return put(fmt::format("{} {} quyết định trước {}\n", options.dry_run ? "sẽ xóa" : "đã xóa", all,
                         journal::rfc3339(before)))
             ? exit_clean
             : exit_usage;
}

// A decision log, line by line, into the journals of the daemons that wrote it.
class Import {
 public:
  explicit Import(const Options& options) : options_(options) {}

  // False where it was told why nothing more goes.
  bool line(const std::string& text) {
    ++lines_;
    if (trim_ascii(text).empty()) return true;
    auto record = journal::read_decision_line(text);
    if (!record) {
      refuse(record.error().text);
      return true;
    }
    name(*record, text);
    auto entry = journal::entry_of(journal::decision_line(*record, false));
    if (!entry) {
      refuse(entry.error().text);
      return true;
    }
    const std::string daemon = record->daemon;
    auto& waiting = waiting_[daemon];
    waiting.push_back(std::move(*entry));
    return waiting.size() < import_batch || store(daemon, waiting);
  }

  bool finish() {
    for (auto& [daemon, waiting] : waiting_)
      if (!store(daemon, waiting)) return false;
    return true;
  }

  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] std::string summary() const {
    return fmt::format("{} dòng: {} quyết định mới, {} đã có, {} dòng không đọc được\n", lines_, fresh_,
                       read_ - fresh_, refused_);
  }

 private:
  // Lines of old versions have no id: theirs is made of the beginning of their file and of their number in
  // it, so that the same file, or the same one grown longer, imports each of them once.
  void name(journal::Record& record, const std::string& text) {
    if (first_.empty()) first_ = sha256_hex(trim_ascii(text)).substr(0, 16);
    if (record.id.empty()) record.id = journal::format_decision_id({first_, lines_});
    if (record.daemon != "policyd") record.daemon = "milter";
    record.facts_json.clear();
  }

  void refuse(const std::string& why) {
    if (++refused_ <= most_told) tell(fmt::format("dòng {}: {}", lines_, why));
  }

  bool store(const std::string& daemon, std::vector<Entry>& waiting) {
    auto& store = stores_[daemon];
    if (!store) {
      const auto address = database_part(options_.state, "journal-" + daemon);
      auto opened = address ? journal::Store::open(*address) : fail(ErrorKind::invalid, {}, "no database");
      if (!opened) {
        if (address) tell(opened.error());
        return false;
      }
      store = std::move(*opened);
    }
    const auto inserted = store->insert(waiting);
    if (!inserted) {
      tell(inserted.error());
      return false;
    }
    read_ += waiting.size();
    fresh_ += *inserted;
    waiting.clear();
    return true;
  }

  const Options& options_;
  std::string first_;
  std::uint64_t lines_ = 0, read_ = 0, fresh_ = 0, refused_ = 0;
  std::map<std::string, std::vector<Entry>> waiting_;
  std::map<std::string, std::unique_ptr<journal::Store>> stores_;
};

int run_import(const Options& options) {
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    if (!file) {
      tell(options.file + ": không mở được");
      return exit_usage;
    }
  }
  std::istream& in = options.file == "-" ? std::cin : file;
  Import import(options);
  std::string text;
  bool good = true;
  while (good && std::getline(in, text)) good = import.line(text);
  if (!good || !import.finish()) return exit_usage;
  if (!put(import.summary())) return exit_usage;
  return import.refused() == 0 ? exit_clean : exit_found;
}

}  // namespace

void add_journal_export(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("export", "decisions as lines of JSON, daemon by daemon, the oldest first");
  add_journal_filters(*command, *options);
  auto* key =
      command->add_option("--key", options->key, "file with a secret of 16 bytes or more, mode 0640 or less");
  auto* pseudonymise = command->add_flag("--pseudonymise", options->pseudonymise,
                                         "addresses, logins, clients and names replaced by keyed hashes; "
                                         "names of attachments and texts left out");
  key->needs(pseudonymise);
  pseudonymise->needs(key);
  command->footer(
      "A key: (umask 077; head -c 32 /dev/urandom | base64 > export.key). The same key gives the same "
      "names.\n"
      "Exit codes: 0 all written, 2 wrong options, no journal, or an output that cannot be written.");
  command->callback([options, &exit_code] { exit_code = run_export(*options); });
}

void add_journal_prune(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("prune", "delete old decisions now (the daemons do so by journal.keep_days)");
  add_state_options(*command, options->state);
  command->add_option("--keep-days", options->keep_days, "how many days stay")
      ->required()
      ->check(CLI::Range(1, 36'500));
  command->add_flag("--dry-run", options->dry_run, "only say how many");
  command->add_flag("--quiet", options->quiet, "no progress bar");
  command->footer("Exit codes: 0 done, 2 wrong options, or no journal.");
  command->callback([options, &exit_code] { exit_code = run_prune(*options); });
}

void add_journal_import(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("import", "a decision log into the journal; what is there already stays");
  add_state_options(*command, options->state);
  command->add_option("file", options->file, "decision log (default: standard input)");
  command->footer("Exit codes: 0 all read, 1 some lines were no decisions, 2 wrong options, or no database.");
  command->callback([options, &exit_code] { exit_code = run_import(*options); });
}

}  // namespace congvu::cli
