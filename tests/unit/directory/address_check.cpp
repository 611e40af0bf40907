// A list of mailboxes against Điều 5.
#include "directory/address_check.h"

#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "directory/address_list.h"

using namespace congvu;
using directory::AddressEntry;
using directory::Level;
using directory::MailboxKind;

namespace {

const directory::Naming& naming() {
  static const auto made = [] {
    directory::AddressRules rules;
    rules.fixed = {{{"Ủy ban nhân dân tỉnh"}, "ubnd"}};
    rules.accepted = {"sottttvt", "Banbientap_STMT"};
    return directory::Naming::from(rules);
  }();
  BOOST_REQUIRE(made);
  return *made;
}

AddressEntry org(std::string local, std::string name, std::string parent = {}) {
  return {std::move(local), std::move(name), MailboxKind::organisation, std::move(parent), {}};
}
AddressEntry person(std::string local, std::string name, std::string parent = "stttt") {
  return {std::move(local), std::move(name), MailboxKind::person, std::move(parent), {}};
}

std::vector<std::string> findings(const std::vector<AddressEntry>& entries) {
  std::vector<std::string> out;
  for (const auto& finding : directory::check_addresses(naming(), entries))
    out.push_back(fmt::format("{} {} {} [{}]", finding.entry, directory::severity_name(finding.severity),
                              directory::finding_name(finding.kind), fmt::join(finding.suggestions, " ")));
  return out;
}

using Lines = std::vector<std::string>;
const AddressEntry stttt = org("stttt", "Sở Thông tin và Truyền thông");

}  // namespace

