// The name of a parameter: which one it is, and what RFC 2231's marks in it say.
//
// In: a name as it stands. Out: a Parameter without a value. Threads: pure functions.
// Sources: RFC 2045 5.1 (tspecials), RFC 2231 3, 4.
#pragma once

#include <string_view>

#include "message/parameters.h"

namespace congvu::message {

// May stand in a name, or is one of RFC 2231's marks.
bool is_name_character(char c);

// "filename*12*" -> filename, 12, extended. What may stand in no name is left out, as Zimbra does.
Parameter parameter_named(std::string_view name);

}  // namespace congvu::message
