#include "attachment/onenote.h"

#include <boost/test/unit_test.hpp>

#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

namespace {

const std::string section = from_hex("E4525C7B8CD8A74DAEB15378D02996D3") + std::string(1000, '\0');

std::string stored(const std::string& file, std::uint64_t size) {
  return from_hex("E716E3BD65261145A4C48D4D0B7A9EAC") + le(size, 8) + std::string(12, '\0') + file +
         from_hex("22A7FB71790F0B4ABB13899256426B24");
}

// A property set: a boolean, a number, then the file's name.
std::string named(const std::string& name) {
  const std::string wide = utf16(name) + "\0\0"s;
  return le(3, 2) + le(0x08001C00, 4) + le(0x14001C01, 4) + le(0x1C001D9C, 4) + le(7, 4) +
         le(wide.size(), 4) + wide;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(onenote_sections)

BOOST_AUTO_TEST_CASE(files_and_names_are_children) {
  const auto seen = look(section + stored(program(), program().size()) + named("hoa don.hta"));
  BOOST_TEST(seen.clean());
  BOOST_REQUIRE(seen.children.size() == 2U);
  BOOST_CHECK(seen.children[0].blob.bytes == program());
  BOOST_CHECK(seen.children[1].content == Content::absent);
  BOOST_TEST(seen.children[1].names.at(0) == "hoa don.hta");
}

BOOST_AUTO_TEST_CASE(a_section_without_files_gives_nothing) {
  const auto seen = look(section + utf16("ghi chep cuoc hop, xem setup.exe"));
  BOOST_TEST(seen.clean());
  BOOST_TEST(seen.children.empty());
}

BOOST_AUTO_TEST_CASE(cut_and_boundless_files) {
  const auto cut = look(section + stored("", 0xFFFFFFFFFFFFFFFFULL));
  BOOST_REQUIRE(cut.children.size() == 1U);
  BOOST_CHECK(cut.children.front().findings.unchecked == std::vector{Unchecked::damaged});
  BOOST_TEST(look(section + stored("", 5).substr(0, 20)).children.empty());
  BOOST_TEST(onenote_file_names(le(0x1C001D9C, 4), 10).empty());
  BOOST_TEST(
      onenote_file_names(std::string(6, '\xFF') + le(0x1C001D9C, 4) + std::string(8, '\xFF'), 10).empty());
}

BOOST_AUTO_TEST_CASE(the_store_of_the_web_versions_is_not_opened) {
  std::string bytes = section;
  bytes.replace(48, 16, from_hex("2FE98D63D4A6C14B9A36B3FC2511A5B7"));
  BOOST_TEST(look(bytes).has(Unchecked::unsupported_format));
}

BOOST_AUTO_TEST_SUITE_END()
