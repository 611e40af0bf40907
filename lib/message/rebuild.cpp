#include "message/rebuild.h"

namespace congvu::message {

bool Rebuild::header(ByteView name, ByteView value) {
  if (in_body_) good_ = false;
  line_.assign(name).append(leading_space_kept_ ? ":" : ": ");
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\n' && (i == 0 || value[i - 1] != '\r')) line_ += '\r';
    line_ += value[i];
  }
  line_ += "\r\n";
  return give(line_);
}

bool Rebuild::end_of_headers() {
  if (in_body_) return good_;
  in_body_ = true;
  return give("\r\n");
}

bool Rebuild::body(ByteView piece) { return end_of_headers() && (piece.empty() || give(piece)); }

bool Rebuild::give(ByteView bytes) {
  if (good_) good_ = sink_(bytes);
  return good_;
}

}  // namespace congvu::message
