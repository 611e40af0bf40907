// A header (of a mail or of a body part) as it stands: fields in order, duplicates kept, nothing decoded.
//
// In: untrusted bytes that begin with a header. Out: views into them. A header ends at the first empty line,
// at a line that `stop` knows (a boundary), at a line that is no field, or with the bytes; Reading has other
// ends. Limits: Limits::header_fields and header_bytes; further fields are passed over, `cut` says so. Time:
// linear. Threads: pure functions. Sources: RFC 5322 2.2; see field_line.h.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "facts/bytes.h"
#include "facts/limits.h"
#include "message/field_line.h"
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
  bool bare_cr = false;      // a CR that is no part of a line end, or several before a LF
  bool has_nul = false;
  bool split_control = false;  // NUL, vertical tab or form feed in a MIME field
  bool folded_field = false;   // a fold that looks like a MIME field
  bool odd_name = false;       // a line that only some programs take for a MIME field
  bool odd_end = false;        // it ends at a line of several CRs, or at a first line of blanks
  bool blank_line = false;     // a line of blanks, a fold by the standard
  bool goes_on = false;        // MIME fields stand behind the empty line
  bool unterminated = false;   // there is no empty line
};

// What is known of the place where the header stands.
struct HeaderPlace {
  std::function<bool(ByteView line)> stop;  // the line is a boundary of an open multipart
  bool holds_mail = false;                  // the part is a mail unless a field says otherwise
};

// `offset`: where the header begins in `bytes`; Header::body counts from the begin of `bytes`.
Header read_header(ByteView bytes, std::size_t offset, const Reading& reading, const Limits& limits,
                   const HeaderPlace& place = {});

// Behind the first line of a mailbox file ("From someone date"), if there is one; else 0.
std::size_t behind_mbox_line(ByteView mail);

// The value on one line: line ends dropped, blanks around it cut, the blanks of folds kept.
std::string unfold(ByteView raw);
// The same without the blanks of folds; empty where there is no fold.
std::string unfold_tightly(ByteView raw);

// The bytes begin as a mail or a web archive does: several well-known fields in the first lines.
bool looks_like_mail(ByteView bytes);

}  // namespace congvu::message
