// Zips on which programs disagree: every entry that any of them lists is a child.
#include "attachment/zip_directory.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "archive_samples.h"

namespace congvu::attachment::archives {

BOOST_AUTO_TEST_SUITE(zip_directory)

const std::string exe = program();
const ZipFile program_file{.name = "evil.exe", .content = exe};
const ZipFile text_file{.name = "safe.txt", .content = text()};

BOOST_AUTO_TEST_CASE(honest_zip_is_clean) {
  const Look seen =
      look(make_zip({program_file, text_file, {.name = "thu-muc/", .content = "", .method = 0}}));
  BOOST_TEST(seen.clean());
  BOOST_TEST(seen.children.size() == 2U);
  BOOST_TEST(content(seen, "evil.exe") == exe);
  BOOST_TEST(content(seen, "safe.txt") == text());
}

BOOST_AUTO_TEST_CASE(stored_and_descriptor_entries) {
  ZipFile stored = text_file, later = program_file;
  stored.method = 0;
  later.descriptor = true;
  const Look seen = look(make_zip({later, stored}));
  BOOST_TEST(seen.clean());
  BOOST_TEST(content(seen, "evil.exe") == exe);
  BOOST_TEST(content(seen, "safe.txt") == text());
}

BOOST_AUTO_TEST_CASE(both_names_count) {
  for (const bool swapped : {false, true}) {
    ZipFile file = program_file;
    file.name = swapped ? "safe.txt" : "evil.exe";
    file.local_name = swapped ? "evil.exe" : "safe.txt";
    const Look seen = look(make_zip({file}));
    BOOST_TEST_REQUIRE(seen.children.size() == 1U);
    BOOST_TEST(seen.find("evil.exe") != nullptr);
    BOOST_TEST(seen.find("safe.txt") != nullptr);
    BOOST_TEST(has(seen.children[0].findings, Deviation::archive_names_differ));
  }
}

BOOST_AUTO_TEST_CASE(unicode_path_counts_in_either_header) {
  ZipFile file = text_file;
  file.extra = unicode_path("safe.txt", "evil.exe");
  Look seen = look(make_zip({file}));
  BOOST_TEST(seen.find("evil.exe") != nullptr);
  BOOST_TEST(has(seen.children.at(0).findings, Deviation::archive_names_differ));
  file.extra.clear();
  file.local_extra = unicode_path("other", "evil.exe");  // a sum that does not fit: some programs do not look
  seen = look(make_zip({file}));
  BOOST_TEST(seen.find("evil.exe") != nullptr);
}

BOOST_AUTO_TEST_CASE(vietnamese_names_of_windows_programs_are_no_deviation) {
  ZipFile file = text_file;
  file.name = "B\xa0o c\xa0o.docx";
  file.extra = file.local_extra = unicode_path(file.name, "Báo cáo.docx");
  Look seen = look(make_zip({file}));
  BOOST_TEST(seen.clean());
  BOOST_TEST(seen.children.at(0).names.front() == "Báo cáo.docx");
  file.name = "V?n b?n.docx";
  file.extra = file.local_extra = unicode_path(file.name, "Văn bản.docx");
  BOOST_TEST(look(make_zip({file})).clean());
  file.extra = file.local_extra = "";
  file.name = "B\xa0o.exe";
  seen = look(make_zip({file}));
  BOOST_TEST(seen.children.at(0).names.front() == "Báo.exe");  // code page 437
}

BOOST_AUTO_TEST_CASE(name_with_nul_is_given_whole_and_cut) {
  ZipFile file = program_file;
  file.name = "a.exe\0.txt"s;
  const Look seen = look(make_zip({file}));
  BOOST_TEST(seen.find("a.exe") != nullptr);
  BOOST_TEST(seen.find("a.exe\0.txt"s) != nullptr);
}

BOOST_AUTO_TEST_CASE(entry_that_no_directory_names) {
  ZipFile hidden = program_file;
  hidden.central = false;
  for (const bool descriptor : {false, true}) {
    for (const std::uint16_t method : {std::uint16_t{0}, std::uint16_t{8}}) {
      hidden.descriptor = descriptor;
      hidden.method = method;
      const Look seen = look(make_zip({text_file, hidden, text_file}));
      BOOST_TEST(content(seen, "evil.exe") == exe);
      BOOST_TEST(has(seen.find("evil.exe")->findings, Deviation::archive_hidden_entry));
      BOOST_TEST(seen.has(Deviation::archive_hidden_entry));
      BOOST_TEST(!has(seen.find("safe.txt")->findings, Deviation::archive_hidden_entry));
    }
  }
}

BOOST_AUTO_TEST_CASE(two_zips_joined) {
  const std::string first = make_zip({program_file}), second = make_zip({text_file});
  for (const auto& joined : {first + second, second + first}) {
    const Look seen = look(joined);
    BOOST_TEST(content(seen, "evil.exe") == exe);
    BOOST_TEST(content(seen, "safe.txt") == text());
    BOOST_TEST(seen.has(Deviation::archive_hidden_entry));
    BOOST_TEST(!seen.has(Unchecked::damaged));
  }
}

BOOST_AUTO_TEST_CASE(zip_in_the_comment_of_a_zip) {
  const Look seen = look(make_zip({text_file}, {.comment = make_zip({program_file})}));
  BOOST_TEST(content(seen, "evil.exe") == exe);
  BOOST_TEST(content(seen, "safe.txt") == text());
  BOOST_TEST(seen.has(Deviation::archive_hidden_entry));
}

BOOST_AUTO_TEST_CASE(zip_stored_in_a_zip_is_content_and_nothing_else) {
  const std::string inner = make_zip({program_file, text_file});
  const ZipFile stored{.name = "trong.zip", .content = inner, .method = 0};
  for (const auto& files :
       {std::vector<ZipFile>{stored}, {stored, text_file}, {text_file, stored}, {stored, stored}}) {
    const Look seen = look(make_zip(files));
    BOOST_TEST(seen.clean());
    BOOST_TEST(seen.children.size() == files.size());
    BOOST_TEST(content(seen, "trong.zip") == inner);
  }
  ZipFile later = stored;
  later.descriptor = true;
  BOOST_TEST(look(make_zip({later, text_file})).clean());
}

BOOST_AUTO_TEST_CASE(data_in_front_and_behind) {
  Look seen = look(make_zip({program_file}, {.before = "PK\x03\x04" + std::string(1000, 'x')}));
  BOOST_TEST(content(seen, "evil.exe") == exe);
  seen = look(make_zip({program_file}, {.before = std::string(200'000, 'x')}));
  BOOST_TEST(content(seen, "evil.exe") == exe);
  BOOST_TEST(seen.has(Deviation::archive_leading_data));
  for (const std::size_t size : {100U, 70'000U}) {
    seen = look(make_zip({program_file}) + std::string(size, 'y'));
    BOOST_TEST(content(seen, "evil.exe") == exe);
    BOOST_TEST(seen.has(Deviation::archive_trailing_data));
    BOOST_TEST(!seen.has(Unchecked::damaged));
  }
}

BOOST_AUTO_TEST_CASE(counts_are_not_believed) {
  for (const std::uint16_t count : {std::uint16_t{0}, std::uint16_t{1}, std::uint16_t{60'000}}) {
    const Look seen = look(make_zip({text_file, program_file}, {.entries = count}));
    BOOST_TEST(content(seen, "evil.exe") == exe);
  }
}

BOOST_AUTO_TEST_CASE(no_directory_or_cut_is_damaged) {
  Look seen = look(make_zip({program_file, text_file}, {.directory = false, .end = false}));
  BOOST_TEST(content(seen, "evil.exe") == exe);
  BOOST_TEST(content(seen, "safe.txt") == text());
  BOOST_TEST(seen.has(Unchecked::damaged));
  const std::string whole = make_zip({text_file, program_file});
  seen = look(whole.substr(0, 180));
  BOOST_TEST(content(seen, "safe.txt") == text());
  BOOST_TEST(seen.has(Unchecked::damaged));
  BOOST_TEST((seen.find("evil.exe")->content == Content::cut));
  BOOST_TEST(look("PK\x03\x04" + std::string(100, 'a')).has(Unchecked::damaged));
  BOOST_TEST(look("PK\x05\x06" + std::string(18, '\0')).clean());  // an empty zip
}

BOOST_AUTO_TEST_CASE(zip64_records) {
  // Sizes and offset full in the header, real ones in the extra field; the end record full as well.
  const std::string packed = deflated(exe);
  const std::string extra = le(1, 2) + le(24, 2) + le(exe.size(), 8) + le(packed.size(), 8) + le(0, 8);
  const std::string local_extra = le(1, 2) + le(16, 2) + le(exe.size(), 8) + le(packed.size(), 8);
  const std::string local = "PK\x03\x04" + le(45, 2) + le(0, 2) + le(8, 2) + le(0, 4) + le(crc(exe), 4) +
                            le(0xFFFFFFFF, 4) + le(0xFFFFFFFF, 4) + le(8, 2) + le(local_extra.size(), 2) +
                            "evil.exe" + local_extra + packed;
  const std::string central = "PK\x01\x02" + le(45, 2) + le(45, 2) + le(0, 2) + le(8, 2) + le(0, 4) +
                              le(crc(exe), 4) + le(0xFFFFFFFF, 4) + le(0xFFFFFFFF, 4) + le(8, 2) +
                              le(extra.size(), 2) + le(0, 2) + le(0, 2) + le(0, 2) + le(0, 4) +
                              le(0xFFFFFFFF, 4) + "evil.exe" + extra;
  const std::string end64 = "PK\x06\x06" + le(44, 8) + le(45, 2) + le(45, 2) + le(0, 4) + le(0, 4) +
                            le(1, 8) + le(1, 8) + le(central.size(), 8) + le(local.size(), 8);
  const std::string locator = "PK\x06\x07" + le(0, 4) + le(local.size() + central.size(), 8) + le(1, 4);
  const std::string end = "PK\x05\x06" + le(0xFFFF, 2) + le(0xFFFF, 2) + le(0xFFFF, 2) + le(0xFFFF, 2) +
                          le(0xFFFFFFFF, 4) + le(0xFFFFFFFF, 4) + le(0, 2);
  const std::string zip = local + central + end64 + locator + end;
  for (const std::size_t before : {0U, 500U}) {
    const Look seen = look(std::string(before, 'q').append(zip));
    BOOST_TEST(seen.children.size() == 1U);
    BOOST_TEST(content(seen, "evil.exe") == exe);
    BOOST_TEST(!seen.has(Unchecked::split_volume));
    BOOST_TEST(!seen.has(Unchecked::damaged));
  }
}

BOOST_AUTO_TEST_CASE(volumes) {
  BOOST_TEST(look(make_zip({text_file}, {.disk = 3})).has(Unchecked::split_volume));
  ZipFile elsewhere = text_file;
  elsewhere.disk = 2;
  BOOST_TEST(look(make_zip({elsewhere})).has(Unchecked::split_volume));
  const std::string first = "PK\x07\x08" + make_zip({text_file}, {.directory = false, .end = false});
  BOOST_TEST(look(first, "ho-so.z01").has(Unchecked::split_volume));
  BOOST_TEST(look("PK00" + make_zip({text_file})).has(Unchecked::split_volume) == false);
}

BOOST_AUTO_TEST_CASE(sizes_or_methods_that_differ_give_both_contents) {
  // The directory calls it stored, the local header packed.
  ZipFile file = program_file;
  file.packed = deflated(exe);
  file.method = 0;
  file.local_method = 8;
  const Look seen = look(make_zip({file}));
  BOOST_TEST_REQUIRE(seen.children.size() == 2U);
  BOOST_TEST(seen.children[1].blob.bytes == exe);
  BOOST_TEST(has(seen.children[0].findings, Deviation::archive_data_differs));
}

BOOST_AUTO_TEST_CASE(what_a_stream_leaves_over_is_looked_at) {
  ZipFile file = text_file;
  file.packed = deflated(text()) + exe;
  const Look seen = look(make_zip({file}));
  BOOST_TEST(content(seen, "safe.txt") == text());
  BOOST_TEST_REQUIRE(seen.children.size() == 2U);
  BOOST_TEST(seen.children[1].blob.bytes == exe);
}

BOOST_AUTO_TEST_CASE(local_header_hidden_behind_a_shorter_size) {
  // The directory's size covers a second local header; one that goes by the first header's size finds it.
  ZipFile cover{.name = "safe.txt", .content = text(), .method = 0};
  cover.packed = text() + make_zip({program_file}, {.directory = false, .end = false});
  cover.local_packed = static_cast<std::uint32_t>(text().size());
  const Look seen = look(make_zip({cover}));
  BOOST_TEST(content(seen, "evil.exe") == exe);
}

BOOST_AUTO_TEST_CASE(two_directories_for_one_end_record) {
  // The offset leads to one directory, the size to another.
  const std::string first = make_zip({program_file}, {.end = false});
  const std::string whole = make_zip({text_file}, {.before = first});
  std::string patched = whole;
  const std::size_t local = make_zip({program_file}, {.directory = false, .end = false}).size();
  patched.replace(patched.size() - 6, 4, le(local, 4));
  const Look seen = look(patched);
  const auto holds = [&seen](const std::string& bytes) {
    return std::any_of(seen.children.begin(), seen.children.end(),
                       [&](const Child& c) { return c.blob.bytes == bytes; });
  };
  BOOST_TEST(holds(exe));
  BOOST_TEST(holds(text()));
  BOOST_TEST(seen.find("evil.exe") != nullptr);
  BOOST_TEST(seen.find("safe.txt") != nullptr);
}

BOOST_AUTO_TEST_CASE(directory_record_that_leads_nowhere) {
  std::string bytes = make_zip({text_file, program_file});
  const auto at = bytes.rfind("PK\x01\x02");
  bytes.replace(at + 42, 4, le(0x7FFFFFFF, 4));
  const Look seen = look(bytes);
  BOOST_TEST(seen.has(Unchecked::damaged));
  BOOST_TEST(content(seen, "safe.txt") == text());
  // Through its local header, as an entry of its own.
  BOOST_TEST(std::any_of(seen.children.begin(), seen.children.end(),
                         [](const Child& c) { return c.blob.bytes == exe; }));
}

BOOST_AUTO_TEST_CASE(free_ranges_leave_entries_out) {
  Budget budget{Limits{}};
  const std::string bytes = make_zip({program_file}, {.comment = "ghi chú", .before = "0123456789"});
  const auto found = find_zip(bytes, budget);
  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST_REQUIRE(found->free.size() == 2U);
  BOOST_TEST(found->free[0].end == 10U);
  BOOST_TEST(slice(bytes, found->free[1].begin) == "ghi chú");
  BOOST_TEST(found->end == bytes.size());
  BOOST_TEST(!find_zip("plain text PK\x03\x04 and more", budget).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment::archives
