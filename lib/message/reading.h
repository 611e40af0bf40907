// One way to read a mail: what a program does where the standards leave a choice, or where a mail breaks
// them.
//
// In: chosen by mail_reader. Out: steers header, part_header and multipart. The default is what most programs
// and both MTAs do; every other reading changes one choice, so that the readings of a mail can be scanned one
// after the other and their parts united. Threads: plain values.
#pragma once

#include <cstddef>
#include <set>

namespace congvu::message {

enum class Pick { first, last };           // of a field or parameter that stands more than once
enum class JunkLine { ends, is_skipped };  // a line in a header that is no field
enum class LineEnds { lf, any };           // any: a CR alone ends a line too

struct Reading {
  Pick pick = Pick::first;
  JunkLine junk_line = JunkLine::ends;
  LineEnds line_ends = LineEnds::lf;
  bool boundary_variant = false;  // the boundary's other spelling (without comments, with its quotes ...)
  bool boundary_loose = false;    // a line that only begins with the boundary is a boundary line
  // Offsets of multiparts whose boundary never occurred: their first "--word" line is taken for it.
  std::set<std::size_t> guess_at;

  [[nodiscard]] bool is_default() const {
    return pick == Pick::first && junk_line == JunkLine::ends && line_ends == LineEnds::lf &&
           !boundary_variant && !boundary_loose && guess_at.empty();
  }
};

}  // namespace congvu::message
