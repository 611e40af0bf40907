// Decoding under the Budget: what every reader of message/ does before it makes bytes.
//
// In: a decoder and an upper bound of what it gives. Out: the child's bytes; a limit that stops it is noted
// in the budget and in the child. Threads: see facts/item.h.
#pragma once

#include <functional>

#include "facts/item.h"
#include "message/transfer_encoding.h"

namespace congvu::message {

// Takes the bytes from the budget, decodes, and puts the result into `child`. `bound`: the most that the
// decoder can give. False (content absent, Unchecked::limit) where the budget has nothing left.
bool decode_into(Child& child, Budget& budget, std::uint64_t bound,
                 const std::function<Decoded(std::uint64_t most)>& decode);

}  // namespace congvu::message
