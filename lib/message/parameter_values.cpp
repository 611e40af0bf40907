// RFC 2231 and RFC 2047 on top of the parameters: which values and names they give.
#include <algorithm>
#include <map>
#include <optional>

#include "facts/text.h"
#include "message/charset.h"
#include "message/comments.h"
#include "message/encoded_word.h"
#include "message/parameters.h"

namespace congvu::message {
namespace {

constexpr std::size_t most_values = 48;  // of one parameter, all spellings together

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 &&
        hex_digit(text[at + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

struct Extended {
  std::string bytes, charset;
};

// "charset'language'text", percent-encoded; without the quotes it is all text.
Extended split_extended(std::string_view value) {
  const std::size_t first = value.find('\'');
  const std::size_t second = first == std::string_view::npos ? first : value.find('\'', first + 1);
  if (second == std::string_view::npos) return {percent_decode(value), {}};
  return {percent_decode(value.substr(second + 1)), std::string(value.substr(0, first))};
}

enum class Duplicate { first, last };

using Sections = std::vector<const Parameter*>;

Sections sections_of(const Structured& field, std::string_view name) {
  Sections out;
  for (const auto& parameter : field.parameters)
    if (parameter.section >= 0 && parameter.name == name) out.push_back(&parameter);
  return out;
}

Extended join(const Sections& sections) {
  Extended out;
  bool first = true;
  for (const auto* section : sections) {
    if (!section->extended) {
      out.bytes += section->value;
    } else if (first) {
      const Extended head = split_extended(section->value);
      out.bytes += head.bytes;
      out.charset = head.charset;
    } else {
      out.bytes += percent_decode(section->value);
    }
    first = false;
  }
  return out;
}

// One section a number.
Sections by_number(const Sections& sections, Duplicate which) {
  std::map<int, const Parameter*> numbered;
  for (const auto* section : sections) {
    const auto [at, fresh] = numbered.emplace(section->section, section);
    if (!fresh && which == Duplicate::last) at->second = section;
  }
  Sections out;
  for (const auto& [number, section] : numbered) out.push_back(section);
  return out;
}

// What stands before the first gap in the numbers; some programs stop there.
Sections before_gap(const Sections& sections) {
  Sections out;
  for (const auto* section : sections) {
    if (section->section != static_cast<int>(out.size())) break;
    out.push_back(section);
  }
  return out;
}

// The readings of name*0, name*1 ...: by number, with the first or last of equal numbers, up to the first
// gap, in the order in which they stand.
std::vector<Extended> joined_readings(const Structured& field, std::string_view name) {
  const Sections sections = sections_of(field, name);
  std::vector<Extended> out;
  if (sections.empty()) return out;
  const Sections first = by_number(sections, Duplicate::first), last = by_number(sections, Duplicate::last);
  for (const auto& order : {first, last, before_gap(first), sections})
    if (!order.empty()) out.push_back(join(order));
  return out;
}

void add_once(std::vector<std::string>& to, std::string value) {
  if (to.size() < most_values && std::find(to.begin(), to.end(), value) == to.end())
    to.push_back(std::move(value));
}

void add_name(std::vector<std::string>& to, std::string value) {
  if (!value.empty()) add_once(to, std::move(value));
}

// A plain value that looks like RFC 2231's "charset'lang'percent" is decoded by some programs.
std::optional<Extended> misplaced_extended(std::string_view value) {
  const std::size_t first = value.find('\'');
  if (first > 40 || value.find('%') == std::string_view::npos) return std::nullopt;
  const std::size_t second = value.find('\'', first + 1);
  if (second > first + 40) return std::nullopt;  // also where there is none
  for (const char c : value.substr(0, first))
    if (c <= ' ' || c == '%') return std::nullopt;
  return split_extended(value);
}

void add_texts(std::vector<std::string>& to, std::string_view bytes, std::string_view charset) {
  for (const auto use : every_charset_use) add_name(to, to_utf8(bytes, charset, use));
}

void add_decoded_words(std::vector<std::string>& to, std::string_view value) {
  if (!has_words(value)) return;
  for (const auto use : every_charset_use) {
    const std::string decoded = decode_words(value, use);
    add_name(to, decoded);
    // A word in a word: some programs take the inner one.
    if (has_words(decoded)) add_name(to, decode_words(decoded, use));
  }
  add_name(to, decode_joined_words(value));
}

void add_spellings(std::vector<std::string>& to, std::string_view value, std::string_view charset) {
  add_decoded_words(to, value);
  if (const auto extended = misplaced_extended(value)) add_texts(to, extended->bytes, extended->charset);
  add_texts(to, value, charset);
}

// Behind a blank, "(" begins a comment; only names have such parentheses in the wild.
std::string plain_value(const Parameter& parameter) {
  const bool comment = parameter.token && parameter.value.find(" (") != std::string::npos;
  return comment ? without_comments(parameter.value) : parameter.value;
}

}  // namespace

std::vector<std::string> values_of(const Structured& field, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& parameter : field.parameters)
    if (parameter.name == name && parameter.section < 0 && !parameter.extended)
      add_once(out, plain_value(parameter));
  for (const auto& parameter : field.parameters)
    if (parameter.name == name && parameter.section < 0 && parameter.extended)
      add_once(out, split_extended(parameter.value).bytes);
  for (const auto& joined : joined_readings(field, name)) add_once(out, joined.bytes);
  return out;
}

std::vector<std::string> variants_of(const Structured& field, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& parameter : field.parameters)
    if (parameter.name == name)
      for (const auto& other : parameter.others) add_once(out, other);
  return out;
}

bool is_ambiguous(const Structured& field, std::string_view name) {
  const Parameter* plain = nullptr;
  const Parameter* extended = nullptr;
  for (const auto& parameter : field.parameters) {
    if (parameter.name != name || parameter.section >= 0) continue;
    const Parameter*& seen = parameter.extended ? extended : plain;
    if (seen != nullptr && seen->value != parameter.value) return true;
    seen = &parameter;
  }
  const Sections sections = sections_of(field, name);
  std::map<int, const Parameter*> numbered;
  for (const auto* section : sections) {
    const auto [at, fresh] = numbered.emplace(section->section, section);
    if (!fresh && at->second->value != section->value) return true;
  }
  return !sections.empty() && before_gap(by_number(sections, Duplicate::first)).size() != numbered.size();
}

std::vector<std::string> decoded_values(const Structured& field, std::string_view name) {
  std::vector<std::string> out;
  const auto extended = [&](const Extended& value) {
    add_decoded_words(out, value.bytes);
    add_texts(out, value.bytes, value.charset);
  };
  // Programs that know RFC 2231 prefer it to the plain form, which is for those that do not.
  for (const auto& parameter : field.parameters)
    if (parameter.name == name && parameter.section < 0 && parameter.extended)
      extended(split_extended(parameter.value));
  for (const auto& joined : joined_readings(field, name)) extended(joined);
  const auto charsets = values_of(field, "charset");
  const std::string_view charset = charsets.empty() ? std::string_view{} : std::string_view(charsets.front());
  for (const auto& parameter : field.parameters) {
    if (parameter.name != name || parameter.section >= 0 || parameter.extended) continue;
    add_spellings(out, parameter.value, charset);
    for (const auto& other : parameter.others) add_spellings(out, other, charset);
  }
  for (const auto& parameter : field.parameters)
    if (parameter.name == name && (parameter.section >= 0 || parameter.extended))
      for (const auto& other : parameter.others) add_spellings(out, other, {});
  return out;
}

}  // namespace congvu::message
