#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "archive_samples.h"

namespace congvu::attachment::archives {

BOOST_AUTO_TEST_SUITE(archive_containers)

const std::string exe = program();
const std::vector<Plain> both = {{"foto/evil.exe", exe}, {"Văn bản.txt", text()}};

void test_both(const std::string& bytes, const std::string& exe_name = "foto/evil.exe",
               const std::string& text_name = "Văn bản.txt") {
  const Look seen = look(bytes);
  BOOST_TEST(seen.clean());
  BOOST_TEST(seen.children.size() == 2U);
  BOOST_TEST(content(seen, exe_name) == exe);
  BOOST_TEST(content(seen, text_name) == text());
}

BOOST_AUTO_TEST_CASE(containers_of_every_format) {
  for (const auto* format : {"ustar", "pax", "gnutar", "v7tar", "newc", "odc", "xar", "7zip"})
    BOOST_TEST_CONTEXT(format) test_both(make_archive(format, "none", both));
  const Look ar = look(make_archive("arbsd", "none", {{"evil.exe", exe}, {"a.txt", text()}}));
  BOOST_TEST(ar.clean());
  BOOST_TEST(content(ar, "evil.exe") == exe);
  test_both(make_cab({{"evil.exe", exe}, {"a.txt", text()}}), "evil.exe", "a.txt");
  test_both(make_lha({{"evil.exe", exe}, {"a.txt", text()}}), "evil.exe", "a.txt");
}

BOOST_AUTO_TEST_CASE(iso_image) {
  const Look seen = look(make_archive("iso9660", "none", both));
  BOOST_TEST(seen.clean());
  BOOST_TEST(content(seen, "foto/evil.exe") == exe);
  BOOST_TEST(seen.children.size() == 2U);
  std::string bridge = make_archive("iso9660", "none", both);
  bridge.replace(0x8000 + 9 * 2048 + 1, 5, "NSR02");  // a UDF side, which nothing here reads
  BOOST_TEST(look(bridge).has(Unchecked::unsupported_format));
}

std::string utf16be(const std::string& ascii) {
  std::string out;
  for (const char c : ascii) out.append(1, '\0').append(1, c);
  return out;
}

BOOST_AUTO_TEST_CASE(iso_image_with_two_trees_that_differ) {
  const std::string whole = make_archive("iso9660", "none", {{"evil.exe", exe}, {"safe.txt", text()}});
  const auto record = whole.find(utf16be("evil.exe"));  // in the Joliet tree: what Windows shows
  BOOST_TEST_REQUIRE(record != std::string::npos);
  // Another name for the same bytes.
  std::string renamed = whole;
  renamed.replace(record, 16, utf16be("evil.txt"));
  Look seen = look(renamed);
  BOOST_TEST(seen.children.size() == 3U);
  BOOST_TEST(seen.find("evil.exe") != nullptr);
  BOOST_TEST(has(seen.children.back().findings, Deviation::archive_hidden_entry));
  // Two names for one file in one tree are two entries.
  std::string twice = whole;
  const auto other = whole.find(utf16be("safe.txt"));
  twice.replace(record - 31, 16, whole.substr(other - 31, 16));  // place and size of the data
  seen = look(twice);
  const auto holds = [&seen](const std::string& bytes) {
    return std::any_of(seen.children.begin(), seen.children.end(),
                       [&bytes](const Child& child) { return child.blob.bytes == bytes; });
  };
  BOOST_TEST(seen.find("evil.exe") != nullptr);
  BOOST_TEST(seen.find("safe.txt") != nullptr);
  BOOST_TEST(holds(text()));
  BOOST_TEST(holds(exe));
}

BOOST_AUTO_TEST_CASE(filtered_tar) {
  for (const auto* filter : {"gzip", "bzip2", "xz", "lzma", "zstd", "compress"}) {
    BOOST_TEST_CONTEXT(filter) {
      test_both(make_archive("ustar", filter, both));
      test_both(make_archive("newc", filter, both));
    }
  }
}

BOOST_AUTO_TEST_CASE(one_compressed_file) {
  const std::vector<std::pair<const char*, std::string>> kinds = {{"gzip", ".gz"},  {"bzip2", ".bz2"},
                                                                  {"xz", ".xz"},    {"lzma", ".lzma"},
                                                                  {"zstd", ".zst"}, {"compress", ".Z"}};
  for (const auto& [filter, suffix] : kinds) {
    BOOST_TEST_CONTEXT(filter) {
      const Look seen = look(make_stream(filter, exe), "Báo cáo.exe" + suffix);
      BOOST_TEST(seen.clean());
      BOOST_TEST_REQUIRE(seen.children.size() == 1U);
      BOOST_TEST((seen.children[0].role == Role::layer));
      BOOST_TEST(seen.children[0].names.front() == "Báo cáo.exe");
      BOOST_TEST(seen.children[0].blob.bytes == exe);
    }
  }
}

BOOST_AUTO_TEST_CASE(lzma_with_unusual_properties) {
  const std::string odd =
      "\022\000\020\000\000\377\377\377\377\377\377\377\377\000\046\227\064\151\361\010\246\111\207\011\224\344\363\263\164\377\377\320\313\000\000"s;
  const Look seen = look(odd, "a.dat");
  BOOST_TEST(seen.clean());
  BOOST_TEST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children[0].blob.bytes == "MZ xin chao");
  // A chance header out of which nothing comes says nothing; properties that liblzma does not try do.
  std::string chance = odd.substr(0, 14) + std::string(64, '\xff');
  BOOST_TEST(look(chance, "a.dat").clean());
  BOOST_TEST(look(chance, "a.dat").children.empty());
  chance[0] = 8 + 9 * 4;
  BOOST_TEST(!look(chance, "a.dat").clean());
}

