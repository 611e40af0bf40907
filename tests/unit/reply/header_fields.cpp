#include "reply/header_fields.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

namespace {

using namespace congvu::reply;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == at)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

// Every line is printable ASCII, and every line behind the first begins with one blank and has something on
// it.
bool valid_value(const std::string& value) {
  const auto lines = split(value, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0 && (lines[i].size() < 2 || lines[i][0] != ' ' || lines[i][1] == ' ')) return false;
    if (lines[i].size() > 998) return false;
    for (const char c : lines[i])
      if (c < 0x20 || c >= 0x7f) return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(header_fields)

BOOST_AUTO_TEST_CASE(ascii_stands_as_it_is) {
  BOOST_TEST(field_value("encrypted-archive") == "encrypted-archive");
}

BOOST_AUTO_TEST_CASE(vietnamese_is_encoded) {
  BOOST_TEST(field_value("Tệp") == "=?UTF-8?B?VOG7h3A=?=");
  BOOST_TEST(field_value("T\xE1\xBB\x87") == "=?UTF-8?B?VOG7hw==?=");
}

BOOST_AUTO_TEST_CASE(what_looks_encoded_is_encoded) {
  BOOST_TEST(field_value("=?utf-8?q?x?=").substr(0, 10) == "=?UTF-8?B?");
}

BOOST_AUTO_TEST_CASE(long_values_are_folded) {
  std::string words;
  for (int i = 0; i < 60; ++i) words += "word ";
  const std::string ascii = field_value(words);
  BOOST_TEST(valid_value(ascii));
  for (const auto& line : split(ascii, '\n')) BOOST_TEST(line.size() <= 76U);
  std::string vietnamese;
  for (int i = 0; i < 60; ++i) vietnamese += "đề án ";
  const std::string encoded = field_value(vietnamese);
  BOOST_TEST(valid_value(encoded));
  for (const auto& line : split(encoded, '\n')) BOOST_TEST(line.size() <= 76U);
}

BOOST_AUTO_TEST_CASE(nothing_makes_a_second_field) {
  BOOST_TEST(field_value("a\r\nBcc: x@y\r\n\r\nbody") == "a Bcc: x@y body");
  BOOST_TEST(field_value("\r\n") == "");
  std::mt19937 random(46);
  for (int i = 0; i < 10'000; ++i) {
    std::string value;
    for (auto left = random() % 200; left > 0; --left)
      value += static_cast<char>(random() % 3 == 0 ? random() : " \r\n=?aé"[random() % 8]);
    BOOST_REQUIRE_MESSAGE(valid_value(field_value(value)), value);
  }
}

BOOST_AUTO_TEST_CASE(values_are_bounded) {
  BOOST_TEST(field_value(std::string(100'000, 'x')).size() <= most_value);
}

BOOST_AUTO_TEST_CASE(names) {
  BOOST_TEST(valid_field_name("X-Congvu-Class"));
  for (const auto* name : {"", "a b", "a:", "a\n", "\xC4\x91", "a\tb"})
    BOOST_TEST(!valid_field_name(name), name);
  BOOST_TEST(!valid_field_name(std::string(77, 'a')));
}

BOOST_AUTO_TEST_CASE(forged_copies_are_known_in_any_case) {
  const std::vector<std::string> more{"X-Spam-Class"};
  for (const auto* name : {"X-Congvu-Class", "x-congvu-anything", "X-CONGVU-", " X-Congvu-A ", "x-spam-class",
                           "MIME-Ambiguity-Results", "mime-ambiguity-RESULTS", "\tMIME-Ambiguity-Results \t"})
    BOOST_TEST(is_own_field(name, more), name);
  for (const auto* name : {"X-Congvu", "Subject", "X-Spam-Classes", "XX-Congvu-A", "MIME-Ambiguity-Result",
                           "MIME-Ambiguity-Results-2", ""})
    BOOST_TEST(!is_own_field(name, more), name);
}

BOOST_AUTO_TEST_CASE(subjects_are_prefixed_once) {
  BOOST_TEST(prefixed_subject("[MH]", " bao cao") == "[MH] bao cao");
  BOOST_TEST(prefixed_subject("[MH]", "[MH] bao cao") == "[MH] bao cao");
  BOOST_TEST(prefixed_subject("[MH]", "") == "[MH]");
  BOOST_TEST(prefixed_subject("[mã hóa]", "=?UTF-8?B?YQ==?=") ==
             field_value("[mã hóa]") + " =?UTF-8?B?YQ==?=");
}

BOOST_AUTO_TEST_SUITE_END()
