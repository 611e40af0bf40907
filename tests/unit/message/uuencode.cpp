#include "message/uuencode.h"

#include <boost/test/unit_test.hpp>

#include "message/encoded_text.h"
#include "reading_mail.h"

namespace congvu::message {
namespace {

const std::string exe("MZ\x90\0", 4);
constexpr std::string_view uu_exe = "begin 644 x.exe\r\n$35J0 \r\n`\r\nend\r\n";

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

Seen read_text(std::string_view text) { return read_item(part_item(text, "text/plain")); }

BOOST_AUTO_TEST_SUITE(uuencode)

BOOST_AUTO_TEST_CASE(files_inside_text) {
  const Seen seen =
      read_text("Kính gửi\r\n" + std::string(uu_exe) + "\r\n" + "begin 755 b\xc3\xa1o.txt\n#86)C\n`\nend\n");
  BOOST_REQUIRE_EQUAL(seen.children.size(), 2U);
  BOOST_TEST(seen.children[0].blob.bytes == exe);
  BOOST_TEST(seen.children[0].names.at(0) == "x.exe");
  BOOST_TEST(seen.children[1].blob.bytes == "abc");
  BOOST_TEST(seen.children[1].names.at(0) == "báo.txt");
  BOOST_TEST(seen.has(Deviation::uuencode_in_text));
}

BOOST_AUTO_TEST_CASE(lenient_shapes) {
  // Blanks lost at the end, a check character, a foreign line between, no end.
  for (const auto* text : {"begin 644  x.exe\n$35J0\n`\nend\n", "begin 644 x.exe\n$35J0  X\n`\nend\n",
                           "begin 0644 x.exe\n$35J0 \n\nend\n", "begin 644 x.exe\n$35J0 \nsome words\nend\n",
                           "begin 644 x.exe\n$35J0 \n"}) {
    const Seen seen = read_text(text);
    BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
    BOOST_TEST(seen.children[0].blob.bytes.substr(0, 3) == "MZ\x90", text);
  }
  BOOST_TEST(has(read_text("begin 644 x.exe\n$35J0 \n").children.at(0), Unchecked::damaged));
}

// 45 bytes a line, of which the zeros at the end are lost blanks.
BOOST_AUTO_TEST_CASE(lines_without_their_blanks_are_given_whole) {
  const Seen seen =
      read_text("begin 644 x.exe\n" + repeated("M35J035J035J035J035J035J035J035J0\n", 9) + "`\nend\n");
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST(seen.children[0].blob.bytes.size() == 9U * 45);
  BOOST_TEST((seen.children[0].content == Content::whole));
}

// Thunderbird asks for the opening only, Outlook Express not even for its mode; decoders take small letters.
BOOST_AUTO_TEST_CASE(openings_and_lines_that_only_some_programs_take) {
  for (const auto* text :
       {"begin 644 x.exe\nX-Foreign: small letters\n$35J0````\n`\nend\n", "begin  x.exe\n$35J0````\n`\nend\n",
        "begin 7 x.exe\n$35J0````\n`\nend\n", "begin 644 x.exe\ndsuJp````\n`\nend\n"}) {
    const Seen seen = read_text(text);
    BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
    BOOST_TEST(seen.children[0].names.at(0) == "x.exe", text);
    BOOST_TEST(seen.children[0].blob.bytes.substr(0, 3) == "MZ\x90", text);
  }
}

BOOST_AUTO_TEST_CASE(prose_is_no_file) {
  for (const auto* text :
       {"begin 100 people. And more\nthen they went home\n", "begin  at nine\nor at ten\n",
        "begin 5 times\nor six\n", "begin 644 x.exe\nend\n$35J0 \n",
        "begin 100 people and more\nthen they went home\n", "begin at nine\n", "begin 644\n", "begin",
        "the end\n", "begin 644 x.exe", "Begin 644 x.exe\n$35J0 \n"})
    BOOST_TEST(read_text(text).children.empty(), text);
}

BOOST_AUTO_TEST_CASE(odd_line_ends_and_openings) {
  for (const auto* text :
       {"begin 644 x.exe\r$35J0 \r`\rend\r", "begin 644 x.exe\r\r\n$35J0 \r\r\n`\r\r\nend\r\r\n",
        "begin 644\tx.exe\n$35J0 \n`\nend\n"}) {
    const Seen seen = read_text(text);
    BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
    BOOST_TEST(seen.children[0].blob.bytes == exe);
    BOOST_TEST(seen.children[0].names.at(0) == "x.exe");
  }
  BOOST_TEST(read_text("begin 644\n$35J0 \n`\nend\n").children.size() == 1U);
  BOOST_TEST(has(read_text("begin 644 x\n$35J0    XX\n`\nend\n").children.at(0), Deviation::uuencode_damage));
}

BOOST_AUTO_TEST_CASE(base64_form) {
  const Seen seen = read_text("begin-base64 644 x.exe\nTVqQAA==\n====\n");
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST(seen.children[0].blob.bytes == exe);
}

BOOST_AUTO_TEST_CASE(yenc) {
  const Seen seen = read_text("=ybegin line=128 size=4 name=x y.exe\r\nw\x84\xba=j\r\n=yend size=4\r\n");
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST(seen.children[0].blob.bytes == exe);
  BOOST_TEST(seen.children[0].names.at(0) == "x y.exe");
  BOOST_TEST(seen.has(Deviation::yenc_in_text));
}

BOOST_AUTO_TEST_CASE(binhex_is_noticed) {
  const Seen seen = read_text("(This file must be converted with BinHex 4.0)\n:abc\ndef:\n");
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST((seen.children[0].content == Content::absent));
  BOOST_TEST(has(seen.children[0], Unchecked::unsupported_format));
  BOOST_TEST(seen.has(Deviation::binhex_in_text));
}

BOOST_AUTO_TEST_CASE(only_text_is_searched) {
  const Seen image =
      read_item(part_item(uu_exe, "image/png"), {}, FileType{Kind::image, "png", "image/png", ""});
  BOOST_TEST(image.children.empty());
  BOOST_TEST(read_item(part_item(uu_exe, "application/octet-stream")).children.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_budget_ends_it) {
  Limits limits;
  limits.entries = 5;
  const Seen seen = read_item(part_item(repeated(uu_exe, 100), "text/plain"), limits);
  BOOST_TEST(seen.children.size() == 5U);
  BOOST_TEST(seen.has(Unchecked::limit));
  const auto file = find_encoded(uu_exe);
  BOOST_REQUIRE(file.has_value());
  BOOST_TEST(decode_file(*file, 2).bytes == "MZ");
  BOOST_TEST(decode_file(*file, 2).cut);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
