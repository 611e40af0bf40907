#include "directory/grapheme.h"

#include <unicode/uchar.h>

namespace congvu::directory {
namespace {

bool breaks_always(int value) { return value == U_GCB_CONTROL || value == U_GCB_CR || value == U_GCB_LF; }

// GB6 to GB8: the letters of one Hangul syllable.
bool one_syllable(int last, int next) {
  if (last == U_GCB_L) return next == U_GCB_L || next == U_GCB_V || next == U_GCB_LV || next == U_GCB_LVT;
  if (last == U_GCB_LV || last == U_GCB_V) return next == U_GCB_V || next == U_GCB_T;
  return (last == U_GCB_LVT || last == U_GCB_T) && next == U_GCB_T;
}

}  // namespace

bool GraphemeCounter::joins(int next, bool pictograph) const {
  if (!any_) return false;
  if (last_ == U_GCB_CR && next == U_GCB_LF) return true;
  if (breaks_always(last_) || breaks_always(next)) return false;
  if (one_syllable(last_, next)) return true;
  if (next == U_GCB_EXTEND || next == U_GCB_ZWJ || next == U_GCB_SPACING_MARK) return true;
  if (last_ == U_GCB_PREPEND) return true;
  if (pictograph_zwj_ && pictograph) return true;
  return odd_indicators_ && next == U_GCB_REGIONAL_INDICATOR;
}

void GraphemeCounter::add(std::int32_t code_point) {
  const int next = u_getIntPropertyValue(code_point, UCHAR_GRAPHEME_CLUSTER_BREAK);
  const bool pictograph = u_hasBinaryProperty(code_point, UCHAR_EXTENDED_PICTOGRAPHIC) != 0;
  if (!joins(next, pictograph)) ++count_;
  pictograph_zwj_ = next == U_GCB_ZWJ && after_pictograph_;
  after_pictograph_ = pictograph || (after_pictograph_ && next == U_GCB_EXTEND);
  odd_indicators_ = next == U_GCB_REGIONAL_INDICATOR && !odd_indicators_;
  last_ = next;
  any_ = true;
}

}  // namespace congvu::directory
