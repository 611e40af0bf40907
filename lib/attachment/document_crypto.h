// The few old ciphers and digests that documents use, to find out whether a known or empty password opens
// them.
//
// In: bytes, keys. Out: bytes; empty where the key does not fit or the library refuses. Nothing here protects
// anything of ours. Threads: pure functions. RC4 is our own, since OpenSSL 3 keeps it in a module that a
// locked-down process cannot load.
#pragma once

#include <string>
#include <string_view>

#include "facts/bytes.h"

namespace congvu::attachment {

std::string rc4(ByteView key, ByteView data);
// `name` as OpenSSL knows it: "MD5", "SHA1", "SHA256", "SHA384", "SHA512".
std::string digest(const char* name, ByteView data);
// AES in CBC mode; the key's size picks 128 or 256 bits. `padded`: PKCS #7 padding is cut off; bytes behind
// the last whole block are dropped.
std::string aes_cbc_decrypt(ByteView key, ByteView iv, ByteView data, bool padded);
std::string aes_cbc_encrypt(ByteView key, ByteView iv, ByteView data);

}  // namespace congvu::attachment
