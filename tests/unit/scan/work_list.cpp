#include <boost/test/unit_test.hpp>

#include "scan/scan.h"

namespace congvu::scan {
namespace {

std::string mail_with(const std::string& name, const std::string& content, const std::string& header = {}) {
  return "From: a@b.vn\r\nMIME-Version: 1.0\r\n" + header +
         "Content-Type: application/octet-stream; name=\"" + name +
         "\"\r\nContent-Disposition: attachment\r\n\r\n" + content;
}

const Attachment* find(const MessageFacts& facts, std::string_view end_of_path) {
  for (const auto& attachment : facts.attachments)
    if (attachment.path.ends_with(end_of_path)) return &attachment;
  return nullptr;
}

std::string rfc822(const std::string& inner) {
  return "From: a@b.vn\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" + inner;
}

BOOST_AUTO_TEST_SUITE(work_list)

BOOST_AUTO_TEST_CASE(a_path_names_every_step) {
  const auto facts = scan(rfc822(mail_with("x.vbs", "MsgBox 1")));
  const Attachment* found = find(facts, "x.vbs");
  BOOST_REQUIRE(found != nullptr);
  BOOST_TEST(found->path == "mail > mail > x.vbs");
  BOOST_TEST(found->executable());
  BOOST_TEST(found->depth == 2U);
  BOOST_TEST(facts.executable());
}

BOOST_AUTO_TEST_CASE(an_archive_that_gives_nothing_is_not_clean) {
  // A gzip head with a method that nobody knows; a tar whose checksum is wrong.
  const std::string gzip = std::string("\x1f\x8b\x09\0\0\0\0\0\0\3", 10) + std::string(200, 'g');
  BOOST_TEST(scan(mail_with("a.gz", gzip)).unchecked());
  std::string tar(1536, '\0');
  tar.replace(0, 5, "x.exe");
  tar.replace(257, 5, "ustar");
  BOOST_TEST(scan(mail_with("a.tar", tar)).unchecked());
  // Empty ones are legal.
  BOOST_TEST(!scan(mail_with("a.tar", std::string(10'240, '\0'))).unchecked());
  BOOST_TEST(!scan(mail_with("a.zip", std::string("PK\5\6", 4) + std::string(18, '\0'))).unchecked());
}

// Under such a name a browser shows the whole mail, its header as well.
BOOST_AUTO_TEST_CASE(a_mail_named_like_a_page_is_one) {
  std::string code;
  while (code.size() < 2'048) code += "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAA";
  const std::string script = "<script>var b=new Blob([Uint8Array.from(atob(\"" + code +
                             "\"),c=>c.charCodeAt(0))]);location.href=URL.createObjectURL(b)</script>";
  for (const auto& mail :
       {"Subject: " + script + "\r\nFrom: a\r\n\r\nx", "From: a\r\nTo: b\r\n\r\nx " + script}) {
    const auto named = [&](const std::string& name) {
      return scan("From: a@b.vn\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822; name=" + name +
                  "\r\n\r\n" + mail);
    };
    BOOST_TEST((named("a.html").attachments.at(0).kind == Kind::smuggling));
    BOOST_TEST((named("a.eml").attachments.at(0).kind == Kind::mail));
  }
}

BOOST_AUTO_TEST_CASE(depth_has_one_limit) {
  std::string mail = mail_with("x.vbs", "MsgBox 1");
  for (int i = 0; i < 10; ++i) mail = rfc822(mail);
  BOOST_TEST(scan(mail).executable());
  Limits limits;
  limits.depth = 5;
  const auto facts = scan(mail, limits);
  BOOST_TEST(facts.unchecked());
  BOOST_REQUIRE_EQUAL(facts.limits.size(), 1U);
  BOOST_TEST(facts.limits[0] == "depth");
}

BOOST_AUTO_TEST_CASE(a_longer_message_is_not_clean) {
  Limits limits;
  limits.message_bytes = 300;
  const auto facts = scan(mail_with("a.txt", std::string(1'000, 'a')), limits);
  BOOST_TEST(facts.unchecked());
  BOOST_TEST(facts.size > 1'000U);
}

BOOST_AUTO_TEST_CASE(controls_in_mime_fields_are_strong) {
  const std::string with_nul("Con\0tent-Type: multipart/mixed; boundary=b\r\n", 44);
  BOOST_TEST(scan(mail_with("a.txt", "x", with_nul)).ambiguous());
  BOOST_TEST(scan(mail_with("a.txt", "x", "Content-Language:\vvi\r\n")).ambiguous());
  BOOST_TEST(scan(mail_with("a.txt", "x", "Content-Language: vi,\r\n \f en\r\n")).ambiguous());
  BOOST_TEST(!scan(mail_with("a.txt", "x", "Content-Language: vi,\r\n\ten\r\n")).ambiguous());
  BOOST_TEST(!scan(mail_with("a.txt", "x", "X-Content: \f\r\n")).ambiguous());
}

BOOST_AUTO_TEST_CASE(form_data_of_a_pdf_embeds_files) {
  const std::string fdf =
      "%FDF-1.2\n1 0 obj\n<</Type/Filespec/F(x.exe)/EF<</F 2 0 R>>>>\nendobj\n"
      "2 0 obj\n<</Type/EmbeddedFile/Length 8>>stream\nMZabcdef\nendstream\nendobj\n"
      "trailer\n<</Root 1 0 R>>\n%%EOF\n";
  BOOST_TEST(scan(mail_with("a.fdf", fdf)).executable());
}

BOOST_AUTO_TEST_CASE(a_page_that_writes_a_page) {
  // <a href="data:text/plain;base64,TXNnQm94IDE=" download="x.vbs">xem</a>
  const std::string link = R"(<a href="data:text/plain;base64,TXNnQm94IDE=" download="x.vbs">xem</a>)";
  BOOST_TEST(scan(mail_with("a.html", "<html><body>" + link + "</body></html>")).executable());
  const std::string writes =
      "<html><body><script>document.write(atob('"
      "PGEgaHJlZj0iZGF0YTp0ZXh0L3BsYWluO2Jhc2U2NCxUWE5uUW05NElERT0iIGR"
      "vd25sb2FkPSJ4LnZicyI+eGVtPC9hPg=='))</script></body></html>";
  BOOST_TEST(scan(mail_with("a.html", writes)).executable());
  const std::string harmless = R"(<a href="data:text/csv;base64,MTsy" download="bang.csv">tai</a>)";
  BOOST_TEST(!scan(mail_with("a.html", "<html><body>" + harmless + "</body></html>")).executable());
}

BOOST_AUTO_TEST_CASE(names_cannot_steer_a_path) {
  const auto facts = scan(mail_with("a\x1b[31m.exe", "MZ"));
  for (const auto& attachment : facts.attachments)
    BOOST_TEST(attachment.path.find('\x1b') == std::string::npos);
  BOOST_TEST(facts.executable());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::scan
