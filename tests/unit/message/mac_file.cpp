#include "message/mac_file.h"

#include <boost/test/unit_test.hpp>

#include "reading_mail.h"

namespace congvu::message {
namespace {

using namespace std::string_literals;

const std::string exe = "MZ\x90\0"s;

std::string be32(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xffU);
  return out;
}

// Rows of (id, offset, length) behind a head of 26 bytes.
std::string apple_single(std::uint32_t length) {
  return "\x00\x05\x16\x00\x00\x02\x00\x00"s + std::string(16, '\0') + "\x00\x02"s + be32(1) + be32(50) +
         be32(length) + be32(3) + be32(54) + be32(5) + exe + "x.exe";
}

std::string mac_binary(std::string_view mark) {
  std::string head(128, '\0');
  head[1] = 5;
  head.replace(2, 5, "x.exe");
  head[86] = 4;
  head.replace(102, mark.size(), mark);
  return head + exe + std::string(124, '\0');
}

BOOST_AUTO_TEST_SUITE(mac_files)

BOOST_AUTO_TEST_CASE(apple_single_gives_its_data) {
  const Seen seen = read_item(part_item(apple_single(4)));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST(seen.children[0].blob.bytes == exe);
  BOOST_TEST(seen.children[0].names.at(0) == "x.exe");
  BOOST_TEST(seen.findings.refined->form == "applesingle");
}

BOOST_AUTO_TEST_CASE(mac_binary_by_mark_declaration_or_sum) {
  for (const auto& item :
       {part_item(mac_binary("mBIN")), part_item(mac_binary(""), "application/x-macbinary"),
        part_item(mac_binary("").replace(124, 2, "\xfe\x78"))}) {
    const Seen seen = read_item(item);
    BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
    BOOST_TEST(seen.children[0].blob.bytes == exe);
    BOOST_TEST(seen.children[0].names.at(0) == "x.exe");
  }
}

BOOST_AUTO_TEST_CASE(others_are_none) {
  BOOST_TEST(read_item(part_item(mac_binary(""))).children.empty());
  BOOST_TEST(
      read_item(part_item("\x00\x05\x16\x07\x00\x02\x00\x00"s + std::string(18, '\0'))).children.empty());
  BOOST_TEST(!read_item(part_item(std::string(4'096, '\0'))).findings.refined);
}

BOOST_AUTO_TEST_CASE(every_cut_is_survived) {
  for (const auto& whole : {apple_single(4), mac_binary("mBIN")})
    for (std::size_t size = 0; size < whole.size(); ++size)
      for (const auto& child : read_item(part_item(whole.substr(0, size))).children)
        BOOST_TEST((child.content == Content::whole || has(child, Unchecked::damaged)));
  const Seen far = read_item(part_item(apple_single(0xffffffffU)));
  BOOST_TEST(has(far.children.at(0), Unchecked::damaged));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
