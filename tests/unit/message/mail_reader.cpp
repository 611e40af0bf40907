#include "message/mail_reader.h"

#include <boost/test/unit_test.hpp>

#include "reading_mail.h"

namespace congvu::message {
namespace {

// "MZ\x90" and a NUL, as base64.
constexpr std::string_view exe64 = "TVqQAA==";
const std::string exe("MZ\x90\0", 4);

std::string mail_of(std::string_view type, std::string_view body) {
  return "From: a@b.vn\r\nMIME-Version: 1.0\r\nContent-Type: " + std::string(type) + "\r\n\r\n" +
         std::string(body);
}
std::string exe_part(std::string_view name = "x.exe") {
  return "Content-Type: application/octet-stream; name=\"" + std::string(name) +
         "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + std::string(exe64) + "\r\n";
}
std::string mixed(std::string_view body) { return mail_of("multipart/mixed; boundary=B", body); }

BOOST_AUTO_TEST_SUITE(mail_reader)

BOOST_AUTO_TEST_CASE(a_plain_mail) {
  const Seen seen = read_mail("From: a\r\nSubject: b\r\n\r\nhello\r\n");
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST(seen.children[0].blob.bytes == "hello\r\n");
  BOOST_TEST(seen.children[0].inline_text);
  BOOST_TEST(seen.children[0].names.empty());
  BOOST_TEST(seen.findings.deviations.empty());
  BOOST_TEST(read_mail("From: a\r\n\r\n").children.empty());
  BOOST_TEST(read_mail("").children.empty());
}

BOOST_AUTO_TEST_CASE(parts_in_order_with_lf_and_crlf_alike) {
  std::string wire = mixed(
      "preamble\r\n--B\r\nContent-Type: text/plain\r\n\r\ntext\r\n\r\n--B \t\r\n" + exe_part() +
      "--B\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<p>\r\n--B--\r\nbye\r\n");
  std::string file = wire;
  file.erase(std::remove(file.begin(), file.end(), '\r'), file.end());
  for (const auto& mail : {wire, file}) {
    const Seen seen = read_mail(mail);
    BOOST_REQUIRE_EQUAL(seen.children.size(), 3U);
    BOOST_TEST(seen.children[0].blob.bytes == "text\r\n");
    BOOST_TEST(seen.children[0].inline_text);
    BOOST_TEST(seen.children[1].blob.bytes == exe);
    BOOST_TEST(seen.children[1].names.at(0) == "x.exe");
    BOOST_TEST(seen.children[1].declared_type == "application/octet-stream");
    BOOST_TEST(!seen.children[2].inline_text);
    BOOST_TEST((seen.findings.deviations == std::vector<Deviation>{Deviation::text_after_close}));
    BOOST_TEST(seen.findings.unchecked.empty());
  }
}

BOOST_AUTO_TEST_CASE(nested_multiparts) {
  const Seen seen =
      read_mail(mixed("--B\r\nContent-Type: multipart/alternative; "
                      "boundary=\"B2\"\r\n\r\n--B2\r\n\r\na\r\n--B2\r\nContent-Type: "
                      "text/html\r\n\r\nb\r\n--B2--\r\n\r\n--B\r\n" +
                      exe_part() + "--B--\r\n"));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 3U);
  BOOST_TEST(seen.children[0].blob.bytes == "a");
  BOOST_TEST(seen.children[1].blob.bytes == "b");
  BOOST_TEST(seen.children[2].blob.bytes == exe);
  BOOST_TEST(!seen.has_strong());
}

BOOST_AUTO_TEST_CASE(mails_inside_encoded_or_not) {
  for (const auto* head : {"message/rfc822", "MESSAGE/Global", "text/rfc822-headers"}) {
    const Seen seen = read_mail(
        mixed("--B\r\nContent-Type: " + std::string(head) + "\r\n\r\nFrom: x\r\n\r\ny\r\n--B--\r\n"));
    BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
    BOOST_TEST((seen.children[0].role == Role::message));
    BOOST_TEST(seen.children[0].blob.bytes == "From: x\r\n\r\ny");
  }
  const Seen encoded =
      read_mail(mixed("--B\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: "
                      "base64\r\n\r\nRnJvbTogeA0KDQp5\r\n--B--\r\n"));
  BOOST_REQUIRE_EQUAL(encoded.children.size(), 1U);
  BOOST_TEST((encoded.children[0].role == Role::message));
  BOOST_TEST(encoded.children[0].blob.bytes == "From: x\r\n\r\ny");
  BOOST_TEST(!encoded.has_strong());
  const Seen digest =
      read_mail(mail_of("multipart/digest; boundary=B", "--B\r\n\r\nFrom: x\r\n\r\ny\r\n--B--\r\n"));
  BOOST_REQUIRE_EQUAL(digest.children.size(), 1U);
  BOOST_TEST((digest.children[0].role == Role::message));
}

BOOST_AUTO_TEST_CASE(unknown_kinds_of_messages_are_read_as_mails) {
  const Seen seen = read_mail(mail_of("message/x-own", "Content-Type: text/plain\r\n\r\nx"));
  BOOST_TEST((seen.children.at(0).role == Role::message));
  const Seen status = read_mail(mail_of("message/delivery-status", "Reporting-MTA: dns; x\r\n\r\nx"));
  BOOST_TEST((status.children.at(0).role == Role::part));
}

BOOST_AUTO_TEST_CASE(a_delivery_report_is_no_ambiguity) {
  const Seen seen = read_mail(mail_of("multipart/report; report-type=delivery-status; boundary=B",
                                      "--B\r\n\r\nnote\r\n--B\r\nContent-Type: "
                                      "message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n--B\r\n"
                                      "Content-Type: text/rfc822-headers\r\n\r\nFrom: a\r\nContent-Type: "
                                      "multipart/mixed; boundary=Q\r\n\r\n--B--\r\n"));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 3U);
  BOOST_TEST(seen.findings.deviations.empty());
  Item inner{std::move(const_cast<Child&>(seen.children[2])), "", 1};
  const Seen headers = read_item(inner);
  BOOST_TEST(headers.children.empty());
  BOOST_TEST(!headers.has_strong());
}