BOOST_AUTO_TEST_CASE(what_follows_the_rule_is_not_found) {
  const auto found = findings({stttt,
                               org("ubnd", "Ủy ban nhân dân tỉnh"),
                               org("snnptnt", "Sở Nông nghiệp và Phát triển nông thôn"),
                               org("cckl_snnptnt", "Chi cục Kiểm lâm", "snnptnt"),
                               org("lucngan", "UBND huyện Lục Ngạn"),
                               org("pgddt_lucngan", "Phòng Giáo dục và Đào tạo", "lucngan"),
                               org("nv_lucngan", "UBND xã NV", "lucngan"),
                               person("annv_stttt", "Nguyễn Văn An"),
                               person("ANNV_cckl_snnptnt", "Nguyễn Văn An", "CCKL_snnptnt"),
                               {"quantri", "Quản trị hệ thống", MailboxKind::administrator, "", {}},
                               {"mayquet_stttt", "Máy quét", MailboxKind::technical, "stttt", {}}});
  BOOST_TEST(found == Lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(old_and_odd_addresses_are_told) {
  const auto found = findings({stttt,
                               org("sottttvt", "Sở Thông tin và Truyền thông"),
                               person("ducdq", "Đinh Quang Đức"),
                               person("Banbientap_stmt", "Ban Biên tập"),
                               person("an.nv", "Nguyễn Văn An"),
                               person("binhtt_snv", "Trần Thị Bình", "snv"),
                               person("x_stttt", "Аn"),
                               {"quan.tri", "Q", MailboxKind::administrator, "", {}}});
  const Lines expected{"1 info accepted []",          "2 warning not-by-rule [ducdq_stttt]",
                       "3 info accepted []",          "4 warning not-well-formed [annv_stttt]",
                       "5 warning unknown-org []",    "6 warning no-address []",
                       "7 warning not-well-formed []"};
  BOOST_TEST(found == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_address_for_two_is_for_the_authority) {
  const auto all =
      std::vector<AddressEntry>{stttt, person("annv_stttt", "Nguyễn Văn An"),
                                person("annv_stttt", "Nguyễn Văn Ân"), person("ANNV_STTTT", "Ngô Vân An")};
  const Lines expected{"1 error duplicate [vanann_stttt annv2_stttt annv3_stttt]",
                       "2 error duplicate [vanann_stttt annv2_stttt annv3_stttt]",
                       "3 error duplicate [vanann_stttt annv2_stttt annv3_stttt]"};
  BOOST_TEST(findings(all) == expected, boost::test_tools::per_element());
  const auto first = directory::check_addresses(naming(), all).front();
  BOOST_TEST(first.text.find("\"Nguyễn Văn Ân\", \"Ngô Vân An\"") != std::string::npos, first.text);
  BOOST_TEST(first.text.find("5.2b") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_changed_address_is_no_fault) {
  const Lines changed{"2 info changed []"};
  BOOST_TEST(findings({stttt, person("annv_stttt", "Nguyễn Văn An"),
                       person("annv2_stttt", "Nguyễn Văn Ân")}) == changed,
             boost::test_tools::per_element());
  const Lines sngv{"1 info changed []"};
  BOOST_TEST(findings({org("snv", "Sở Nội vụ"), org("sngv", "Sở Ngoại vụ")}) == sngv,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(two_names_that_give_one_address) {
  const Lines expected{"0 warning collision [sngv snv2 snv3]", "1 warning collision [snv2 snv3 snv4]"};
  BOOST_TEST(findings({org("songoaivu", "Sở Ngoại vụ"), org("sonoivu", "Sở Nội vụ")}) == expected,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(suggestions_are_free) {
  const Lines expected{"1 error duplicate [annv4_stttt annv5_stttt annv6_stttt]",
                       "2 error duplicate [annv4_stttt annv5_stttt annv6_stttt]"};
  const auto all = findings({stttt, person("annv_stttt", "Nguyễn Văn An"),
                             person("annv_stttt", "Nguyễn Văn Ân"), person("annv2_stttt", "Nông Vân An"),
                             person("annv3_stttt", "Nông Văn An"), person("vanann_stttt", "Ngô Vũ An")});
  BOOST_TEST((Lines{all.begin(), all.begin() + 2}) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_of_one_name_stay_linear) {
  std::vector<AddressEntry> all{stttt};
  for (int i = 0; i < 100'000; ++i) all.push_back(person(i % 2 == 0 ? "annv_stttt" : "x", "Nguyễn Văn An"));
  const auto found = directory::check_addresses(naming(), all);
  BOOST_TEST(found.size() == 150'000U);
  for (const auto& finding : found) BOOST_REQUIRE(finding.text.size() < 500);
}

BOOST_AUTO_TEST_CASE(hostile_entries) {
  const auto found = findings(
      {org("stttt", "stttt", "stttt"), org("a", "A\xff", "b"), org("b", "B", "a"), person("", "", ""),
       person(std::string(100'000, 'a'), std::string(100'000, 'b')), person("x\ny", "\xff\xfe", "\xff")});
  BOOST_TEST(found.size() >= 5U);
}

BOOST_AUTO_TEST_CASE(a_list_is_read) {
  const auto list = directory::read_address_list(
      "\xEF\xBB\xBF"
      "Họ và tên;Địa chỉ;Loại;Đơn vị;Cấp;Ghi chú\r\n"
      "Sở Thông tin và Truyền thông;stttt@bacgiang.gov.vn;Cơ quan;;tỉnh;\r\n"
      "\r\n"
      "\"Nguyễn Văn \"\"An\"\"\";annv_stttt;cá nhân;stttt@bacgiang.gov.vn;;\"hai\ndòng; một ô\"\r\n"
      "Trần Thị Bình;binhtt_stttt;;stttt\r\n"
      "Ai đó;;cá nhân;stttt\r\n"
      "Ai đó;x;khác;stttt\r\n"
      "Ai đó;x;;stttt;trung ương\r\n");
  BOOST_REQUIRE(list);
  BOOST_REQUIRE(list->entries.size() == 3U);
  BOOST_TEST(list->entries[0].local == "stttt");
  BOOST_TEST(list->domains[0] == "bacgiang.gov.vn");
  BOOST_TEST(directory::mailbox_kind_name(list->entries[0].kind) == "organisation");
  BOOST_TEST((list->entries[0].level == Level::province));
  BOOST_TEST(list->entries[1].name == "Nguyễn Văn \"An\"");
  BOOST_TEST(list->entries[1].org == "stttt");
  BOOST_TEST(list->lines[1] == 4U);
  BOOST_TEST(list->lines[2] == 6U);
  BOOST_TEST(list->domains[2].empty());
  Lines faults;
  for (const auto& fault : list->faults) faults.push_back(fault.to_string());
  const Lines expected{"dòng 7: không có địa chỉ", "dòng 8: không có loại hộp thư `khác`",
                       "dòng 9: không có cấp `trung ương`"};
  BOOST_TEST(faults == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_no_list) {
  const auto fault = [](std::string_view text) {
    const auto list = directory::read_address_list(text);
    return list ? std::string("read") : list.error().to_string();
  };
  BOOST_TEST(fault("") == "danh sách trống");
  BOOST_TEST(fault("\n\n") == "danh sách trống");
  BOOST_TEST(fault("a,b\n1,2\n") ==
             "dòng 1: thiếu cột `local`; dòng đầu là tên cột: local,name,kind,org,level");
  BOOST_TEST(fault("local,name\n\"a,b\n") == "dòng 2: dấu nháy kép mở mà không đóng");
  BOOST_TEST(fault("local,name\n\"a\"x,b\n") == "dòng 2: có chữ sau dấu nháy kép đóng");
  BOOST_TEST(fault("local,name\n" + std::string(200, ',')).starts_with("dòng 2: quá 100 cột"));
  BOOST_TEST(fault("local,name\n\"a\nb\",c\n\"d") == "dòng 4: dấu nháy kép mở mà không đóng");
  BOOST_TEST(fault("local\tname\na\tb") == "read");
}
