#include "message/field_line.h"

#include <algorithm>
#include <array>

#include "facts/text.h"
#include "message/lines.h"

namespace congvu::message {
namespace {

constexpr std::array<std::string_view, 3> mime_names{"content-type", "content-transfer-encoding",
                                                     "content-disposition"};
constexpr std::size_t longest_name = 64;  // with whatever stands in it
constexpr int lines_looked_at = 6;

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_letter_or_digit(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

// The one of mime_names that the letters and dashes of `text` spell.
std::optional<std::string_view> mime_name_in(ByteView text) {
  std::array<char, longest_name> letters{};
  std::size_t count = 0;
  for (const char c : text)
    if (is_letter(c) || c == '-') letters[count++] = c;
  const std::string_view word(letters.data(), count);
  for (const auto name : mime_names)
    if (equals_ascii(word, name)) return name;
  return std::nullopt;
}

// Behind "Content-Type:" where the value repeats the field's name, and behind junk in front of the value.
ByteView behind_repeated_names(ByteView value, std::string_view name) {
  for (;;) {
    ByteView rest = value;
    while (!rest.empty() && !is_letter_or_digit(rest.front()) && rest.front() != '=' && rest.front() != '"')
      rest.remove_prefix(1);
    if (!equals_ascii(rest.substr(0, name.size()), name)) return value;
    rest.remove_prefix(name.size());
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    if (rest.empty() || rest.front() != ':') return value;
    value = rest.substr(1);
  }
}

ByteView behind_any_of(ByteView text, std::string_view characters) {
  return text.substr(std::min(text.find_first_not_of(characters), text.size()));
}

// The name, then no colon; also where the colon stands in the fold that follows.
std::optional<LooseField> without_colon(ByteView line) {
  const auto first = std::find_if(line.begin(), line.end(), is_letter);
  if (first - line.begin() > 8) return std::nullopt;
  const ByteView text = line.substr(static_cast<std::size_t>(first - line.begin()));
  for (const auto name : mime_names) {
    if (!equals_ascii(text.substr(0, name.size()), name)) continue;
    const ByteView rest = text.substr(name.size());
    if (!rest.empty() && (is_letter_or_digit(rest.front()) || rest.front() == '-')) return std::nullopt;
    return LooseField{name, behind_any_of(rest, " \t:=)"), false};
  }
  return std::nullopt;
}

}  // namespace

std::size_t field_name_length(ByteView line) {
  std::size_t name = 0;
  while (name < line.size() && line[name] > ' ' && line[name] < '\x7f' && line[name] != ':') ++name;
  std::size_t colon = name;
  while (colon < line.size() && is_blank(line[colon])) ++colon;
  return colon < line.size() && line[colon] == ':' ? name : 0;
}

std::optional<LooseField> loose_field(ByteView line) {
  const std::size_t colon = line.substr(0, longest_name).find(':');
  const auto name = colon == ByteView::npos ? std::nullopt : mime_name_in(line.substr(0, colon));
  if (!name) return without_colon(line);
  LooseField field{*name, behind_repeated_names(line.substr(colon + 1), *name), false};
  const bool exact =
      field_name_length(line) == name->size() && equals_ascii(line.substr(0, name->size()), *name);
  // ")base64" behind "Content-Transfer-Encoding(:".
  if (!exact) field.value = behind_any_of(field.value, " \t)");
  field.plain = exact && field.value.size() + colon + 1 == line.size();
  return field;
}

bool begins_with_mime_fields(ByteView text) {
  std::size_t at = 0;
  for (int i = 0; i < lines_looked_at && at < text.size(); ++i) {
    const Line line = line_at(text, at, LineEnds::lf);
    const ByteView words = text.substr(line.begin, line.end - line.begin);
    if (words.substr(0, 2) == "--") return false;
    if (loose_field(words)) return true;
    at = line.next;
  }
  return false;
}

}  // namespace congvu::message
