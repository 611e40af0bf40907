// Organisations as a tree: who stands below whom.
//
// In: organisations by code. Out: every circle of parents, and what stands below an organisation. Units:
// codes. Limits: linear. Failure: none; a parent that is not there ends the way up. Threads: pure functions.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "directory/mailbox.h"

namespace congvu::directory {

using Organisations = std::map<std::string, OrganisationRecord>;

std::vector<std::vector<std::string>> cycles_of(const Organisations& organisations);
// `code` itself and all that is below it.
std::unordered_set<std::string> below(const Organisations& organisations, const std::string& code);

}  // namespace congvu::directory
