// Files inside calendar entries and address cards.
#include "attachment/icalendar.h"

#include <boost/test/unit_test.hpp>

#include "document_samples.h"

using namespace congvu;
using namespace congvu::attachment;
using namespace congvu::attachment::samples;

namespace {

Seen entry(const std::string& property) {
  return look("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Hop giao ban\r\n" + property +
              "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(icalendar)

BOOST_AUTO_TEST_CASE(attachments_of_an_entry) {
  for (const auto* parameters :
       {"ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY;X-FILENAME=a.vbs:TVqQAA==",
        "ATTACH;encoding=\"base64\";X-FILENAME=\"a.vbs\":TVqQAA==",
        "ATTACH;X-LABEL=\"x:y;z\";ENCODING=BASE64;FILENAME=\"C:\\a.vbs\":TVqQAA==",
        "ATTACH;ENCODING=BASE64;FILENAME=a.v\r\n bs;VALUE=BINARY:TV\r\n qQ\r\n\tAA==",
        "ATTACH;FILENAME=a.vbs:data:application/octet-stream;base64,TVqQAA==",
        "ATTACH;FILENAME=a.vbs:da\r\n ta:text/plain;ba\r\n se64,TVqQ\r\n AA=="}) {
    const Seen seen = entry(parameters);
    BOOST_REQUIRE_MESSAGE(seen.children.size() == 1U, parameters);
    BOOST_TEST(seen.children[0].blob.bytes == "MZ\x90\0"s, parameters);
    BOOST_TEST(seen.children[0].names.back() == "a.vbs", parameters);
  }
}

BOOST_AUTO_TEST_CASE(cards) {
  const Seen old = look("begin:vcard\nversion:2.1\nN:An\nKEY;X509;BASE64:\n TVqQ\n AA==\n\nend:vcard\n");
  BOOST_REQUIRE_EQUAL(old.children.size(), 1U);
  BOOST_TEST(old.children[0].blob.bytes == "MZ\x90\0"s);
  const Seen plain = look(
      "\xEF\xBB\xBF"
      "BEGIN:VCARD\r\nVERSION:3.0\r\nPHOTO;ENCODING=b;TYPE=JPEG:/9j/\r\nEND:VCARD\r\n");
  BOOST_REQUIRE_EQUAL(plain.children.size(), 1U);
  BOOST_TEST(plain.children[0].blob.bytes == "\xff\xd8\xff");
}

BOOST_AUTO_TEST_CASE(ordinary_entries_have_no_children) {
  BOOST_TEST(entry("ATTACH:https://bacgiang.gov.vn/a.pdf").children.empty());
  BOOST_TEST(entry("DESCRIPTION;ENCODING=QUOTED-PRINTABLE:a=3D").children.empty());
  BOOST_TEST(entry("X;ENCODING=BASE64").children.empty());
  BOOST_TEST(!is_icalendar("Kinh gui BEGIN:VCALENDAR"));
}

BOOST_AUTO_TEST_CASE(many_attachments_meet_the_budget) {
  Limits limits;
  limits.entries = 3;
  std::string many = "BEGIN:VCALENDAR\r\n";
  for (int i = 0; i < 10; ++i) many += "ATTACH;ENCODING=BASE64:TVqQ\r\n";
  const Seen seen = look(many, {}, {}, limits);
  BOOST_TEST(seen.children.size() == 3U);
  BOOST_TEST(seen.has(Unchecked::limit));
}

BOOST_AUTO_TEST_SUITE_END()
