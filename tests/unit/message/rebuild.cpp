#include "message/rebuild.h"

#include <boost/test/unit_test.hpp>

#include "message/header.h"
#include "message/lines.h"
#include "reading_mail.h"

namespace congvu::message {
namespace {

// Hands a mail on as Postfix does: folds as a bare LF, blanks before the colon gone, the body in pieces.
std::string through_mta(std::string_view file, bool leading_space, std::size_t piece = 5) {
  const Blob wire = with_crlf(Blob::own(std::string(file)));
  const Header header = read_header(wire.bytes, behind_mbox_line(wire.bytes), {}, {});
  std::string out;
  Rebuild rebuild([&](ByteView bytes) { return out.append(bytes), true; }, leading_space);
  for (const auto& field : header.fields) {
    std::string value(field.raw);
    value.erase(std::remove(value.begin(), value.end(), '\r'), value.end());
    if (!leading_space) value.erase(0, std::min(value.find_first_not_of(" \t\n"), value.size()));
    BOOST_TEST(rebuild.header(field.name, value));
  }
  BOOST_TEST(rebuild.end_of_headers());
  for (std::size_t at = header.body; at < wire.bytes.size(); at += piece)
    BOOST_TEST(rebuild.body(wire.bytes.substr(at, piece)));
  return out;
}

constexpr std::string_view wire_mail =
    "From: a@b.vn\r\nTo:c@d.vn\r\nSubject:  two\r\n\tfolds\r\n  here\r\nX-Empty:\r\nX-Fold:\r\n first\r\n\r\n"
    "body\r\n.\r\n\r\n  end\r\n";

BOOST_AUTO_TEST_SUITE(rebuild)

BOOST_AUTO_TEST_CASE(with_leading_space_every_byte_comes_back) {
  BOOST_TEST(through_mta(wire_mail, true) == wire_mail);
}

BOOST_AUTO_TEST_CASE(a_file_with_bare_lf_gives_the_same) {
  std::string file(wire_mail);
  file.erase(std::remove(file.begin(), file.end(), '\r'), file.end());
  BOOST_TEST(through_mta(file, true) == wire_mail);
}

BOOST_AUTO_TEST_CASE(without_leading_space_one_blank_is_put) {
  BOOST_TEST(through_mta("A:x\r\nB:   y\r\n z\r\n\r\nbody", false) == "A: x\r\nB: y\r\n z\r\n\r\nbody");
  const std::string clean = "From: a\r\nSubject: b\r\n c\r\n\r\nbody\r\n";
  BOOST_TEST(through_mta(clean, false) == clean);
}

BOOST_AUTO_TEST_CASE(a_mail_without_body_or_without_header) {
  BOOST_TEST(through_mta("A: 1\r\n\r\n", true) == "A: 1\r\n\r\n");
  BOOST_TEST(through_mta("\r\nbody", true) == "\r\nbody");
}

BOOST_AUTO_TEST_CASE(line_ends_in_values) {
  std::string out;
  Rebuild rebuild([&](ByteView bytes) { return out.append(bytes), true; }, true);
  rebuild.header("A", " 1\n 2\r\n 3\r4");
  rebuild.body("x");
  BOOST_TEST(out == "A: 1\r\n 2\r\n 3\r4\r\n\r\nx");
}

BOOST_AUTO_TEST_CASE(a_full_sink_and_a_late_header_are_failures) {
  int calls = 0;
  Rebuild full([&](ByteView) { return ++calls < 2; }, true);
  BOOST_TEST(full.header("A", " 1"));
  BOOST_TEST(!full.header("B", " 2"));
  BOOST_TEST(!full.body("x"));
  BOOST_TEST(calls == 2);
  std::string out;
  Rebuild late([&](ByteView bytes) { return out.append(bytes), true; }, true);
  BOOST_TEST(late.body("x"));
  BOOST_TEST(!late.header("A", " 1"));
  BOOST_TEST(!late.good());
  BOOST_TEST(out == "\r\nx");
}

BOOST_AUTO_TEST_CASE(the_same_parts_as_file_and_through_the_mta) {
  const std::string mail =
      "Subject: x\nContent-Type: multipart/mixed;\n boundary=B\n\n--B\n\ntext\nlines\n--B\n"
      "Content-Disposition: attachment; filename=x.exe\nContent-Transfer-Encoding: "
      "base64\n\nTVqQAA==\n--B--\n";
  const Seen file = read_mail(mail), passed = read_mail(through_mta(mail, true));
  BOOST_REQUIRE_EQUAL(file.children.size(), 2U);
  BOOST_REQUIRE_EQUAL(passed.children.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(file.children[i].blob.bytes == passed.children[i].blob.bytes);
    BOOST_TEST((file.children[i].names == passed.children[i].names));
  }
  BOOST_TEST((file.findings.deviations == std::vector<Deviation>{Deviation::mime_version_missing}));
  BOOST_TEST((passed.findings.deviations == file.findings.deviations));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
