// congvu scan: facts and verdict of mails in files, on all cores.
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/ordered_run.h"
#include "cli/report.h"
#include "cli/scanner.h"
#include "congvu.h"
#include "facts/text.h"
#include "regulation/profile.h"

namespace congvu::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::vector<std::string> rules;
  std::string profile;
  bool json = false;
  bool facts = false;
  bool explain = false;
  bool quiet = false;
  bool in_process = false;
  unsigned threads = 0;
  std::string direction;
  Envelope envelope;
};

struct Answer {
  std::string text;
  int code = exit_clean;
};

int code_of(rules::Action action) {
  return action == rules::Action::reject || action == rules::Action::defer || action == rules::Action::hold
             ? exit_found
             : exit_clean;
}

Answer answer(const Options& options, const Policy& policy, const Scanner& scanner, const std::string& file,
              bool colour) {
  const auto not_judged = [&](const Error& error) {
    return Answer{
        options.json || options.facts ? json_line(file, error) + "\n" : plain_text(file, error, colour),
        exit_not_judged};
  };
  const Limits limits;
  auto bytes = read_input(file, limits.message_bytes);
  if (!bytes) return not_judged(bytes.error());
  Judged judged;
  judged.file = file;
  auto facts = scanner.scan(*bytes, limits);
  if (!facts) return not_judged(facts.error());
  judged.facts = std::move(*facts);
  Envelope envelope = options.envelope;
  if (envelope.direction == Direction::unknown)
    envelope.direction = regulation::direction(policy.ruleset().profile(), envelope);
  const rules::Subject subject{envelope, judged.facts};
  const auto now = std::chrono::system_clock::now();
  judged.verdict = policy.ruleset().evaluate(subject, now);
  if (options.explain) judged.trace = policy.ruleset().explain(subject, now);
  std::string text;
  if (options.facts)
    text = facts_line(judged) + "\n";
  else
    text = options.json ? json_line(judged) + "\n" : plain_text(judged, colour);
  return {std::move(text), code_of(judged.verdict.action)};
}

// A line that rewrites itself on a terminal, once a second at most.
class Progress {
 public:
  Progress(std::size_t total, bool on) : total_(total), on_(on) {}
  void step(std::size_t done) {
    const auto now = std::chrono::steady_clock::now();
    if (!on_ || now - last_ < std::chrono::seconds(1)) return;
    last_ = now;
    shown_ = true;
    std::fputs(fmt::format("\r{} / {} mails", done, total_).c_str(), stderr);
  }
  void clear() const {
    if (shown_) std::fputs("\r\033[K", stderr);
  }

 private:
  std::size_t total_;
  bool on_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

int run(const Options& options) {
  std::vector<std::filesystem::path> rule_paths(options.rules.begin(), options.rules.end());
  const auto policy = rule_paths.empty() && options.profile.empty()
                          ? Policy::embedded()
                          : Policy::load(rule_paths, options.profile);
  if (!policy) {
    for (const auto& fault : policy.error()) std::fputs((fault.to_string() + "\n").c_str(), stderr);
    return exit_usage;
  }
  const auto files = list_inputs(options.paths);
  if (!files) {
    std::fputs((files.error().to_string() + "\n").c_str(), stderr);
    return exit_not_judged;
  }
  const bool colour = !options.json && !options.facts && isatty(STDOUT_FILENO) != 0;
  Progress progress(files->size(),
                    !options.quiet && isatty(STDERR_FILENO) != 0 && isatty(STDOUT_FILENO) == 0);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const unsigned threads = options.threads == 0 ? cores : options.threads;
  const auto scanner = Scanner::start(threads, !options.in_process);
  if (!scanner) {
    std::fputs((scanner.error().to_string() + "\n").c_str(), stderr);
    return exit_not_judged;
  }
  int code = exit_clean;
  std::atomic<bool> output_gone = false;
  run_ordered(
      files->size(), threads,
      [&](std::size_t i) {
        return output_gone ? Answer{} : answer(options, *policy, *scanner, (*files)[i], colour);
      },
      [&](std::size_t i, const Answer& one) {
        code = std::max(code, one.code);
        if (std::fwrite(one.text.data(), 1, one.text.size(), stdout) != one.text.size()) output_gone = true;
        progress.step(i + 1);
      });
  progress.clear();
  if (std::fflush(stdout) != 0 || output_gone) {
    std::fputs("congvu: standard output cannot be written\n", stderr);
    return exit_not_judged;
  }
  return code;
}

}  // namespace

void add_scan(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("scan", "facts and verdict of mails (.eml files, maildirs, directories, -)");
  command->add_option("paths", options->paths, "files, maildirs, directories, or - for standard input")
      ->required();
  command->add_option("--rules", options->rules, "rule files or directories (default: the embedded rules)");
  command->add_option("--profile", options->profile, "regulation profile (default: the embedded one)");
  command->add_flag("--json", options->json, "one JSON object a line and mail");
  command->add_flag("--facts", options->facts, "the facts alone, as JSON");
  command->add_flag("--explain", options->explain, "say for each rule why it matched or not");
  command->add_flag("--quiet", options->quiet, "no progress line");
  command->add_option("--threads", options->threads, "mails at once (default: one a core)");
  command->add_flag("--in-process", options->in_process,
                    "without worker processes: for measuring and debugging, not for hostile mail");
  command
      ->add_option("--direction", options->direction, "judge as inbound, outbound, internal or relayed mail")
      ->check(CLI::IsMember({"inbound", "outbound", "internal", "relayed"}));
  command->add_option("--sender", options->envelope.sender, "envelope sender");
  command->add_option("--recipient", options->envelope.recipients, "envelope recipient (several allowed)");
  command->add_option("--client", options->envelope.client_address, "client address");
  command->add_option("--login", options->envelope.login, "SASL login");
  command->footer(
      "Exit codes: 0 every mail passes, 1 a mail would be rejected, deferred or held,\n"
      "2 wrong options or rules, 3 a file could not be read or judged.");
  command->callback([options, &exit_code] {
    options->envelope.direction = direction_of(options->direction);
    exit_code = run(*options);
  });
}

}  // namespace congvu::cli
