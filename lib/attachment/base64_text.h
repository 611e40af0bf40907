// A file that is nothing but another file written as base64 or as hexadecimal digits: what `certutil -decode`
// and
// `-decodehex` turn back, with or without "-----BEGIN CERTIFICATE-----" around it.
//
// In: the bytes of an attachment. Out: the file inside, where its first bytes are those of a program, an
// archive or a document: words and numbers alone may look like digits, too. Limits: the budget. Time: linear;
// the first look reads 4 KB. Failure: none; what follows the digits is left out. Threads: pure functions.
// Sources: RFC 4648, RFC 7468.
#pragma once

#include <string>
#include <vector>

#include "attachment/document_reader.h"

namespace congvu::attachment {

bool is_coded_text(ByteView bytes);
Makers look_into_coded_text(const Blob& blob, const std::vector<std::string>& names, Findings& findings);

}  // namespace congvu::attachment
