#include "journal/decision_id.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>

namespace congvu::journal {
namespace {

constexpr std::size_t incarnation_size = 16;

}  // namespace

Result<std::string> new_incarnation() {
  std::uint64_t bits = 0;
  if (getrandom(&bits, sizeof bits, 0) != static_cast<ssize_t>(sizeof bits))
    return fail(ErrorKind::system, "random bytes", std::generic_category().message(errno));
  return fmt::format("{:016x}", bits);
}

std::string format_decision_id(const DecisionId& id) {
  return fmt::format("{}-{}", id.incarnation, id.sequence);
}

std::optional<DecisionId> parse_decision_id(std::string_view text) {
  if (text.size() < incarnation_size + 2 || text[incarnation_size] != '-') return std::nullopt;
  DecisionId out{std::string(text.substr(0, incarnation_size)), 0};
  const bool hex = std::all_of(out.incarnation.begin(), out.incarnation.end(),
                               [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
  const auto* const end = text.data() + text.size();
  const auto* const begin = text.data() + incarnation_size + 1;
  const auto [stop, error] = std::from_chars(begin, end, out.sequence);
  if (!hex || error != std::errc{} || stop != end || *begin == '0' || out.sequence > most_sequence)
    return std::nullopt;
  return out;
}

}  // namespace congvu::journal
