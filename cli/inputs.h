// The files that `congvu scan` was asked for.
//
// In: paths as given: a file, "-" for standard input, a maildir (its cur/ and new/), or any directory (every
// regular file below it, in name order). Out: the list of files, or what is wrong with a path.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facts/error.h"

namespace congvu::cli {

Result<std::vector<std::string>> list_inputs(const std::vector<std::string>& paths);

// The bytes of one input, at most `most` of them plus one (so that "too long" is seen).
Result<std::string> read_input(const std::string& path, std::uint64_t most);

}  // namespace congvu::cli
