// Programs by their heads: PE, NE, LE, MZ, ELF, Mach-O, Java classes, EICAR.
//
// In: the bytes of an object from its beginning. Out: a form of file_type.h, or empty. Constant time but for
// looks_like_dos_program (first 64 KiB). Threads: pure functions.
// Sources: PE format (Microsoft), "MS-DOS EXE" and NE/LE headers, ELF gABI, mach-o/loader.h, JVMS 4.1,
// EICAR "Anti Malware Testfile".
#pragma once

#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

// "pe", "pe-dll", "pe-sys", "pe-dotnet", "pe-efi", "ne", "le", "mz", "elf", "mach-o", "mach-o-fat", "class",
// "eicar", and "pe-hidden" for a PE behind blanks, NULs or the first bytes of an image.
std::string_view form_of_program(ByteView bytes);

// Code as DOS .com programs have it. Guesswork: good together with the name only.
bool looks_like_dos_program(ByteView bytes);

}  // namespace congvu::attachment
