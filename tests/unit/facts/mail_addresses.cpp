#include "facts/mail_addresses.h"

#include <boost/test/unit_test.hpp>

using namespace congvu;

namespace {

std::string joined(std::string_view field) {
  std::string out;
  for (const auto& address : addresses_of(field)) out += (out.empty() ? "" : "|") + address;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_addresses)

BOOST_AUTO_TEST_CASE(every_address_that_some_program_would_show) {
  BOOST_TEST(joined("") == "");
  BOOST_TEST(joined("a@x.vn") == "a@x.vn");
  BOOST_TEST(joined("Nguyễn Văn An <a@x.vn>") == "a@x.vn");
  BOOST_TEST(joined("\"An, Nguyễn\" <a@x.vn>, b@y.vn") == "a@x.vn|b@y.vn");
  BOOST_TEST(joined("An, Nguyễn <a@x.vn>") == "a@x.vn");
  BOOST_TEST(joined("\"snv@bacgiang.gov.vn\" <a@x.vn>") == "a@x.vn");
  BOOST_TEST(joined("snv@bacgiang.gov.vn <a@x.vn>") == "a@x.vn");
  BOOST_TEST(joined("<snv@bacgiang.gov.vn> <a@x.vn>") == "snv@bacgiang.gov.vn|a@x.vn");
  BOOST_TEST(joined("a@x.vn (snv@bacgiang.gov.vn)") == "a@x.vn");
  BOOST_TEST(joined("nhóm: a@x.vn, b@y.vn;") == "a@x.vn|b@y.vn");
  BOOST_TEST(joined("<@relay.vn:a@x.vn>") == "a@x.vn");
  BOOST_TEST(joined("\"a b\"@x.vn") == "\"a b\"@x.vn");
  BOOST_TEST(joined("< a@x.vn >") == "a@x.vn");
}

BOOST_AUTO_TEST_CASE(open_quotes_and_brackets_hide_nothing) {
  BOOST_TEST(joined("\"open <a@x.vn>") == "a@x.vn");
  BOOST_TEST(joined("(open <a@x.vn>") == "a@x.vn");
  BOOST_TEST(joined("An <a@x.vn") == "a@x.vn");
  BOOST_TEST(joined("<<a@x.vn>>") == "<a@x.vn");
  BOOST_TEST(joined("\\\"<a@x.vn>") == "a@x.vn");
  BOOST_TEST(addresses_of(std::string(1'000'000, '<')).empty());
  BOOST_TEST(addresses_of(std::string(1'000'000, '(')).empty());
  BOOST_TEST(addresses_of(std::string(1'000'000, '"')).size() == 0U);
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "a@x.vn,";
  BOOST_TEST(addresses_of(many).size() == 1'000U);
}

BOOST_AUTO_TEST_CASE(one_form_for_one_mailbox) {
  BOOST_TEST(canonical_address("AnNV_STTTT@BacGiang.GOV.VN.") == "annv_stttt@bacgiang.gov.vn");
  BOOST_TEST(canonical_address("\"annv\"@x.vn") == "annv@x.vn");
  BOOST_TEST(canonical_address("\"a b\"@x.vn") == "\"a b\"@x.vn");
  BOOST_TEST(canonical_address("annv") == "annv");
  BOOST_TEST(canonical_address("") == "");
  BOOST_TEST(canonical_address("a@thư.vn") == "a@xn--th-e0a.vn");
  BOOST_TEST(without_subaddress("annv+ho-so@x.vn") == "annv@x.vn");
  BOOST_TEST(without_subaddress("+a@x.vn") == "+a@x.vn");
  BOOST_TEST(without_subaddress("a@x+y.vn") == "a@x+y.vn");
  BOOST_TEST(without_subaddress("a+b") == "a");
}

BOOST_AUTO_TEST_SUITE_END()
