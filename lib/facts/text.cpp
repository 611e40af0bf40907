#include "facts/text.h"

#include <fmt/format.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace congvu {
namespace {

using icu::Normalizer2;
using icu::UnicodeString;

// Marks on one letter that any text has; the Stream-Safe Text Format (UAX #15) allows 30.
constexpr int most_marks = 32;

bool is_mark(UChar32 c) {
  return u_getIntPropertyValue(c, UCHAR_LEAD_CANONICAL_COMBINING_CLASS) != 0 || c == 0xff9e || c == 0xff9f;
}

// Without the marks of a run that is longer than any text has: normalizers sort each run by insertion, so
// that a long one costs its square. Invisible characters end no run, since a fold takes them out first.
UnicodeString with_bounded_runs(const UnicodeString& text) {
  UnicodeString out;
  int run = 0;
  for (std::int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    if (c < 0x300)
      run = c == 0xad ? run : 0;
    else if (is_mark(c))
      ++run;
    else if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0)
      run = 0;
    if (run <= most_marks || c < 0x300 || !is_mark(c)) out.append(c);
  }
  return out;
}

UnicodeString from_utf8(std::string_view text) {
  return with_bounded_runs(
      UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))));
}

std::string to_utf8(const UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

// ICU fails here only when it is out of memory or its data is gone; the text as it stands is the best answer.
UnicodeString normalized(const Normalizer2* form, const UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  if (form == nullptr) return text;
  UnicodeString out = form->normalize(text, status);
  return U_SUCCESS(status) != 0 ? out : text;
}

const Normalizer2* nfc_form() {
  UErrorCode status = U_ZERO_ERROR;
  static const Normalizer2* const form = Normalizer2::getNFCInstance(status);
  return form;
}
const Normalizer2* nfd_form() {
  UErrorCode status = U_ZERO_ERROR;
  static const Normalizer2* const form = Normalizer2::getNFDInstance(status);
  return form;
}
const Normalizer2* casefold_form() {
  UErrorCode status = U_ZERO_ERROR;
  static const Normalizer2* const form = Normalizer2::getNFKCCasefoldInstance(status);
  return form;
}

bool shown_as_escape(UChar32 c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return true;
  const auto type = u_charType(c);
  return type == U_FORMAT_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR ||
         type == U_SURROGATE || type == U_UNASSIGNED || type == U_PRIVATE_USE_CHAR ||
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

// Đ (U+0110), its look-alikes Ð (U+00D0) and Ɖ (U+0189) have no decomposition.
UChar32 without_stroke(UChar32 c) {
  switch (c) {
    case 0x110:
    case 0xd0:
    case 0x189:
      return 'D';
    case 0x111:
    case 0xf0:
    case 0x256:
      return 'd';
    default:
      return c;
  }
}

UnicodeString without_marks(const UnicodeString& text) {
  const UnicodeString apart = normalized(nfd_form(), text);
  UnicodeString out;
  for (std::int32_t i = 0; i < apart.length();) {
    const UChar32 c = apart.char32At(i);
    i += U16_LENGTH(c);
    if (u_charType(c) != U_NON_SPACING_MARK) out.append(without_stroke(c));
  }
  return out;
}

}  // namespace

std::int32_t next_code_point(std::string_view bytes, std::size_t& offset) {
  const std::string_view window = bytes.substr(offset, 4);
  const auto length = static_cast<std::int32_t>(window.size());
  std::int32_t used = 0;
  UChar32 c = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
  U8_NEXT(window.data(), used, length, c);
#pragma GCC diagnostic pop
  offset += static_cast<std::size_t>(used);
  return c;
}

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size();)
    if (next_code_point(bytes, i) < 0) return false;
  return true;
}

std::string valid_utf8(std::string_view bytes) {
  if (is_valid_utf8(bytes)) return std::string(bytes);
  std::string out;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::size_t start = i;
    const std::int32_t c = next_code_point(bytes, i);
    if (c < 0)
      out += "\xEF\xBF\xBD";
    else
      out.append(bytes.substr(start, i - start));
  }
  return out;
}

std::string printable(std::string_view utf8, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const std::size_t start = i;
    const std::int32_t c = next_code_point(utf8, i);
    std::string piece;
    if (c < 0)
      piece = "\xEF\xBF\xBD";
    else if (shown_as_escape(c))
      piece = fmt::format("\\u{{{:04X}}}", static_cast<std::uint32_t>(c));
    else
      piece = utf8.substr(start, i - start);
    if (out.size() + piece.size() > most) {
      out += "…";
      break;
    }
    out += piece;
  }
  return out;
}

std::string ascii_fold(std::string_view utf8) {
  const UnicodeString plain = without_marks(from_utf8(utf8));
  std::string out;
  for (std::int32_t i = 0; i < plain.length();) {
    const UChar32 c = plain.char32At(i);
    i += U16_LENGTH(c);
    if (c >= 0x20 && c < 0x7f)
      out += static_cast<char>(c);
    else if (c == 0x2013 || c == 0x2014)
      out += '-';
    else if (c == 0x201c || c == 0x201d)
      out += '"';
    else if (c == 0x2018 || c == 0x2019)
      out += '\'';
    else if (c == 0x2026)
      out += "...";
    else if (c == 0xa0)
      out += ' ';
    else
      out += '?';
  }
  return out;
}

std::string nfc(std::string_view utf8) { return to_utf8(normalized(nfc_form(), from_utf8(utf8))); }

std::string fold_case(std::string_view utf8) { return to_utf8(normalized(casefold_form(), from_utf8(utf8))); }

std::string fold_marks(std::string_view utf8) {
  return to_utf8(without_marks(normalized(casefold_form(), from_utf8(utf8))));
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool equals_ascii(std::string_view a, std::string_view b) {
  const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return low(x) == low(y); });
}

std::string_view trim_ascii(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace congvu
