#include "attachment/overlay.h"

#include <algorithm>
#include <array>

#include "attachment/rar.h"

namespace congvu::attachment {
namespace {

// What a damaged but real archive may still lack of itself; more than that, and the signature is chance.
bool begins_seven_zip(ByteView bytes) { return seven_zip_end(bytes).has_value(); }

bool begins_cab(ByteView bytes) {
  const auto end = cab_end(bytes);
  return end && read_le<2>(bytes, 28).value_or(0) > 0 && *end <= bytes.size() + (1U << 20);
}

Front front_at(ByteView bytes, std::uint64_t at, bool zip) {
  const ByteView rest = slice(bytes, at);
  switch (rest.front()) {
    case 'R':
      return rar5_begins(rest) ? Front::rar5 : rar4_begins(rest) ? Front::rar4 : Front::none;
    case '7':
      return begins_seven_zip(rest) ? Front::seven_zip : Front::none;
    case 'M':
      return begins_cab(rest) ? Front::cab : Front::none;
    default:
      return zip && zip_entry_at(bytes, at) ? Front::zip : Front::none;
  }
}

bool starts_signature(ByteView bytes, std::size_t at) {
  constexpr std::array<std::string_view, 4> words = {"Rar!", "7z\xbc\xaf", "MSCF", "PK\x03\x04"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return bytes.substr(at, word.size()) == word; });
}

}  // namespace

std::optional<Embedded> find_embedded(ByteView bytes, ByteRange range, bool zip) {
  constexpr std::array<std::uint8_t, 4> first = {'R', '7', 'M', 'P'};
  std::array<bool, 256> wanted{};
  for (const auto byte : first) wanted.at(byte) = true;
  const auto end = static_cast<std::size_t>(std::min<std::uint64_t>(range.end, bytes.size()));
  for (auto at = static_cast<std::size_t>(range.begin); at < end; ++at) {
    if (!wanted[byte_at(bytes, at)] || !starts_signature(bytes, at)) continue;
    const Front front = front_at(bytes.substr(0, end), at, zip);
    if (front != Front::none) return Embedded{at, front};
  }
  return std::nullopt;
}

bool embedded_whole(ByteView bytes, const Embedded& found) {
  const ByteView rest = slice(bytes, found.offset);
  switch (found.front) {
    case Front::seven_zip:
      return seven_zip_end(rest).value_or(UINT64_MAX) <= rest.size();
    case Front::cab:
      return cab_end(rest).value_or(UINT64_MAX) <= rest.size();
    case Front::rar4:
    case Front::rar5: {
      Budget budget{Limits{}};
      const RarListing list = found.front == Front::rar4 ? list_rar4(rest, budget) : list_rar5(rest, budget);
      return list.complete && !list.damaged;
    }
    default:
      return false;
  }
}

}  // namespace congvu::attachment
