// Bytes with a charset label -> valid UTF-8.
//
// In: untrusted bytes and an untrusted label (MIME name, alias, or empty). Out: always valid UTF-8; what a
// charset cannot say becomes U+FFFD. Without a label, or with one that nobody knows: UTF-8 where the bytes
// are valid UTF-8, else windows-1252. Time: linear. Failure: none. Threads: each thread keeps its own
// converters. A worker that may open no files later calls warm_charsets() once a thread before, since glibc
// loads its converters on first use. Sources: IANA charset registry; glibc for VISCII and TCVN 5712 (what
// TCVN3/ABC fonts use), ICU for the rest.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "facts/bytes.h"

namespace congvu::message {

std::string to_utf8(ByteView bytes, std::string_view label = {});

// Programs that know a charset by another rule, or not at all: "utf-16" without a byte order mark is little
// endian to browsers and big endian by RFC 2781; under a charset that is no superset of ASCII (EBCDIC, UTF-7,
// UTF-16) a program that does not know it shows the bytes as they stand. Where that makes no difference the
// result is that of to_utf8().
enum class CharsetUse : std::uint8_t { declared, little_endian, ignored };
inline constexpr std::array every_charset_use{CharsetUse::declared, CharsetUse::little_endian,
                                              CharsetUse::ignored};
std::string to_utf8(ByteView bytes, std::string_view label, CharsetUse use);

void warm_charsets();

}  // namespace congvu::message
