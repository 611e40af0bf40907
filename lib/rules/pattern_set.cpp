#include "rules/pattern_set.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"

namespace congvu::rules {
namespace {

constexpr std::int64_t most_pattern_memory = 1 << 20;
constexpr std::size_t worth_filtering = 16;  // patterns

std::uint32_t three_bytes(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(text[at + i])}; };
  return byte(0) | byte(1) << 8U | byte(2) << 16U;
}

// Its words are found in folded text as RE2 lists them: in lower case, which is what folding leaves of ASCII.
bool filterable(std::string_view pattern, Form form) {
  return form != Form::exact && pattern.find("\\x") == std::string_view::npos &&
         std::all_of(pattern.begin(), pattern.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string PatternSet::add(const std::string& pattern, Form form) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(form == Form::exact);
  options.set_max_mem(most_pattern_memory);
  auto regex = std::make_unique<const re2::RE2>(pattern, options);
  if (!regex->ok()) return fmt::format("bad pattern: {}", printable(regex->error(), 120));
  if (re2::RE2::PartialMatch("", *regex) && re2::RE2::PartialMatch("\x7f", *regex))
    return "this pattern matches every text";
  Pattern& added = patterns_.emplace_back();
  if (!filterable(pattern, form) || filter_.Add(pattern, options, &added.filter) != re2::RE2::NoError) {
    added.filter = -1;
    added.own = std::move(regex);
  }
  return {};
}

void PatternSet::finish() {
  for (auto& pattern : patterns_)
    pattern.regex = pattern.filter < 0 ? pattern.own.get() : &filter_.GetRE2(pattern.filter);
  filters_ = static_cast<std::size_t>(filter_.NumRegexps()) >= worth_filtering;
  if (!filters_) return;
  std::vector<std::string> words;
  filter_.Compile(&words);
  file_words(std::move(words));
}

// Under those three bytes of each that the fewest others have.
void PatternSet::file_words(std::vector<std::string> words) {
  std::unordered_map<std::uint32_t, std::size_t> uses;
  for (const auto& word : words)
    for (std::size_t i = 0; i + word_bytes <= word.size(); ++i) ++uses[three_bytes(word, i)];
  for (auto& word : words) {
    std::size_t rarest = 0;
    for (std::size_t i = 1; i + word_bytes <= word.size(); ++i)
      if (uses[three_bytes(word, i)] < uses[three_bytes(word, rarest)]) rarest = i;
    by_bytes_[three_bytes(word, rarest)].push_back(static_cast<int>(words_.size()));
    words_.push_back({std::move(word), rarest});
  }
}

std::vector<int> PatternSet::words_in(std::string_view text) const {
  std::vector<int> found;
  for (std::size_t i = 0; i + word_bytes <= text.size(); ++i) {
    const auto at = by_bytes_.find(three_bytes(text, i));
    if (at == by_bytes_.end()) continue;
    for (const int number : at->second) {
      const Word& word = words_[static_cast<std::size_t>(number)];
      if (i >= word.offset && text.substr(i - word.offset, word.text.size()) == word.text)
        found.push_back(number);
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Candidates PatternSet::candidates(std::string_view text) const {
  if (!filters_) return {};
  std::vector<int> possible;
  filter_.AllPotentials(words_in(text), &possible);
  std::vector<bool> may(static_cast<std::size_t>(filter_.NumRegexps()));
  for (const int number : possible) may[static_cast<std::size_t>(number)] = true;
  Candidates out(patterns_.size());
  for (std::size_t i = 0; i < patterns_.size(); ++i)
    out[i] = patterns_[i].filter < 0 || may[static_cast<std::size_t>(patterns_[i].filter)];
  return out;
}

}  // namespace congvu::rules
