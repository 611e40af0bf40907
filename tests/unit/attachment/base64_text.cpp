#include "attachment/base64_text.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "archive_samples.h"
#include "attachment/readers.h"

namespace congvu::attachment::archives {

BOOST_AUTO_TEST_SUITE(base64_text)

const std::string exe = "MZ" + std::string(58, '\0') + le(0x40, 4) + "PE\0\0"s + program();

std::string base64(const std::string& bytes, std::size_t line = 64) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0, written = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 3; ++i)
      three = three << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    for (std::size_t i = 0; i < 4; ++i)
      out += at + i > bytes.size() ? '=' : digits[three >> (18 - 6 * i) & 63U];
    written += 4;
    if (written % line == 0) out += "\r\n";
  }
  return out;
}

std::string hexadecimal(const std::string& bytes, const std::string& between) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 15U];
    out += between;
  }
  return out;
}

std::vector<Child> children(const std::string& bytes, const std::string& name, bool inline_text = false,
                            const Limits& limits = {}) {
  Item item;
  item.object.blob = Blob::own(bytes);
  item.object.names = {name};
  item.object.inline_text = inline_text;
  Readers readers;
  open_document_readers(item, identify(item.object).type, readers);
  std::vector<Child> out;
  Budget budget(limits);
  Findings findings;
  for (auto& reader : readers)
    while (auto child = reader->next(budget, findings)) out.push_back(std::move(*child));
  if (has(findings, Unchecked::limit)) out.emplace_back().findings.add(Unchecked::limit);
  return out;
}

bool carries(const std::string& bytes, const std::string& name = "a.txt") {
  const auto seen = children(bytes, name);
  return std::any_of(seen.begin(), seen.end(), [](const Child& child) { return child.blob.bytes == exe; });
}

BOOST_AUTO_TEST_CASE(programs_as_digits) {
  BOOST_TEST(carries(base64(exe)));
  BOOST_TEST(carries(base64(exe, 4)));
  BOOST_TEST(carries(base64(exe, 1 << 20)));
  BOOST_TEST(carries("\xEF\xBB\xBF\r\n" + base64(exe)));
  BOOST_TEST(carries("-----BEGIN CERTIFICATE-----\r\n" + base64(exe) + "\r\n-----END CERTIFICATE-----\r\n"));
  BOOST_TEST(carries("-----BEGIN X-----\n" + base64(exe)));
  BOOST_TEST(carries(hexadecimal(exe, "")));
  BOOST_TEST(carries(hexadecimal(exe, " ")));
  BOOST_TEST(carries(hexadecimal(exe, "\n")));
  const std::string zip = make_zip({{.name = "a.exe", .content = exe}});
  BOOST_TEST(children(base64(zip), "a.txt").size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_name_inside) {
  const auto seen = children(base64(exe), "Báo cáo.exe.b64");
  BOOST_TEST_REQUIRE(seen.size() == 1U);
  BOOST_TEST(seen[0].names == std::vector<std::string>{"Báo cáo.exe"}, boost::test_tools::per_element());
  BOOST_TEST(children(base64(exe), "a.txt")[0].names.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_file) {
  BOOST_TEST(children("", "a.txt").empty());
  BOOST_TEST(children("TVqQ", "a.txt").empty());
  BOOST_TEST(children("Kinh gui cac dong chi xem va cho y kien ve du thao van ban nay nhe", "a.txt").empty());
  BOOST_TEST(children(std::string(5000, 'A'), "a.txt").empty());
  BOOST_TEST(children(hexadecimal(text(), " "), "a.txt").empty());
  BOOST_TEST(children("-----BEGIN CERTIFICATE-----", "a.pem").empty());
  BOOST_TEST(children(base64("0\x82\1\1" + std::string(300, 'x')), "a.txt").empty());
  // Only part of the text: no tool turns that back.
  BOOST_TEST(children(base64(exe) + "\r\n(het)\r\n", "a.txt").empty());
  // What a mail program shows as the mail's own text is read, not saved.
  BOOST_TEST(children(base64(exe), "", true).empty());
}

BOOST_AUTO_TEST_CASE(paid_for) {
  Limits limits;
  limits.unpacked_bytes = 100;
  const auto seen = children(base64(exe), "a.txt", false, limits);
  BOOST_TEST_REQUIRE(seen.size() == 1U);
  BOOST_TEST(has(seen[0].findings, Unchecked::limit));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment::archives
