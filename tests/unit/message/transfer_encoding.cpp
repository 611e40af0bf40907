#include "message/transfer_encoding.h"

#include <boost/test/unit_test.hpp>

#include "reading_mail.h"

namespace congvu::message {
using namespace std::string_literals;

namespace {

constexpr std::uint64_t plenty = 1 << 20;
std::string base64(std::string_view text, Base64Rule rule = Base64Rule::usual) {
  return decode_base64(text, plenty, rule).bytes;
}
std::string quoted(std::string_view text) { return decode_quoted_printable(text, plenty).bytes; }

BOOST_AUTO_TEST_SUITE(transfer_encoding)

BOOST_AUTO_TEST_CASE(base64_as_it_should_be) {
  for (const auto* text : {"TVqQAA==", "TVqQ\r\nAA==\r\n", " TVqQ AA== "}) {
    const Decoded out = decode_base64(text, plenty);
    BOOST_TEST(out.bytes == std::string("MZ\x90\0", 4));
    BOOST_TEST(!out.damaged);
  }
  BOOST_TEST(base64("").empty());
}

BOOST_AUTO_TEST_CASE(base64_lenient) {
  BOOST_TEST(base64("T*V.q-Q") == "MZ\x90");
  BOOST_TEST(decode_base64("T*V.q-Q", plenty).damaged);
  BOOST_TEST(base64("TVo") == "MZ");
  BOOST_TEST(decode_base64("TVo", plenty).damaged);
  BOOST_TEST(base64("TVo=TVo=") == "MZMZ");
  BOOST_TEST(decode_base64("TVo=TVo=", plenty).inner_padding);
  BOOST_TEST(!decode_base64("TVo=\r\n", plenty).inner_padding);
  // Programs that pass over the padding go on inside the group.
  BOOST_TEST(base64("TV=o=gTVo", Base64Rule::padding_skipped) == base64("TVogTVo"));
  BOOST_TEST(base64("====").empty());
  BOOST_TEST(base64("A").empty());
  BOOST_TEST(base64("A=TVqQ") == "MZ\x90");
}

BOOST_AUTO_TEST_CASE(base64_stops_at_its_bound) {
  const Decoded out = decode_base64(repeated("TVqQ", 100), 10);
  BOOST_TEST(out.bytes.size() == 10U);
  BOOST_TEST(out.cut);
  BOOST_TEST(!decode_base64("TVqQ", 3).cut);
}

BOOST_AUTO_TEST_CASE(quoted_printable_as_it_should_be) {
  BOOST_TEST(quoted("B=C3=A1o c=c3=a1o=\r\n.exe\r\n") == "Báo cáo.exe\r\n");
  BOOST_TEST(quoted("a=\nb") == "ab");
  BOOST_TEST(quoted("a \t\r\nb=20\r\n") == "a\r\nb \r\n");
  BOOST_TEST(!decode_quoted_printable("a=3D=\r\n", plenty).damaged);
}

BOOST_AUTO_TEST_CASE(quoted_printable_lenient) {
  BOOST_TEST(quoted("a= \t\r\nb") == "ab");
  BOOST_TEST(quoted("a=XYb") == "a=XYb");
  BOOST_TEST(decode_quoted_printable("a=XYb", plenty).damaged);
  BOOST_TEST(quoted("a=") == "a");
  BOOST_TEST(quoted("a=4") == "a=4");
  BOOST_TEST(quoted("=4D=5A") == "MZ");
  const Decoded cut = decode_quoted_printable(std::string(100, 'x'), 10);
  BOOST_TEST(cut.bytes.size() == 10U);
  BOOST_TEST(cut.cut);
}

BOOST_AUTO_TEST_CASE(base64_by_other_rules) {
  // Stray digits in front, and a head of another format.
  BOOST_TEST(base64("A\r\nTVqQ\r\n", Base64Rule::line_by_line) == "MZ\x90");
  BOOST_TEST(base64("AAA\r\nTVqQ\r\n", Base64Rule::whole_groups) == "MZ\x90");
  BOOST_TEST(base64("begin-base64 744 x\r\nTVqQ\r\nTVo=\r\n", Base64Rule::whole_groups) == "MZ\x90MZ");
  // A padding inside of a group: by default a run ends there, to some it is nothing or a character.
  BOOST_TEST(base64("TVqQA=AATVqQ", Base64Rule::padding_in_place) == std::string("MZ\x90\0\0MZ\x90", 8));
  BOOST_TEST(base64("TVqQTVo=TVqQ", Base64Rule::padding_in_place) == "MZ\x90MZMZ\x90");
  BOOST_TEST(base64("TVqQ", Base64Rule::padding_in_place) == "MZ\x90");
  BOOST_TEST(base64("-_-_", Base64Rule::url_alphabet) == "\xfb\xff\xbf");
  BOOST_TEST(base64("-_-_").empty());
  BOOST_TEST(decode_base64("AAA\r\nTVqQ", plenty).uneven_lines);
  BOOST_TEST(!decode_base64("TVqQ\r\nTVo=\r\n", plenty).uneven_lines);
  BOOST_TEST(decode_base64("TVqQ-TVqQ", plenty).url_letters);
  BOOST_TEST(decode_base64("TVqQTVo=TVqQ", plenty).before_padding == 5U);
  BOOST_TEST(decode_base64("TVqQ*TVqQ", plenty).before_padding == 3U);
  BOOST_TEST(decode_base64("TVqQ", plenty).before_padding == 3U);
}

BOOST_AUTO_TEST_CASE(quoted_printable_by_other_rules) {
  const auto by = [](std::string_view text, QuotedRule rule) {
    return decode_quoted_printable(text, plenty, rule).bytes;
  };
  BOOST_TEST(by("=4D==5A", QuotedRule::mark_dropped) == "MZ");
  BOOST_TEST(by("=4D=2=5A", QuotedRule::one_dropped) == "MZ");
  BOOST_TEST(by("=4D=@=5A", QuotedRule::one_dropped) == "MZ");
  BOOST_TEST(by("=4D= ==5A", QuotedRule::one_dropped) == "MZ");
  BOOST_TEST(by("=4D=0x=5A", QuotedRule::two_dropped) == "MZ");
  BOOST_TEST(by("=4D=5\r\nA", QuotedRule::joined) == "MZ");
  BOOST_TEST(by("=4D=5=\r\nA", QuotedRule::joined) == "MZ");
  BOOST_TEST(by("=4D\x12=5A\xaa", QuotedRule::foreign_dropped) == "MZ");
  BOOST_TEST(by("\t=4D\t=5A", QuotedRule::foreign_dropped) == "MZ");
  BOOST_TEST(by("a= \r\nb", QuotedRule::strict_breaks) == "a=\r\nb");
  BOOST_TEST(by("a=\rb", QuotedRule::cr_breaks) == "ab");
  BOOST_TEST(by("a=\rxyz\nb", QuotedRule::rest_of_line) == "ab");
  BOOST_TEST(by("\r\n\r=4D\r\n=5A\n", QuotedRule::breaks_dropped) == "MZ");
  BOOST_TEST(decode_quoted_printable("a= \r\nb", plenty).odd_break);
  BOOST_TEST(!decode_quoted_printable("a=\r\nb", plenty).odd_break);
  BOOST_TEST(decode_quoted_printable("a\x01", plenty).foreign);
  BOOST_TEST(!decode_quoted_printable("=01\ta b", plenty).foreign);
  for (const auto* end : {"=", "=4", "=\r", "= ", "==", "=\r\n"})
    for (const auto rule : {QuotedRule::mark_dropped, QuotedRule::one_dropped, QuotedRule::two_dropped,
                            QuotedRule::joined, QuotedRule::strict_breaks, QuotedRule::cr_breaks,
                            QuotedRule::rest_of_line, QuotedRule::breaks_dropped})
      BOOST_TEST(by(end, rule).size() <= 2U, end);
}

BOOST_AUTO_TEST_CASE(encodings_that_only_some_programs_understand) {
  using List = std::vector<Encoding>;
  const auto has = [](std::string_view value, Encoding encoding) {
    const List all = encodings_of(value);
    return std::find(all.begin(), all.end(), encoding) != all.end();
  };
  for (const auto& value : {"bas e64"s, "bas(x)e64"s, "(base64)"s, "=?us-ascii?Q?base64?="s, ": base64"s,
                            "base64\0x"s, "(x(base64"s, "\0base64"s}) {
    BOOST_TEST(has(value, Encoding::base64), value);
    BOOST_TEST(!is_exact_encoding(value), value);
  }
  for (const auto* value : {"base64", " Quoted-Printable ", "7bit"})
    BOOST_TEST(is_exact_encoding(value), value);
  for (const auto* value : {"base64;", "base64 (c)", "\"base64\"", "base-64"})
    BOOST_TEST(!is_exact_encoding(value), value);
}

BOOST_AUTO_TEST_CASE(what_stands_in_clear) {
  BOOST_TEST(is_foreign_to_base64("MZ\x90\x03 not base64 at all: {}"));
  BOOST_TEST(!is_foreign_to_base64("TVqQAAMAAAAEAAAA\r\n//8AALgAAAA=\r\n"));
}

BOOST_AUTO_TEST_CASE(names_of_encodings) {
  using List = std::vector<Encoding>;
  BOOST_TEST((encodings_of("base64") == List{Encoding::base64}));
  BOOST_TEST((encodings_of(" BASE64 (c) ;") == List{Encoding::base64}));
  BOOST_TEST((encodings_of("(x) \"Quoted-Printable\"") == List{Encoding::quoted_printable}));
  BOOST_TEST((encodings_of("8-bit") == List{Encoding::identity}));
  BOOST_TEST((encodings_of("") == List{Encoding::identity}));
  BOOST_TEST((encodings_of("base64, 7bit") == List{Encoding::base64, Encoding::identity}));
  BOOST_TEST((encodings_of("x-uuencode") == List{Encoding::uuencode}));
  BOOST_TEST((encodings_of("base-64") == List{Encoding::unknown}));
  BOOST_TEST(encodings_of(repeated("a ", 1000)).size() <= 8U);
}

BOOST_AUTO_TEST_CASE(what_an_encoder_could_have_made) {
  BOOST_TEST(looks_like_base64("TVqQAAMAAAAEAAAA\r\n//8AALgAAAA="));
  BOOST_TEST(!looks_like_base64("plain text, really"));
  BOOST_TEST(!looks_like_base64(""));
  BOOST_TEST(looks_like_quoted_printable("a=3Db"));
  BOOST_TEST(!looks_like_quoted_printable("a=b"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
