// HTML and XML told apart by their first elements; the XML that Windows acts on.
//
// In: lower-case text that begins with "<". Out: a form of file_type.h ("txt" for what is no markup).
// Limits: the first 64 KiB, which the caller cut. Linear. Threads: pure functions.
// Sources: HTML standard 13.2 (what browsers take for HTML), XML 1.0, formats of Microsoft as Windows writes
// them.
#pragma once

#include <string_view>

namespace congvu::attachment {

std::string_view form_of_markup(std::string_view body, bool prose);

}  // namespace congvu::attachment
