#include "message/parameter_spellings.h"

#include <algorithm>

#include "message/comments.h"

namespace congvu::message {
namespace {

constexpr std::size_t most_others = 10;

}  // namespace

std::string without(std::string_view text, char dropped) {
  std::string out(text);
  out.erase(std::remove(out.begin(), out.end(), dropped), out.end());
  return out;
}

void Spellings::add(Parameter& parameter, std::string value) {
  auto& others = parameter.others;
  if (value == parameter.value || value.empty() || others.size() >= most_others) return;
  if (value.size() > room_) return;
  room_ -= value.size();
  if (std::find(others.begin(), others.end(), value) == others.end()) others.push_back(std::move(value));
}

void Spellings::add_of_token(Parameter& parameter, std::string_view text) {
  const std::size_t blank = text.find_first_of(" \t");
  if (blank != std::string_view::npos) add(parameter, std::string(text.substr(0, blank)));
  if (text.find('(') != std::string_view::npos) add(parameter, without_comments(text));
  if (text.find('"') != std::string_view::npos) add(parameter, without(text, '"'));
  add_cut(parameter, text);
  if (text.find('\\') != std::string_view::npos) add(parameter, without(text, '\\'));
}

// Characters that a token may not have end it for some programs.
void Spellings::add_cut(Parameter& parameter, std::string_view text) {
  constexpr std::string_view specials = "<>@,:\"/[]?=";
  std::size_t end = text.size();
  const bool parenthesis = text.find('(') == std::string_view::npos;  // one that nothing opened
  while (end > 0 &&
         (specials.find(text[end - 1]) != std::string_view::npos || (parenthesis && text[end - 1] == ')')))
    --end;
  if (end != text.size()) add(parameter, std::string(text.substr(0, end)));
  const std::string_view first = text.substr(0, text.find_first_of(specials));
  if (first.size() != text.size() && first.find('.') != std::string_view::npos)
    add(parameter, std::string(first));
}

}  // namespace congvu::message
