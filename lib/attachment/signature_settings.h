// Small text files that Windows or Excel act on: registry entries, shortcuts, setup information, remote
// desktop, queries.
//
// In: lower-case text without blanks in front, at most 64 KiB. Out: a form of file_type.h, or empty.
// Linear. Threads: pure functions. Sources: the formats as Windows writes them; SYLK (Microsoft, 1986).
#pragma once

#include <string_view>

namespace congvu::attachment {

std::string_view form_of_settings(std::string_view body);

}  // namespace congvu::attachment
