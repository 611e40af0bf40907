// Bombs and floods: bounded, linear, and never silent.
#include <boost/test/unit_test.hpp>

#include "archive_samples.h"

namespace congvu::attachment::archives {

BOOST_AUTO_TEST_SUITE(archive_limits)

Limits small() {
  Limits limits;
  limits.unpacked_bytes = 1U << 20;
  limits.entry_bytes = 300'000;
  limits.entries = 100;
  return limits;
}

bool noted(const Look& seen, const std::string& limit) {
  return std::find(seen.limits.begin(), seen.limits.end(), limit) != seen.limits.end();
}

BOOST_AUTO_TEST_CASE(long_entry_is_cut) {
  const std::string zeros(5'000'000, '\0');
  const std::vector<std::string> bombs = {make_zip({{.name = "x", .content = zeros}}),
                                          make_zip({{.name = "x", .content = zeros, .method = 0}}),
                                          make_rar5({{.name = "x", .content = zeros.substr(0, 400'000)}}),
                                          make_archive("7zip", "none", {{"x", zeros}}),
                                          make_archive("ustar", "xz", {{"x", zeros}}),
                                          make_stream("gzip", zeros),
                                          make_stream("bzip2", zeros)};
  for (const auto& bomb : bombs) {
    const Look seen = look(bomb, "x", small());
    BOOST_TEST_REQUIRE(seen.children.size() == 1U);
    BOOST_TEST((seen.children[0].content == Content::cut));
    BOOST_TEST(seen.children[0].blob.bytes.size() <= 300'000U);
    BOOST_TEST(seen.children[0].blob.bytes.size() > 0U);
    BOOST_TEST(has(seen.children[0].findings, Unchecked::limit));
    BOOST_TEST(noted(seen, "entry_bytes"));
  }
}

BOOST_AUTO_TEST_CASE(all_bytes_together) {
  std::vector<ZipFile> files(20, {.name = "x", .content = std::string(200'000, 'a')});
  for (std::size_t i = 0; i < files.size(); ++i) files[i].name += std::to_string(i);
  const Look seen = look(make_zip(files), "x", small());
  std::size_t bytes = 0;
  for (const auto& child : seen.children) bytes += child.blob.bytes.size();
  BOOST_TEST(bytes <= 1U << 20);
  BOOST_TEST(noted(seen, "unpacked_bytes"));
  BOOST_TEST(has(seen.children.back().findings, Unchecked::limit));
}

BOOST_AUTO_TEST_CASE(ratio_is_judged) {
  Limits limits;
  limits.ratio = 50;
  limits.ratio_floor = 100'000;
  const Look seen = look(make_zip({{.name = "x", .content = std::string(3'000'000, '\0')}}), "x", limits);
  BOOST_TEST(noted(seen, "ratio"));
  BOOST_TEST(has(seen.children.at(0).findings, Unchecked::limit));
}

BOOST_AUTO_TEST_CASE(many_entries) {
  std::vector<ZipFile> files(60'000, {.name = "a", .content = "", .method = 0});
  for (std::size_t i = 0; i < files.size(); ++i) files[i].name += std::to_string(i);
  const Look seen = look(make_zip(files));
  BOOST_TEST(seen.children.size() == Limits{}.entries);
  BOOST_TEST(seen.has(Unchecked::limit));
  BOOST_TEST(noted(seen, "entries"));
  std::vector<RarFile> packed(300, {.name = "a", .content = "b"});
  for (const auto& bytes : {make_rar4(packed), make_rar5(packed)}) {
    const Look rar = look(bytes, "x", small());
    BOOST_TEST(rar.children.size() == 100U);
    BOOST_TEST(rar.has(Unchecked::limit));
  }
  std::vector<Plain> plain(300, {"a", "b"});
  BOOST_TEST(look(make_archive("ustar", "none", plain), "x", small()).has(Unchecked::limit));
}

BOOST_AUTO_TEST_CASE(overlapping_entries_cost_what_they_give) {
  // One stored block of data under many directory records.
  const std::string data(100'000, 'd');
  std::string bytes =
      make_zip({{.name = "x", .content = data, .method = 0}}, {.directory = false, .end = false});
  const std::size_t at = bytes.size();
  for (int i = 0; i < 90; ++i) {
    const std::string name = "x" + std::to_string(i);
    bytes += "PK\x01\x02" + le(20, 2) + le(20, 2) + le(0, 2) + le(0, 2) + le(0, 4) + le(crc(data), 4) +
             le(data.size(), 4) + le(data.size(), 4) + le(name.size(), 2) + le(0, 2) + le(0, 2) + le(0, 2) +
             le(0, 2) + le(0, 4) + le(0, 4) + name;
  }
  bytes += "PK\x05\x06" + le(0, 4) + le(90, 2) + le(90, 2) + le(bytes.size() - at, 4) + le(at, 4) + le(0, 2);
  const Look seen = look(bytes, "x", small());
  std::size_t given = 0;
  for (const auto& child : seen.children) given += child.blob.bytes.size();
  BOOST_TEST(given <= 1U << 20);
  BOOST_TEST(noted(seen, "unpacked_bytes"));
}

// Shapes that would be slow if anything were looked at again and again. What is asserted is that an answer
// comes within the processor time of a budget of two seconds.
BOOST_AUTO_TEST_CASE(floods_of_signatures_stay_linear) {
  const auto flood = [](const std::string& unit) {
    std::string bytes;
    while (bytes.size() < 2U << 20) bytes += unit;
    return bytes;
  };
  const std::string rar = "Rar!\x1a\x07\x01\x00"s + rar5_block(vint(1) + vint(0) + vint(0));
  const std::string lonely =
      make_zip({{.name = "a", .content = "", .method = 0}}, {.directory = false, .end = false});
  std::string masked = lonely;
  masked[6] = 8;  // sizes behind the data, of a stored entry
  std::string streamed = make_zip({{.name = "a", .content = "b"}}, {.directory = false, .end = false});
  streamed[6] = 8;
  streamed.replace(18, 4, le(0, 4));
  const std::vector<std::string> units = {"PK\x05\x06",
                                          "PK\x05\x06" + std::string(18, '\0'),
                                          "PK\x01\x02",
                                          "PK\x01\x02" + std::string(42, '\0'),
                                          "PK\x03\x04",
                                          "Rar!\x1a\x07",
                                          "7z\xbc\xaf\x27\x1c",
                                          "MSCF\0\0\0\0"s,
                                          "PK",
                                          rar,
                                          lonely,
                                          masked,
                                          streamed,
                                          make_zip({{.name = "a", .content = "b"}}),
                                          make_stream("gzip", ""),
                                          make_rar4({{.name = "a", .content = "b"}})};
  const Limits limits;
  for (const auto& unit : units)
    for (const auto& front : {""s, "x"s, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"s}) {
      const Look seen = look(front + flood(unit), "x", limits);
      BOOST_TEST(!noted(seen, "cpu_ms"));
      BOOST_TEST(seen.children.size() <= limits.entries);
    }
}

BOOST_AUTO_TEST_CASE(every_small_change_gives_an_answer) {
  const std::vector<std::string> whole = {
      make_zip({{.name = "a.txt", .content = text()}, {.name = "b", .content = "x", .method = 0}}),
      make_rar4({{.name = "a.txt", .content = text()}}), make_rar5({{.name = "a.txt", .content = text()}}),
      make_cab({{"a.txt", text()}}), sample("plain.7z.b64")};
  for (const auto& bytes : whole)
    for (std::size_t at = 0; at < bytes.size(); ++at)
      for (const int value : {0x00, 0xff, 0x80}) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(value);
        BOOST_TEST(look(changed).children.size() < 10U);
      }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment::archives
