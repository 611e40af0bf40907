// Cryptographic messages (S/MIME, .p7m): enveloped ones are encrypted, signed ones carry their content.
//
// In: BER or DER, PEM, or bare base64. Out: encrypted for every enveloped kind; for opaque signed, digested
// and compressed kinds the content as a child, a mail where it looks like one. Signatures that stand apart
// have none. Limits: no recursion; elements of indefinite length are stepped over in one pass; bytes come
// from the budget. Failure: a signed message whose content cannot be reached is Unchecked::damaged. Nothing
// is verified. Threads: see facts/item.h. Sources: RFC 5652, RFC 5083, RFC 3274, X.690.
#pragma once

#include "attachment/document_reader.h"

namespace congvu::attachment {

bool is_cms(ByteView bytes);
// `names` of the file: what is inside "a.pdf.p7m" is called "a.pdf".
Makers look_into_cms(const Blob& bytes, const std::vector<std::string>& names, Budget& budget,
                     Findings& findings);

}  // namespace congvu::attachment
