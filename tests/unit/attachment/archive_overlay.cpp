// Archives behind other data, and archives inside archives that must not be found twice.
#include <boost/test/unit_test.hpp>
#include <random>

#include "archive_samples.h"
#include "attachment/overlay.h"

namespace congvu::attachment::archives {

BOOST_AUTO_TEST_SUITE(archive_overlay)

const std::string exe = program();

std::vector<std::string> archives_with_program() {
  return {make_zip({{.name = "evil.exe", .content = exe}}), make_rar4({{.name = "evil.exe", .content = exe}}),
          make_rar5({{.name = "evil.exe", .content = exe}}),
          make_archive("7zip", "none", {{"evil.exe", exe}}), make_cab({{"evil.exe", exe}})};
}

BOOST_AUTO_TEST_CASE(behind_anything) {
  const std::vector<std::string> fronts = {exe,
                                           "\x7f"
                                           "ELF" +
                                               std::string(5000, '\1'),
                                           "\xff\xd8\xff\xe0" + std::string(20'000, 'j') + "\xff\xd9",
                                           "%PDF-1.4\n" + std::string(3000, ' ') + "%%EOF\n",
                                           text(),
                                           std::string(2'000'000, 'x'),
                                           make_stream("gzip", text())};
  for (const auto& front : fronts)
    for (const auto& archive : archives_with_program()) {
      const Look seen = look(front + archive);
      BOOST_TEST(content(seen, "evil.exe") == exe);
      BOOST_TEST(!seen.has(Unchecked::damaged));
      // A PDF's own reader knows what belongs to it: there the place is no finding.
      const bool noted =
          seen.has(Deviation::archive_leading_data) || seen.has(Deviation::archive_trailing_data);
      BOOST_TEST(noted == (front[0] != '%'));
      BOOST_TEST(content(look(front + archive + "tail"), "evil.exe") == exe);
    }
}

BOOST_AUTO_TEST_CASE(weak_formats_right_behind_an_archive) {
  const std::string tar = make_archive("ustar", "none", {{"evil.exe", exe}});
  const std::vector<std::string> fronts = {
      make_archive("ustar", "none", {{"a.txt", text()}}), make_zip({{.name = "a.txt", .content = text()}}),
      make_rar5({{.name = "a.txt", .content = text()}}), make_cab({{"a.txt", text()}})};
  for (const auto& front : fronts)
    for (const auto& behind : {tar, make_archive("newc", "none", {{"evil.exe", exe}}),
                               make_archive("ustar", "gzip", {{"evil.exe", exe}})}) {
      const Look seen = look(front + behind);
      BOOST_TEST(content(seen, "a.txt") == text());
      BOOST_TEST(content(seen, "evil.exe") == exe);
      BOOST_TEST(seen.has(Deviation::archive_trailing_data));
    }
}

BOOST_AUTO_TEST_CASE(encrypted_behind_a_picture) {
  RarFile sealed{.name = "evil.exe", .content = exe};
  sealed.encrypted = true;
  const std::string picture = "\xff\xd8\xff\xe0" + std::string(5000, 'j');
  BOOST_TEST(look(picture + make_rar5({sealed})).findings.encrypted);
  BOOST_TEST(look(picture + make_rar4({sealed}, {.headers_encrypted = true})).findings.encrypted);
  BOOST_TEST(look(picture + sample("head.7z.b64")).findings.encrypted);
  BOOST_TEST(look(picture + sample("zcrypt.zip.b64")).findings.encrypted);
}

BOOST_AUTO_TEST_CASE(unknown_data_with_an_archive_is_an_archive) {
  const Look seen = look(std::string(100, 'x') + make_rar5({{.name = "a.txt", .content = text()}}));
  BOOST_TEST_REQUIRE(seen.findings.refined.has_value());
  BOOST_TEST(seen.findings.refined->form == "rar5");
  FileType image;
  image.kind = Kind::image;
  BOOST_TEST(
      !look("\xff\xd8" + make_rar5({{.name = "a", .content = "b"}}), "a.jpg", {}, image).findings.refined);
}

BOOST_AUTO_TEST_CASE(two_behind_each_other) {
  for (const auto& first : archives_with_program())
    for (const auto& second : archives_with_program()) {
      std::string bytes(50, 'x');
      bytes.append(first).append(50, 'y').append(second);
      const Look seen = look(bytes);
      BOOST_TEST(seen.children.size() == 2U);
      const Look front = look(first + second);
      BOOST_TEST(front.children.size() == 2U);
    }
}

BOOST_AUTO_TEST_CASE(stored_archives_are_found_once) {
  // Inside each container every archive lies as it stands; a container's own children are the only ones.
  std::vector<Plain> files;
  std::vector<ZipFile> zipped;
  std::vector<RarFile> packed;
  for (const auto& archive : archives_with_program()) {
    const std::string name = "trong" + std::to_string(files.size());
    files.push_back({name, archive});
    zipped.push_back({.name = name, .content = archive, .method = 0});
    packed.push_back({.name = name, .content = archive});
  }
  const std::vector<std::string> containers = {make_zip(zipped),
                                               make_rar4(packed),
                                               make_rar5(packed),
                                               make_archive("ustar", "none", files),
                                               make_archive("newc", "none", files),
                                               make_cab(files),
                                               make_lha(files),
                                               make_archive("arbsd", "none", files)};
  for (const auto& container : containers) {
    const Look seen = look(container);
    BOOST_TEST(seen.children.size() == files.size());
    BOOST_TEST(seen.clean());
  }
  BOOST_TEST(look(make_stream("gzip", containers[1])).children.size() == 1U);
  // Incompressible data lies in a gzip stream as it stands.
  std::string stored = "\x1f\x8b\x08" + le(0, 7) + deflated(containers[1], 0) + le(crc(containers[1]), 4) +
                       le(containers[1].size(), 4);
  const Look seen = look(stored);
  BOOST_TEST(seen.clean());
  BOOST_TEST(seen.children.size() == 1U);
}

BOOST_AUTO_TEST_CASE(parts_of_a_compound_file_make_no_noise) {
  const std::string compound = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(2040, '\0');
  // A whole archive in its sectors is looked into; a torn one is nobody's damage.
  const std::string zip = make_zip({{.name = "evil.exe", .content = exe, .method = 0}});
  Look seen = look(compound + make_rar5({{.name = "evil.exe", .content = exe}}) + std::string(500, '\0'));
  BOOST_TEST(content(seen, "evil.exe") == exe);
  BOOST_TEST(seen.findings.deviations.empty());
  seen = look(compound + zip);
  BOOST_TEST(content(seen, "evil.exe") == exe);
  for (const auto& archive : archives_with_program()) {
    if (archive.substr(0, 4) == "MSCF") continue;  // stored and without sums: torn is as good as whole
    seen = look(compound + archive.substr(0, archive.size() / 2) + std::string(512, '\1') +
                archive.substr(archive.size() / 2) + std::string(600, '\2'));
    BOOST_TEST(seen.clean());
    BOOST_TEST(seen.children.empty());
  }
}

BOOST_AUTO_TEST_CASE(polyglot_of_7z_and_zip) {
  // The zip's end record stands behind everything and counts from its own start.
  const std::string seven = make_archive("7zip", "none", {{"safe.txt", text()}});
  Look seen = look(seven + make_zip({{.name = "evil.exe", .content = exe}}));
  BOOST_TEST(content(seen, "safe.txt") == text());
  BOOST_TEST(content(seen, "evil.exe") == exe);
}

BOOST_AUTO_TEST_CASE(chance_signatures) {
  std::mt19937 random(7);
  std::string noise(300'000, '\0');
  for (auto& c : noise) c = static_cast<char>(random());
  const std::vector<std::string> signatures = {
      "PK\x03\x04",         "PK\x05\x06",   "PK\x01\x02", "Rar!\x1a\x07\x00"s, "Rar!\x1a\x07\x01\x00"s,
      "7z\xbc\xaf\x27\x1c", "MSCF\0\0\0\0"s};
  for (std::size_t at = 1000; at + 100 < noise.size(); at += 1000)
    noise.replace(at, signatures[at / 1000 % signatures.size()].size(),
                  signatures[at / 1000 % signatures.size()]);
  const Look seen = look(noise);
  BOOST_TEST(seen.children.empty());
  BOOST_TEST(seen.findings.unchecked.empty());
  BOOST_TEST(seen.findings.deviations.empty());
}

BOOST_AUTO_TEST_CASE(containers_in_containers) {
  const ZipFile file{.name = "evil.exe", .content = exe};
  std::string bytes = make_zip({file});
  for (int i = 0; i < 6; ++i) {
    bytes = make_archive("ustar", "gzip", {{"x", make_rar5({{.name = "y", .content = bytes}})}});
    bytes = make_zip({{.name = "z", .content = make_stream("xz", bytes)}});
  }
  BOOST_TEST(reaches(bytes, "evil.exe", exe, 40));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment::archives
