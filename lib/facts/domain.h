// Domain names as rules and profiles compare them.
//
// In: untrusted text from an envelope or a header, or a name that an operator wrote. Out: lower-case A-labels
// without a trailing dot, or empty for what is no domain name (an address literal, an empty label, a bad
// IDN). Threads: pure functions (ICU's IDNA object is shared and immutable). Sources: RFC 5321 section 4.1.2,
// RFC 5890, UTS #46 (non-transitional).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace congvu {

std::string ascii_domain(std::string_view domain);

// The domain of an address: what stands behind the last `@`, or the whole text where there is none.
std::string domain_of(std::string_view address);

// True for `suffix` itself and for names below it: `x.gov.vn` and `gov.vn` are within `gov.vn`, `notgov.vn`
// is not. Both in the form of ascii_domain(); nothing is within an empty suffix.
bool within(std::string_view domain, std::string_view suffix);
bool within_any(std::string_view domain, const std::vector<std::string>& suffixes);

}  // namespace congvu
