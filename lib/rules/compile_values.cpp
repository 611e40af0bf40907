#include "rules/compile_values.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"
#include "regulation/domain.h"
#include "yaml/nearest.h"

namespace congvu::rules {
namespace {

using yaml::Faults;
using yaml::Node;

// Each function adds to the set or says what is wrong.
class ValueReader {
 public:
  ValueReader(const Slot& slot, Faults& faults) : slot_(slot), row_(*slot.row), faults_(faults) {}

  bool add(const Node& node, ValueSet& set) {
    if (numeric(row_.type)) return add_number(node, set);
    std::string text;
    if (!yaml::read_text(node, row_.name, text, faults_)) return false;
    if (row_.type == FactType::word) return add_word(node, text, set);
    if (std::string wrong = problem(text); !wrong.empty()) return fault(node, std::move(wrong));
    if (row_.type == FactType::network && !text.empty()) return add_network(node, text, set);
    if (!set.texts.insert(fold(slot_, text)).second) return twice(node, text);
    return true;
  }

 private:
  bool fault(const Node& node, std::string text) {
    faults_.add(node.place, std::move(text));
    return false;
  }
  bool twice(const Node& node, std::string_view text) {
    return fault(node, fmt::format("`{}` stands twice", printable(text, 60)));
  }

  bool add_number(const Node& node, ValueSet& set) {
    std::uint64_t value = 0;
    const bool read = row_.type == FactType::size
                          ? yaml::read_size(node, row_.name, value, faults_, 0, UINT64_MAX)
                          : yaml::read_number(node, row_.name, value, faults_, 0, UINT64_MAX);
    return read && (set.numbers.insert(value).second || twice(node, node.text));
  }

  bool add_word(const Node& node, const std::string& word, ValueSet& set) {
    if (row_.arity == Arity::several && (word == "any" || word == "none")) {
      (word == "any" ? set.any : set.none) = true;
      return true;
    }
    const auto words = row_.words();
    if (std::find(words.begin(), words.end(), word) == words.end())
      return fault(node, yaml::unknown_word(fmt::format("word for `{}`:", row_.name), word,
                                            std::vector<std::string_view>(words.begin(), words.end())));
    return set.texts.insert(word).second || twice(node, word);
  }

  bool add_network(const Node& node, const std::string& text, ValueSet& set) {
    const auto network = *regulation::parse_network(text);
    if (std::find(set.networks.begin(), set.networks.end(), network) != set.networks.end())
      return twice(node, text);
    set.networks.push_back(network);
    return true;
  }

  [[nodiscard]] std::string problem(const std::string& text) const {
    if (text.empty() || row_.type == FactType::text) return {};
    const std::string shown = printable(text, 60);
    switch (row_.type) {
      case FactType::network:
        return regulation::parse_network(text) ? ""
                                               : fmt::format("`{}` is no network such as 10.0.0.0/8", shown);
      case FactType::domain:
        if (text.starts_with("*."))
          return fmt::format("`{}`: leave out `*.`, a domain stands for everything below it, too", shown);
        return regulation::ascii_domain(text).empty() ? fmt::format("`{}` is no domain name", shown) : "";
      case FactType::address: {
        const auto at = text.rfind('@');
        if (at == 0 || at == std::string::npos)
          return fmt::format("`{}` is no mail address; for a whole domain use `{}.domain`", shown, row_.name);
        return regulation::domain_of(text).empty() ? fmt::format("`{}` has no valid domain", shown) : "";
      }
      default:
        return {};
    }
  }

  const Slot& slot_;
  const FactRow& row_;
  Faults& faults_;
};

}  // namespace

bool compile_value(const Slot& slot, const yaml::Node& node, ValueSet& set, yaml::Faults& faults) {
  return ValueReader(slot, faults).add(node, set);
}

}  // namespace congvu::rules
