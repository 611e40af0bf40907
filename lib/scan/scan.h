// scan(bytes, limits) -> MessageFacts: a pure function, so that it can run in another process.
//
// In: the bytes of one message as a file holds them (CRLF or LF), untrusted. Out: facts; always an answer,
// never an error: what could not be seen is `unchecked`, what was too much is in `limits`.
// Limits: one Budget for everything inside the message (facts/limits.h).
// Threads: any number at once; each has its own caches.
#pragma once

#include "facts/limits.h"
#include "facts/message_facts.h"

namespace congvu::scan {

MessageFacts scan(ByteView message, const Limits& limits = {});

}  // namespace congvu::scan
