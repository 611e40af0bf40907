#include "reply/header_fields.h"

#include <algorithm>
#include <array>

#include "facts/text.h"
#include "reply/ambiguity_results.h"

namespace congvu::reply {
namespace {

constexpr std::size_t most_name = 76;
constexpr std::size_t line_bytes = 76;
constexpr std::size_t word_payload = 45;  // 60 characters of base64, 72 with the frame; 75 are allowed

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k)
      group = (group << 8) | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += k <= have ? letters[(group >> (18 - 6 * k)) & 63U] : '=';
  }
  return out;
}

bool is_control(std::int32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029; }

// Valid UTF-8 without control characters, runs of blanks made one, cut at a character.
std::string one_line(std::string_view utf8) {
  const std::string valid = valid_utf8(utf8);
  std::string out;
  for (std::size_t i = 0; i < valid.size();) {
    const std::size_t start = i;
    const std::int32_t c = next_code_point(valid, i);
    const bool blank = is_control(c) || c == ' ';
    if (out.size() + (i - start) > most_value) break;
    if (!blank)
      out.append(valid, start, i - start);
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool plain_ascii(std::string_view text) {
  return text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string folded(std::string_view text) {
  std::string out;
  std::size_t used = 24;  // room for the name on the first line
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, blank);
    if (!out.empty()) {
      const bool breaks = used + 1 + word.size() > line_bytes;
      out += breaks ? "\n " : " ";
      used = breaks ? 1 : used + 1;
    }
    out += word;
    used += word.size();
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return out;
}

std::string encoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    std::size_t end = i;
    while (i < text.size()) {
      next_code_point(text, i);
      if (i - start > word_payload) break;
      end = i;
    }
    i = end;
    if (!out.empty()) out += "\n ";
    out += "=?UTF-8?B?" + base64(text.substr(start, end - start)) + "?=";
  }
  return out;
}

}  // namespace

bool valid_field_name(std::string_view name) {
  return !name.empty() && name.size() <= most_name &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f && c != ':'; });
}

std::string field_value(std::string_view utf8) {
  const std::string text = one_line(utf8);
  return plain_ascii(text) ? folded(text) : encoded(text);
}

bool is_own_field(std::string_view name, const std::vector<std::string>& names) {
  constexpr std::string_view prefix = "X-Congvu-";
  const std::string_view bare = trim_ascii(name);
  if (equals_ascii(bare.substr(0, prefix.size()), prefix)) return true;
  if (equals_ascii(bare, ambiguity_results_name)) return true;
  return std::any_of(names.begin(), names.end(), [&](const auto& own) { return equals_ascii(bare, own); });
}

std::string prefixed_subject(std::string_view prefix, std::string_view value) {
  const std::string head = field_value(prefix);
  const std::string_view subject = trim_ascii(value);
  if (subject.substr(0, head.size()) == head) return std::string(subject);
  return head + (subject.empty() ? "" : " ") + std::string(subject);
}

}  // namespace congvu::reply
