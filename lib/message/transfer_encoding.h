// Content-Transfer-Encoding: which one is meant, and decoders that never give up.
//
// In: untrusted text. Out: the bytes that the most generous mail program would make of it; damage is
// reported, what was decoded stays. Limits: at most `most` bytes come out, `cut` says that there was more.
// Time: linear. Failure: none. Threads: pure functions.
// Sources: RFC 2045 6 (base64, quoted-printable), POSIX uuencode.
#pragma once

#include <string>
#include <vector>

#include "facts/bytes.h"

namespace congvu::message {

enum class Encoding { identity, base64, quoted_printable, uuencode, unknown };

// The encodings that one field's value names for some program, usually one. Comments, quotes and the odd
// spellings of the identity ("8-bit", "7bits") are understood; an empty value is the identity. What only
// some programs understand is given as well: a word with a comment, a blank or a control character inside,
// one inside a comment, one as an encoded word.
std::vector<Encoding> encodings_of(std::string_view value);
// The value is one known word and nothing else. Of others some programs make the identity.
bool is_exact_encoding(std::string_view value);

struct Decoded {
  std::string bytes;
  bool cut = false;
  bool damaged = false;
  // base64: what another program would read differently.
  bool inner_padding = false;      // there is data behind a '='
  bool uneven_lines = false;       // a line in the middle is no multiple of four characters
  bool url_letters = false;        // '-' or '_'
  std::size_t before_padding = 0;  // bytes decoded in front of the first '=' or foreign character
  // quoted-printable
  bool foreign = false;     // control characters, bytes above 126, blanks beside an escape
  bool hard_break = false;  // a line end that is data
  bool odd_break = false;   // a soft break with blanks or CRs inside, or without its LF
};

enum class Base64Rule {
  usual,             // a '=' ends a run, the next character begins a new group of four
  padding_skipped,   // a '=' is passed over like any foreign character
  padding_in_place,  // a '=' takes the place of a character and makes its group a byte shorter (Thunderbird)
  line_by_line,      // every line is a run of its own
  whole_groups,      // lines with a foreign character or of odd length are left out, but for the last
  url_alphabet,      // '-' and '_' are letters (RFC 4648 5)
};

Decoded decode_base64(ByteView text, std::uint64_t most, Base64Rule rule = Base64Rule::usual);

// What a '=' is that begins no escape.
enum class QuotedRule {
  literal,          // text
  mark_dropped,     // nothing
  one_dropped,      // nothing, with the character behind it
  two_dropped,      // nothing, with both characters behind it
  joined,           // an escape that goes on behind blanks, line ends and other '='
  foreign_dropped,  // text; but control characters, bytes above 126 and blanks beside escapes are dropped
  strict_breaks,    // text, also before blanks or a CR that stand in front of a line end
  cr_breaks,        // text, but a soft break before a CR without LF
  breaks_dropped,   // text; line ends are dropped
  rest_of_line,     // ... which takes the rest of its line along
};

Decoded decode_quoted_printable(ByteView text, std::uint64_t most, QuotedRule rule = QuotedRule::literal);

// The text could have been made by that encoder (used where the declared encoding is unknown).
bool looks_like_base64(ByteView text);
bool looks_like_quoted_printable(ByteView text);

// So much of the text is foreign to base64 that it stands in clear, whatever the header says.
bool is_foreign_to_base64(ByteView text);

}  // namespace congvu::message
