// Which boundary of the open multiparts a line is, and how exactly.
//
// In: one line without its line end, untrusted, and the boundaries, the outermost first. Out: the multipart
// that the line delimits. A line that could be several is that of the innermost which is still open. Time:
// linear in the line, times the open boundaries for each run of dashes. Threads: pure functions. Sources: RFC
// 2046 5.1.1.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "facts/bytes.h"

namespace congvu::message {

struct OpenBoundary {
  std::string boundary;                // empty: it is not known yet
  std::vector<std::string> spellings;  // what else the boundary is read as
  bool nothing = false;                // it is the empty string: "--" and "----" are its lines
  bool closed = false;                 // its last line has been seen
};

struct BoundaryLine {
  std::size_t level = 0;
  bool close = false;        // "--boundary--"
  bool tail = false;         // other text goes on behind it
  std::size_t begin = 0;     // where its dashes stand; not 0: other text stands in front
  std::size_t spelling = 0;  // the number of the spelling, from 1; 0 for the usual one
};

// The best fit: exact before tail, usual spelling before others, begin of the line before inside.
// Boundaries in front of `from` are left out.
std::optional<BoundaryLine> boundary_line(ByteView line, const std::vector<OpenBoundary>& open,
                                          std::size_t from = 0);

// How many lines begin with that boundary, whatever follows.
std::size_t boundary_lines(ByteView text, ByteView boundary);

}  // namespace congvu::message
