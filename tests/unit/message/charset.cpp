#include "message/charset.h"

#include <boost/test/unit_test.hpp>

#include "facts/text.h"

namespace congvu::message {
namespace {

BOOST_AUTO_TEST_SUITE(charset)

BOOST_AUTO_TEST_CASE(vietnamese_in_every_encoding) {
  BOOST_TEST(to_utf8("Th\xc3\xb4ng b\xc3\xa1o", "UTF-8") == "Thông báo");
  BOOST_TEST(to_utf8("\xd0\xaa n", "viscii") == "Đế n");
  BOOST_TEST(to_utf8("B\xe1o c\xe1o", "VISCII") == "Báo cáo");
  BOOST_TEST(to_utf8("\xd0\xea\xec", "windows-1258") == "Đế");
  BOOST_TEST(to_utf8("B\xe1o c\xe1o", "cp1258") == "Báo cáo");
  // TCVN 5712, the bytes of the .VnTime fonts: à b5, á b8, đ ae, ê aa, ư ad.
  BOOST_TEST(to_utf8("B\xb8o c\xb8o", "x-viet-tcvn5712") == "Báo cáo");
  BOOST_TEST(to_utf8("B\xb8o c\xb8o", "TCVN-5712") == "Báo cáo");
  BOOST_TEST(to_utf8("\xae", "tcvn3") == "đ");
  BOOST_TEST(to_utf8("A\xcc\x81", "utf-8") == "A\xcc\x81");
}

BOOST_AUTO_TEST_CASE(undeclared_and_unknown) {
  BOOST_TEST(to_utf8("B\xc3\xa1o") == "Báo");
  BOOST_TEST(to_utf8("B\xe1o") == "Báo");
  BOOST_TEST(to_utf8("B\xe1o", "no-such-charset") == "Báo");
  BOOST_TEST(to_utf8("B\xc3\xa1o", "us-ascii") == "Báo");
  BOOST_TEST(to_utf8("\x93x\x94", "iso-8859-1") == "“x”");
  BOOST_TEST(to_utf8("abc", std::string(5000, 'x')) == "abc");
  BOOST_TEST(to_utf8("abc", std::string_view("ut\0f", 4)) == "abc");
  BOOST_TEST(to_utf8("").empty());
}

BOOST_AUTO_TEST_CASE(labels_of_windows_and_mozilla) {
  for (const auto* label : {"csUnicode11UTF7", "unicode-1-1-utf-7", "utf-7"})
    BOOST_TEST(to_utf8("x+AC4-exe", label) == "x.exe", label);
  for (const auto* label : {"x-EBCDIC-KoreanExtended", "x-ebcdic-international-euro", "x-IBM1025", "ibm037"})
    BOOST_TEST(to_utf8("\xa7\x4b\x85\xa7\x85", label) == "x.exe", label);
  const std::string_view wide("x\0\0\0.\0\0\0e\0\0\0", 12);
  BOOST_TEST(to_utf8(wide, "utf-32", CharsetUse::little_endian) == "x.e");
}

BOOST_AUTO_TEST_CASE(other_charsets) {
  BOOST_TEST(to_utf8(std::string_view("x\0.\0e\0x\0e\0", 10), "utf-16le") == "x.exe");
  BOOST_TEST(to_utf8("\x82\xa0", "shift_jis") == "あ");
  BOOST_TEST(to_utf8("\xc4\xe3", "gb2312") == "你");
  BOOST_TEST(to_utf8("+AOE-", "utf-7") == "á");
}

BOOST_AUTO_TEST_CASE(the_result_is_always_valid) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  for (int i = 255; i >= 0; --i) all += static_cast<char>(i);
  for (const auto* label :
       {"", "utf-8", "viscii", "tcvn", "windows-1258", "utf-16", "utf-16le", "utf-32", "utf-7", "iso-2022-jp",
        "gb18030", "big5", "hz-gb-2312", "x-unknown", "scsu", "bocu-1"})
    BOOST_TEST(is_valid_utf8(to_utf8(all, label)), label);
}

BOOST_AUTO_TEST_CASE(many_labels_do_not_grow_the_cache) {
  warm_charsets();
  for (int i = 0; i < 1000; ++i) BOOST_TEST(to_utf8("\xe1", "nobody-" + std::to_string(i)) == "á");
  BOOST_TEST(to_utf8("B\xe1o", "windows-1258") == "Báo");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
