#include "message/tnef.h"

#include <boost/test/unit_test.hpp>

#include "message/compressed_rtf.h"
#include "reading_mail.h"

namespace congvu::message {
namespace {

std::string le(std::uint64_t value, unsigned size) {
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}
std::string attribute(unsigned level, std::uint32_t id, std::string_view data) {
  return le(level, 1) + le(id, 4) + le(data.size(), 4) + std::string(data) + le(0, 2);
}
std::string property(std::uint16_t type, std::uint16_t id, std::string data) {
  std::string out = le(type, 2) + le(id, 2) + le(1, 4) + le(data.size(), 4) + data;
  return out + std::string((4 - data.size() % 4) % 4, '\0');
}
std::string wide(std::string_view ascii) {
  std::string out;
  for (const char c : ascii) (out += c) += '\0';
  return out + std::string(2, '\0');
}
std::string tnef(std::string_view attributes) {
  return le(0x223e9f78, 4) + le(1, 2) + std::string(attributes);
}

const std::string begin_attachment = attribute(2, 0x00069002, std::string(14, '\0'));
std::string title(std::string_view name) { return attribute(2, 0x00018010, std::string(name) + '\0'); }
std::string data(std::string_view bytes) { return attribute(2, 0x0006800f, bytes); }
std::string properties(std::uint32_t count, std::string_view all) {
  return attribute(2, 0x00069005, le(count, 4) + std::string(all));
}

Seen read_tnef(std::string_view bytes, const Limits& limits = {}) {
  return read_item(part_item(bytes, "application/ms-tnef", {"winmail.dat"}), limits);
}

BOOST_AUTO_TEST_SUITE(tnef_reader)

BOOST_AUTO_TEST_CASE(attachments_with_all_their_names) {
  const std::string named =
      le(0x0003, 2) + le(0x8001, 2) + std::string(16, 'g') + le(0, 4) + le(7, 4) + le(5, 4);
  const Seen seen =
      read_tnef(tnef(begin_attachment + title("BAOCAO~1.EXE") + data("MZ one") +
                     properties(4, le(0x0003, 2) + le(0x3705, 2) + le(1, 4) + named +
                                       property(0x001f, 0x3707, wide("Bao cao.exe")) +
                                       property(0x001e, 0x3704, std::string("short.exe\0", 10))) +
                     begin_attachment + title("two.txt") + data("two")));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 2U);
  BOOST_TEST(seen.children[0].blob.bytes == "MZ one");
  const std::vector<std::string> names{"Bao cao.exe", "short.exe", "BAOCAO~1.EXE"};
  BOOST_TEST(seen.children[0].names == names, boost::test_tools::per_element());
  BOOST_TEST(seen.children[1].blob.bytes == "two");
  BOOST_TEST(seen.findings.unchecked.empty());
  BOOST_REQUIRE(seen.findings.refined.has_value());
  BOOST_TEST(seen.findings.refined->form == "tnef");
}

BOOST_AUTO_TEST_CASE(data_in_properties_and_embedded_messages) {
  const std::string message_id("\x07\x03\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46", 16);
  const std::string inner = tnef(begin_attachment + title("inner.exe") + data("MZ"));
  const Seen seen = read_tnef(
      tnef(begin_attachment +
           properties(2, property(0x0102, 0x3701, "MZ bin") + property(0x001f, 0x3707, wide("a.exe"))) +
           begin_attachment + properties(1, property(0x000d, 0x3701, message_id + inner))));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 2U);
  BOOST_TEST(seen.children[0].blob.bytes == "MZ bin");
  BOOST_TEST(seen.children[0].names.at(0) == "a.exe");
  BOOST_TEST(seen.children[1].declared_type == "application/ms-tnef");
  const Seen nested = read_tnef(seen.children[1].blob.bytes);
  BOOST_REQUIRE_EQUAL(nested.children.size(), 1U);
  BOOST_TEST(nested.children[0].blob.bytes == "MZ");
}

BOOST_AUTO_TEST_CASE(bodies_and_code_page) {
  const Seen seen =
      read_tnef(tnef(attribute(1, 0x00069007, le(1258, 4) + le(0, 4)) + attribute(1, 0x0002800c, "hello") +
                     attribute(1, 0x00069003, le(1, 4) + property(0x0102, 0x1013, "<p>x</p>")) +
                     begin_attachment + title("B\xe1o.exe") + data("MZ")));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 3U);
  BOOST_TEST(seen.children[0].inline_text);
  BOOST_TEST(seen.children[1].declared_type == "text/html");
  BOOST_TEST(seen.children[2].names.at(0) == "Báo.exe");
}

BOOST_AUTO_TEST_CASE(compressed_rtf_comes_out) {
  // The example of MS-OXRTFCP 3.1: "{\rtf1\ansi\ansicpg1252\pard hello world}\r\n".
  const std::string packed(
      "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31"
      "\x32\x35"
      "\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0",
      49);
  const std::string plain = "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n";
  BOOST_TEST(is_compressed_rtf(packed));
  BOOST_TEST(decompress_rtf(packed, 1000).bytes == plain);
  const Seen seen = read_tnef(tnef(attribute(1, 0x00069003, le(1, 4) + property(0x0102, 0x1009, packed))));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST(seen.children[0].blob.bytes == plain);
  BOOST_TEST(decompress_rtf(packed.substr(0, 30), 1000).damaged);
  BOOST_TEST(decompress_rtf(packed, 5).bytes.size() <= 5U);
  BOOST_TEST(decompress_rtf("", 5).bytes.empty());
}

BOOST_AUTO_TEST_CASE(damage_keeps_what_was_found) {
  const std::string whole =
      tnef(begin_attachment + title("a.exe") + data("MZ") + begin_attachment + title("b") + data("bb"));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Seen seen = read_tnef(whole.substr(0, length));
    BOOST_TEST(seen.children.size() <= 2U);
    if (length > 60) BOOST_TEST(!seen.children.empty());
  }
  BOOST_TEST(read_tnef(whole + "junk behind").has(Unchecked::damaged));
  BOOST_TEST(!read_tnef(whole + std::string(50, '\0')).has(Unchecked::damaged));
  const Seen huge = read_tnef(
      tnef(begin_attachment + title("x.exe") + le(2, 1) + le(0x0006800f, 4) + le(0xffffffff, 4) + "MZ"));
  BOOST_TEST(huge.has(Unchecked::damaged));
  BOOST_TEST(huge.children.at(0).blob.bytes == "MZ");
}

BOOST_AUTO_TEST_CASE(hostile_properties) {
  const Seen counts = read_tnef(
      tnef(begin_attachment + properties(0xffffffff, le(0x1003, 2) + le(1, 2) + le(0xffffffff, 4))));
  BOOST_TEST(counts.has(Unchecked::damaged));
  const Seen values =
      read_tnef(tnef(begin_attachment +
                     properties(1, le(0x1102, 2) + le(0x3701, 2) + le(5000, 4) + std::string(20'000, '\0'))));
  BOOST_TEST(values.children.size() <= 256U);
  BOOST_TEST(values.has(Unchecked::limit));
  Limits limits;
  limits.entries = 3;
  std::string many;
  for (int i = 0; i < 100; ++i) many += begin_attachment + title("a") + data("b");
  const Seen few = read_tnef(tnef(many), limits);
  BOOST_TEST(few.children.size() == 3U);
  BOOST_TEST(few.has(Unchecked::limit));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
