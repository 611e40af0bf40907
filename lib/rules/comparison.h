// One fact compared: what a rule says about it, compiled.
//
// In: a value of the catalogue, already in the form in which it is compared (fold()). Out: holds or not.
// Limits: patterns are RE2's, so that time is linear in the text (pattern_set.h). Threads: constant after the
// load.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "facts/catalogue.h"
#include "regulation/network.h"
#include "rules/form.h"
#include "rules/pattern_set.h"

namespace congvu::rules {

// A fact as a rule asks for it; two questions about the same slot share one reading.
struct Slot {
  const FactRow* row = nullptr;
  std::string parameter;
  Form form = Form::folded;
  std::shared_ptr<PatternSet> patterns{};  // of all rules that ask
  std::optional<RateQuestion> question{};  // of `rate`

  // The same question.
  bool operator==(const Slot& other) const {
    return row == other.row && parameter == other.parameter && form == other.form &&
           question == other.question;
  }
};

// A fact of one message or attachment, ready to be compared.
struct SlotValue {
  FactValue fact;
  const PatternSet* patterns = nullptr;
  std::vector<Candidates> candidates;  // of each text, or none
};

// `text` in the form in which values of that slot are compared; for domains and addresses with A-labels.
std::string fold(const Slot& slot, const std::string& text);
// Reads the fact and folds its texts.
SlotValue read_slot(const Slot& slot, FactSource source);

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
  std::vector<ValueSet> sets;         // each must contain the value
  std::vector<ValueSet> without;      // none may contain it
  std::vector<std::string> contains;  // folded; one is enough
  std::vector<std::size_t> matches;   // numbers of the slot's patterns; one is enough
  std::optional<std::uint64_t> over;
  std::optional<std::uint64_t> under;

  // Of several texts one is enough, and that one must fulfil everything.
  [[nodiscard]] bool holds(const SlotValue& value) const;

 private:
  [[nodiscard]] bool text_holds(const SlotValue& value, std::size_t index) const;
};

}  // namespace congvu::rules
