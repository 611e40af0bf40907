// The addresses in a From, To or Sender field, as any mail program might read them.
//
// In: the value of an address field, decoded and unfolded (HeaderField::value), hostile. Out: every address
// that stands in angle brackets, and every bare one of an entry without; the comparison form of an address.
// Decoding has let pieces of display names in, so that quotes may be open and brackets stray: what is in
// doubt is given as an address, too. Time: linear. Threads: pure functions. Source: RFC 5322 section 3.4.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace congvu {

std::vector<std::string> addresses_of(std::string_view field);

// Lower case, the domain with A-labels, quotes around a plain local part dropped; empty for an empty text. A
// domain that is none stays as it is.
std::string canonical_address(std::string_view address);
// "annv+ho-so@x.vn" -> "annv@x.vn"; a local part of nothing else stays.
std::string without_subaddress(std::string_view address);

}  // namespace congvu
