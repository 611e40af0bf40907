// Packing methods and encryption of zips, each encrypted kind with its plain twin.
#include <boost/test/unit_test.hpp>

#include "archive_samples.h"

namespace congvu::attachment::archives {

BOOST_AUTO_TEST_SUITE(zip_content)

const std::string exe = program();
const ZipFile program_file{.name = "evil.exe", .content = exe};
const ZipFile text_file{.name = "safe.txt", .content = text()};

BOOST_AUTO_TEST_CASE(every_method_of_7zip) {
  for (const auto* method : {"bzip2", "lzma", "ppmd", "xz"}) {
    BOOST_TEST_CONTEXT(method) {
      const Look seen = look(sample(method + ".zip.b64"s));
      BOOST_TEST(seen.clean());
      BOOST_TEST(content(seen, "x.exe").size() == 3480U);
      BOOST_TEST(content(seen, "x.exe").substr(0, 20) == "MZ harmless marker f");
    }
  }
  ZipFile zstd = program_file;
  zstd.method = 93;
  zstd.packed = make_stream("zstd", exe);
  BOOST_TEST(content(look(make_zip({zstd})), "evil.exe") == exe);
}

BOOST_AUTO_TEST_CASE(method_that_nothing_unpacks) {
  const Look seen = look(sample("deflate64.zip.b64"));
  BOOST_TEST_REQUIRE(seen.find("x.exe") != nullptr);
  BOOST_TEST((seen.find("x.exe")->content == Content::absent));
  BOOST_TEST(has(seen.find("x.exe")->findings, Unchecked::unsupported_method));
  ZipFile odd = program_file;
  odd.method = 42;
  odd.packed = exe;
  BOOST_TEST(has(look(make_zip({odd})).children.at(0).findings, Unchecked::unsupported_method));
}

BOOST_AUTO_TEST_CASE(damaged_stream_keeps_what_came) {
  ZipFile file = program_file;
  std::string packed = deflated(exe, 1);
  packed.resize(packed.size() - 10);
  file.packed = packed;
  const Look seen = look(make_zip({file}));
  const Child* child = seen.find("evil.exe");
  BOOST_TEST_REQUIRE(child != nullptr);
  BOOST_TEST((child->content == Content::cut));
  BOOST_TEST(has(child->findings, Unchecked::damaged));
  BOOST_TEST(child->blob.bytes.substr(0, 2) == "MZ");
}

BOOST_AUTO_TEST_CASE(wrong_sum_does_not_matter) {
  std::string bytes = make_zip({program_file});
  bytes[14] = static_cast<char>(bytes[14] ^ 1);
  BOOST_TEST(content(look(bytes), "evil.exe") == exe);
}

BOOST_AUTO_TEST_CASE(encrypted_kinds) {
  for (const auto* name : {"aes.zip.b64", "zcrypt.zip.b64"}) {
    const Look seen = look(sample(name));
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(seen.findings.encrypted);
      BOOST_TEST_REQUIRE(seen.children.size() == 1U);
      BOOST_TEST(seen.children[0].findings.encrypted);
      BOOST_TEST((seen.children[0].content == Content::absent));
      BOOST_TEST(seen.children[0].names.front() == "x.exe");
      BOOST_TEST(seen.findings.unchecked.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(one_encrypted_among_plain) {
  const Look seen = look(sample("mixed.zip.b64"));
  BOOST_TEST(seen.findings.encrypted);
  BOOST_TEST_REQUIRE(seen.find("x.exe") != nullptr);
  BOOST_TEST(!seen.find("x.exe")->findings.encrypted);
  BOOST_TEST(content(seen, "x.exe").size() == 3480U);
  BOOST_TEST_REQUIRE(seen.find("d/Báo cáo.txt") != nullptr);
  BOOST_TEST(seen.find("d/Báo cáo.txt")->findings.encrypted);
}

BOOST_AUTO_TEST_CASE(each_flag_of_encryption) {
  const auto encrypted = [](const ZipFile& file) { return look(make_zip({file})).findings.encrypted; };
  ZipFile file = program_file;
  BOOST_TEST(!encrypted(file));
  file.flags = 1;
  BOOST_TEST(encrypted(file));
  file.flags = 1 | 1U << 6;
  BOOST_TEST(encrypted(file));
  file.flags = 0;
  file.method = 99;
  file.packed = exe;
  BOOST_TEST(encrypted(file));
  file.method = 8;
  file.packed.reset();
  file.flags = 1U << 11;  // UTF-8 only
  BOOST_TEST(!encrypted(file));
}

BOOST_AUTO_TEST_CASE(flag_in_one_header_only) {
  for (const bool in_directory : {false, true}) {
    ZipFile file = program_file;
    file.flags = in_directory ? 1 : 0;
    file.local_flags = static_cast<std::uint16_t>(in_directory ? 0 : 1);
    const Look seen = look(make_zip({text_file, file}));
    const Child* child = seen.find("evil.exe");
    BOOST_TEST_REQUIRE(child != nullptr);
    BOOST_TEST(seen.findings.encrypted);
    BOOST_TEST(child->findings.encrypted);
    BOOST_TEST(has(child->findings, Deviation::archive_flags_differ));
    // The data is plain after all: then it is looked at.
    BOOST_TEST(child->blob.bytes == exe);
    file.packed = std::string(500, '\x9d');
    const Look sealed = look(make_zip({file}));
    BOOST_TEST((sealed.children.at(0).content == Content::absent));
    BOOST_TEST(sealed.findings.encrypted);
  }
}

BOOST_AUTO_TEST_CASE(encrypted_directory) {
  ZipFile masked{.name = "1", .content = std::string(50, '\x9d'), .method = 0};
  masked.flags = 1 | 1U << 6 | 1U << 13;
  masked.central = false;
  std::string bytes = make_zip({masked}, {.directory = false, .end = false});
  const std::string ciphertext(80, '\x3c');
  bytes += ciphertext + "PK\x05\x06" + le(0, 4) + le(1, 2) + le(1, 2) + le(ciphertext.size(), 4) +
           le(bytes.size(), 4) + le(0, 2);
  BOOST_TEST(look(bytes).findings.encrypted);
  const std::string end64 = "PK\x06\x06" + le(54, 8) + le(62, 2) + le(62, 2) + le(0, 8) + le(1, 8) +
                            le(1, 8) + le(ciphertext.size(), 8) + le(0, 8) + le(8, 2) + le(80, 8) +
                            le(80, 8) + le(0x660E, 2);
  const std::string only = ciphertext + end64 + le(0, 10) + "PK\x06\x07" + le(0, 4) +
                           le(ciphertext.size(), 8) + le(1, 4) + "PK\x05\x06" + le(0, 4) + le(1, 2) +
                           le(1, 2) + le(80, 4) + le(0, 4) + le(0, 2);
  const std::string plain_front = make_zip({text_file}, {.directory = false, .end = false});
  BOOST_TEST(look(plain_front + only).findings.encrypted);
}

BOOST_AUTO_TEST_CASE(what_a_package_is_comes_from_its_names) {
  const Look seen =
      look(make_zip({{.name = "META-INF/MANIFEST.MF", .content = "Manifest-Version: 1.0\nMain-Class: A\n"},
                     {.name = "A.class", .content = "\xca\xfe\xba\xbe"}}));
  BOOST_TEST_REQUIRE(seen.findings.refined.has_value());
  BOOST_TEST(seen.findings.refined->form == "jar");
}

BOOST_AUTO_TEST_CASE(zip_by_another_writer) {
  const Look seen = look(make_archive("zip", "none", {{"evil.exe", exe}, {"Văn bản.txt", text()}}));
  BOOST_TEST(seen.clean());
  BOOST_TEST(content(seen, "Văn bản.txt") == text());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment::archives
