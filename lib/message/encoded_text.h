// Files that were encoded as lines of text: uuencode, its base64 form, yEnc; BinHex is only noticed.
//
// In: untrusted text with any line ends. Out: where such a file stands, its name, its bytes.
// Limits: at most `most` bytes come out. Time: linear, also over many openings. Threads: pure functions.
// Sources: POSIX uuencode, yEnc draft 1.3, RFC 1741 (BinHex).
#pragma once

#include <optional>
#include <string>

#include "message/transfer_encoding.h"

namespace congvu::message {

enum class TextForm { uuencode, base64, yenc, binhex };

struct EncodedFile {
  TextForm form = TextForm::uuencode;
  std::string name;     // UTF-8, or empty
  ByteView data;        // the encoded lines
  std::size_t end = 0;  // offset behind the file in the text
  bool closed = false;  // its last line stands
};

// The next file at or behind `offset`.
std::optional<EncodedFile> find_encoded(ByteView text, std::size_t offset = 0);

// The most that decode_file() gives. Lines that lost the blanks at their end stand for more than they are
// long.
std::uint64_t decoded_size(const EncodedFile& file);
Decoded decode_file(const EncodedFile& file, std::uint64_t most);

}  // namespace congvu::message
