// OpenPGP messages: encrypted ones, and signed or compressed ones that carry a file in the open.
//
// In: binary packets, or text with an armoured message anywhere in it. Out: encrypted where the packets say
// so; the literal data of others as a child with its name. Keys, detached and clear-text signatures are
// neither. Limits: at most `most_packets` packets, a few layers of compression, all bytes from the budget.
// Failure: a message that is cut or packed by an unknown method is unchecked. Random bytes and UTF-8 text do
// not pass: versions, algorithms and lengths must all fit. Threads: see facts/item.h. Sources: RFC 4880, RFC
// 9580.
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

inline constexpr std::size_t most_packets = 1000;

bool is_pgp_binary(ByteView bytes);
bool has_pgp_armour(ByteView bytes);
Makers look_into_pgp_binary(const Blob& bytes, Budget& budget, Findings& findings);
Makers look_into_pgp_armour(const Blob& bytes, Budget& budget, Findings& findings);

}  // namespace congvu::attachment
