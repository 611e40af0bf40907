// Words that only the JSON form of the facts uses, for its writer and its reader.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "facts/item.h"

namespace congvu {

inline constexpr std::array<std::pair<Role, std::string_view>, 5> role_names{{{Role::message, "message"},
                                                                              {Role::part, "part"},
                                                                              {Role::entry, "entry"},
                                                                              {Role::embedded, "embedded"},
                                                                              {Role::layer, "layer"}}};

}  // namespace congvu
