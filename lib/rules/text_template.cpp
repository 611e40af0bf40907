#include "rules/text_template.h"

#include <fmt/format.h>

#include <algorithm>

#include "facts/text.h"
#include "yaml/nearest.h"

namespace congvu::rules {
namespace {

const std::vector<std::string_view>& placeholders() {
  static const std::vector<std::string_view> all{"attachment.path",
                                                 "attachment.name",
                                                 "attachment.kind",
                                                 "attachment.form",
                                                 "attachment.description",
                                                 "attachment.unchecked",
                                                 "attachment.deviation",
                                                 "rule",
                                                 "title",
                                                 "clause",
                                                 "clause.text",
                                                 "regulation",
                                                 "regulation.url",
                                                 "sender",
                                                 "login",
                                                 "recipient",
                                                 "message.limit",
                                                 "deviation"};
  return all;
}

}  // namespace

bool TextTemplate::about_attachments() const {
  return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
    return piece.placeholder && piece.text.starts_with("attachment.");
  });
}

std::string TextTemplate::fill(const std::function<std::string(std::string_view)>& value) const {
  std::string out;
  for (const auto& piece : pieces) out += piece.placeholder ? value(piece.text) : piece.text;
  return out;
}

std::string parse_template(std::string_view text, TextTemplate& out) {
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) out.pieces.push_back({std::move(literal), false});
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool twice = i + 1 < text.size() && text[i + 1] == c;
    if ((c == '{' || c == '}') && twice) {
      literal += c;
      ++i;
    } else if (c == '}') {
      return "`}` without `{`; write `}}` for the character itself";
    } else if (c != '{') {
      literal += c;
    } else {
      const auto end = text.find('}', i);
      if (end == std::string_view::npos) return "`{` without `}`; write `{{` for the character itself";
      const auto name = text.substr(i + 1, end - i - 1);
      const auto& valid = placeholders();
      if (std::find(valid.begin(), valid.end(), name) == valid.end())
        return yaml::unknown_word("placeholder", name, valid);
      flush();
      out.pieces.push_back({std::string(name), true});
      i = end;
    }
  }
  flush();
  return {};
}

}  // namespace congvu::rules
