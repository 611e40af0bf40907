#include "attachment/pdf.h"

#include <boost/test/unit_test.hpp>

#include "attachment/pdf_filter.h"
#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

namespace {

std::string stream(const std::string& dictionary, const std::string& bytes) {
  return "<<" + dictionary + "/Length " + std::to_string(bytes.size()) + ">>\nstream\n" + bytes +
         "\nendstream";
}

std::string object(int number, const std::string& body) {
  return std::to_string(number) + " 0 obj\n" + body + "\nendobj\n";
}

std::string document(const std::string& objects) {
  return "%PDF-1.5\n" + objects + "trailer\n<</Root 1 0 R>>\n%%EOF\n";
}

pdf::Decoded decoded(const std::string& name, const std::string& raw, const std::string& parameters = "") {
  Budget budget{Limits{}};
  return pdf::decode(raw, {{name, pdf::Lexer(parameters).next()}}, budget);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pdf_documents)

BOOST_AUTO_TEST_CASE(a_password_to_open_is_encryption_an_owner_password_is_not) {
  for (const auto* kind : {"rc4-40", "rc4-128", "aes-128", "aes-256-r5", "aes-256-r6"}) {
    BOOST_TEST_CONTEXT(kind) {
      const auto locked = look(sample("pdf-"s + kind + "-user.pdf"));
      BOOST_TEST(locked.findings.encrypted);
      BOOST_TEST(locked.children.empty());
      BOOST_TEST(locked.findings.unchecked.empty());
      const auto open = look(sample("pdf-"s + kind + "-owner.pdf"));
      BOOST_TEST(open.clean());
      BOOST_REQUIRE(open.children.size() == 1U);
      BOOST_TEST(open.children.front().names.at(0) == "evil.exe");
      BOOST_TEST(open.children.front().blob.bytes.starts_with("MZ fake program"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_plain_document_gives_its_attachment) {
  const auto seen = look(sample("pdf-attachment.pdf"));
  BOOST_TEST(seen.clean());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().names.at(0) == "evil.exe");
  BOOST_TEST(seen.children.front().blob.bytes.size() == 3016U);
}

BOOST_AUTO_TEST_CASE(an_unknown_handler_is_encryption) {
  const auto seen = look(document(object(1, "<<>>") + object(9, "<</Filter/Adobe.PubSec/V 4>>") +
                                  "trailer\n<</Encrypt 9 0 R>>\n"));
  BOOST_TEST(seen.findings.encrypted);
  BOOST_TEST(look(document(object(1, "<</Title(about /Encrypt)>>"))).clean());
}

BOOST_AUTO_TEST_CASE(escaped_names_are_names) {
  const auto seen = look(document(object(1, "<</Type/Filespec/UF(a.exe)/#45F<</F 2 0 R>>>>") +
                                  object(2, stream("", program()))));
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().names.at(0) == "a.exe");
  const auto typed = look(document(object(2, stream("/Type/Emb#65ddedFile", program()))));
  BOOST_TEST(typed.children.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_specification_inside_an_annotation_and_in_an_object_stream) {
  const auto annotation =
      look(document(object(1, "<</Subtype/FileAttachment/FS<</F(b.bat)/EF<</F 2 0 R>>>>>>") +
                    object(2, stream("", "echo"))));
  BOOST_REQUIRE(annotation.children.size() == 1U);
  BOOST_TEST(annotation.children.front().names.at(0) == "b.bat");
  const std::string inside = "5 0 " + "<</Type/Filespec/UF<FEFF0063002E006A0073>/EF<</F 2 0 R>>>>"s;
  const auto packed =
      look(document(object(3, stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", deflate(inside))) +
                    object(2, stream("", "x()"))));
  BOOST_REQUIRE(packed.children.size() == 1U);
  BOOST_TEST(packed.children.front().names.at(0) == "c.js");
}

BOOST_AUTO_TEST_CASE(every_revision_of_an_attachment_is_given) {
  const std::string file = object(1, "<</EF<</F 2 0 R>>>>") + object(2, stream("", program(1000))) +
                           object(2, stream("", program(2000)));
  BOOST_TEST(look(document(file)).children.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_missing_attachment_is_damage_a_broken_document_is_not) {
  BOOST_TEST(look(document(object(1, "<</EF<</F 77 0 R>>>>"))).has(Unchecked::damaged));
  BOOST_TEST(look("%PDF-1.4\n1 0 obj <</Pages 2 0 R").clean());
  BOOST_TEST(look("%PDF-1.4 trailer << /Root 1 0 R xref nonsense").clean());
}

BOOST_AUTO_TEST_CASE(a_damaged_stream_is_cut_and_says_so) {
  std::string packed = deflate(program(100'000));
  packed[packed.size() / 2] = static_cast<char>(~packed[packed.size() / 2]);
  packed.resize(packed.size() - 20);
  const auto seen = look(document(object(2, stream("/Type/EmbeddedFile/Filter/FlateDecode", packed))));
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_CHECK(seen.children.front().content != Content::whole);
  BOOST_CHECK(seen.children.front().findings.unchecked == std::vector{Unchecked::damaged});
}

BOOST_AUTO_TEST_CASE(a_picture_filter_on_an_attachment_is_unsupported) {
  const auto seen = look(document(object(2, stream("/Type/EmbeddedFile/Filter/JBIG2Decode", "xxxx"))));
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_CHECK(seen.children.front().findings.unchecked == std::vector{Unchecked::unsupported_method});
}

BOOST_AUTO_TEST_CASE(a_wrong_length_does_not_cut_the_file) {
  std::string body = stream("/Type/EmbeddedFile", program());
  body.replace(body.find("1500"), 4, "3   ");
  const auto seen = look(document(object(2, body)));
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().blob.bytes.size() >= program().size());
}

BOOST_AUTO_TEST_CASE(bombs_end_at_the_budget) {
  Limits limits;
  limits.unpacked_bytes = 4U << 20;
  const std::string bomb = deflate(std::string(64U << 20, ' '));
  const auto attachment =
      look(document(object(2, stream("/Type/EmbeddedFile/Filter/FlateDecode", bomb))), {}, {}, limits);
  BOOST_REQUIRE(attachment.children.size() == 1U);
  BOOST_CHECK(attachment.children.front().findings.unchecked == std::vector{Unchecked::limit});
  const auto objects =
      look(document(object(2, stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", bomb))), {}, {}, limits);
  BOOST_TEST(objects.has(Unchecked::limit));
  BOOST_TEST(!objects.limits.empty());
}

BOOST_AUTO_TEST_CASE(the_filters_decode) {
  BOOST_TEST(decoded("ASCIIHexDecode", "4D 5a9>").bytes == "MZ\x90"s);
  BOOST_TEST(decoded("ASCII85Decode", "9jqo^~>").bytes == "Man ");
  BOOST_TEST(decoded("ASCII85Decode", "z9jqo~>").bytes == "\0\0\0\0Man"s);
  BOOST_TEST(decoded("RunLengthDecode", "\2abc\xFEx\x80junk").bytes == "abcxxx");
  // ISO 32000-1, 7.4.4.2, example: 45 45 45 45 45 65 45 45 45 66.
  BOOST_TEST(decoded("LZWDecode", "\x80\x0B\x60\x50\x22\x0C\x0C\x85\x01").bytes == "-----A---B");
  BOOST_TEST(decoded("FlateDecode", deflate("\2MZ\2\1\1"s), "<</Predictor 12/Columns 2>>").bytes == "MZN[");
  BOOST_TEST(decoded("FlateDecode", deflate("ab\1\1"s), "<</Predictor 2/Columns 4>>").bytes ==
             "a\xC3\xC4\xC5"s);
  BOOST_CHECK(decoded("DCTDecode", "x").state == pdf::Decoding::unsupported);
  BOOST_CHECK(decoded("LZWDecode", "\xFF\xFF\xFF\xFF").state == pdf::Decoding::damaged);
}

BOOST_AUTO_TEST_CASE(the_lexer_stays_within_its_bounds) {
  BOOST_TEST(pdf::Lexer(std::string(10'000, '[')).next().is(pdf::Value::Kind::array));
  BOOST_TEST(pdf::Lexer("(a\\(b(c)\\051\\n").next().text == "a(b(c))\n");
  BOOST_TEST(pdf::Lexer("<</A 12 3 R/B[1 2 R]/C/D>>").next().find("A")->number == 12);
  BOOST_TEST(pdf::Lexer("<").next().text.empty());
  BOOST_TEST(pdf::Lexer("99999999999999999999").next().number > 0);
  BOOST_TEST(pdf::Lexer("").next().is(pdf::Value::Kind::none));
}

BOOST_AUTO_TEST_CASE(many_versions_and_references_end) {
  std::string objects;
  for (int i = 0; i < 3'000; ++i) objects += "1 0 obj <</EF 1 0 R/A[ 1 0 R ";
  const auto seen = look(document(objects));
  BOOST_TEST(seen.children.empty());
}

BOOST_AUTO_TEST_SUITE_END()
