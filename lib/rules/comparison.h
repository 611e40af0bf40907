// One fact compared: what a rule says about it, compiled.
//
// In: a value of the catalogue, already in the form in which it is compared (fold()). Out: holds or not.
// Limits: patterns are RE2's, so that time is linear in the text; a pattern's program is at most 1 MiB.
// Threads: constant after compilation; RE2 objects are shared.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "facts/catalogue.h"
#include "regulation/network.h"

namespace congvu::rules {

// How texts are made alike before they are compared.
enum class Form : std::uint8_t {
  folded,    // NFKC and case folding
  no_marks,  // and without diacritics
  exact,     // NFC only
};

// A fact as a rule asks for it; two questions about the same slot share one reading.
struct Slot {
  const FactRow* row = nullptr;
  std::string parameter;
  Form form = Form::folded;

  bool operator==(const Slot&) const = default;
};

// `text` in the form in which values of that slot are compared; for domains and addresses with A-labels.
std::string fold(const Slot& slot, const std::string& text);
// Reads the fact and folds its texts.
FactValue read_slot(const Slot& slot, FactSource source);

// What one value may be: any of these is enough.
struct ValueSet {
  std::unordered_set<std::string> texts;  // folded; for domains: suffixes
  std::vector<regulation::Network> networks;
  std::unordered_set<std::uint64_t> numbers;
  bool any = false;   // there is some value
  bool none = false;  // there is no value

  [[nodiscard]] bool empty() const {
    return texts.empty() && networks.empty() && numbers.empty() && !any && !none;
  }
};

struct Comparison {
  std::size_t slot = 0;  // index into the rule set's slots
  FactType type = FactType::text;
  bool flag = true;
  std::vector<ValueSet> sets;                            // each must contain the value
  std::vector<ValueSet> without;                         // none may contain it
  std::vector<std::string> contains;                     // folded; one is enough
  std::vector<std::shared_ptr<const re2::RE2>> matches;  // one is enough
  std::optional<std::uint64_t> over;
  std::optional<std::uint64_t> under;

  // Of several texts one is enough, and that one must fulfil everything.
  [[nodiscard]] bool holds(const FactValue& value) const;
};

}  // namespace congvu::rules
