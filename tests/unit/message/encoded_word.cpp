#include "message/encoded_word.h"

#include <boost/test/unit_test.hpp>

#include "facts/text.h"
#include "reading_mail.h"

namespace congvu::message {
namespace {

BOOST_AUTO_TEST_SUITE(encoded_word)

BOOST_AUTO_TEST_CASE(ordinary_words) {
  BOOST_TEST(decode_words("=?UTF-8?B?QsOhbw==?=") == "Báo");
  BOOST_TEST(decode_words("=?utf-8?q?B=C3=A1o_c=c3=A1o?=") == "Báo cáo");
  BOOST_TEST(decode_words("a =?utf-8?Q?b?= c") == "a b c");
  BOOST_TEST(decode_words("=?utf-8*vi?Q?b?=") == "b");
  BOOST_TEST(decode_words("plain text") == "plain text");
  BOOST_TEST(decode_words("").empty());
}

BOOST_AUTO_TEST_CASE(adjacent_words_are_joined_as_bytes) {
  BOOST_TEST(decode_words("=?UTF-8?B?QsM=?= =?UTF-8?B?oW8=?=") == "Báo");
  BOOST_TEST(decode_words("=?UTF-8?B?QsM=?=\t=?utf-8?Q?=A1o?=") == "Báo");
  BOOST_TEST(decode_words("=?UTF-8?Q?B=C3?==?UTF-8?Q?=A1o?=") == "Báo");
  BOOST_TEST(decode_words("=?iso-8859-1?Q?B=E1?= =?UTF-8?Q?o?=") == "Báo");
  BOOST_TEST(decode_words("=?UTF-8?Q?a?= x =?UTF-8?Q?b?=") == "a x b");
}

BOOST_AUTO_TEST_CASE(vietnamese_charsets) {
  BOOST_TEST(decode_words("=?VISCII?Q?B=E1o?=") == "Báo");
  BOOST_TEST(decode_words("=?windows-1258?Q?B=E1o?=") == "Báo");
  BOOST_TEST(decode_words("=?x-viet-tcvn5712?B?Qrhv?=") == "Báo");
}

BOOST_AUTO_TEST_CASE(lenient_shapes) {
  BOOST_TEST(decode_words("\"=?utf-8?Q?x.exe?=\"") == "\"x.exe\"");
  BOOST_TEST(decode_words("=?utf-8?Q?bao cao.exe?=") == "bao cao.exe");
  BOOST_TEST(decode_words("=?utf-8?Q?x.exe") == "x.exe");
  BOOST_TEST(decode_words("x=?utf-8?Q?y?=z") == "xyz");
  BOOST_TEST(decode_words("=?utf-8?B?eC5leGU?=") == "x.exe");
  BOOST_TEST(decode_words("=?utf-8?Q?a=?=") == "a=");
  BOOST_TEST(decode_words("=??Q?x=2Eexe?=") == "x.exe");
  BOOST_TEST(decode_words("=?utf-8?Q?"
                          "?=")
                 .empty());
}

BOOST_AUTO_TEST_CASE(blanks_around_the_charset_and_long_languages) {
  BOOST_TEST(decode_words("=? utf-8\t?Q?x=2Eexe?=") == "x.exe");
  BOOST_TEST(decode_words("=?utf-8*" + std::string(5'000, 'v') + "?B?eC5leGU=?=") == "x.exe");
  const std::string long_charset = "=?" + std::string(81, 'v') + "?Q?x=2Eexe?=";
  BOOST_TEST(decode_words(long_charset) == long_charset);
}

BOOST_AUTO_TEST_CASE(what_is_no_word_stays) {
  for (const auto* text : {"=?", "=?utf-8?X?a?=", "=?utf-8?Q", "a=?b", "=?utf 8?Q?a?="})
    BOOST_TEST(decode_words(text) == text);
  BOOST_TEST(!has_words("=?utf-8?X?a?="));
  BOOST_TEST(has_words("x =? =?utf-8?b?YQ==?="));
}

BOOST_AUTO_TEST_CASE(hostile_words_stay_valid_and_small) {
  for (const auto* shape :
       {"=?utf-8?q?", "=?", "=?a?b?=", "=?utf-8?B?4?= ", "=?utf-8?q?=e1?= ", "=?x?q?\xe1"}) {
    const std::string text = repeated(shape, 20'000);
    const std::string out = decode_words(text);
    BOOST_TEST(is_valid_utf8(out));
    BOOST_TEST(out.size() <= 3 * text.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
