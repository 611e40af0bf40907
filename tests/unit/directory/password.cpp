// Khoản 4.1: length and the four kinds of characters, the same for every spelling of one password.
#include "directory/password.h"

#include <fmt/format.h>
#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <boost/test/unit_test.hpp>

#include "directory/grapheme.h"
#include "facts/text.h"

using namespace congvu;
using directory::PasswordRole;

namespace {

std::string faults(std::string_view password, PasswordRole role = PasswordRole::user) {
  std::string out;
  for (const auto fault : directory::password_faults(password, role))
    out += (out.empty() ? "" : " ") + std::string(directory::password_fault_name(fault));
  return out;
}

icu::UnicodeString normalized(const icu::UnicodeString& text, bool composed) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* form =
      composed ? icu::Normalizer2::getNFCInstance(status) : icu::Normalizer2::getNFDInstance(status);
  auto out = form->normalize(text, status);
  BOOST_REQUIRE(U_SUCCESS(status));
  return out;
}

std::string in_form(std::string_view text, bool composed) {
  std::string out;
  normalized(icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size()))),
             composed)
      .toUTF8String(out);
  return out;
}

std::string utf8(char32_t c) {
  std::string out;
  icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(out);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(good_passwords) {
  for (const auto* good :
       {"Abcdef1!", "mậtKhẩu9.", "ĐẹpTrời#2", "aA1!aA1!", "Кирилл1!", "Abc def1!", "éÉ1€éÉ1€"})
    BOOST_TEST(faults(good) == "", good);
  BOOST_TEST(faults("Abcdefgh1!", PasswordRole::admin) == "");
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_told) {
  BOOST_TEST(faults("") == "too-short no-small-letter no-capital no-digit no-special");
  BOOST_TEST(faults("abcdefg1!") == "no-capital");
  BOOST_TEST(faults("ABCDEFG1!") == "no-small-letter");
  BOOST_TEST(faults("Abcdefgh!") == "no-digit");
  BOOST_TEST(faults("Abcdefgh1") == "no-special");
  BOOST_TEST(faults("Abcdef 12") == "no-special");  // a blank is none
  BOOST_TEST(faults("Abcde1!") == "too-short");
  BOOST_TEST(faults("Abcdefg1!", PasswordRole::admin) == "too-short");
  BOOST_TEST(faults("密碼密碼密碼密碼") == "no-small-letter no-capital no-digit no-special");
  BOOST_TEST(faults("Ế1!aaaaa") == "");
  BOOST_TEST(faults("ế1!AAAAA") == "");
  BOOST_TEST(faults("đ1!ĐĐĐĐĐ") == "");
}

BOOST_AUTO_TEST_CASE(length_counts_what_a_reader_sees) {
  for (const auto* seven : {"Ệệ1!aaa", "Đậu1!!!"}) {
    BOOST_TEST(faults(in_form(seven, true)) == "too-short", seven);
    BOOST_TEST(faults(in_form(seven, false)) == "too-short", seven);
  }
  const std::string marks = "A\u0302\u0301\u0302\u0301\u0302\u0301b1!";
  BOOST_TEST(faults(marks) == "too-short");
  BOOST_TEST(faults("Aa1🇻🇳🇻🇳🇻🇳") == "too-short");  // three flags
  BOOST_TEST(faults("Aa1🇻🇳🇻🇳🇻🇳🇻🇳🇻🇳") == "");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_typed_is_refused) {
  using namespace std::string_view_literals;
  BOOST_TEST(faults("Abcdef1!\n") == "control");
  BOOST_TEST(faults("Abc\0def1!"sv) == "control");
  BOOST_TEST(faults("Abcdef1!\x7f") == "control");
  BOOST_TEST(faults("Abcdef1!\u0085") == "control");
  BOOST_TEST(faults("Abcdef1!\u2028") == "control");
  BOOST_TEST(faults("Abcdef1!\u200b") == "invisible");
  BOOST_TEST(faults("Abcdef1!\u202e") == "invisible");
  BOOST_TEST(faults("Abcdef1!\u034f") == "invisible");
  BOOST_TEST(faults("Abcdef1!\ufeff") == "invisible");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_refused) {
  for (const auto* bad : {"Abcdef1!\xff", "\xc0\xafXabcde1!", "Abcdef1!\xe1\xba", "\xed\xa0\x80_Abcdef1!"})
    BOOST_TEST(faults(bad) == "not-text");
  BOOST_TEST(faults(std::string(1024, 'a')) == "no-capital no-digit no-special");
  BOOST_TEST(faults(std::string(1025, 'a')) == "too-long");
}

// No spelling of any character changes the answer, beside a letter that it might join.
BOOST_AUTO_TEST_CASE(one_answer_for_all_spellings) {
  std::size_t different = 0;
  for (char32_t c = 0x20; c < 0x30000; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    const std::string password = "a" + utf8(c) + utf8(c);
    const std::string composed = in_form(password, true), apart = in_form(password, false);
    if (composed == apart && composed == password) continue;
    ++different;
    if (faults(composed) != faults(apart) || faults(password) != faults(apart))
      BOOST_ERROR(fmt::format("U+{:04X}", static_cast<std::uint32_t>(c)));
    if (!directory::spelled_in_two_ways(password))
      BOOST_ERROR(fmt::format("U+{:04X} has two spellings", static_cast<std::uint32_t>(c)));
  }
  BOOST_TEST(different > 13'000U);  // Hangul syllables alone are 11,172
}

BOOST_AUTO_TEST_CASE(spellings) {
  for (const auto* two : {"ệ", "e\u0323\u0302", "\u212b", "ô", "한"})
    BOOST_TEST(directory::spelled_in_two_ways(two), two);
  for (const auto* one : {"Abcdef1!", "đĐ", "", "密碼", "\xff"})
    BOOST_TEST(!directory::spelled_in_two_ways(one), one);
}

// The count without a copy is that of ICU's break iterator, on all pairs and triples of typical characters.
BOOST_AUTO_TEST_CASE(clusters_are_those_of_icu) {
  const std::vector<char32_t> kinds{'a',     '\r',   '\n',   0x301,   0x200d, 0x903,   0x600,
                                    0x1100,  0x1161, 0x11a8, 0xac00,  0xac01, 0x1f1fb, 0x1f1f3,
                                    0x1f600, 0x2764, 0xfe0f, 0x1f3fb, 0xe33,  0x1f468};
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  BOOST_REQUIRE(U_SUCCESS(status));
  const std::size_t all = kinds.size() * kinds.size() * kinds.size() * kinds.size();
  for (std::size_t n = 0; n < all; ++n) {
    icu::UnicodeString text;
    directory::GraphemeCounter counter;
    for (std::size_t rest = n, i = 0; i < 4; ++i, rest /= kinds.size()) {
      text.append(static_cast<UChar32>(kinds[rest % kinds.size()]));
      counter.add(static_cast<std::int32_t>(kinds[rest % kinds.size()]));
    }
    breaks->setText(text);
    std::size_t expected = 0;
    for (breaks->first(); breaks->next() != icu::BreakIterator::DONE;) ++expected;
    if (counter.count() != expected) BOOST_ERROR(n << ": " << counter.count() << " != " << expected);
  }
}
