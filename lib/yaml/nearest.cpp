#include "yaml/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "facts/text.h"

namespace congvu::yaml {
namespace {

constexpr std::size_t most_bytes = 64;
constexpr std::size_t most_listed = 12;

using Row = std::array<std::size_t, most_bytes + 1>;

// Restricted edit distance: insert, delete, replace, swap of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  Row before{};
  Row last{};
  Row now{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    before = last;
    last = now;
  }
  return last[b.size()];
}

// `kinds` for `attachment.kind`, `attachment-kind` for `attachment_kind`: what people mix up first.
std::string plain(std::string_view word) {
  std::string out = lower_ascii(word);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

}  // namespace

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > most_bytes) return {};
  const std::string wanted = plain(word);
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const auto candidate : candidates) {
    if (candidate.size() > most_bytes) continue;
    std::size_t found = distance(wanted, plain(candidate));
    // A word that is the tail of a dotted name is surely meant.
    if (candidate.size() > word.size() && candidate.ends_with(word) &&
        candidate[candidate.size() - word.size() - 1] == '.')
      found = 1;
    if (found < best_distance) {
      best_distance = found;
      best = candidate;
    }
  }
  return best;
}

std::string unknown_word(std::string_view what, std::string_view word,
                         const std::vector<std::string_view>& candidates) {
  const std::string shown = printable(word, 60);
  if (const auto near = nearest(word, candidates); !near.empty())
    return fmt::format("unknown {} `{}`, did you mean `{}`?", what, shown, near);
  if (candidates.empty() || candidates.size() > most_listed)
    return fmt::format("unknown {} `{}`", what, shown);
  return fmt::format("unknown {} `{}`; valid: {}", what, shown, fmt::join(candidates, ", "));
}

}  // namespace congvu::yaml
