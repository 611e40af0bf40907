#include "message/transfer_encoding.h"

#include <algorithm>

#include "facts/text.h"
#include "message/comments.h"
#include "message/encoded_word.h"

namespace congvu::message {
namespace {

Encoding encoding_of(std::string_view word) {
  if (word == "base64") return Encoding::base64;
  if (word == "quoted-printable") return Encoding::quoted_printable;
  for (const auto* name : {"x-uuencode", "uuencode", "x-uue", "uue"})
    if (word == name) return Encoding::uuencode;
  for (const auto* name : {"7bit", "8bit", "binary", "7-bit", "8-bit", "7bits", "8bits", "none"})
    if (word == name) return Encoding::identity;
  return Encoding::unknown;
}

constexpr std::size_t most_encodings = 8, longest_encoding_value = 1'000;

// The words of the value, known or not.
void add_words(std::vector<Encoding>& found, std::string_view value) {
  std::string text = lower_ascii(value);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ',' || c == ';' || c == '"'; }, ' ');
  for (std::size_t at = text.find_first_not_of(" \t"); at != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    if (found.size() < most_encodings)
      found.push_back(encoding_of(std::string_view(text).substr(at, end - at)));
    at = text.find_first_not_of(" \t", end);
  }
}

void add_if_encoded(std::vector<Encoding>& found, Encoding encoding) {
  const bool encoded = encoding != Encoding::unknown && encoding != Encoding::identity;
  if (encoded && std::find(found.begin(), found.end(), encoding) == found.end()) found.push_back(encoding);
}

void add_known(std::vector<Encoding>& found, std::string_view word) {
  add_if_encoded(found, encoding_of(lower_ascii(trim_ascii(word))));
}

}  // namespace

std::vector<Encoding> encodings_of(std::string_view value) {
  std::vector<Encoding> found;
  // What a fold in front of the colon leaves behind.
  value.remove_prefix(std::min(value.find_first_not_of(" \t:"), value.size()));
  add_words(found, without_comments(value));
  const std::string_view bounded = value.substr(0, longest_encoding_value);
  // "bas e64", "bas(x)e64", "base\0 64", "(base64)", "=?us-ascii?q?base64?=".
  std::string letters = without_comments(bounded);
  letters.erase(std::remove_if(letters.begin(), letters.end(), [](char c) { return c <= ' ' || c == '"'; }),
                letters.end());
  add_known(found, letters);
  add_known(found, value.substr(0, std::min(value.find('\0'), longest_encoding_value)));
  if (value.find_first_of("()") != std::string_view::npos) {
    std::string words(bounded);
    std::replace_if(
        words.begin(), words.end(), [](char c) { return c == '(' || c == ')'; }, ' ');
    std::vector<Encoding> inside;
    add_words(inside, words);
    for (const auto encoding : inside) add_if_encoded(found, encoding);
  }
  if (has_words(bounded)) add_known(found, decode_words(bounded));
  if (found.empty()) found.push_back(Encoding::identity);
  return found;
}

bool is_exact_encoding(std::string_view value) {
  const std::string_view word = trim_ascii(value);
  return word.find_first_of(" \t") == std::string_view::npos &&
         encoding_of(lower_ascii(word)) != Encoding::unknown;
}

}  // namespace congvu::message
