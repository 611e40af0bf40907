// The list of names of one object.
//
// In: a decoded name, UTF-8. Out: the name in the list, once. Limits: Limits::name_bytes for one name, 32
// names. A name that is too long is kept by its two ends, since programs cut either. Threads: pure functions.
#pragma once

#include <string>
#include <vector>

#include "facts/limits.h"

namespace congvu::message {

// False where something was left out. Empty names are none.
bool add_name(std::vector<std::string>& names, std::string name, const Limits& limits);

}  // namespace congvu::message
