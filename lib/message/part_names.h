// Every name that some program gives a body part.
//
// In: the header, its type and disposition fields as they were read, and the PartHeader as far as it is
// known. Out: names, and what is odd about how they stand, are added to it. Limits: name_list.h; `cut` says
// so. Threads: pure functions. Sources: RFC 2183, 2231, 2557, MS-OXCMAIL 2.2.3.4.
#pragma once

#include <vector>

#include "message/part_header.h"
#include "message/type_choices.h"

namespace congvu::message {

void take_names(const Header& header, const std::vector<ReadField>& types,
                const std::vector<ReadField>& dispositions, const Limits& limits, PartHeader& out);

}  // namespace congvu::message
