#include "directory/name.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "facts/text.h"

namespace congvu::directory {
namespace {

constexpr std::int32_t full_width_open = 0xff08;
constexpr std::int32_t full_width_close = 0xff09;
constexpr char32_t stroke = 0x335;

bool opens(std::int32_t c) { return c == '(' || c == full_width_open; }
bool closes(std::int32_t c) { return c == ')' || c == full_width_close; }

bool mark(std::int32_t c) {
  const auto type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_COMBINING_SPACING_MARK;
}

// A modifier letter is what some keyboards write for an apostrophe.
bool letter_or_digit(std::int32_t c) { return u_isalnum(c) != 0 && u_charType(c) != U_MODIFIER_LETTER; }

bool invisible(std::int32_t c) { return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0; }

// Parentheses that do not pair are separators like any other.
bool parentheses_pair(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = next_code_point(text, i);
    if (opens(c)) ++depth;
    if (closes(c) && depth-- == 0) return false;
  }
  return depth == 0;
}

std::vector<std::string> pieces(const std::string& text) {
  const bool leave_out = parentheses_pair(text);
  std::vector<std::string> out;
  std::size_t depth = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    const auto c = next_code_point(text, i);
    if (leave_out && opens(c)) ++depth;
    if (leave_out && closes(c)) --depth;
    if (invisible(c)) continue;
    if (depth > 0 || !(letter_or_digit(c) || (inside && mark(c)))) {
      inside = false;
      continue;
    }
    if (!inside) out.emplace_back();
    inside = true;
    out.back().append(text, start, i - start);
  }
  return out;
}

bool in_capitals(const std::string& piece) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < piece.size();) {
    const auto c = next_code_point(piece, i);
    if (mark(c)) continue;
    if (u_isUUppercase(c) == 0) return false;
    ++letters;
  }
  return letters >= 2;
}

// The letters in their order, then all marks in the order of their code points; đ is a "d" with a mark.
std::string spelling_of(const std::string& written) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form = icu::Normalizer2::getNFDInstance(status);
  const auto text = icu::UnicodeString::fromUTF8(written);
  const auto apart = form == nullptr ? text : form->normalize(text, status);
  std::u32string letters;
  std::u32string marks;
  for (std::int32_t i = 0; i < apart.length();) {
    const auto c = apart.char32At(i);
    i = apart.moveIndex32(i, 1);
    if (c == 0x111 || c == 0xf0 || c == 0x256) {
      letters += U'd';
      marks += stroke;
    } else {
      (mark(c) ? marks : letters) += static_cast<char32_t>(c);
    }
  }
  std::sort(marks.begin(), marks.end());
  icu::UnicodeString joined_text;
  for (const char32_t c : letters + marks) joined_text.append(static_cast<UChar32>(c));
  std::string out;
  joined_text.toUTF8String(out);
  return out;
}

bool plain_word(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  });
}

}  // namespace

bool Word::is(const Word& other) const {
  return spelling == other.spelling || (written == plain && plain == other.plain);
}

Result<Words> words_of(std::string_view name) {
  if (name.size() > most_name_bytes)
    return fail(ErrorKind::limit, {}, fmt::format("tên dài quá {} byte", most_name_bytes));
  if (!is_valid_utf8(name)) return fail(ErrorKind::invalid, {}, "tên không phải là văn bản UTF-8");
  Words words;
  for (const auto& piece : pieces(nfc(name))) {
    Word word{fold_case(piece), fold_marks(piece), {}, in_capitals(piece)};
    if (!plain_word(word.plain))
      return fail(ErrorKind::invalid, {},
                  fmt::format("chữ `{}` không viết được bằng a-z và 0-9", printable(piece, 60)));
    word.spelling = spelling_of(word.written);
    words.push_back(std::move(word));
  }
  if (words.empty()) return fail(ErrorKind::invalid, {}, "tên không có chữ nào");
  return words;
}

std::string fold(std::string_view name) { return fold_marks(valid_utf8(name)); }

std::string joined(const Words& words) {
  std::string out;
  for (const auto& word : words) out += word.plain;
  return out;
}

bool stands_at(const Words& words, std::size_t at, const Words& phrase) {
  if (phrase.empty() || at > words.size() || words.size() - at < phrase.size()) return false;
  for (std::size_t i = 0; i < phrase.size(); ++i)
    if (!words[at + i].is(phrase[i])) return false;
  return true;
}

bool has_small_letters(std::string_view name) {
  for (std::size_t i = 0; i < name.size();) {
    const auto c = next_code_point(name, i);
    if (c >= 0 && u_isULowercase(c) != 0) return true;
  }
  return false;
}

}  // namespace congvu::directory
