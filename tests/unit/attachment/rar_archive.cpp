#include <boost/test/unit_test.hpp>

#include "archive_samples.h"
#include "attachment/rar.h"

namespace congvu::attachment::archives {

BOOST_AUTO_TEST_SUITE(rar_archive)

const std::string exe = program();
const RarFile program_file{.name = "foto/evil.exe", .content = exe};
const RarFile text_file{.name = "safe.txt", .content = text()};

using Writer = std::string (*)(const std::vector<RarFile>&, const RarShape&);
const std::vector<Writer> writers = {make_rar4, make_rar5};

BOOST_AUTO_TEST_CASE(stored_entries) {
  for (const auto make : writers) {
    RarFile folder{.name = "foto", .content = ""};
    folder.folder = true;
    const Look seen = look(make({folder, program_file, text_file}, {}));
    BOOST_TEST(seen.clean());
    BOOST_TEST(seen.children.size() == 2U);
    BOOST_TEST(content(seen, "safe.txt") == text());
    BOOST_TEST((content(seen, "foto/evil.exe") == exe || content(seen, "foto\\evil.exe") == exe));
  }
}

BOOST_AUTO_TEST_CASE(encrypted_data) {
  for (const auto make : writers) {
    RarFile sealed = program_file;
    sealed.encrypted = true;
    const Look seen = look(make({text_file, sealed}, {}));
    BOOST_TEST(seen.findings.encrypted);
    BOOST_TEST(seen.findings.unchecked.empty());
    BOOST_TEST_REQUIRE(seen.children.size() == 2U);
    BOOST_TEST(!seen.children[0].findings.encrypted);
    BOOST_TEST(seen.children[1].findings.encrypted);
    BOOST_TEST((seen.children[1].content == Content::absent));
    BOOST_TEST(seen.children[1].blob.bytes.empty());
  }
}

BOOST_AUTO_TEST_CASE(encrypted_headers) {
  for (const auto make : writers) {
    const Look seen = look(make({program_file}, {.headers_encrypted = true}));
    BOOST_TEST(seen.findings.encrypted);
    BOOST_TEST(seen.children.empty());
    BOOST_TEST(!seen.has(Unchecked::damaged));
  }
}

BOOST_AUTO_TEST_CASE(solid_lists_every_name) {
  for (const auto make : writers) {
    RarFile packed = program_file, other = text_file;
    packed.stored = other.stored = false;  // the bytes are no packed stream: only the list is tested
    const Look seen =
        look(make({packed, other, {.name = "3.txt", .content = text(), .stored = false}}, {.solid = true}));
    BOOST_TEST(seen.children.size() == 3U);
    BOOST_TEST(seen.find("safe.txt") != nullptr);
    BOOST_TEST(seen.find("3.txt") != nullptr);
    for (const auto& child : seen.children) BOOST_TEST(!child.findings.unchecked.empty());
    BOOST_TEST(!seen.findings.encrypted);
  }
}

BOOST_AUTO_TEST_CASE(volumes) {
  for (const auto make : writers) {
    RarFile part = program_file;
    part.split_after = true;
    const Look seen = look(make({part}, {.volume = true}));
    BOOST_TEST(seen.has(Unchecked::split_volume));
    BOOST_TEST_REQUIRE(seen.children.size() == 1U);
    BOOST_TEST((seen.children[0].content == Content::cut));
    BOOST_TEST(has(seen.children[0].findings, Unchecked::split_volume));
  }
}

BOOST_AUTO_TEST_CASE(wrong_sums_are_walked_over) {
  for (const auto make : writers) {
    RarFile wrong = text_file;
    wrong.bad_sum = true;
    const Look seen = look(make({wrong, program_file}, {}));
    BOOST_TEST(seen.has(Unchecked::damaged));
    BOOST_TEST(seen.children.size() == 2U);
    BOOST_TEST(content(seen, "safe.txt") == text());
  }
}

BOOST_AUTO_TEST_CASE(cut_archives) {
  for (const auto make : writers) {
    const std::string whole = make({text_file, program_file}, {});
    const Look seen = look(whole.substr(0, whole.size() - 500));
    BOOST_TEST(seen.has(Unchecked::damaged));
    BOOST_TEST(content(seen, "safe.txt") == text());
    BOOST_TEST_REQUIRE(seen.children.size() == 2U);
    BOOST_TEST((seen.children[1].content == Content::cut));
    BOOST_TEST(has(seen.children[1].findings, Unchecked::damaged));
    // RAR 4 may end without an end block.
    BOOST_TEST(!look(make({text_file}, {.end = false})).has(Unchecked::damaged));
  }
}

BOOST_AUTO_TEST_CASE(every_cut_gives_an_answer) {
  for (const auto make : writers) {
    const std::string whole = make({text_file, {.name = "b.txt", .content = text()}}, {});
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Look seen = look(whole.substr(0, size));
      BOOST_TEST(seen.children.size() <= 2U);
    }
  }
}

BOOST_AUTO_TEST_CASE(data_behind_the_end) {
  for (const auto make : writers) {
    const Look seen = look(make({text_file}, {}) + "behind");
    BOOST_TEST(seen.has(Deviation::archive_trailing_data));
    BOOST_TEST(!seen.has(Unchecked::damaged));
    BOOST_TEST(content(look(make({text_file}, {}) + make({program_file}, {})), "foto/evil.exe") == exe);
  }
}