BOOST_AUTO_TEST_CASE(gzip_details) {
  // A name in the header, two members, zeros only.
  const std::string packed = deflated(exe);
  const std::string named =
      "\x1f\x8b\x08\x08" + le(0, 6) + "evil.exe" + '\0' + packed + le(crc(exe), 4) + le(exe.size(), 4);
  Look seen = look(named, "hoa-don.gz");
  BOOST_TEST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.find("evil.exe") != nullptr);
  BOOST_TEST(seen.find("hoa-don") != nullptr);
  seen = look(make_stream("gzip", exe) + make_stream("gzip", text()));
  BOOST_TEST(seen.children.at(0).blob.bytes == exe + text());
  seen = look(make_stream("gzip", std::string(100'000, '\0')), "a.tgz");
  BOOST_TEST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children[0].names.front() == "a.tar");
  BOOST_TEST(seen.children[0].blob.bytes.size() == 100'000U);
  seen = look(named.substr(0, named.size() - 20));
  BOOST_TEST(seen.has(Unchecked::damaged));
  BOOST_TEST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST((seen.children[0].content == Content::cut));
}

BOOST_AUTO_TEST_CASE(thirty_layers_are_thirty_children) {
  std::string bytes = exe;
  for (int i = 0; i < 30; ++i) bytes = make_stream("gzip", bytes);
  for (int i = 0; i < 30; ++i) {
    const Look seen = look(bytes, "");
    BOOST_TEST_REQUIRE(seen.children.size() == 1U);
    bytes = std::string(seen.children[0].blob.bytes);
  }
  BOOST_TEST(bytes == exe);
}

BOOST_AUTO_TEST_CASE(seven_zip_encryption) {
  BOOST_TEST(look(sample("plain.7z.b64")).clean());
  Look seen = look(sample("data.7z.b64"));
  BOOST_TEST(seen.findings.encrypted);
  BOOST_TEST(seen.children.size() == 2U);
  for (const auto& child : seen.children) {
    BOOST_TEST(child.findings.encrypted);
    BOOST_TEST((child.content == Content::absent));
  }
  seen = look(sample("head.7z.b64"));
  BOOST_TEST(seen.findings.encrypted);
  BOOST_TEST(seen.children.empty());
  BOOST_TEST(!seen.has(Unchecked::damaged));
  seen = look(sample("part.7z.b64"));
  BOOST_TEST(seen.findings.encrypted);
  BOOST_TEST(content(seen, "a.txt").size() == 26U);
  BOOST_TEST(seen.find("x.exe")->findings.encrypted);
  // Folders packed with and without a password in turn: every name is there, and every plain content.
  seen = look(sample("mixed.7z.b64"));
  BOOST_TEST(seen.findings.encrypted);
  BOOST_TEST(seen.children.size() == 6U);
  BOOST_TEST(content(seen, "d/x.exe").size() == 3480U);
  BOOST_TEST(seen.find("c.txt")->findings.encrypted);
  BOOST_TEST(seen.findings.unchecked.empty());
}

BOOST_AUTO_TEST_CASE(links_count_by_their_names) {
  std::string tar = make_archive("ustar", "none", {{"lien-ket.exe", ""}});
  tar[156] = '2';
  tar.replace(157, 5, "x.txt");
  std::string block = tar.substr(0, 512);
  block.replace(148, 8, "        ");
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  char octal[8];
  std::snprintf(octal, sizeof octal, "%06o", sum);
  tar.replace(148, 8, std::string(octal) + '\0' + ' ');
  const Look seen = look(tar);
  BOOST_TEST(seen.find("lien-ket.exe") != nullptr);
}

BOOST_AUTO_TEST_CASE(cut_containers_are_damaged) {
  for (const auto* format : {"ustar", "newc", "7zip", "xar"}) {
    BOOST_TEST_CONTEXT(format) {
      const std::string whole = make_archive(format, "none", both);
      const Look seen = look(whole.substr(0, whole.size() / 2));
      BOOST_TEST(seen.has(Unchecked::damaged));
    }
  }
  const std::string tgz = make_archive("ustar", "gzip", both);
  BOOST_TEST(look(tgz.substr(0, tgz.size() / 2)).has(Unchecked::damaged));
}

BOOST_AUTO_TEST_CASE(volumes_and_what_nothing_opens) {
  BOOST_TEST(look(make_cab({{"a.txt", text()}}, 2)).has(Unchecked::split_volume));
  const std::vector<std::string> unopened = {"1234567**ACE**" + std::string(50, 'x'),
                                             "MSWIM\0\0\0"s + std::string(200, '\0'),
                                             "vhdxfile" + std::string(200, '\0'),
                                             std::string(2048, '\0') + "conectix" + std::string(504, '\0'),
                                             "LZIP\x01" + std::string(50, 'x'),
                                             "\xed\xab\xee\xdb" + std::string(100, 'x'),
                                             "SZDD\x88\xf0\x27\x33" + std::string(50, 'x')};
  for (const auto& bytes : unopened) BOOST_TEST(look(bytes).has(Unchecked::unsupported_format));
  std::string udf(0x8000 + 4 * 2048, '\0');
  udf.replace(0x8001, 5, "BEA01");
  udf.replace(0x8801, 5, "NSR02");
  BOOST_TEST(look(udf).has(Unchecked::unsupported_format));
}

BOOST_AUTO_TEST_CASE(plain_files_get_no_reader) {
  const std::vector<std::string> plain = {text(),
                                          exe,
                                          std::string(100'000, '\n'),
                                          std::string(100'000, '\0'),
                                          "070707 is a number\n" + text(),
                                          "BZh is a name, PK too, Rar! as well, MSCF and 7z" + text(),
                                          "\x89PNG\r\n\x1a\n" + std::string(5000, 'x'),
                                          "hello\n",
                                          "]" + std::string(50, '\0'),
                                          "PK",
                                          "-lh5-",
                                          "Rar!\x1a\x07",
                                          "7z\xbc\xaf\x27\x1c" + std::string(2, 'x')};
  for (const auto& bytes : plain) {
    Item item;
    item.object.blob = Blob::own(bytes);
    Readers readers;
    open_archive_readers(item, {}, readers);
    if (bytes.substr(0, 2) != "7z" && bytes != "Rar!\x1a\x07") BOOST_TEST(readers.empty());
    const Look seen = look(bytes);
    BOOST_TEST(seen.children.empty());
    BOOST_TEST(!seen.findings.encrypted);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment::archives
