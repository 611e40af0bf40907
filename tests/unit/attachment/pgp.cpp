#include "attachment/pgp.h"

#include <boost/test/unit_test.hpp>
#include <random>

#include "attachment/document_sealed.h"
#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

BOOST_AUTO_TEST_SUITE(openpgp)

BOOST_AUTO_TEST_CASE(encrypted_messages_are_encrypted_under_any_name) {
  for (const auto* name : {"pgp-public.gpg", "pgp-public.asc", "pgp-symmetric.gpg"}) {
    BOOST_TEST_CONTEXT(name) {
      const auto seen = look(sample(name), {"anh.jpg"});
      BOOST_TEST(seen.findings.encrypted);
      BOOST_TEST(seen.form() == "pgp-encrypted");
    }
  }
  BOOST_TEST(
      look("Kinh gui anh,\r\n\r\n" + sample("pgp-public.asc") + "\r\nTran trong\r\n").findings.encrypted);
}

BOOST_AUTO_TEST_CASE(keys_signatures_and_clear_text_are_not) {
  for (const auto* name : {"pgp-key.asc", "pgp-key.gpg", "pgp-clear.asc", "pgp-detached.sig"}) {
    BOOST_TEST_CONTEXT(name) {
      const auto seen = look(sample(name));
      BOOST_TEST(seen.clean());
      BOOST_TEST(seen.children.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(signed_files_are_opened) {
  for (const auto* name : {"pgp-signed.gpg", "pgp-signed.asc", "pgp-literal.gpg", "pgp-signed-partial.gpg"}) {
    BOOST_TEST_CONTEXT(name) {
      const auto seen = look(sample(name));
      BOOST_TEST(seen.clean());
      BOOST_REQUIRE(seen.children.size() == 1U);
      BOOST_TEST(seen.children.front().blob.bytes.starts_with("hop dong 1 2 3"));
      BOOST_TEST(seen.children.front().blob.bytes.size() == 150U);
    }
  }
  BOOST_TEST(look(sample("pgp-signed.gpg")).children.front().names.at(0) == "file.txt");
  const auto packed = look(sample("pgp-signed-bzip2.gpg"));
  BOOST_REQUIRE(packed.children.size() == 1U);
  BOOST_TEST(packed.children.front().blob.bytes.starts_with("BZh"));
}

BOOST_AUTO_TEST_CASE(partial_lengths_are_joined) {
  const std::string one_pass = "\x90\x0D\x03\x00\x0A\x01"s + std::string(8, 'k') + "\x01";
  const std::string body = "b\1a\0\0\0\0"s + std::string(512 - 7, 'x');
  const auto seen = look(one_pass + "\xCB\xE9" + body + "\x05hello");
  BOOST_TEST(seen.clean());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().blob.bytes == std::string(505, 'x') + "hello");
}

BOOST_AUTO_TEST_CASE(vietnamese_text_and_noise_are_not_messages) {
  for (const auto* text :
       {"Ước tính năm 2026", "Đề án số 06", "Ưu tiên", "Ân hạn", "Ý kiến", "Ấn Độ", "ĐƠN XIN NGHỈ PHÉP"})
    BOOST_TEST(!is_pgp_binary(text));
  std::mt19937 random(1);
  int hits = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string noise(256, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    hits += is_pgp_binary(noise) ? 1 : 0;
  }
  BOOST_TEST(hits == 0);
}

BOOST_AUTO_TEST_CASE(a_mail_about_pgp_is_not_encrypted) {
  BOOST_TEST(
      look("Dong dau la\n-----BEGIN PGP MESSAGE-----\n\n(noi dung)\n-----END PGP MESSAGE-----\n").clean());
  BOOST_TEST(look("> -----BEGIN PGP MESSAGE-----\n").clean());
  BOOST_TEST(look("-----BEGIN PGP MESSAGE-----").clean());
}

BOOST_AUTO_TEST_CASE(files_locked_by_other_programs) {
  BOOST_TEST(look(sample("openssl.enc"), {"anh.png"}).form() == "openssl-enc");
  BOOST_TEST(look(sample("openssl.txt")).findings.encrypted);
  BOOST_TEST(look("age-encryption.org/v1\n-> X25519 abc\n").findings.encrypted);
  BOOST_TEST(look("$ANSIBLE_VAULT;1.1;AES256\n3334").findings.encrypted);
  BOOST_TEST(look("\x76\xE8\x04\x60\xC4\x11\xE3\x86"s + std::string(20, 'x')).form() == "rpmsg");
  const std::string aes = "AES\2\0"s + std::string(120, 'x');
  BOOST_TEST(look(aes, {"a.zip.aes"}).findings.encrypted);
  BOOST_TEST(!look(aes, {"a.dat"}).findings.encrypted);
  BOOST_TEST(
      look("Salted__ la ten mot tap tin").findings.encrypted);  // eight exact bytes in front are the format
  BOOST_TEST(look("U2FsdGVkX1 la base64 cua Salted").clean());
  BOOST_TEST(look("age-encryption.org la mot trang web").clean());
}

BOOST_AUTO_TEST_SUITE_END()