BOOST_AUTO_TEST_CASE(unicode_name_of_rar4) {
  // High byte 0x1E; flags 0b01'00'01'00: a letter with the high byte, one without, ...
  const std::string unicode = "\x1e\x44\xa3" + "."s + "\x81" + "e" + "\x00"s + "xe";
  const std::string expected =
      "\xe1\xba\xa3.\xe1\xba\x81"
      "exe";
  RarFile file = text_file;
  file.name = "?.?exe";
  file.unicode = unicode;
  const Look seen = look(make_rar4({file}));
  BOOST_TEST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children[0].names.front() == expected);
  BOOST_TEST(seen.children[0].names.back() == "?.?exe");
}

BOOST_AUTO_TEST_CASE(run_of_the_plain_name_in_a_unicode_name) {
  // Flag 3, length 4 without correction: six bytes of the plain name; then a letter of its own.
  BOOST_TEST(decode_rar4_name("abcdef.x"s + '\0' + "\x01\xc0\x04z") == "abcdefz");
  // With a correction: each byte plus 1, under the high byte.
  BOOST_TEST(decode_rar4_name("ab"s + '\0' + "\x01\xc0\x80\x01") == "\xc5\xa2\xc5\xa3");
  BOOST_TEST(decode_rar4_name("ab"s + '\0' + "\x01\xc0\xff") ==
             "\xc5\xa1\xc5\xa2");  // cut: never past the ends
  BOOST_TEST(decode_rar4_name("plain") == "plain");
}

BOOST_AUTO_TEST_CASE(two_names_of_one_rar4_entry) {
  RarFile file = text_file;
  file.name = "safe.txt";
  file.unicode = "\x00\x00"s + "evil" + "\x00"s + ".exe";
  const Look seen = look(make_rar4({file}));
  BOOST_TEST(seen.find("evil.exe") != nullptr);
  BOOST_TEST(seen.find("safe.txt") != nullptr);
  BOOST_TEST(has(seen.children.at(0).findings, Deviation::archive_names_differ));
}

BOOST_AUTO_TEST_CASE(link_in_rar5_is_a_child_by_its_name) {
  RarFile link{.name = "ban-sao.exe", .content = ""};
  link.redirect = 5;
  const Look seen = look(make_rar5({program_file, link}));
  BOOST_TEST_REQUIRE(seen.find("ban-sao.exe") != nullptr);
  BOOST_TEST((seen.find("ban-sao.exe")->content == Content::whole));
}

BOOST_AUTO_TEST_CASE(services_are_no_entries) {
  const std::string bytes = "Rar!\x1a\x07\x01\x00"s + rar5_block(vint(1) + vint(0) + vint(0)) +
                            rar5_block(rar5_file({.name = "CMT", .content = "ghi chú"}, 3), "ghi chú") +
                            rar5_block(rar5_file(text_file, 2), text()) +
                            rar5_block(vint(5) + vint(0) + vint(0));
  const Look seen = look(bytes);
  BOOST_TEST(seen.clean());
  BOOST_TEST(seen.children.size() == 1U);
}

BOOST_AUTO_TEST_CASE(copy_of_the_headers_with_other_names) {
  const std::string front = "Rar!\x1a\x07\x01\x00"s + rar5_block(vint(1) + vint(0) + vint(0));
  const std::string file = rar5_block(rar5_file(text_file, 2), text());
  RarFile other = text_file;
  other.name = "evil.exe";
  const std::string copy = rar5_block(rar5_file(other, 2));
  for (const bool same_place : {true, false}) {
    const std::string record = vint(0) + vint(same_place ? file.size() : 3) + vint(copy.size()) + copy;
    const std::string quick = le(0, 4) + vint(record.size()) + record;
    const std::string service = rar5_block(rar5_file({.name = "QO", .content = quick}, 3), quick);
    std::string bytes = front;
    bytes.append(file).append(service).append(rar5_block(vint(5) + vint(0) + vint(0)));
    const Look seen = look(bytes);
    const Child* child = seen.find("evil.exe");
    BOOST_TEST_REQUIRE(child != nullptr);
    BOOST_TEST(
        has(child->findings, same_place ? Deviation::archive_names_differ : Deviation::archive_hidden_entry));
    BOOST_TEST(content(seen, "safe.txt") == text());
  }
}

BOOST_AUTO_TEST_CASE(hostile_sizes) {
  // Names, extra areas and data that claim more than there is.
  const std::string front = "Rar!\x1a\x07\x01\x00"s + rar5_block(vint(1) + vint(0) + vint(0));
  const std::uint64_t huge = UINT64_MAX >> 1;
  for (const auto& body :
       {vint(2) + vint(2) + vint(huge) + vint(0), vint(2) + vint(3) + vint(huge) + vint(huge),
        vint(2) + vint(0) + vint(0) + vint(1) + vint(0) + vint(0) + vint(0) + vint(huge) + "x"}) {
    const Look seen = look(front + rar5_block(body) + std::string(50, 'z'));
    BOOST_TEST(seen.has(Unchecked::damaged));
  }
  BOOST_TEST(look(front + le(0, 4) + std::string(12, '\xff')).has(Unchecked::damaged));
  BOOST_TEST(look("Rar!\x1a\x07\x00"s + std::string(100, '\0')).has(Unchecked::damaged));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment::archives
