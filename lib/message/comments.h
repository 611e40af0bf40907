// Comments of RFC 5322 3.2.2, "(a (b) \\) c)", in structured fields.
//
// In: any text. Out: what stands behind or without them; an open comment goes on to the end of the text.
// Time: linear. Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace congvu::message {

// The offset behind the comment that begins at `at`, where its "(" stands.
std::size_t behind_comment(std::string_view text, std::size_t at);

// The text without comments; quoted strings keep theirs. Without blanks at its ends.
std::string without_comments(std::string_view text);

}  // namespace congvu::message
