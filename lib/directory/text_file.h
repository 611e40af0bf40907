// The text of a file that an operator exported somewhere: whole, as UTF-8, or the reason why not.
//
// In: a path, "-" for standard input. Out: UTF-8 without a byte order mark; UTF-16 with one is converted (the
// "Unicode text" of spreadsheets). Anything else is refused with its line, never guessed: a wrong guess would
// spoil names for good. Limits: `most` bytes. Failure: a file that is changed while it is read is refused
// (`unavailable`). Threads: any.
#pragma once

#include <cstdint>
#include <string>

#include "facts/error.h"

namespace congvu::directory {

constexpr std::uint64_t most_list_bytes = 256U << 20;

Result<std::string> read_text_file(const std::string& path, std::uint64_t most = most_list_bytes);
// The same for bytes that are there already.
Result<std::string> utf8_text(std::string bytes);

}  // namespace congvu::directory
