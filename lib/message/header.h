// A header (of a mail or of a body part) as it stands: fields in order, duplicates kept, nothing decoded.
//
// In: untrusted bytes that begin with a header. Out: views into them. A header ends at the first empty line,
// at a line that `stop` knows (a boundary), at a line that is no field (Reading::junk_line), or with the
// bytes. Limits: Limits::header_fields and header_bytes; further fields are passed over, `cut` says so. Time:
// linear. Threads: pure functions. Sources: RFC 5322 2.2 and 3.6.8; what is a field line: as Postfix and
// Sendmail decide it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "facts/bytes.h"
#include "facts/limits.h"
#include "message/reading.h"

namespace congvu::message {

struct Field {
  ByteView name;  // without blanks around it
  ByteView raw;   // behind the colon, folds inside, without the last line end
  bool blank_before_colon = false;
};

struct Header {
  std::vector<Field> fields;
  std::size_t body = 0;      // offset behind the header and its empty line
  bool cut = false;          // a limit left fields out
  bool junk_line = false;    // a line that is neither a field nor a fold
  bool hidden_line = false;  // a bare CR behind which another reading sees a field or the end of the header
  bool has_nul = false;
  bool split_control = false;  // NUL, vertical tab or form feed in a MIME field
};

using StopLine = std::function<bool(ByteView line)>;

// `offset`: where the header begins in `bytes`; Header::body counts from the begin of `bytes`.
Header read_header(ByteView bytes, std::size_t offset, const Reading& reading, const Limits& limits,
                   const StopLine& stop = {});

// Behind the first line of a mailbox file ("From someone date"), if there is one; else 0.
std::size_t behind_mbox_line(ByteView mail);

// The length of the field name in a line such as "Subject : x", blanks before the colon not counted; 0 for
// lines that are no field.
std::size_t field_name_length(ByteView line);

// The value on one line: line ends dropped, blanks around it cut, the blanks of folds kept.
std::string unfold(ByteView raw);

// The bytes begin as a mail or a web archive does: several well-known fields in the first lines.
bool looks_like_mail(ByteView bytes);

}  // namespace congvu::message
