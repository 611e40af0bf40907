// Files that some program has locked as a whole, known by their first bytes: OpenSSL, age, AxCrypt, AES
// Crypt, Ansible vault, rights-protected files.
//
// In: the first bytes and the names. Out: what it is, or nothing. Threads: pure functions.
// Sources: enc(1ssl); the age specification; AxCrypt and AES Crypt file formats; [MS-OXORMMS] 4.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "facts/bytes.h"
#include "facts/kind.h"

namespace congvu::attachment {

std::optional<FileType> sealed_file(ByteView bytes, const std::vector<std::string>& names);

}  // namespace congvu::attachment
