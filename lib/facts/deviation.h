// Everything that readers report about an object besides its contents: deviations and the reasons why
// something could not be looked at. One row a reason in deviation_list.h; the words are stable (rules,
// JSON, journal and documentation use them).
//
// Out: reason codes with a text and, for deviations, a grade. Threads: plain values.
#pragma once

#include <cstdint>
#include <string_view>

namespace congvu {

enum class Grade : std::uint8_t {
  weak,    // odd, but every mail program reads it alike
  strong,  // two mail programs could read it differently: the object is "ambiguous"
};

enum class Deviation : std::uint8_t {
#define CONGVU_DEVIATION(name, grade, english, vietnamese) name,
#include "facts/deviation_list.h"
#undef CONGVU_DEVIATION
  count_
};

struct DeviationInfo {
  std::string_view code;  // the enum's own word
  Grade grade;
  std::string_view text;  // one line of English
};

const DeviationInfo& info(Deviation deviation);
// The deviation with that code; Deviation::count_ for others.
Deviation deviation_of(std::string_view code);

// Why an object counts as "unchecked": something in it was not seen.
enum class Unchecked : std::uint8_t {
  limit,               // a limit of limits.h stopped the look
  damaged,             // cut or broken where it had to be read
  unsupported_format,  // a known kind of container that nothing here opens (ACE, ARJ, WIM, VHDX ...)
  unsupported_method,  // one entry is packed by a method that nothing here unpacks
  split_volume,        // one volume of several
  unknown_encoding,    // a Content-Transfer-Encoding that nobody knows
  external,            // message/external-body, message/partial: the content is elsewhere
  count_
};

std::string_view unchecked_name(Unchecked reason);
Unchecked unchecked_of(std::string_view name);  // Unchecked::count_ for others

}  // namespace congvu
