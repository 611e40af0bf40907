#include "message/transfer_encoding.h"

#include <boost/test/unit_test.hpp>

#include "reading_mail.h"

namespace congvu::message {
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
