// Archives that two programs read differently: tar headers, discs, RAR services, two formats in one file.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "archive_samples.h"
#include "attachment/iso_records.h"
#include "attachment/tar_headers.h"

namespace congvu::attachment::archives {

BOOST_AUTO_TEST_SUITE(archive_lies)

const std::string exe = program();

struct TarRow {
  std::string name, content;
  char kind = '0';
  std::string size = {};  // in place of the honest field
};

std::string padded(std::string data) {
  data.resize((data.size() + 511) / 512 * 512, '\0');
  return data;
}

std::string octal(std::uint64_t value, unsigned digits) {
  std::string out(digits, '0');
  for (auto at = out.rbegin(); at != out.rend(); ++at, value /= 8) *at = static_cast<char>('0' + value % 8);
  return out;
}

std::string tar_header(const TarRow& row) {
  std::string out(512, '\0');
  const auto put = [&out](std::size_t at, const std::string& text) { out.replace(at, text.size(), text); };
  put(0, row.name.substr(0, 100));
  put(124, row.size.empty() ? octal(row.content.size(), 11) : row.size);
  put(148, std::string(8, ' '));
  out[156] = row.kind;
  put(257, "ustar\0"s + "00");
  std::uint64_t sum = 0;
  for (const char c : out) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6) + "\0"s);
  return out;
}

std::string tar_of(const std::vector<TarRow>& rows) {
  std::string out;
  for (const auto& row : rows) out += tar_header(row) + padded(row.content);
  return out + std::string(1024, '\0');
}

std::string pax(const std::string& key, const std::string& value) {
  const std::string rest = " " + key + "=" + value + "\n";
  std::size_t length = rest.size() + 1;
  while (std::to_string(length).size() + rest.size() != length) ++length;
  return std::to_string(length) + rest;
}

TarHeaders headers_of(const std::string& bytes, std::size_t piece = SIZE_MAX) {
  TarHeaders headers;
  for (std::size_t at = 0; at < bytes.size(); at += std::min(piece, bytes.size() - at))
    headers.feed(ByteView(bytes).substr(at, piece));
  return headers;
}

BOOST_AUTO_TEST_CASE(tar_names_that_two_headers_give) {
  const auto differ = [](const std::vector<TarRow>& rows) {
    const std::string bytes = tar_of(rows);
    const bool whole = headers_of(bytes).names_differ();
    for (const std::size_t piece : {1UL, 100UL, 512UL, 700UL})
      BOOST_TEST(headers_of(bytes, piece).names_differ() == whole);
    return whole;
  };
  const TarRow bat{"b.bat", "x"}, txt{"b.txt", "x"};
  BOOST_TEST(differ({{"PaxHeader", pax("path", "b.txt"), 'x'}, bat}));
  BOOST_TEST(differ({{"PaxHeader", pax("path", "b.bat"), 'x'}, txt}));
  BOOST_TEST(differ({{"PaxHeader", pax("path", "b.bat"), 'g'}, txt}));
  BOOST_TEST(
      differ({{"PaxHeader", pax("mtime", "1") + pax("path", "b.txt") + pax("path", "b.bat"), 'x'}, txt}));
  BOOST_TEST(differ({{"././@LongLink", "b.txt\0"s, 'L'}, bat}));
  BOOST_TEST(differ({{"a.txt", "x"}, {"PaxHeader", pax("path", "c.txt"), 'x'}, bat}));
  // A short name never comes of cutting a longer one.
  BOOST_TEST(differ({{"PaxHeader", pax("path", "b.txt"), 'x'}, {std::string(90, 'x') + ".bat", "x"}}));
  BOOST_TEST(!differ({{"PaxHeader", pax("path", "b.bat"), 'x'}, bat}));
  BOOST_TEST(!differ({{"PaxHeader", pax("path", "Báo cáo.txt"), 'x'}, {"B?o c?o.txt", "x"}}));
  BOOST_TEST(!differ(
      {{"PaxHeader", pax("path", std::string(120, 'x') + ".txt"), 'x'}, {std::string(100, 'x'), "x"}}));
  BOOST_TEST(!differ({{"PaxHeader", pax("path", "GNUSparseFile.0/b.txt"), 'x'}, {"GNUSparseFile.0/b", "x"}}));
  BOOST_TEST(!differ({{"pax_global_header", pax("comment", std::string(40, 'a')), 'g'}, txt, bat}));
  BOOST_TEST(!differ({{"././@LongLink", "a\0"s, 'K'}, txt}));
}

