// One way to read a mail: what a program does where the standards leave a choice, or where a mail breaks
// them.
//
// In: chosen by views.h. Out: steers header, part_header and multipart. The default is what most programs and
// both MTAs do; every further reading makes one or several other choices, for the whole mail, so that the
// readings can be scanned one after the other and their parts united. Threads: plain values.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <set>

namespace congvu::message {

enum class Choice : std::uint8_t {
  junk_is_skipped,  // a header line that is no field is passed over and the header goes on; else it ends it
  junk_is_dropped,  // ... it ends the header, and is not a part of the body
  cr_ends_line,     // a CR alone ends a line, too
  loose_names,      // a MIME field behind a blank, a control character or other junk is a field
  strict_names,     // a line with a blank before its colon is no field
  empty_line_skipped,  // an empty line with MIME fields behind it does not end the header
  blanks_end_header,   // a line of nothing but blanks is an empty line, not a fold
  boundary_with_tail,  // a line that begins with the boundary and goes on is a boundary line
  boundary_inside,     // a boundary line may stand behind other text on its line
  innermost_boundary,  // only the innermost multipart's boundary counts, until its last one
  count_
};
using Choices = std::bitset<static_cast<std::size_t>(Choice::count_)>;

struct Reading {
  Choices choices;
  // Where one header names several types, or one field several boundaries: which is taken, by number; the
  // last one where there are fewer.
  std::size_t type = 0, boundary = 0;
  // Which other spelling of that boundary (without its quotes, comments, blanks ...), counted from 1; the
  // usual one where there are fewer.
  std::size_t spelling = 0;
  // Offsets of multiparts whose boundary never occurred: their first "--word" line is taken for it.
  std::set<std::size_t> guess_at;

  [[nodiscard]] bool has(Choice choice) const { return choices[static_cast<std::size_t>(choice)]; }
  [[nodiscard]] Reading with(Choice choice) const {
    Reading out = *this;
    out.choices.set(static_cast<std::size_t>(choice));
    return out;
  }
  [[nodiscard]] bool is_default() const {
    return choices.none() && type == 0 && boundary == 0 && spelling == 0 && guess_at.empty();
  }
};

// Which other readings could give something else than the one that has been done.
struct Wanted {
  Choices choices;
  std::size_t types = 1, boundaries = 1;  // of the header that names most of them
  std::set<std::size_t> spellings;        // those that occur
  std::set<std::size_t> guess_at;
  bool cut = false;  // no reading: a limit left fields, parameters or names out

  void add(Choice choice) { choices.set(static_cast<std::size_t>(choice)); }
};

}  // namespace congvu::message
