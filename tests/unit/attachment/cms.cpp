#include "attachment/cms.h"

#include <boost/test/unit_test.hpp>

#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

BOOST_AUTO_TEST_SUITE(cryptographic_messages)

BOOST_AUTO_TEST_CASE(enveloped_kinds_are_encrypted_under_any_name) {
  for (const auto* name : {"cms-enveloped.p7m", "cms-enveloped-indefinite.p7m", "cms-auth-enveloped.p7m",
                           "cms-encrypted-data.p7m", "cms-enveloped.pem"}) {
    BOOST_TEST_CONTEXT(name) {
      const auto seen = look(sample(name), {"anh.jpg"}, "image/jpeg");
      BOOST_TEST(seen.findings.encrypted);
      BOOST_TEST(seen.form() == "cms-encrypted");
      BOOST_TEST(seen.children.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(bare_base64_is_read_too) {
  std::string pem = sample("cms-enveloped.pem");
  pem = pem.substr(pem.find('\n') + 1);
  pem = pem.substr(0, pem.find("-----"));
  BOOST_TEST(look(pem).findings.encrypted);
}

BOOST_AUTO_TEST_CASE(a_signed_mail_is_a_message_a_signed_file_has_its_name) {
  const auto mail = look(sample("cms-signed-mail.p7m"), {"smime.p7m"});
  BOOST_TEST(mail.clean());
  BOOST_CHECK(mail.kind() == Kind::signature);
  BOOST_REQUIRE(mail.children.size() == 1U);
  BOOST_CHECK(mail.children.front().role == Role::message);
  BOOST_TEST(mail.children.front().blob.bytes.starts_with("Content-Type: text/plain"));
  const auto file = look(sample("cms-signed-indefinite.txt.p7m"), {"hop dong.txt.p7m"});
  BOOST_TEST(file.clean());
  BOOST_REQUIRE(file.children.size() == 1U);
  BOOST_CHECK(file.children.front().role == Role::embedded);
  BOOST_TEST(file.children.front().names.at(0) == "hop dong.txt");
  BOOST_TEST(file.children.front().blob.bytes.starts_with("hop dong 1 2 3"));
  BOOST_TEST(file.children.front().blob.bytes.size() == 150U);
}

BOOST_AUTO_TEST_CASE(a_detached_signature_has_nothing_inside) {
  const auto seen = look(sample("cms-detached.p7s"));
  BOOST_TEST(seen.clean());
  BOOST_TEST(seen.children.empty());
}

BOOST_AUTO_TEST_CASE(a_cut_signed_file_is_damaged) {
  const std::string whole = sample("cms-signed-mail.p7m");
  const auto seen = look(whole.substr(0, 120));
  BOOST_TEST(seen.has(Unchecked::damaged));
}

BOOST_AUTO_TEST_CASE(certificates_and_other_der_are_none) {
  BOOST_TEST(!is_cms("\x30\x82\x01\x00\x30\x81\x02\x02\x01\x01"s));
  BOOST_TEST(!is_cms("\x30"));
  BOOST_TEST(!is_cms("MIME-Version: 1.0"));
  BOOST_TEST(!is_cms("0 la so khong"));
}

BOOST_AUTO_TEST_CASE(endless_nesting_ends) {
  std::string deep = from_hex("308006092a864886f70d010702a080");
  for (int i = 0; i < 100'000; ++i) deep += "\x30\x80";
  const auto seen = look(deep);
  BOOST_TEST(seen.children.empty());
  BOOST_TEST(seen.has(Unchecked::damaged));
}

BOOST_AUTO_TEST_SUITE_END()
