// The checked rules: compiled once, immutable, shared by all sessions that began with them.
//
// In: rule files (YAML), a regulation profile. Out: a Ruleset, or every fault with file:line:column.
// evaluate() is a pure function of the subject. Failure: load() never throws; evaluate() cannot fail.
// Threads: const after load; any number of threads may evaluate at once.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "facts/catalogue.h"
#include "facts/envelope.h"
#include "facts/error.h"
#include "facts/mailbox_facts.h"
#include "facts/message_facts.h"
#include "regulation/profile.h"
#include "rules/verdict.h"

namespace congvu::rules {

// One fault in a file: where (file:line:column, 1-based) and what, with the nearest valid word.
using Diagnostics = std::vector<Error>;

struct Subject {
  const Envelope& envelope;
  const MessageFacts& facts;
  const StateFacts& state = nothing_known();
};

// Which rules are asked. A rule has a *policy stage* where a policy server can decide it: the earliest stage
// before the message itself at which everything is known that it asks or says. It has none where it asks
// about the message, marks it (`tag`), or would answer differently when recipients are shown one by one.
struct Scope {
  enum class Rules : std::uint8_t {
    all,
    envelope,  // those with a policy stage within from and until
    others     // all that `envelope` with the same from and until leaves out
  };
  Rules rules = Rules::all;
  Stage from = Stage::connect;
  Stage until = Stage::eom;
};

// A mail that a rule must hit, or must not: a file beside the rules, or facts written in the rule itself.
struct Example {
  std::string rule;  // id
  bool hit = false;
  std::string where;           // file:line:column of the example
  std::filesystem::path file;  // of a mail; empty where the facts below are the example
  Envelope envelope;
  MessageFacts facts;
  StateFacts state;
};

class Ruleset;
using Loaded = tl::expected<std::shared_ptr<const Ruleset>, Diagnostics>;

class Ruleset {
 public:
  // `paths`: files, or directories whose *.yaml are taken in name order. All are read and checked together.
  // No paths: the shipped rules, compiled in. No profile: the shipped one.
  static Loaded load(const std::vector<std::filesystem::path>& paths,
                     std::shared_ptr<const regulation::Profile> profile);
  static Loaded embedded();

  Ruleset() = default;
  Ruleset(const Ruleset&) = delete;
  Ruleset& operator=(const Ruleset&) = delete;
  virtual ~Ruleset() = default;

  // A direction that the envelope leaves unknown is worked out where there are recipients. An exception ends
  // with its day `until` in local time: from the next midnight on it excuses nothing.
  [[nodiscard]] virtual Verdict evaluate(const Subject& subject, std::chrono::system_clock::time_point now,
                                         const Scope& scope) const = 0;
  [[nodiscard]] Verdict evaluate(const Subject& subject, std::chrono::system_clock::time_point now) const {
    return evaluate(subject, now, Scope());
  }
  // One line a rule in plain words: hit or miss, and why.
  [[nodiscard]] virtual std::vector<std::string> explain(const Subject& subject,
                                                         std::chrono::system_clock::time_point now) const = 0;
  // Whether the rule `id` matches and no exception excuses it, whatever its mode.
  [[nodiscard]] virtual bool hits(std::string_view id, const Subject& subject,
                                  std::chrono::system_clock::time_point now) const = 0;

  // What is no fault, but wants a look: exceptions that have expired by `now`.
  [[nodiscard]] virtual Diagnostics warnings(std::chrono::system_clock::time_point now) const = 0;
  [[nodiscard]] virtual const std::vector<Example>& examples() const = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;              // how many rules
  [[nodiscard]] virtual std::vector<std::string> ids() const = 0;  // in the order of the files
  // Every rate that some rule asks about (modes `observe` and `enforce`), each once, with the smallest
  // `over`.
  [[nodiscard]] virtual const std::vector<RateLimit>& rates() const = 0;
  // Nothing for a rule without a policy stage, and for an unknown id.
  [[nodiscard]] virtual std::optional<Stage> policy_stage(std::string_view id) const = 0;
  // Names of all header fields that the rules may add: forged ones are to be removed first.
  [[nodiscard]] virtual const std::vector<std::string>& header_names() const = 0;
  [[nodiscard]] virtual const regulation::Profile& profile() const = 0;
  // SHA-256 over the profile and all files that were read, for the journal.
  [[nodiscard]] virtual const std::string& hash() const = 0;
};

}  // namespace congvu::rules
