// The checked rules: compiled once, immutable, shared by all sessions that began with them.
//
// In: rule files (YAML), a regulation profile. Out: a Ruleset, or every fault with file:line:column.
// evaluate() is a pure function of the subject. Failure: load() never throws; evaluate() cannot fail.
// Threads: const after load; any number of threads may evaluate at once.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "facts/envelope.h"
#include "facts/error.h"
#include "facts/message_facts.h"
#include "regulation/profile.h"
#include "rules/verdict.h"

namespace congvu::rules {

// One fault in a file: where (file:line:column, 1-based) and what, with the nearest valid word.
using Diagnostics = std::vector<Error>;

struct Subject {
  const Envelope& envelope;
  const MessageFacts& facts;
};

class Ruleset {
 public:
  // `paths`: files, or directories whose *.yaml are taken in name order. All are read and checked together.
  static tl::expected<std::shared_ptr<const Ruleset>, Diagnostics> load(
      const std::vector<std::filesystem::path>& paths, std::shared_ptr<const regulation::Profile> profile);

  virtual ~Ruleset() = default;
  [[nodiscard]] virtual Verdict evaluate(const Subject& subject,
                                         std::chrono::system_clock::time_point now) const = 0;
  [[nodiscard]] virtual const regulation::Profile& profile() const = 0;
  // SHA-256 over all files that were read, for the journal.
  [[nodiscard]] virtual const std::string& hash() const = 0;
};

}  // namespace congvu::rules
