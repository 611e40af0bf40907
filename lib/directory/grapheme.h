// What a reader sees as one character, without a copy of the text.
//
// In: the code points of a text, one after another. Out: where extended grapheme clusters begin. Units: code
// points. Limits: constant memory, no allocation. Failure: none. Threads: one object for one text. Source:
// UAX #29 for Unicode 15, rules GB1 to GB13.
#pragma once

#include <cstdint>

namespace congvu::directory {

class GraphemeCounter {
 public:
  void add(std::int32_t code_point);
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  [[nodiscard]] bool joins(int next, bool pictograph) const;

  std::size_t count_ = 0;
  int last_ = 0;                   // Grapheme_Cluster_Break of the last code point
  bool any_ = false;               // a code point was seen
  bool after_pictograph_ = false;  // Extended_Pictographic Extend*
  bool pictograph_zwj_ = false;    // ... and ZWJ behind it
  bool odd_indicators_ = false;    // an odd number of regional indicators
};

}  // namespace congvu::directory
