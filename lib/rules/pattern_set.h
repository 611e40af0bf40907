// All patterns that the rules ask about one fact, and which of them can match a text at all: of thousands of
// patterns nearly all need a word that the text does not have.
//
// In: patterns (RE2) at the load, texts afterwards. Out: whether a pattern matches; patterns that cannot are
// told apart by one look at the text. Limits: a pattern's program has at most 1 MiB; matching is linear in
// the text. A pattern whose words may be cased by more than ASCII is always tried. Failure: what is wrong
// with a pattern, as text. Threads: constant after finish().
#pragma once

#include <re2/filtered_re2.h>
#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/form.h"

namespace congvu::rules {

// By the number of the pattern; empty where any may match.
using Candidates = std::vector<bool>;

class PatternSet {
 public:
  // What is wrong with the pattern, or nothing; it then has the number size() - 1.
  std::string add(const std::string& pattern, Form form);
  // After the last add().
  void finish();

  [[nodiscard]] std::size_t size() const { return patterns_.size(); }
  [[nodiscard]] Candidates candidates(std::string_view text) const;
  [[nodiscard]] bool matches(std::size_t pattern, std::string_view text) const {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *patterns_[pattern].regex);
  }

 private:
  struct Pattern {
    std::unique_ptr<const re2::RE2> own;  // or one of filter_
    const re2::RE2* regex = nullptr;
    int filter = -1;  // its number in filter_
  };
  // A word that some pattern needs, filed under three of its bytes.
  struct Word {
    std::string text;
    std::size_t offset = 0;  // of the three bytes
  };

  static constexpr int word_bytes = 3;

  void file_words(std::vector<std::string> words);
  [[nodiscard]] std::vector<int> words_in(std::string_view text) const;

  std::vector<Pattern> patterns_;
  re2::FilteredRE2 filter_{word_bytes};
  bool filters_ = false;
  std::vector<Word> words_;
  std::unordered_map<std::uint32_t, std::vector<int>> by_bytes_;
};

}  // namespace congvu::rules
