#include "message/parameter_name.h"

#include <algorithm>

#include "facts/text.h"

namespace congvu::message {
namespace {

constexpr std::string_view not_in_names = "()<>@,;:\\\"/[]?=";

}  // namespace

bool is_name_character(char c) {
  return c > ' ' && c < '\x7f' && not_in_names.find(c) == std::string_view::npos;
}

Parameter parameter_named(std::string_view name) {
  Parameter out;
  std::string word = lower_ascii(name);
  // What is not ASCII is a blank or a line end to some programs.
  word.erase(std::remove_if(word.begin(), word.end(), [](char c) { return !is_name_character(c); }),
             word.end());
  const std::size_t star = word.find('*');
  if (star != std::string::npos) {
    std::string_view marks = std::string_view(word).substr(star + 1);
    out.extended = marks.empty() || marks.back() == '*';
    if (!marks.empty() && marks.back() == '*') marks.remove_suffix(1);
    if (!marks.empty() && marks.size() <= 6 &&
        marks.find_first_not_of("0123456789") == std::string_view::npos)
      for (out.section = 0; !marks.empty(); marks.remove_prefix(1))
        out.section = out.section * 10 + (marks[0] - '0');
    word.resize(star);
  }
  out.name = std::move(word);
  return out;
}

}  // namespace congvu::message
