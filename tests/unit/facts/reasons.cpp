#include "facts/reasons.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "facts/catalogue_words.h"
#include "facts/text.h"

using namespace congvu;

namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void check(const ReasonText& text, std::string_view code) {
  BOOST_TEST(!text.english.empty(), code);
  BOOST_TEST(is_ascii(text.english), code);
  BOOST_TEST(!is_ascii(text.vietnamese), code);
  BOOST_TEST(nfc(text.vietnamese) == text.vietnamese, code);
  for (const auto one : {text.english, text.vietnamese}) BOOST_TEST(printable(one, one.size()) == one, code);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reasons)

BOOST_AUTO_TEST_CASE(every_reason_has_a_text_in_both_languages) {
  for (const auto code : words::deviations()) {
    check(text_of(deviation_of(code)), code);
    BOOST_TEST(text_of(deviation_of(code)).english == info(deviation_of(code)).text);
  }
  for (const auto code : words::unchecked_reasons()) check(text_of(unchecked_of(code)), code);
  for (const auto name : words::limits()) check(text_of_limit(name), name);
}

BOOST_AUTO_TEST_CASE(what_is_no_reason_has_none) {
  BOOST_TEST(text_of(Deviation::count_).english.empty());
  BOOST_TEST(text_of(Unchecked::count_).vietnamese.empty());
  BOOST_TEST(text_of_limit("x").vietnamese.empty());
}

BOOST_AUTO_TEST_SUITE_END()
