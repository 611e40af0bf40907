#include "message/header.h"

#include <boost/test/unit_test.hpp>

#include "message/lines.h"
#include "reading_mail.h"

namespace congvu::message {
using namespace std::string_literals;

namespace {

Header parse(ByteView text, Reading reading = {}, Limits limits = {}) {
  return read_header(text, 0, reading, limits);
}

BOOST_AUTO_TEST_SUITE(header)

BOOST_AUTO_TEST_CASE(fields_keep_order_and_duplicates_with_any_line_end) {
  for (const std::string end : {"\r\n", "\n", "\r\r\n"}) {
    const std::string text = "A: 1" + end + "b:2" + end + "A: 3" + end + "\tfold" + end + end + "body";
    const Header header = parse(text);
    BOOST_REQUIRE_EQUAL(header.fields.size(), 3U);
    BOOST_TEST(header.fields[0].name == "A");
    BOOST_TEST(unfold(header.fields[1].raw) == "2");
    BOOST_TEST(unfold(header.fields[2].raw) == "3\tfold");
    BOOST_TEST(text.substr(header.body) == "body");
    BOOST_TEST(!header.junk_line);
    BOOST_TEST(!header.hidden_line);
  }
}

BOOST_AUTO_TEST_CASE(a_bare_cr_hides_a_field_and_another_reading_sees_it) {
  const std::string text = "Subject: x\rContent-Type: text/html\r\n\r\nbody";
  BOOST_TEST(parse(text).hidden_line);
  BOOST_TEST(parse(text).fields.size() == 1U);
  const Reading any = Reading{}.with(Choice::cr_ends_line);
  const Header header = parse(text, any);
  BOOST_REQUIRE_EQUAL(header.fields.size(), 2U);
  BOOST_TEST(header.fields[1].name == "Content-Type");
  BOOST_TEST(!parse("Subject: x\ry z\r\n\r\n").hidden_line);
}

BOOST_AUTO_TEST_CASE(a_mail_with_cr_line_ends_only_is_read_in_that_reading) {
  const Reading any = Reading{}.with(Choice::cr_ends_line);
  const Header header = parse("A: 1\rB: 2\r\rbody", any);
  BOOST_TEST(header.fields.size() == 2U);
  BOOST_TEST(header.body == 11U);
}

BOOST_AUTO_TEST_CASE(a_junk_line_ends_the_header_or_is_skipped) {
  const std::string text = "A: 1\r\nno field here\r\nB: 2\r\n\r\nbody";
  const Header ends = parse(text);
  BOOST_TEST(ends.junk_line);
  BOOST_TEST(ends.fields.size() == 1U);
  BOOST_TEST(text.substr(ends.body, 2) == "no");
  const Reading skipping = Reading{}.with(Choice::junk_is_skipped);
  const Header skipped = parse(text, skipping);
  BOOST_TEST(skipped.fields.size() == 2U);
  BOOST_TEST(text.substr(skipped.body) == "body");
}

BOOST_AUTO_TEST_CASE(what_is_a_field_line) {
  BOOST_TEST(field_name_length("Subject: x") == 7U);
  BOOST_TEST(field_name_length("Subject \t: x") == 7U);
  for (const auto* line : {": x", "Sub ject: x", "no colon", "", " Subject: x", "T\xc3\xaan: x", "A\x01: x"})
    BOOST_TEST(field_name_length(line) == 0U, line);
  BOOST_TEST(parse("Subject : x\n\n").fields.at(0).blank_before_colon);
}

BOOST_AUTO_TEST_CASE(a_header_without_an_end_and_an_empty_one) {
  BOOST_TEST(parse("A: 1").fields.size() == 1U);
  BOOST_TEST(parse("A: 1").body == 4U);
  BOOST_TEST(parse("").body == 0U);
  BOOST_TEST(parse("\r\nbody").body == 2U);
  BOOST_TEST(parse("\r\nbody").fields.empty());
}

BOOST_AUTO_TEST_CASE(a_stop_line_ends_the_header) {
  const std::string text = "A: 1\r\n--B\r\nB: 2\r\n";
  const Header header = read_header(text, 0, {}, {}, {[](ByteView line) { return line == "--B"; }, false});
  BOOST_TEST(header.fields.size() == 1U);
  BOOST_TEST(header.body == 6U);
}

BOOST_AUTO_TEST_CASE(limits_leave_fields_out_but_find_the_body) {
  Limits limits;
  limits.header_fields = 2;
  const std::string text = "A: 1\nB: 2\nC: 3\n more\n\nbody";
  const Header few = parse(text, {}, limits);
  BOOST_TEST(few.cut);
  BOOST_TEST(few.fields.size() == 2U);
  BOOST_TEST(text.substr(few.body) == "body");
  limits = {};
  limits.header_bytes = 12;
  const Header small = parse("A: 1\nB: 2\n 345678\nC: 3\n\nbody", {}, limits);
  BOOST_TEST(small.cut);
  BOOST_TEST(small.fields.size() == 2U);
  BOOST_TEST(unfold(small.fields[1].raw) == "2");
}

BOOST_AUTO_TEST_CASE(mailbox_lines_are_passed_over) {
  BOOST_TEST(behind_mbox_line("From a@b Mon\r\nSubject: x") == 14U);
  BOOST_TEST(behind_mbox_line("From a Mon\n>From b Tue\nA: 1") == 23U);
  BOOST_TEST(behind_mbox_line("From: a") == 0U);
}

BOOST_AUTO_TEST_CASE(mails_are_told_from_other_text) {
  BOOST_TEST(looks_like_mail("Received: x\r\nFrom: a\r\nSubject: b\r\n\r\n"));
  BOOST_TEST(looks_like_mail("\xEF\xBB\xBF\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"));
  BOOST_TEST(!looks_like_mail("Kính gửi: ông A\nNội dung: b\n"));
  BOOST_TEST(!looks_like_mail("From: here to there we go\n\ntext"));
  BOOST_TEST(!looks_like_mail("<html>\nFrom: a\nTo: b\n"));
  BOOST_TEST(!looks_like_mail(""));
  BOOST_TEST(!looks_like_mail("   \n \n"));
}

BOOST_AUTO_TEST_CASE(header_fields_are_decoded_and_bounded) {
  const std::string mail =
      "From x@y Mon\nSubject: =?UTF-8?B?QsOhbyBj?=\n =?UTF-8?B?w6Fv?=\nX-Raw: B\xc3\xa1o\nX-Old: B\xe1o\nX-NUL: a\0b\n\nbody"s;
  const auto fields = header_fields(mail, {});
  BOOST_REQUIRE_EQUAL(fields.size(), 4U);
  BOOST_TEST(fields[0].value == "Báo cáo");
  BOOST_TEST(fields[1].value == "Báo");
  BOOST_TEST(fields[2].value == "Báo");
  BOOST_TEST(fields[3].value == "a\0b"s);
  Limits limits;
  limits.header_bytes = 100;
  std::size_t bytes = 0;
  for (const auto& field : header_fields(repeated("A: =?iso-8859-1?q?=e1=e1?=\n", 100), limits))
    bytes += field.value.size();
  BOOST_TEST(bytes <= 100U);
}

BOOST_AUTO_TEST_CASE(bare_line_feeds_become_crlf_only_where_needed) {
  BOOST_TEST(with_crlf(Blob::own("a\nb\r\n\nc")).bytes == "a\r\nb\r\n\r\nc");
  const Blob wire = Blob::own("a\r\nb\r\n");
  BOOST_TEST(with_crlf(wire).bytes.data() == wire.bytes.data());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
