// The name of an archive entry as valid UTF-8, in every way in which some program would show it.
//
// In: the raw bytes of a name. Out: UTF-8 names appended to a list, each once. ASCII bytes are always kept as
// they stand, so that extension tests work whatever the charset was; bytes that are no UTF-8 go through code
// page 437, as the zip and RAR formats define it. A name with a NUL is given whole and cut at the NUL.
// Limits: a longer name than most_name_bytes keeps its end, where the extension is.
// Threads: pure functions. Sources: PKWARE APPNOTE 6.3.10 appendix D; code page 437 as Unicode maps it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/bytes.h"

namespace congvu::attachment {

constexpr std::size_t most_name_bytes = 4096;

// Valid UTF-8 as it is, else code page 437.
std::string name_to_utf8(ByteView raw);
// From little-endian UTF-16; unpaired surrogates become U+FFFD.
std::string utf16le_to_utf8(ByteView raw);
void append_code_point(std::string& out, std::uint32_t code_point);

// Appends the renditions of `raw`. An empty name adds nothing.
void add_entry_name(std::vector<std::string>& names, ByteView raw);

// Whether two names of one entry could make two programs treat it differently. Renditions of one name in
// several charsets do not count: then only what stands behind the last dot is compared.
bool names_disagree(ByteView a, ByteView b);

}  // namespace congvu::attachment
