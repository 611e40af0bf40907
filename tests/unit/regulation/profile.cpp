#include "regulation/profile.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "directory/address.h"
#include "regulation/domain.h"
#include "regulation/network.h"

using namespace congvu;

namespace {

const regulation::Profile& profile() {
  static const auto loaded = regulation::embedded_profile();
  BOOST_REQUIRE(loaded);
  return **loaded;
}

std::string_view class_of(std::string_view address) {
  return regulation::domain_class_name(regulation::domain_class(profile(), address));
}

struct Mail {
  std::string login, client;
  std::vector<std::string> recipients;
};
std::string_view direction_of_mail(const Mail& mail) {
  Envelope envelope;
  envelope.login = mail.login;
  envelope.client_address = mail.client;
  envelope.recipients = mail.recipients;
  return direction_name(regulation::direction(profile(), envelope));
}

std::vector<std::string> faults_of(const std::string& text) {
  const auto path =
      std::filesystem::temp_directory_path() / ("congvu-profile-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(path) << text;
  const auto loaded = regulation::load_profile(path);
  std::filesystem::remove(path);
  std::vector<std::string> out;
  if (loaded) return out;
  for (const auto& error : loaded.error()) {
    const std::string line = error.to_string();
    out.push_back(line.substr(line.find(".yaml:") + 6));
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_shipped_profile_holds_the_clauses) {
  for (const auto* number : {"2.7", "4.1", "4.6", "4.8", "8.1", "12.1", "12.5", "12.6", "13.4", "17.3"})
    BOOST_TEST(profile().clauses.count(number) == 1U, number);
  BOOST_TEST(
      profile().clauses.find("4.6")->second.text ==
      "Không gửi nhận tệp tin thực thi qua hệ thống thư điện tử công vụ và hạn chế gửi, nhận các tệp tin nén "
      "có mã hóa.");
  BOOST_TEST(profile().id == "27-2018-QD-UBND");
  BOOST_TEST(profile().hash.size() == 64U);
}

BOOST_AUTO_TEST_CASE(domain_classes_at_label_boundaries) {
  BOOST_TEST(class_of("annv_stttt@bacgiang.gov.vn") == "local");
  BOOST_TEST(class_of("annv+x@BacGiang.Gov.VN.") == "local");
  BOOST_TEST(class_of("a@stttt.bacgiang.gov.vn") == "local");
  BOOST_TEST(class_of("bacgiang.gov.vn") == "local");
  BOOST_TEST(class_of("a@mod.gov.vn") == "state");
  BOOST_TEST(class_of("user@GOV.VN.") == "state");
  BOOST_TEST(class_of("thuedientu@chinhphu.vn") == "state");
  BOOST_TEST(class_of("a@xbacgiang.gov.vn") == "state");
}

BOOST_AUTO_TEST_CASE(what_only_looks_like_a_state_domain) {
  for (const auto* address :
       {"a@bacgiang.gov.vn.example.com", "gov.vn@", "gov.vn@gmail.com", "a@notgov.vn", "", "@", "<>",
        "a@gov.vn..", "a@.gov.vn", "a@gov.vn\n", "a@evil.com\x01.gov.vn", "a@[127.0.0.1]",
        "a%bacgiang.gov.vn@evil.com", "a@bacgiang.gov.vn@evil.com", "a@gоv.vn" /* Cyrillic о */})
    BOOST_TEST(class_of(address) == "external", address);
  BOOST_TEST(class_of(std::string_view("a@x.com\0.gov.vn", 15)) == "external");
}

BOOST_AUTO_TEST_CASE(international_domains_are_compared_as_a_labels) {
  BOOST_TEST(regulation::ascii_domain("BẮCGIANG.vn") == regulation::ascii_domain("bắcgiang.vn"));
  BOOST_TEST(regulation::ascii_domain("bắcgiang.vn").starts_with("xn--"));
  BOOST_TEST(regulation::ascii_domain("ｂａｃｇｉａｎｇ.gov.vn") == "bacgiang.gov.vn");
  BOOST_TEST(class_of("a@ｂａｃｇｉａｎｇ．gov．vn") == "local");
  BOOST_TEST(regulation::ascii_domain(std::string(300, 'a')).empty());
  BOOST_TEST(regulation::ascii_domain("a..b").empty());
  BOOST_TEST(regulation::ascii_domain("a b.vn").empty());
}

BOOST_AUTO_TEST_CASE(directions) {
  const std::string local = "ubnd@bacgiang.gov.vn", outside = "x@gmail.com", state = "y@moj.gov.vn";
  BOOST_TEST(direction_of_mail({"annv", "203.0.113.5", {local}}) == "internal");
  BOOST_TEST(direction_of_mail({"annv", "203.0.113.5", {local, outside}}) == "outbound");
  BOOST_TEST(direction_of_mail({"", "127.0.0.1", {state}}) == "outbound");
  BOOST_TEST(direction_of_mail({"", "::1", {local}}) == "internal");
  BOOST_TEST(direction_of_mail({"", "::ffff:127.0.0.1", {local}}) == "internal");
  BOOST_TEST(direction_of_mail({"", "203.0.113.5", {outside, local}}) == "inbound");
  BOOST_TEST(direction_of_mail({"", "203.0.113.5", {outside}}) == "relayed");
  BOOST_TEST(direction_of_mail({"", "not an address", {local}}) == "inbound");
  BOOST_TEST(direction_of_mail({"", "", {}}) == "unknown");
}

BOOST_AUTO_TEST_CASE(networks) {
  const auto ten = regulation::parse_network("10.0.0.0/8");
  BOOST_REQUIRE(ten);
  BOOST_TEST(ten->contains(*regulation::parse_address("10.255.0.1")));
  BOOST_TEST(ten->contains(*regulation::parse_address("::ffff:10.0.0.1")));
  BOOST_TEST(!ten->contains(*regulation::parse_address("11.0.0.1")));
  BOOST_TEST(!ten->contains(*regulation::parse_address("::10.0.0.1")));
  BOOST_TEST(
      regulation::parse_network("2001:db8::/32")->contains(*regulation::parse_address("2001:db8:1::1")));
  for (const auto* bad :
       {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "10.0.0.0/08", "::/129", "", "x", "1.2.3.4 "})
    BOOST_TEST(!regulation::parse_network(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(the_shipped_profile_makes_addresses) {
  using directory::Level;
  const auto naming = directory::Naming::from(profile().addresses);
  BOOST_REQUIRE(naming);
  const auto made = [&](std::string_view name, Level level, std::string_view parent = {}) {
    const auto local = naming->organisation(name, level, parent);
    return local ? *local : "! " + local.error().text;
  };
  BOOST_TEST(made("Ủy ban nhân dân tỉnh", Level::province) == "ubnd");
  BOOST_TEST(made("UBND tỉnh Bắc Giang", Level::province) == "ubnd");
  BOOST_TEST(made("UBND thành phố Bắc Giang", Level::district) == "tpbg");
  BOOST_TEST(made("Sở Lao động - Thương binh và Xã hội tỉnh Bắc Giang", Level::province) == "sldtbxh");
  BOOST_TEST(made("Thanh tra tỉnh", Level::province) == "ttt");
  BOOST_TEST(made("UBND xã Đại Sơn, huyện Sơn Động", Level::commune) == "daison_sondong");
  BOOST_TEST(made("Phòng Giáo dục và Đào tạo huyện Lục Ngạn", Level::district_office) == "pgddt_lucngan");
  BOOST_TEST(naming->person("Đặng Thị Hồng Nhung", "stttt").value_or("") == "nhungdth_stttt");
}

BOOST_AUTO_TEST_CASE(the_shipped_profile_keeps_the_dates) {
  using std::chrono::month_day;
  BOOST_TEST(profile().passwords.admin_characters == 10U);
  BOOST_TEST(profile().passwords.user_characters == 8U);
  BOOST_TEST(profile().office_end.count() == 17 * 60);
  BOOST_REQUIRE(profile().reports.size() == 3U);
  BOOST_TEST(profile().reports[0].clause == "16.6");
  BOOST_TEST((profile().reports[0].before == month_day(std::chrono::June, std::chrono::day(15))));
  BOOST_TEST((profile().reports[2].before == month_day(std::chrono::December, std::chrono::day(25))));
}

BOOST_AUTO_TEST_CASE(broken_sections_say_where) {
  const std::string head = "id: x\ntitle: T\nshort_name: S\nclauses: {\"4.6\": text}\nlocal_domains: a.vn\n";
  const auto faults =
      faults_of(head +
                "addresses:\n  fixed: [{name: X, local: A.B}, {name: —, local: a}, {nam: X, local: "
                "a}]\n  dropped_words: [và, \"-\"]\n  drop_words: x\n"
                "passwords: {user_characters: 0}\noffice_hours: {end: 25:00}\n"
                "reports: [{clause: \"1.1\", name: N, before: 02-30}]\n");
  const std::vector<std::string> expected{
      "7:28: `A.B` is no local part such as annv_stttt",
      "7:41: `—` has no letter or digit, or one that cannot be written in a-z",
      "7:56: unknown key `nam`, did you mean `name`?",
      "8:23: `-` has no letter or digit, or one that cannot be written in a-z",
      "9:3: unknown key `drop_words`, did you mean `dropped_words`?",
      "10:30: `user_characters` must be between 1 and 100",
      "11:21: `25:00` is no time of day such as 17:00",
      "12:20: no clause `1.1`",
      "12:44: `02-30` is no day of the year such as 06-15"};
  BOOST_TEST(faults == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_broken_profile_says_where) {
  const std::string head = "id: x\ntitle: T\nshort_name: S\n";
  const auto faults = faults_of(head +
                                "clauses: {\"4.6\": text, \"4..6\": text, \"4.7\": \"\"}\nlocal_domains: [a "
                                "b]\nstate_domain: [gov.vn]\n"
                                "own_networks: [10.0.0.1/8]\n");
  const std::vector<std::string> expected{"4:24: `4..6` is no clause number such as 4.6",
                                          "4:45: clause 4.7 has no text", "5:17: `a b` is no domain name",
                                          "7:16: `10.0.0.1/8` is no network such as 10.0.0.0/8",
                                          "6:1: unknown key `state_domain`, did you mean `state_domains`?"};
  BOOST_TEST(faults == expected, boost::test_tools::per_element());
  BOOST_TEST(faults_of("").size() == 1U);
  BOOST_TEST(faults_of("[a]").size() == 1U);
  BOOST_TEST(!regulation::load_profile("/no/such/file").has_value());
}

BOOST_AUTO_TEST_CASE(terms_of_mailboxes) {
  BOOST_TEST(profile().terms.admin_password_months == 3U);
  BOOST_TEST(profile().terms.user_password_months == 6U);
  BOOST_TEST(profile().terms.idle_months == 3U);
  const auto faults = faults_of(
      "id: x\ntitle: T\nshort_name: S\nclauses: {\"4.6\": text}\nlocal_domains: [a.vn]\n"
      "passwords: {admin_months: 0}\nmailboxes: {idle_month: 3}\n");
  BOOST_REQUIRE(faults.size() == 2U);
  BOOST_TEST(faults[1] == "7:13: unknown key `idle_month`, did you mean `idle_months`?");
  using namespace std::chrono;
  const auto day = [](int y, unsigned m, unsigned d) {
    return sys_days(year(y) / static_cast<int>(m) / static_cast<int>(d));
  };
  BOOST_TEST(!regulation::overdue(day(2026, 11, 30), 3, day(2027, 2, 28)));
  BOOST_TEST(regulation::overdue(day(2026, 11, 30), 3, day(2027, 3, 1)));
}

BOOST_AUTO_TEST_CASE(own_networks) {
  BOOST_TEST(regulation::own_network(profile(), "127.0.0.9"));
  BOOST_TEST(regulation::own_network(profile(), "::ffff:127.0.0.9"));
  BOOST_TEST(!regulation::own_network(profile(), "203.0.113.9"));
  BOOST_TEST(!regulation::own_network(profile(), "unknown"));
  BOOST_TEST(!regulation::own_network(profile(), ""));
}