BOOST_AUTO_TEST_CASE(tar_extended_headers_that_make_no_sense) {
  for (const std::string& rows : {"999999999999999999999 path=b.bat\n"s, "0 path=b.bat\n"s, "path=b.bat"s,
                                  "5\n"s, "2 "s, std::string(70'000, '1')}) {
    const TarHeaders seen = headers_of(tar_of({{"PaxHeader", rows, 'x'}, {"b.txt", "x"}}));
    BOOST_TEST(!seen.sizes_differ());
  }
  // More names than an honest header gives.
  std::string many;
  for (int i = 0; i < 10; ++i) many += pax("path", "b.txt");
  BOOST_TEST(headers_of(tar_of({{"PaxHeader", many, 'x'}, {"b.txt", "x"}})).names_differ());
  // A name of 1 MB is not kept, a name of 60 KB at its end.
  BOOST_TEST(!headers_of(tar_of({{"PaxHeader", pax("path", std::string(1 << 20, 'x')), 'x'}, {"b.bat", "x"}}))
                  .names_differ());
  BOOST_TEST(headers_of(tar_of({{"PaxHeader", pax("path", std::string(60'000, 'x')), 'x'}, {"b.bat", "x"}}))
                 .names_differ());
}

BOOST_AUTO_TEST_CASE(tar_sizes_that_two_headers_give) {
  const auto differ = [](const std::vector<TarRow>& rows) { return headers_of(tar_of(rows)).sizes_differ(); };
  BOOST_TEST(differ({{"PaxHeader", pax("size", "1024"), 'x'}, {"a.txt", "x"}}));
  BOOST_TEST(!differ({{"PaxHeader", pax("size", "1"), 'x'}, {"a.txt", "x"}}));
  BOOST_TEST(!differ({{"PaxHeader", pax("size", "1024"), 'g'}, {"a.txt", "x"}}));
  for (const char kind : {'1', '2', '3', '4', '5', '6'}) BOOST_TEST(differ({{"a", "x", kind}}));
  BOOST_TEST(!differ({{"thu muc/", "", '5'}, {"a.txt", "x"}, {"b.txt", "", '1'}}));
  // Sizes in base 256, negative ones, and such that no number holds.
  const auto field = [](char first, char last) {
    return std::string(1, first) + std::string(10, first == '\x80' ? '\0' : first) + std::string(1, last);
  };
  BOOST_TEST(!differ({{"a.txt", "x", '0', field('\x80', '\1')}, {"b", "x", '5'}}) == false);
  BOOST_TEST(!differ({{"a.txt", "x", '0', field('\xff', '\xff')}, {"b", "x", '5'}}));
  BOOST_TEST(!differ({{"a.txt", "x", '0', "\x80"s + std::string(11, '\x7f')}, {"b", "x", '5'}}));
}

BOOST_AUTO_TEST_CASE(tar_that_lies_inside_a_stream) {
  const std::string honest = tar_of({{"a.txt", "xin chao"}}), evil = tar_of({{"b.exe", exe}});
  for (const char* filter : {"gzip", "bzip2", "xz", "zstd", "lzma", "compress"}) BOOST_TEST_CONTEXT(filter) {
      BOOST_TEST(look(make_stream(filter, honest)).clean());
      BOOST_TEST(look(make_stream(filter, honest + std::string(300'000, '\0'))).clean());
      for (const auto& behind : {evil, make_zip({{.name = "b.exe", .content = exe}}), "x"s}) {
        const Look seen = look(make_stream(filter, honest + behind));
        BOOST_TEST(content(seen, "a.txt") == "xin chao");
        BOOST_TEST(seen.has(Deviation::archive_hidden_entry));
      }
      const std::string two_names = tar_of({{"PaxHeader", pax("path", "b.txt"), 'x'}, {"b.bat", "x"}});
      BOOST_TEST(look(make_stream(filter, two_names)).has(Deviation::archive_names_differ));
      BOOST_TEST(look(make_stream(filter, tar_of({{"a", "x", '1'}}))).has(Deviation::archive_data_differs));
    }
}

BOOST_AUTO_TEST_CASE(what_fills_a_stream_behind_a_tar_is_paid_for) {
  const std::string honest = tar_of({{"a.txt", "xin chao"}});
  Limits limits;
  limits.unpacked_bytes = 1 << 20;
  const Look seen = look(make_stream("gzip", honest + std::string(8 << 20, '\0')), "a.tgz", limits);
  BOOST_TEST(seen.has(Unchecked::limit));
  BOOST_TEST(seen.find("a.txt") != nullptr);
}

BOOST_AUTO_TEST_CASE(a_stream_that_breaks_behind_a_tar) {
  // 64 KB that no packer makes shorter, so that the end of the tar comes long before the damage.
  std::string noise;
  for (std::uint32_t i = 0, x = 1; i < 65'536; ++i)
    noise.push_back(static_cast<char>((x = x * 1664525 + 1013904223) >> 24));
  std::string stream = make_stream("gzip", tar_of({{"a.txt", "xin chao"}, {"b.bin", noise}}));
  stream.resize(stream.size() / 2);
  BOOST_TEST(!look(stream).clean());
}

BOOST_AUTO_TEST_CASE(plain_tar_that_lies) {
  BOOST_TEST(look(tar_of({{"PaxHeader", pax("path", "b.txt"), 'x'}, {"b.bat", "x"}}))
                 .has(Deviation::archive_names_differ));
  BOOST_TEST(
      look(
          tar_of({{"PaxHeader", pax("size", "2048"), 'x'}, {"b.txt", std::string(512, 'x')}, {"c.exe", exe}}))
          .has(Deviation::archive_data_differs));
  BOOST_TEST(look(tar_of({{"a.txt", "x"}, {"b.bat", "y"}})).clean());
}

// --- discs ---

std::string both_orders(std::uint32_t value) {
  std::string out = le(value, 4);
  return out + std::string(out.rbegin(), out.rend());
}

std::string disc_record(const std::string& name, std::uint32_t place, std::uint32_t size, char flags = 0) {
  std::string out =
      "\0\0"s + both_orders(place) + both_orders(size) + std::string(7, '\0') + flags + "\0\0\1\0\0\1"s;
  out += std::string(1, static_cast<char>(name.size())) + name;
  if (out.size() % 2 == 1) out.push_back('\0');
  out[0] = static_cast<char>(out.size());
  return out;
}

// One descriptor, the root directory in sector 18, content from sector 19 on.
std::string disc(const std::string& records, const std::string& body = std::string(2048, 'x'),
                 std::uint32_t root_size = 2048) {
  std::string descriptor(2048, '\0');
  descriptor.replace(0, 7, "\1CD001\1");
  descriptor.replace(80, 8, both_orders(30));
  descriptor.replace(128, 2, le(2048, 2));
  const std::string root = disc_record("\0"s, 18, root_size, 2);
  descriptor.replace(156, root.size(), root);
  std::string end(2048, '\0');
  end.replace(0, 7,
              "\xff"
              "CD001\1");
  std::string directory =
      disc_record("\0"s, 18, root_size, 2) + disc_record("\1", 18, root_size, 2) + records;
  directory.resize(2048, '\0');
  return std::string(0x8000, '\0') + descriptor + end + directory + body;
}

IsoListing files_of(const std::string& image, const Limits& limits = {}) {
  Budget budget(limits);
  return list_iso(image, budget);
}

BOOST_AUTO_TEST_CASE(disc_records) {
  const std::string image = disc(disc_record("A.TXT;1", 19, 100) + disc_record("B.EXE", 19, 50, '\x80') +
                                 disc_record("EMPTY", 19, 0));
  const IsoListing seen = files_of(image);
  BOOST_TEST_REQUIRE(seen.files.size() == 2U);
  BOOST_TEST(seen.files[0].name == "A.TXT");
  BOOST_TEST(seen.files[0].begin == 19U * 2048U);
  BOOST_TEST(seen.files[1].name == "B.EXE");
  BOOST_TEST(seen.files[1].size == 50U);
}

BOOST_AUTO_TEST_CASE(disc_directories_that_lead_in_circles) {
  // A directory that holds itself, one behind the end, one that is the whole image.
  const std::string image =
      disc(disc_record("LOOP", 18, 2048, 2) + disc_record("GONE", 4'000'000'000, 2048, 2) +
           disc_record("ALL", 0, 4'000'000'000, 2) + disc_record("A.TXT;1", 19, 100));
  const IsoListing seen = files_of(image);
  BOOST_TEST(std::any_of(seen.files.begin(), seen.files.end(),
                         [](const IsoFile& file) { return file.name == "A.TXT"; }));
}

BOOST_AUTO_TEST_CASE(disc_directories_cost_no_more_than_their_limit) {
  std::string records;
  for (std::uint32_t i = 0; i < 40; ++i) records += disc_record("D" + std::to_string(i), i, 1 << 30, 2);
  Limits limits;
  limits.entries = 20;
  const IsoListing seen = files_of(disc(records, std::string(1 << 20, '\0')), limits);
  BOOST_TEST(seen.limited);
  std::string files;
  for (std::uint32_t i = 0; i < 30; ++i) files += disc_record("F" + std::to_string(i), 19, i + 1);
  BOOST_TEST(files_of(disc(files), limits).limited);
  BOOST_TEST(files_of(disc(files), limits).files.size() == 20U);
}

BOOST_AUTO_TEST_CASE(disc_cut_anywhere) {
  const std::string image = disc(disc_record("A.TXT;1", 19, 100));
  for (std::size_t size = 0x8000; size < image.size(); size += 7) {
    const IsoListing seen = files_of(image.substr(0, size));
    BOOST_TEST(seen.files.size() <= 1U);
  }
}

BOOST_AUTO_TEST_CASE(disc_file_that_libarchive_does_not_list) {
  const std::string body = "a"s + std::string(2047, '\0') + exe;
  const std::string image =
      disc(disc_record("A.TXT;1", 19, 1, '\x80') +
               disc_record("B.EXE;1", 20, static_cast<std::uint32_t>(exe.size()), '\x80'),
           body);
  const Look seen = look(image, "a.iso");
  BOOST_TEST(content(seen, "B.EXE") == exe);
}

// --- RAR ---

std::string rar5_with(const std::string& extra_block) {
  std::string out = make_rar5({{.name = "a.txt", .content = text()}}, {.end = false});
  return out + extra_block + rar5_block(vint(5) + vint(0) + vint(0));
}

std::string rar5_service(const std::string& name, const std::string& data) {
  const std::string fields =
      vint(0) + vint(data.size()) + vint(0) + vint(0) + vint(0) + vint(name.size()) + name;
  return rar5_block(vint(3) + vint(2) + vint(data.size()) + fields, data);
}

BOOST_AUTO_TEST_CASE(rar_services) {
  const Look stream = look(rar5_with(rar5_service("STM", exe)));
  BOOST_TEST(content(stream, "STM") == exe);
  BOOST_TEST(content(stream, "a.txt") == text());
  BOOST_TEST(look(rar5_with(rar5_service("CMT", "ghi chu"))).clean());
  BOOST_TEST(look(rar5_with(rar5_service("RR", std::string(500, 'r')))).children.size() == 1U);
  const Look other = look(rar5_with(rar5_service("XYZ", exe)));
  BOOST_TEST(content(other, "XYZ") == exe);
}

BOOST_AUTO_TEST_CASE(rar_blocks_with_data_that_some_pass_over) {
  const std::string inside = rar5_file({.name = "b.exe", .content = exe}, 0);
  BOOST_TEST(
      look(rar5_with(rar5_block(vint(9) + vint(2) + vint(inside.size()), inside))).has(Unchecked::damaged));
  BOOST_TEST(
      look(rar5_with(rar5_block(vint(4) + vint(2) + vint(inside.size()), inside))).has(Unchecked::damaged));
  // RAR 4: a main header with data, a block that nobody knows, a stream of the older kind.
  const auto block4 = [](char kind, const std::string& fields, const std::string& data) {
    std::string head = std::string(1, kind) + le(0x8000, 2) + le(7 + fields.size(), 2) + fields;
    return le(crc(head) & 0xFFFFU, 2) + head + data;
  };
  const std::string whole = make_rar4({{.name = "a.txt", .content = text()}});
  const std::string rest = whole.substr(20);  // behind marker and main header
  const std::string evil = make_rar4({{.name = "b.exe", .content = exe}}).substr(20);
  const std::string with_data =
      whole.substr(0, 7) + block4('\x73', le(evil.size(), 4) + le(0, 2), evil) + rest;
  BOOST_TEST(look(with_data).has(Unchecked::damaged));
  BOOST_TEST(
      look(whole.substr(0, 20) + block4('\x7c', le(evil.size(), 4), evil) + rest).has(Unchecked::damaged));
  const std::string stream = le(exe.size(), 4) + le(0x105, 2) + std::string(20, '\0');
  BOOST_TEST(
      look(whole.substr(0, 20) + block4('\x77', stream, exe) + rest).has(Unchecked::unsupported_method));
  BOOST_TEST(look(whole).clean());
}

// --- two formats ---

BOOST_AUTO_TEST_CASE(a_tar_under_the_signature_of_another_format) {
  for (const std::string& start : {"PK\3\4"s, "Rar!\x1a\x07\0"s, "7z\xbc\xaf\x27\x1c"s, "\x1f\x8b\x08"s,
                                   "MSCF\0\0\0\0"s}) {
    const Look seen = look(tar_of({{start + "x", exe}, {"b.exe", exe}}), "a.tar");
    BOOST_TEST(content(seen, "b.exe") == exe);
    BOOST_TEST_REQUIRE(seen.find("b.exe") != nullptr);
    BOOST_TEST(has(seen.find("b.exe")->findings, Deviation::archive_hidden_entry));
  }
}

BOOST_AUTO_TEST_CASE(a_disc_behind_the_front_of_another_format) {
  const std::string image = make_archive("iso9660", "none", {{"b.exe", exe}});
  for (const auto& front :
       {make_zip({{.name = "a.txt", .content = text()}}), make_rar5({{.name = "a.txt", .content = text()}}),
        make_cab({{"a.txt", text()}}), make_stream("gzip", text()), tar_of({{"a.txt", text()}})}) {
    const Look seen = look(front + image.substr(front.size()), "a.iso");
    BOOST_TEST(content(seen, "b.exe") == exe);
  }
  // A disc inside a tar is the tar's entry.
  BOOST_TEST(look(make_archive("pax", "none", {{"a.iso", image}})).clean());
  // Footers of virtual disks.
  std::string zip = make_zip({{.name = "a.txt", .content = text()}});
  zip.resize(4096, '\0');
  BOOST_TEST(look(zip + "conectix" + std::string(504, '\0')).has(Unchecked::unsupported_format));
}

BOOST_AUTO_TEST_CASE(a_zip_in_the_spare_room_of_a_cabinet) {
  const std::string cab = make_cab({{"a.txt", text()}});
  const std::string inside = make_zip({{.name = "b.exe", .content = exe}});
  const auto shift = static_cast<std::uint64_t>(4 + inside.size());
  const auto moved = [&](std::size_t at) { return le(*read_le<4>(cab, at) + shift, 4); };
  std::string lie = cab.substr(0, 8) + moved(8) + cab.substr(12, 4) + moved(16) + cab.substr(20, 10) +
                    le(4, 2) + cab.substr(32, 4) + le(inside.size(), 2) + "\0\0"s + inside + moved(36) +
                    cab.substr(40);
  const Look seen = look(lie, "a.cab");
  BOOST_TEST(content(seen, "a.txt") == text());
  BOOST_TEST(content(seen, "b.exe") == exe);
}

// --- zip ---

BOOST_AUTO_TEST_CASE(zip_whose_size_nobody_says) {
  // Stored with a descriptor; the directory says 0.
  const std::string local = "PK\3\4"s + le(20, 2) + le(8, 2) + le(0, 2) + std::string(4, '\0') +
                            std::string(12, '\0') + le(5, 2) + le(0, 2) + "a.dat";
  const std::string descriptor = "PK\7\x8"s + le(crc(exe), 4) + le(exe.size(), 4) + le(exe.size(), 4);
  const auto central = [](std::uint64_t at, const std::string& name) {
    return "PK\1\2"s + le(20, 2) + le(20, 2) + le(8, 2) + le(0, 2) + std::string(16, '\0') +
           le(name.size(), 2) + std::string(12, '\0') + le(at, 4) + name;
  };
  const auto end = [](std::size_t count, std::size_t size, std::size_t at) {
    return "PK\5\6"s + std::string(4, '\0') + le(count, 2) + le(count, 2) + le(size, 4) + le(at, 4) + "\0\0"s;
  };
  const std::string record = central(0, "a.dat");
  const Look seen =
      look(local + exe + descriptor + record + end(1, record.size(), (local + exe + descriptor).size()));
  BOOST_TEST(std::any_of(seen.children.begin(), seen.children.end(),
                         [](const Child& child) { return child.blob.bytes == exe; }));
  // An empty file is empty.
  const std::string none = "PK\7\x8"s + std::string(12, '\0');
  const Look empty = look(local + none + record + end(1, record.size(), (local + none).size()));
  BOOST_TEST(empty.clean());
  // Many records for one entry do not read the file as many times.
  std::string records;
  for (int i = 0; i < 2000; ++i) records += central(0, "f" + std::to_string(i));
  const std::string large = local + std::string(1 << 20, 'x') + descriptor;
  const Look many = look(large + records + end(2000, records.size(), large.size()));
  BOOST_TEST(!many.clean());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment::archives