BOOST_AUTO_TEST_CASE(every_name_of_a_part) {
  const Seen seen =
      read_mail(mixed("--B\r\nContent-Type: application/x; name=a.txt\r\nContent-Disposition: attachment; "
                      "filename=b.txt;\r\n "
                      "filename*=UTF-8''c%C3%A1.exe\r\n\r\nx\r\n--B--\r\n"));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  const std::vector<std::string> expected{"cá.exe", "b.txt", "a.txt"};
  BOOST_TEST(seen.children[0].names == expected, boost::test_tools::per_element());
  BOOST_TEST(!seen.has_strong());
}

BOOST_AUTO_TEST_CASE(a_description_names_what_has_no_other_name) {
  const std::string description = "Content-Description: =?utf-8?q?a=2Evbs?=\r\n";
  const Seen bare = read_mail(mixed("--B\r\n" + description + "\r\nx\r\n--B--\r\n"));
  BOOST_REQUIRE_EQUAL(bare.children.size(), 1U);
  BOOST_TEST(bare.children[0].names == std::vector<std::string>{"a.vbs"}, boost::test_tools::per_element());
  const Seen named = read_mail(mixed("--B\r\nContent-Disposition: attachment; filename=b.txt\r\n" +
                                     description + "\r\nx\r\n--B--\r\n"));
  BOOST_REQUIRE_EQUAL(named.children.size(), 1U);
  BOOST_TEST(named.children[0].names == std::vector<std::string>{"b.txt"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(other_fields_name_what_has_no_other_name) {
  for (const std::string field : {"Content-Name: a.vbs\r\n", "X-Sun-Data-Name: a.vbs\r\n",
                                  "Content-Name: a.vbs\r\nContent-Description: b.txt\r\n",
                                  "Content-Disposition: attachment\r\nContent-Type: text/plain\r\n"
                                  "Content-Location: http://a.vn/a.vbs\r\n"}) {
    const Seen seen = read_mail(mixed("--B\r\n" + field + "\r\nx\r\n--B--\r\n"));
    BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
    BOOST_TEST(seen.children[0].names == std::vector<std::string>{"a.vbs"}, boost::test_tools::per_element());
  }
}

// Thunderbird takes "x?message/rfc822" for what stands behind the question mark.
BOOST_AUTO_TEST_CASE(a_type_behind_a_question_mark) {
  const Seen mail = read_mail(mixed(
      "--B\r\nContent-Type: x?message/rfc822\r\n\r\nContent-Disposition: attachment; filename=a.js\r\n\r\n"
      "x\r\n--B--\r\n"));
  BOOST_TEST(std::any_of(mail.children.begin(), mail.children.end(),
                         [](const Child& child) { return child.role == Role::message; }));
  BOOST_TEST(mail.has(Deviation::several_values));
  BOOST_TEST(!read_mail(mixed("--B\r\nContent-Type: x/y?z\r\n\r\nx\r\n--B--\r\n")).has_strong());
}

BOOST_AUTO_TEST_CASE(long_names_are_kept_by_both_ends) {
  Limits limits;
  limits.name_bytes = 20;
  const Seen seen = read_mail(mixed("--B\r\nContent-Disposition: attachment; filename=\"" +
                                    std::string(100, 'a') + ".exe\"\r\n\r\nx\r\n--B--\r\n"),
                              limits);
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_REQUIRE_EQUAL(seen.children[0].names.size(), 2U);
  BOOST_TEST(seen.children[0].names[0] == std::string(16, 'a') + ".exe");
  BOOST_TEST(has(seen.children[0], Unchecked::limit));
}

BOOST_AUTO_TEST_CASE(encrypted_by_header) {
  const Seen pgp =
      read_mail(mail_of("multipart/encrypted; boundary=B",
                        "--B\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--B\r\n"
                        "Content-Type: application/octet-stream\r\n\r\n-----BEGIN\r\n--B--\r\n"));
  BOOST_REQUIRE_EQUAL(pgp.children.size(), 2U);
  BOOST_TEST(!pgp.children[0].findings.encrypted);
  BOOST_TEST(pgp.children[1].findings.encrypted);
  for (const auto* kind : {"enveloped-data", "authEnveloped-data"})
    BOOST_TEST(read_mail(mail_of("application/pkcs7-mime; smime-type=" + std::string(kind), "x"))
                   .children.at(0)
                   .findings.encrypted);
  BOOST_TEST(!read_mail(mail_of("application/pkcs7-mime; smime-type=signed-data", "x"))
                  .children.at(0)
                  .findings.encrypted);
  const Seen is_signed = read_mail(
      mail_of("multipart/signed; boundary=B",
              "--B\r\n\r\nx\r\n--B\r\nContent-Type: application/pkcs7-signature\r\n\r\ny\r\n--B--"));
  BOOST_TEST(is_signed.children.size() == 2U);
  BOOST_TEST(!is_signed.children[0].findings.encrypted);
}

BOOST_AUTO_TEST_CASE(content_that_is_elsewhere) {
  for (const auto* type : {"message/partial; id=1; number=1", "message/external-body; access-type=URL"})
    BOOST_TEST(has(read_mail(mail_of(type, "\r\nx")).children.at(0), Unchecked::external));
}

BOOST_AUTO_TEST_CASE(what_thunderbird_opens_elsewhere) {
  const auto with = [](const std::string& url) {
    return read_mail(mixed("--B\r\nContent-Type: application/pdf; name=a.pdf\r\n"
                           "X-Mozilla-External-Attachment-URL: " +
                           url + "\r\n\r\nx\r\n--B--\r\n"))
        .children.at(0);
  };
  for (const auto* url :
       {"http://a.vn/x.exe", "file://a.vn/x.exe", "file:////a.vn/x.exe", "file:///%5c%5ca/x.exe"})
    BOOST_TEST(has(with(url), Unchecked::external), url);
  for (const auto* url : {"", "file:///C:/Users/an/ho-so.pdf", "file:///home/an/ho-so.pdf"})
    BOOST_TEST(!has(with(url), Unchecked::external), url);
}

BOOST_AUTO_TEST_CASE(a_container_older_than_mime) {
  const Seen seen = read_mail("From: a\r\nContent-Type: X-sun-attachment\r\n\r\n----------\r\nx\r\n");
  BOOST_TEST(has(seen.children.at(0), Unchecked::unsupported_format));
}

BOOST_AUTO_TEST_CASE(unknown_encodings_are_tried) {
  const Seen seen = read_mail(
      "From: a\r\nContent-Type: application/x\r\nContent-Transfer-Encoding: base-64\r\n\r\nTVqQAA==TVqQ\r\n");
  BOOST_TEST(seen.has(Deviation::unknown_transfer_encoding));
  BOOST_TEST(has(seen.children.at(0), Unchecked::unknown_encoding));
  BOOST_TEST(seen.children.at(0).blob.bytes.substr(0, 4) == "TVqQ");
  BOOST_TEST(seen.children.at(1).blob.bytes == exe + "MZ\x90");
  const Seen quoted = read_mail("From: a\r\nContent-Transfer-Encoding: =?x?q?y?=\r\n\r\n=4DZ");
  BOOST_TEST(quoted.with_bytes("MZ") != nullptr);
}

BOOST_AUTO_TEST_CASE(two_encodings_give_both_readings) {
  const Seen seen = read_mail(
      "From: a\r\nContent-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQAA==");
  BOOST_TEST(seen.has(Deviation::duplicate_header));
  BOOST_TEST(seen.with_bytes(exe) != nullptr);
  BOOST_TEST(seen.with_bytes("TVqQAA==") != nullptr);
  const Seen middle = read_mail(
      "From: a\r\nContent-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Transfer-Encoding: 8bit\r\n\r\nTVqQAA==");
  BOOST_TEST(middle.with_bytes(exe) != nullptr);
  const Seen list = read_mail("From: a\r\nContent-Transfer-Encoding: 7bit, base64\r\n\r\nTVqQAA==");
  BOOST_TEST(list.with_bytes(exe) != nullptr);
  BOOST_TEST(list.has_strong());
  const Seen equal = read_mail(
      "From: a\r\nContent-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQAA==");
  BOOST_TEST(equal.children.size() == 1U);
  BOOST_TEST(!equal.has_strong());
}

BOOST_AUTO_TEST_CASE(two_types_give_both_readings) {
  const Seen seen = read_mail(
      "From: a\r\nContent-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n" +
      exe_part() + "--B--\r\n");
  BOOST_TEST(seen.has(Deviation::duplicate_header));
  BOOST_TEST(seen.with_bytes(exe) != nullptr);
  BOOST_TEST(seen.children.at(0).declared_type == "text/plain");
}

BOOST_AUTO_TEST_CASE(base64_with_padding_inside_gives_all_readings) {
  const Seen seen = read_mail("From: a\r\nContent-Transfer-Encoding: base64\r\n\r\nTV=qQAAMA");
  BOOST_TEST(seen.with_bytes(std::string("MZ\x90\0\x03\0", 6).substr(0, 6)) != nullptr);
  BOOST_TEST(seen.children.size() == 3U);
  BOOST_TEST(has(seen.children[0], Deviation::base64_damage));
}

BOOST_AUTO_TEST_CASE(encoded_multiparts) {
  const std::string inside = "--B\r\n" + exe_part() + "--B--\r\n";
  // base64 of the same parts: only the decoded reading has them.
  const std::string encoded = "LS1CDQpDb250ZW50LVR5cGU6IGEvYjsgbmFtZT14LmV4ZQ0KDQpNWg0KLS1CLS0NCg==";
  const Seen seen = read_mail(
      "From: a\r\nContent-Type: multipart/mixed; boundary=B\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
      encoded);
  BOOST_TEST(seen.has(Deviation::encoded_multipart));
  bool found = false;
  for (const auto& child : seen.children) {
    if (child.role != Role::message) continue;
    Item item;
    item.object = child;
    item.depth = 1;
    const Seen inner = read_item(item);
    found = inner.children.size() == 1 && inner.children[0].blob.bytes == "MZ" &&
            inner.children[0].names.at(0) == "x.exe";
  }
  BOOST_TEST(found);
  // The parts stand in clear: what ordinary broken writers send.
  for (const auto* encoding : {"quoted-printable", "base64", "utf-8"}) {
    const Seen clear =
        read_mail("From: a\r\nContent-Type: multipart/mixed; boundary=B\r\nContent-Transfer-Encoding: " +
                  std::string(encoding) + "\r\n\r\n" + inside);
    BOOST_TEST(clear.with_bytes(exe) != nullptr);
    BOOST_TEST(clear.children.size() == 1U);
    BOOST_TEST(clear.has(Deviation::encoded_container));
    BOOST_TEST(!clear.has_strong(), encoding);
  }
}

BOOST_AUTO_TEST_CASE(files_named_or_looking_like_mails_are_opened) {
  const std::string inner = "Received: x\r\nFrom: a\r\nSubject: s\r\n\r\nhello\r\n";
  BOOST_TEST(read_item(part_item(inner, "application/octet-stream")).children.size() == 1U);
  BOOST_TEST(read_item(part_item("X: 1\r\n\r\nhello", "", {"thu.EML"})).children.size() == 1U);
  BOOST_TEST(read_item(part_item("X: 1\r\n\r\nhello", "", {"thu.mht. "})).children.size() == 1U);
  BOOST_TEST(read_item(part_item("\r\n\r\nX: 1\r\n\r\nhello", "message/rfc822")).children.size() == 1U);
  // The byte count of an .emlx file, or junk in front.
  for (const auto* name : {"thu.emlx", "thu.eml"})
    BOOST_TEST(read_item(part_item("412\nX: 1\n\nhello", "", {name})).children.size() == 1U, name);
  BOOST_TEST(read_item(part_item("PK\x03\x04 no mail", "", {"thu.eml"})).children.empty());
  BOOST_TEST(read_item(part_item("just: text\r\n\r\nhello", "text/plain")).children.empty());
  const Seen seen = read_item(part_item(inner));
  BOOST_REQUIRE(seen.findings.refined.has_value());
  BOOST_TEST((seen.findings.refined->kind == Kind::mail));
}

BOOST_AUTO_TEST_CASE(web_archives_in_office_clothes) {
  const std::string archive =
      "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=B\r\n\r\n--B\r\nContent-Type: "
      "application/x-mso\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\nTVqQAA==\r\n--B--\r\n";
  BOOST_TEST(read_item(part_item(archive, "application/msword", {"a.doc"})).with_bytes(exe) != nullptr);
  BOOST_TEST(
      read_item(part_item("%PDF-1.7\nobj\n" + archive, "application/pdf", {"a.doc"})).with_bytes(exe) !=
      nullptr);
  BOOST_TEST(
      read_item(part_item("%PDF-1.7\nobj\n" + archive, "application/pdf", {"a.pdf"})).children.empty());
}

BOOST_AUTO_TEST_CASE(nul_bytes_are_noted_in_text) {
  BOOST_TEST(has(read_mail(std::string("From: a\r\n\r\na\0b", 14)).children.at(0), Deviation::nul_byte));
  BOOST_TEST(read_mail(std::string("Fr: a\0\r\n\r\nb", 11)).has(Deviation::nul_byte));
}

BOOST_AUTO_TEST_CASE(an_uuencoded_part_by_header) {
  const Seen seen = read_mail(
      "From: a\r\nContent-Type: application/x\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 "
      "x.exe\r\n"
      "$35J0 \r\n`\r\nend\r\n");
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST(seen.children[0].blob.bytes == exe);
  BOOST_TEST(seen.children[0].names.at(0) == "x.exe");
}

BOOST_AUTO_TEST_CASE(the_budget_ends_decoding_but_not_the_list) {
  Limits limits;
  limits.unpacked_bytes = 4;
  const Seen seen =
      read_mail(mixed("--B\r\n" + exe_part("a.exe") + "--B\r\n" + exe_part("b.exe") + "--B--\r\n"), limits);
  BOOST_REQUIRE_EQUAL(seen.children.size(), 2U);
  BOOST_TEST((seen.children[1].content == Content::absent));
  BOOST_TEST(has(seen.children[1], Unchecked::limit));
  BOOST_TEST(seen.children[1].names.at(0) == "b.exe");
  BOOST_TEST(seen.noted == std::vector<std::string>{"unpacked_bytes"}, boost::test_tools::per_element());
  limits = {};
  limits.entry_bytes = 2;
  const Seen cut = read_mail(mixed("--B\r\n" + exe_part() + "--B--\r\n"), limits);
  BOOST_TEST((cut.children.at(0).content == Content::cut));
  BOOST_TEST(cut.children.at(0).blob.bytes == "MZ");
}

BOOST_AUTO_TEST_CASE(further_readings_are_paid_for) {
  const std::string mail =
      "From: a\r\nContent-Type: text/plain\r\nContent-Type: multipart/mixed; "
      "boundary=B\r\n\r\n--B\r\n\r\nx\r\n--B--\r\n";
  Limits limits;
  limits.unpacked_bytes = mail.size() - 1;
  const Seen seen = read_mail(mail, limits);
  BOOST_TEST(seen.children.size() == 1U);
  BOOST_TEST(seen.has(Unchecked::limit));
  limits.unpacked_bytes = mail.size();
  BOOST_TEST(read_mail(mail, limits).children.size() == 2U);
  BOOST_TEST(!read_mail(mail, limits).has(Unchecked::limit));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
