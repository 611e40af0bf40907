// Files that stand as text in a page or script: base64, hex, lists of numbers, escapes.
//
// In: text. Out: where each constant of a noticeable size stands, how it is written, what its first bytes
// are. Pieces that a script joins ("…" + "…", lines, x += "…") are one constant. Limits: one pass an
// encoding; `most_constants` a document. Threads: pure functions.
#pragma once

#include <string>
#include <vector>

#include "facts/bytes.h"
#include "facts/kind.h"

namespace congvu::attachment {

enum class Writing : std::uint8_t { base64, base64_reversed, hex, numbers, percent, escapes };

struct Constant {
  Writing writing = Writing::base64;
  std::vector<ByteView> pieces;
  std::size_t length = 0;        // of the text
  Kind carries = Kind::unknown;  // a file by its first bytes
  bool markup = false;           // decodes to HTML, SVG or script
};

inline constexpr std::size_t most_constants = 500;

// Constants inside `skip` (sorted ranges of begin and end) are left out: pictures and fonts that were looked
// at.
struct Range {
  std::size_t begin, end;
};
std::vector<Constant> find_constants(ByteView text, const std::vector<Range>& skip);
std::string decode_constant(const Constant& constant, std::size_t most);

}  // namespace congvu::attachment
