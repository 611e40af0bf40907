// Lines of a mail.
//
// In: untrusted bytes with CRLF, LF or (if asked) CR line ends, mixed as they like. Out: one line at a time,
// as offsets. Time is linear over all lines of a buffer. Threads: pure functions.
#pragma once

#include "facts/bytes.h"

namespace congvu::message {

enum class LineEnds { lf, any };  // any: a CR alone ends a line too

struct Line {
  std::size_t begin = 0, end = 0;  // without its line end; any run of CRs before the LF belongs to that
  std::size_t next = 0;            // where the next line begins
};

// The line at `offset`; offset <= bytes.size().
Line line_at(ByteView bytes, std::size_t offset, LineEnds ends);

// `end` moved in front of the one line end that stands before it, but never before `begin`.
std::size_t without_line_end(ByteView bytes, std::size_t begin, std::size_t end);

std::string_view trim_right(std::string_view text);  // blanks and tabs

// Some lines end with CRLF and some with LF alone.
bool mixes_line_ends(ByteView bytes);

// The bytes as a mail transfer agent hands them on: every bare LF as CRLF. Copies only where there is one.
Blob with_crlf(const Blob& mail);

}  // namespace congvu::message
