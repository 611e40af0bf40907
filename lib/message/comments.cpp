#include "message/comments.h"

#include "facts/text.h"

namespace congvu::message {

std::size_t behind_comment(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '(')
      ++depth;
    else if (text[at] == ')' && --depth == 0)
      return at + 1;
  }
  return text.size();
}

std::string without_comments(std::string_view text) {
  std::string out;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') quoted = !quoted;
    if (c == '(' && !quoted) {
      at = behind_comment(text, at);
      continue;
    }
    out += c;
    ++at;
  }
  return std::string(trim_ascii(out));
}

}  // namespace congvu::message
