// Every reason code of message/ with a mail that gives it.
#include <boost/test/unit_test.hpp>
#include <map>

#include "reading_mail.h"

namespace congvu::message {
using namespace std::string_literals;

namespace {

const std::string from = "From: a@b.vn\r\nMIME-Version: 1.0\r\n";

std::string mixed(std::string_view body, std::string_view boundary = "limit") {
  return from + "Content-Type: multipart/mixed; boundary=" + std::string(boundary) + "\r\n\r\n" +
         std::string(body);
}
std::string part(std::string_view header, std::string_view body = "x") {
  return mixed("--limit\r\n" + std::string(header) + "\r\n\r\n" + std::string(body) + "\r\n--limit--\r\n");
}
const std::string file = "Content-Type: application/x; name=a.dat\r\n";
const std::string encoded = "Content-Transfer-Encoding: ";

// A mail that has so many choices that not all readings are done.
std::string of_many_readings() {
  return from + "Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=limit; boundary=b\r\n" +
         "junk\r\nX: a\rb\r\n \r\n\r\n--limit\r\nContent-Type : a/b\r\n Content-Type: c/d\r\n\r\n" +
         "Content-Type: e/f\r\n\r\nx--limit\r\n--limit x\r\n\r\n--b\r\n\r\ny\r\n--limit--\r\n";
}

using Examples = std::map<Deviation, std::string>;

Examples of_headers() {
  using D = Deviation;
  const std::string types = "Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nx";
  return {
      {D::duplicate_header, from + types},
      {D::duplicate_content_type, from + types},
      {D::duplicate_transfer_encoding, from + encoded + "7bit\r\n" + encoded + "base64\r\n\r\nTVqQ"},
      {D::duplicate_disposition, part("Content-Disposition: inline\r\nContent-Disposition: attachment")},
      {D::duplicate_parameter, part("Content-Type: a/b; name=x; name=y")},
      {D::duplicate_name, part("Content-Disposition: attachment; filename*0=a; filename*2=b")},
      {D::duplicate_boundary, mixed("--limit\r\n\r\nx\r\n--limit--", "limit; boundary=other")},
      {D::duplicate_singleton, from + "From: c@d.vn\r\n\r\nx"},
      {D::several_values, from + "Content-Type: text/plain, text/html\r\n\r\nx"},
      {D::misplaced_encoded_word, from + encoded + "=?us-ascii?q?base64?=\r\n\r\nTVqQ"},
      {D::bad_header_line, part(file + "junk")},
      {D::bad_parameter, part("Content-Type: a/b; name=\"x")},
      {D::odd_type, from + "Content-Type: text\r\n\r\nx"},
      {D::odd_multipart,
       from + "Content-Type: multipart; boundary=limit\r\n\r\n--limit\r\n\r\nx\r\n--limit--"},
      {D::control_in_header, part("Content-Type: a/b;\v name=x")},
      {D::nul_in_header, from + "X: a\0b\r\n\r\nx"s},
      {D::nul_byte, from + "X: a\0b\r\n\r\nx"s},
      {D::hidden_line, from + "X: a\rContent-Type: text/html\r\n\r\nx"},
      {D::bare_cr, from + "X: a\rb\r\n\r\nx"},
      {D::bare_lf, from + "X: a\n\r\nx"},
      {D::field_in_fold, part(file + " Content-Transfer-Encoding: base64", "TVqQ")},
      {D::odd_field_name, part(file + "#Content-Transfer-Encoding: base64", "TVqQ")},
      {D::blank_header_line, from + "X: a\r\n \r\nY: b\r\n\r\nx"},
      {D::header_goes_on, from + "\r\nContent-Type: text/html\r\n\r\nx"},
      {D::header_unterminated, part(file + "junk")},
      {D::folded_word, from + "Content-Transfer-Encoding: bas\r\n e64\r\n\r\nTVqQ"},
      {D::mime_version_missing,
       "From: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--"},
      {D::odd_mime_version, "From: a\r\nMIME-Version: 2.0\r\n\r\nx"},
      {D::readings_differ, part(file + " Content-Transfer-Encoding: base64", "TVqQ")},
      {D::too_many_readings, of_many_readings()},
  };
}

Examples of_multiparts() {
  using D = Deviation;
  const std::string two = "--limit\r\n\r\none\r\n--limit\r\n\r\ntwo\r\n--limit--\r\n";
  const std::string hidden = "Content-Type: application/x\r\n\r\nMZ\r\n";
  return {
      {D::boundary_missing, from + "Content-Type: multipart/mixed\r\n\r\n" + two},
      {D::boundary_unused, mixed("text\r\n")},
      {D::boundary_unclosed, mixed("--limit\r\n\r\nx\r\n")},
      {D::boundary_loose, mixed("--limit\r\n\r\none\r\n--limit x\r\n\r\ntwo\r\n--limit--\r\n")},
      {D::boundary_inside_line, mixed("--limit\r\n\r\none--limit\r\n\r\ntwo\r\n--limit--\r\n")},
      {D::boundary_spelling, mixed("--\"limit\"\r\n\r\nx\r\n", "\"limit\"")},
      {D::boundary_reused, part("Content-Type: multipart/mixed; boundary=limit", "--limit\r\n\r\nx")},
      {D::boundary_on_leaf, from + "Content-Type: text/plain; boundary=limit\r\n\r\n" + two},
      {D::boundary_after_end, mixed("--limit\r\nContent-Type: multipart/mixed; "
                                    "boundary=inner\r\n\r\n--inner\r\n\r\nx\r\n--limit\r\n\r\n"
                                    "--inner--\r\n--limit--\r\n")},
      {D::odd_boundary, mixed("--" + std::string(80, 'b') + "\r\n\r\nx", std::string(80, 'b'))},
      {D::part_outside_multipart, mixed(two + hidden)},
      {D::text_after_close, mixed(two + "footer\r\n")},
      {D::encoded_container,
       from + "Content-Type: multipart/mixed; boundary=limit\r\n" + encoded + "base64\r\n\r\n" + two},
      {D::encoded_multipart, from + "Content-Type: multipart/mixed; boundary=limit\r\n" + encoded +
                                 "base64\r\n\r\nLS1saW1pdA0KDQp4DQo="},
  };
}

// Those that stand on a part are looked for there, too.
Examples of_contents() {
  using D = Deviation;
  return {
      {D::unknown_transfer_encoding, from + encoded + "x-own\r\n\r\nx"},
      {D::inexact_encoding, from + encoded + "base64;\r\n\r\nTVqQ"},
      {D::base64_damage, part(file + encoded + "base64", "TV*qQ")},
      {D::base64_inner_padding, part(file + encoded + "base64", "TVo=TVo=")},
      {D::base64_in_clear, part(file + encoded + "base64", "MZ\x90\x03 {}[]()<>.,;:")},
      {D::quoted_printable_damage, part(file + encoded + "quoted-printable", "a=zz")},
      {D::uuencode_damage, part(file + encoded + "x-uuencode", "begin 644 x\r\n$35J0    XX\r\n`\r\nend")},
      {D::eight_bit_data, from + "\r\nB\xc3\xa1o"},
      {D::partial_message, from + "Content-Type: message/partial; id=1; number=1\r\n\r\nx"},
      {D::external_body, from + "Content-Type: message/external-body; access-type=URL\r\n\r\nx"},
      {D::encoded_message,
       from + "Content-Type: message/rfc822\r\n" + encoded + "base64\r\n\r\nRnJvbTogeA0KDQp5"},
  };
}

bool gives(const std::string& mail, Deviation deviation) {
  const Seen seen = read_mail(mail);
  return seen.has(deviation) || std::any_of(seen.children.begin(), seen.children.end(),
                                            [&](const Child& child) { return has(child, deviation); });
}

// Inside a text, not in the mail itself.
bool is_of_text(Deviation deviation) {
  return deviation == Deviation::uuencode_in_text || deviation == Deviation::yenc_in_text ||
         deviation == Deviation::binhex_in_text;
}

BOOST_AUTO_TEST_SUITE(reasons)

BOOST_AUTO_TEST_CASE(every_code_has_a_mail_that_gives_it) {
  Examples all = of_headers();
  all.merge(of_multiparts());
  all.merge(of_contents());
  for (const auto& [deviation, mail] : all) BOOST_TEST(gives(mail, deviation), info(deviation).code);
  for (auto d = Deviation{}; d < Deviation::name_control; d = static_cast<Deviation>(static_cast<int>(d) + 1))
    BOOST_TEST((all.count(d) != 0 || is_of_text(d)), info(d).code);
}

BOOST_AUTO_TEST_CASE(an_ordinary_mail_gives_none) {
  const Seen seen =
      read_mail(from +
                "Subject: =?utf-8?B?QsOhbyBjw6Fv?=\r\nContent-Type: "
                "multipart/mixed;\r\n\tboundary=\"----=_Part_1.2\"\r\n"
                "\r\nThis is a multi-part message in MIME format.\r\n\r\n------=_Part_1.2\r\n"
                "Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: "
                "8bit\r\n\r\nK\xc3\xadnh g\xe1\xbb\xadi\r\n"
                "-- \r\nNgười gửi\r\n\r\n------=_Part_1.2\r\nContent-Type: application/pdf;\r\n"
                " name=\"=?utf-8?Q?b=C3=A1o_c=C3=A1o.pdf?=\"\r\nContent-Disposition: attachment;\r\n"
                " filename*=utf-8''b%C3%A1o%20c%C3%A1o.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                "JVBERi0xLjQK\r\nJVBERi0xLjQK\r\n\r\n------=_Part_1.2--\r\n");
  BOOST_TEST(seen.findings.deviations.empty());
  BOOST_TEST(seen.findings.readings == 1U);
  BOOST_TEST(seen.children.size() == 2U);
  for (const auto& child : seen.children) BOOST_TEST(child.findings.deviations.empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
