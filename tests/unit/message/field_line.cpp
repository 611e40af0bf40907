#include "message/field_line.h"

#include <boost/test/unit_test.hpp>

namespace congvu::message {
using namespace std::string_literals;

namespace {

BOOST_AUTO_TEST_SUITE(field_line)

BOOST_AUTO_TEST_CASE(plain_and_loose_fields) {
  BOOST_TEST(loose_field("Content-Type: a/b")->plain);
  BOOST_TEST(loose_field("content-disposition : x")->plain);
  for (const auto& line :
       {" Content-Type: a/b"s, "\0Content-Type: a/b"s, "Content-Type\0: a/b"s, "Content-Ty(pe: a/b"s,
        "#Content-Type: a/b"s, "Content-Type(:)a/b"s, "Content-Type a/b"s, "Content-Type=a/b"s,
        "Content-Type:Content-Type: a/b"s, "Content-Type: Content-Type : a/b"s}) {
    const auto field = loose_field(line);
    BOOST_REQUIRE(field);
    BOOST_TEST(!field->plain, line);
    BOOST_TEST(field->name == "content-type", line);
    BOOST_TEST(field->value.substr(field->value.size() - 3) == "a/b", line);
  }
  for (const auto* line : {"", ":", "Subject: Content-Type: x", "X-Content-Type: x", "Content-Types: x",
                           "Content-Typed x", "the Content-Type: x", "Content-Type-Foo: x"})
    BOOST_TEST(!loose_field(line), line);
}

BOOST_AUTO_TEST_CASE(fields_at_the_begin_of_a_text) {
  BOOST_TEST(begins_with_mime_fields("Content-Type: x\r\n"));
  BOOST_TEST(begins_with_mime_fields("a sentence\r\n\r\nContent-Transfer-Encoding: x"));
  BOOST_TEST(!begins_with_mime_fields("--B\r\nContent-Type: x\r\n"));
  BOOST_TEST(!begins_with_mime_fields("1\n2\n3\n4\n5\n6\nContent-Type: x\n"));
  BOOST_TEST(!begins_with_mime_fields(""));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
