// Scripts for Windows and Unix by their text alone, for those that hide behind a harmless name.
//
// In: lower-case text without blanks in front, at most 64 KiB. Out: a form of file_type.h, or empty.
// A script must begin as one: text that only speaks of scripts, or programs in languages that Windows does
// not run by itself, are text. Linear. Threads: pure functions. Sources: Windows Script Host, PowerShell and
// cmd.exe documentation; "#@~^" is the mark of Windows Script Encoder.
#pragma once

#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

// "#@~^", six characters that hold the length, "==". What follows need not look like text.
bool is_encoded_script(ByteView bytes);

std::string_view form_of_script(std::string_view body);

}  // namespace congvu::attachment
