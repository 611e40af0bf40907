#include "rules/verdict.h"

#include <algorithm>

namespace congvu::rules {

std::string_view action_name(Action action) {
  switch (action) {
    case Action::reject:
      return "reject";
    case Action::defer:
      return "defer";
    case Action::hold:
      return "hold";
    case Action::tag:
      return "tag";
    case Action::note:
      return "note";
    case Action::accept:
      break;
  }
  return "accept";
}

std::string_view mode_name(Mode mode) {
  switch (mode) {
    case Mode::off:
      return "off";
    case Mode::observe:
      return "observe";
    case Mode::enforce:
      break;
  }
  return "enforce";
}

const Match* Verdict::decisive() const {
  const auto at = std::find_if(matches.begin(), matches.end(),
                               [&](const Match& match) { return match.decides() && match.action == action; });
  return at == matches.end() ? nullptr : &*at;
}

}  // namespace congvu::rules
