// Does a VBA project hold code? Excel writes an empty project as soon as somebody has looked at the editor,
// and Publisher always does; only what can run counts as a macro.
//
// In: an open compound file. Out: yes as soon as one module has a line of code in its source or in its
// compiled form, or cannot be understood. A module whose source was emptied while its compiled form stays is
// not empty. Limits: 64 KB of a module's source are unpacked (an empty module has less than one). Threads:
// one file, one thread. Source: [MS-OVBA] 2.2, 2.3.4.3, 2.4.1; the line table of the compiled form as
// pcodedmp documents it.
#pragma once

#include "attachment/cfb.h"

namespace congvu::attachment {

bool has_vba_code(cfb::File& file, Budget& budget);
// Of one module stream: compiled form, then compressed source.
bool module_has_code(ByteView module);
// The source behind `packed`, or as much as could be unpacked; empty where it is none.
std::string unpack_vba(ByteView packed, std::size_t most);

}  // namespace congvu::attachment
