// The closed sets of words in the catalogue, each in the order of its enum.
//
// Threads: constant after the first call.
#pragma once

#include <span>
#include <string_view>

namespace congvu::words {

using Words = std::span<const std::string_view>;

Words kinds();
Words outcomes();
Words roles();
Words unchecked_reasons();
Words deviations();
Words grades();
Words limits();  // field names of Limits
Words directions();
Words domain_classes();
Words standings();
Words mailbox_kinds();  // `none` first, for what is no mailbox
Words sender_rights();
Words rate_pers();
Words rate_counts();

}  // namespace congvu::words
