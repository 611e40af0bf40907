// What the rules say about one message.
//
// Out of Ruleset::evaluate(): the heaviest action and every match, also those that only observe or are
// excused. Texts may hold Vietnamese and pieces of the mail (already printable); reply/ makes them safe for
// SMTP. Threads: plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace congvu::rules {

// Heaviest first.
enum class Action : std::uint8_t { reject, defer, hold, tag, note, accept };
std::string_view action_name(Action action);

enum class Mode : std::uint8_t { off, observe, enforce };
std::string_view mode_name(Mode mode);

// An exception (`unless:`) that was made use of.
struct UsedException {
  std::string reason;
  std::string owner;
  std::string until;                     // "2027-06-30", or empty
  std::vector<std::string> attachments;  // paths of those that it excused; none: the whole match
};

struct Match {
  std::string rule;    // id
  std::string clause;  // "4.6"
  std::string title;
  Mode mode = Mode::enforce;
  Action action = Action::note;
  std::string text;                       // of reject, defer or hold, placeholders filled; may be empty
  std::string code;                       // "550 5.1.1", or empty: the usual one of the action
  std::vector<std::string> attachments;   // paths of the attachments that matched, or none
  std::string excused;                    // reason of the `unless` that excuses this match, or empty
  std::vector<UsedException> exceptions;  // also those that excused a part only

  // Counts towards the verdict: enforced and not excused.
  [[nodiscard]] bool decides() const { return mode == Mode::enforce && excused.empty(); }
};

struct Verdict {
  Action action = Action::accept;
  std::vector<Match> matches;  // in the order of the rule files; the deciding one is decisive()
  std::vector<std::pair<std::string, std::string>> headers;  // to add: name, value (UTF-8, unencoded)
  std::string subject_prefix;                                // or empty

  // The first match with the verdict's action, or nullptr for accept.
  [[nodiscard]] const Match* decisive() const;
};

}  // namespace congvu::rules
