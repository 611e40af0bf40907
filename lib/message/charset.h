// Bytes with a charset label -> valid UTF-8.
//
// In: untrusted bytes and an untrusted label (MIME name, alias, or empty). Out: always valid UTF-8; what a
// charset cannot say becomes U+FFFD. Without a label, or with one that nobody knows: UTF-8 where the bytes
// are valid UTF-8, else windows-1252. Time: linear. Failure: none. Threads: each thread keeps its own
// converters. A worker that may open no files later calls warm_charsets() once a thread before, since glibc
// loads its converters on first use. Sources: IANA charset registry; glibc for VISCII and TCVN 5712 (what
// TCVN3/ABC fonts use), ICU for the rest.
#pragma once

#include <string>
#include <string_view>

#include "facts/bytes.h"

namespace congvu::message {

std::string to_utf8(ByteView bytes, std::string_view label = {});

void warm_charsets();

}  // namespace congvu::message
