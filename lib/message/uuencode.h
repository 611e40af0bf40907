// Reader of the files that stand uuencoded (or as yEnc, BinHex) inside a text.
//
// In: an item that is text. Out: one child a file. Limits, failure, threads: see facts/item.h.
#pragma once

#include "facts/item.h"

namespace congvu::message {

// Nothing where the text holds no such file.
std::unique_ptr<Reader> open_encoded_text(const Item& item);

}  // namespace congvu::message
