// Parts of the settings file: values that several sections have, and everything about state.
//
// In: a mapping of the file. Out: filled in settings.h's values; what is wrong goes to the faults, with its
// place, and leaves the value as it was. Threads: one load on one thread.
#pragma once

#include "service/settings.h"
#include "yaml/map.h"

namespace congvu::service {

void read_path(yaml::Map& map, std::string_view key, std::filesystem::path& out, yaml::Faults& faults);
void read_paths(yaml::Map& map, std::string_view key, std::vector<std::filesystem::path>& out,
                yaml::Faults& faults);
void read_unsigned(yaml::Map& map, std::string_view key, unsigned& out, std::uint64_t least,
                   std::uint64_t most);
// unix:/path, inet:port@host, inet6:port@host.
void read_socket(yaml::Map& map, std::string_view key, std::string& out, yaml::Faults& faults);
void read_mode(yaml::Map& map, std::string_view key, std::uint32_t& out, yaml::Faults& faults);

// database, node, directory, rates, journal, policyd.
void read_state(yaml::Map& map, Settings& out, yaml::Faults& faults);

}  // namespace congvu::service
