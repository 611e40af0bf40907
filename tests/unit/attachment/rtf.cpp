#include "attachment/rtf.h"

#include <boost/test/unit_test.hpp>

#include "attachment/cfb.h"
#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

namespace {

std::string hex(const std::string& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string counted(const std::string& text) { return le(text.size(), 4) + text; }

std::string ole1(const std::string& class_name, const std::string& native) {
  return le(0x501, 4) + le(2, 4) + counted(class_name + '\0') + counted("") + counted("") + counted(native);
}

std::string package(const std::string& name, const std::string& data) {
  return le(2, 2) + name + '\0' + "C:\\" + name + '\0' + le(0x30000, 4) + counted("C:\\T\\" + name + '\0') +
         counted(data);
}

std::string rtf(const std::string& data) {
  return "{\\rtf1 xin chao {\\object\\objemb{\\*\\objdata " + data + "}}}";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rich_text)

BOOST_AUTO_TEST_CASE(a_package_gives_its_file) {
  const auto seen = look(rtf(hex(ole1("Package", package("a.exe", program())))));
  BOOST_TEST(seen.clean());
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().names.at(0) == "a.exe");
  BOOST_CHECK(seen.children.front().blob.bytes == program());
}

BOOST_AUTO_TEST_CASE(plain_text_and_pictures_give_nothing) {
  BOOST_TEST(look("{\\rtf1 xin chao {\\pict\\wmetafile8 4d5a9000}}").children.empty());
  BOOST_TEST(look(rtf(hex(ole1("MSGraph.Chart", "picture data")))).children.empty());
}

BOOST_AUTO_TEST_CASE(digits_may_be_scattered) {
  const std::string digits = hex(ole1("Package", package("b.bat", "echo")));
  std::string scattered;
  for (std::size_t i = 0; i < digits.size(); i += 2)
    scattered += std::string(1, digits[i]) + "\r\n\t" + (i % 7 == 0 ? "\\par " : "") +
                 (i % 11 == 0 ? "\\'41" : "") + digits[i + 1];
  const auto seen = look(rtf(scattered));
  BOOST_REQUIRE(!seen.children.empty());
  BOOST_TEST(seen.children.front().names.at(0) == "b.bat");
}

BOOST_AUTO_TEST_CASE(nested_groups_are_read_both_ways) {
  const std::string digits = hex(ole1("Package", package("c.vbs", "x")));
  const auto ignored = look(rtf(digits.substr(0, 20) + "{\\*\\junk 4141}" + digits.substr(20)));
  bool found = false;
  for (const auto& child : ignored.children) found |= child.names == std::vector<std::string>{"c.vbs"};
  BOOST_TEST(found);
  const auto taken = look(rtf(digits.substr(0, 20) + "{" + digits.substr(20) + "}"));
  BOOST_REQUIRE(!taken.children.empty());
  BOOST_TEST(taken.children.front().names.at(0) == "c.vbs");
}

BOOST_AUTO_TEST_CASE(binary_blocks_are_data) {
  const std::string object = ole1("Package", package("d.exe", program()));
  const auto seen = look(rtf("\\bin" + std::to_string(object.size()) + " " + object));
  BOOST_REQUIRE(seen.children.size() == 1U);
  BOOST_TEST(seen.children.front().names.at(0) == "d.exe");
  BOOST_TEST(look("{\\rtf1\\bin4294967295 " + rtf(hex(object)) + "}").children.size() == 1U);  // not believed
}

BOOST_AUTO_TEST_CASE(a_compound_file_is_found_behind_any_head) {
  const std::string file = Compound().add("x", "y").write();
  const auto sound = look(rtf(hex(ole1("Word.Document.8", file))));
  BOOST_REQUIRE(sound.children.size() == 1U);
  BOOST_CHECK(sound.children.front().blob.bytes == file);
  const auto odd = look(rtf(hex("nonsense" + file)));
  BOOST_REQUIRE(odd.children.size() == 1U);
  BOOST_TEST(odd.children.front().blob.bytes.starts_with(cfb::magic));
}

BOOST_AUTO_TEST_CASE(word_opens_text_that_only_begins_like_rich_text) {
  BOOST_TEST(is_rtf("{\\rt \\objdata"));
  BOOST_TEST(is_rtf(" \r\n{\\rtf1"));
  BOOST_TEST(!is_rtf("{ \\rtf1"));
  BOOST_TEST(!is_rtf(""));
}

BOOST_AUTO_TEST_CASE(cut_objects_and_the_budget) {
  std::string object = ole1("Package", package("a.exe", program()));
  object.resize(object.size() / 2);
  const auto cut = look(rtf(hex(object)));
  BOOST_REQUIRE(cut.children.size() == 1U);
  BOOST_CHECK(cut.children.front().findings.unchecked == std::vector{Unchecked::damaged});
  Limits limits;
  limits.unpacked_bytes = 100'000;
  const auto stopped = look(rtf(std::string(1U << 20, 'a')), {}, {}, limits);
  BOOST_TEST(stopped.has(Unchecked::limit));
}

BOOST_AUTO_TEST_SUITE_END()
