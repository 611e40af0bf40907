#include "message/type_choices.h"

#include <algorithm>

#include "facts/text.h"
#include "message/boundary_spellings.h"
#include "message/comments.h"

namespace congvu::message {
namespace {

constexpr std::size_t longest_type = 255;  // RFC 6838 4.2 allows 127 on each side of the slash
constexpr std::size_t most_types = 12;

struct Named {
  std::string type;
  const ReadField* field;
};

// A value without slash is no type, but for what only lacks the second half.
std::string type_in(std::string_view value, bool& odd) {
  std::string text = valid_utf8(value.substr(0, longest_type));
  if (text.find('/') != std::string::npos || text.empty() || text == sun_attachment) return text;
  odd = true;
  return text.rfind("multipart", 0) == 0 ? "multipart/mixed" : std::string();
}

std::string without_controls(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }), text.end());
  return text;
}

std::vector<Named> types_named(const std::vector<ReadField>& fields, TypeChoice& out) {
  std::vector<Named> named;
  const auto add = [&](std::string type, const ReadField& field) {
    if (named.size() < most_types) named.push_back({std::move(type), &field});
  };
  for (const auto& field : fields) add(type_in(field.parsed.value, out.odd), field);
  for (const auto& field : fields) {
    for (const auto& value : field.parsed.further_values) add(type_in(value, out.odd), field);
    out.several_values = out.several_values || !field.parsed.further_values.empty();
    const std::string& value = field.parsed.value;
    if (auto clean = without_controls(value); clean != value) add(type_in(clean, out.odd), field);
    // Thunderbird takes what stands behind the last question mark of a value that was meant to be decoded.
    const std::size_t mark = value.rfind('?');
    if (mark != std::string::npos && value.find('/', mark) != std::string::npos) {
      out.several_values = true;
      add(type_in(std::string_view(value).substr(mark + 1), out.odd), field);
    }
  }
  return named;
}

// Behind the type nothing stands but a semicolon: a program that asks for it finds no boundary without.
bool is_followed_well(std::string_view field, std::size_t end) {
  const std::string rest = without_comments(field.substr(end));
  const std::size_t next = rest.find_first_not_of(" \t\r\n");
  return next == std::string::npos || rest[next] == ';';
}

// Between the semicolon and the value only the name: "(c) boundary" is another one for who knows no comments.
bool is_named_well(std::string_view field, std::size_t value) {
  const std::size_t semicolon = field.substr(0, value).rfind(';');
  const std::size_t begin = semicolon == std::string_view::npos ? 0 : semicolon + 1;
  const std::string_view name = trim_ascii(field.substr(begin, value - begin));
  constexpr std::string_view word = "boundary";
  return equals_ascii(name.substr(0, word.size()), word) &&
         name.find_first_not_of("*0123456789 \t\r\n=", word.size()) == std::string_view::npos;
}

// Behind a quoted value nothing but a semicolon: programs differ in what the quotes then mean.
bool ends_well(std::string_view field, std::size_t value) {
  if (field[value] != '"') return true;
  std::size_t close = value + 1;
  while (close < field.size() && field[close] != '"') close += field[close] == '\\' ? 2 : 1;
  return close + 1 >= field.size() ||
         std::string_view("; \t\r\n(").find(field[close + 1]) != std::string_view::npos;
}

// Programs that are less lenient find no boundary.
bool has_odd_boundary_parameter(std::string_view field, const Structured& parsed) {
  return std::any_of(parsed.parameters.begin(), parsed.parameters.end(), [&](const Parameter& parameter) {
    return parameter.name == "boundary" && parameter.begin < field.size() &&
           !(is_named_well(field, parameter.begin) && ends_well(field, parameter.begin));
  });
}

// "multipart/mixed" and nothing else, in the field as it stands.
bool is_plain_type(std::string_view field) {
  field.remove_prefix(std::min(field.find_first_not_of(" \t\r\n"), field.size()));
  const std::string_view value = field.substr(0, field.find_first_of("; \t("));
  if (!is_followed_well(field, value.size())) return false;
  const std::size_t slash = value.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == value.size()) return false;
  return std::all_of(value.begin(), value.end(),
                     [](char c) {
                       return c > ' ' && c < '\x7f' &&
                              std::string_view("()<>@,;:\\\"[]?=").find(c) == std::string_view::npos;
                     }) &&
         value.find('/', slash + 1) == std::string_view::npos;
}

}  // namespace

TypeChoice choose_type(const std::vector<ReadField>& fields, const Reading& reading) {
  TypeChoice out;
  auto named = types_named(fields, out);
  out.types = named.size();
  Named& chosen = named[std::min(reading.type, named.size() - 1)];
  out.type = std::move(chosen.type);
  out.field = chosen.field;
  const bool multipart = out.type.rfind("multipart/", 0) == 0;
  out.odd_multipart = multipart && (!is_plain_type(out.field->text) ||
                                    has_odd_boundary_parameter(out.field->text, out.field->parsed));
  const auto boundaries = boundaries_of(out.field->parsed);
  if (boundaries.empty()) return out;
  out.boundaries = boundaries.size();
  out.boundary = boundaries[std::min(reading.boundary, boundaries.size() - 1)];
  out.spellings = boundary_spellings(out.field->text, out.field->parsed, out.boundary);
  if (reading.spelling != 0 && reading.spelling <= out.spellings.size())
    std::swap(out.boundary, out.spellings[reading.spelling - 1]);
  return out;
}

}  // namespace congvu::message
