// The filters of PDF streams, as far as they carry files: Flate, LZW, ASCII85, ASCIIHex, RunLength,
// predictors.
//
// In: stream bytes and the filters' names and parameters. Out: the decoded bytes, each stage taken from the
// budget. Failure: `state` says why it stopped; what was decoded so far is there. Picture filters are not
// decoded. Threads: pure but for the budget. Source: ISO 32000-1, 7.4.
#pragma once

#include <string>
#include <vector>

#include "attachment/pdf_lexer.h"
#include "facts/limits.h"

namespace congvu::attachment::pdf {

struct Filter {
  std::string name;
  Value parameters;  // a dictionary, or nothing
};

enum class Decoding : std::uint8_t { whole, limit, damaged, unsupported };

struct Decoded {
  std::string bytes;
  Decoding state = Decoding::whole;
};

inline constexpr std::size_t most_filters = 8;

Decoded decode(ByteView raw, const std::vector<Filter>& filters, Budget& budget);

}  // namespace congvu::attachment::pdf
