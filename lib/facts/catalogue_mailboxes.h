// The rows of the catalogue about mailboxes, rights and rates: what StateFacts know.
//
// Threads: constant.
#pragma once

#include <span>

#include "facts/catalogue.h"

namespace congvu {

std::span<const FactRow> mailbox_rows();

}  // namespace congvu
