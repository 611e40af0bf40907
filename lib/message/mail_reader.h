// Reader of a whole mail, under every reading that its deviations call for.
//
// In: an item that is a mail (or a web archive, or a part that turned out to be one). Out: its leaf parts,
// decoded, and the mails inside it, in order; then what further readings (reading.h) give beyond that. One
// part of the bytes with the same type and names is given once. Limits, failure, threads: see facts/item.h;
// besides, Limits::parts, and Limits::depth for nested multiparts.
#pragma once

#include "facts/item.h"

namespace congvu::message {

// `begin`: where the header begins in the item's bytes.
std::unique_ptr<Reader> open_mail(const Item& item, std::size_t begin = 0);

}  // namespace congvu::message
