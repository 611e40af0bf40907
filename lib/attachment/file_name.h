// A file name as every client and Windows would come to see it.
//
// In: one name as a reader found it, valid UTF-8, with NUL, control, bidi and invisible characters still
// inside. Out: deviations, and the views: folded names (NFKC, case, nothing invisible) whose ending decides
// what Windows does with the file. Limits: of a longer name the first and the last 4 KiB are looked at.
// Linear. Threads: pure functions. Sources: MS-FSCC 2.1.5 (names, streams), "Naming Files, Paths, and
// Namespaces" (Windows), RFC 3986 2.1, UAX #9.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts/item.h"

namespace congvu::attachment {

// What is odd about the name itself: name_control, name_bidi, name_invisible, name_trailing.
void add_name_deviations(std::string_view name, Findings& findings);

// Every reading of `name`, without duplicates, the plainest first: NULs dropped or ending the name, percent
// escapes read, in memory order and in the order the eye sees (bidi), after the last slash, with and without
// a stream name (x.exe::$DATA), without quotes around and without the ends that Windows drops.
std::vector<std::string> name_views(std::string_view name);

// What stands behind the last dot of a view; empty where there is no dot or nothing behind it.
std::string_view extension_of(std::string_view view);

// `name` as the eye sees it where bidi controls are obeyed, without these controls.
std::string visual_order(std::string_view name);

}  // namespace congvu::attachment
