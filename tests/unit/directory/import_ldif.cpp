#include "directory/import_ldif.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "directory/date_text.h"
#include "directory/import_plan.h"
#include "directory/ldif.h"

using namespace congvu;
using namespace congvu::directory;

namespace {

constexpr std::string_view zimbra =
    "# from slapcat\n"
    "dn: uid=annv_stttt,ou=people,dc=bacgiang,dc=gov,dc=vn\n"
    "objectClass: inetOrgPerson\n"
    "objectClass: zimbraAccount\n"
    "uid: annv_stttt\n"
    "zimbraMailDeliveryAddress: annv_stttt@bacgiang.gov.vn\n"
    "mail: annv_stttt@bacgiang.gov.vn\n"
    "mail: an.nguyen@bacgiang.gov.vn\n"
    "zimbraMailAlias: an.nguyen@bacgiang.gov.vn\n"
    "displayName:: Tmd1eeG7hW4gVsSDbiBBbg==\n"
    "title: Chuyên \n"
    " viên\n"
    "departmentNumber: stttt\n"
    "zimbraAccountStatus: locked\n"
    "zimbraLastLogonTimestamp: 20261120013000.123Z\n"
    "zimbraPasswordModifiedTime: 20260824010000Z\n"
    "zimbraAllowFromAddress: stttt@bacgiang.gov.vn\n"
    "zimbraCreateTimestamp: 20181015000000Z\n"
    "zimbraIsAdminAccount: TRUE\n"
    "\n"
    "dn: cn=nhom,ou=people,dc=bacgiang,dc=gov,dc=vn\n"
    "objectClass: zimbraDistributionList\n"
    "mail: nhom@bacgiang.gov.vn\n"
    "\n"
    "dn: dc=vn\n"
    "objectClass: zimbraDomain\n";

ImportPlan plan(std::string_view text) {
  const auto table = read_import(text);
  BOOST_REQUIRE_MESSAGE(table, (table ? "" : table.error().to_string()));
  ImportOptions options;
  options.default_domain = "bacgiang.gov.vn";
  options.now = *time_of("2026-11-24T08:00:00+07:00");
  options.source = "x.ldif";
  return plan_import(*table, {}, options);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(import_ldif)

BOOST_AUTO_TEST_CASE(an_account_of_zimbra) {
  const auto made = plan(zimbra);
  BOOST_TEST(made.faults.empty());
  BOOST_REQUIRE(made.changes.mailboxes.size() == 1U);
  const auto& box = made.changes.mailboxes[0];
  BOOST_TEST(box.address == "annv_stttt@bacgiang.gov.vn");
  BOOST_TEST(box.name == "Nguyễn Văn An");
  BOOST_TEST(box.title == "Chuyên viên");
  BOOST_TEST((box.kind == MailboxKind::administrator));
  BOOST_TEST((box.status == Standing::suspended));
  BOOST_TEST(box.status_reason == "zimbraAccountStatus: locked");
  BOOST_TEST((box.aliases == std::vector<std::string>{"an.nguyen@bacgiang.gov.vn"}));
  BOOST_TEST((box.send_as == std::vector<std::string>{"stttt@bacgiang.gov.vn"}));
  BOOST_TEST((box.password_changed == day_of("2026-08-24")));
  BOOST_TEST((box.issued == day_of("2018-10-15")));
  BOOST_REQUIRE(made.changes.logins.size() == 1U);
  BOOST_TEST((made.changes.logins[0].seen == time_of("2026-11-20T08:30:00+07:00")));
}

BOOST_AUTO_TEST_CASE(an_account_of_openldap) {
  const auto made = plan(
      "version: 1\r\n\r\ndn: uid=binh,dc=bacgiang,dc=gov,dc=vn\r\nobjectClass: inetOrgPerson\r\nuid: binh\r\n"
      "cn;lang-vi: Trần Bình\r\nshadowLastChange: 20000\r\npwdAccountLockedTime: 000001010000Z\r\n"
      "authTimestamp: 20261101000000Z\r\n");
  BOOST_TEST(made.faults.empty());
  BOOST_REQUIRE(made.changes.mailboxes.size() == 1U);
  const auto& box = made.changes.mailboxes[0];
  BOOST_TEST(box.address == "binh@bacgiang.gov.vn");
  BOOST_TEST(box.name == "Trần Bình");
  BOOST_TEST((box.password_changed == day_of("2024-10-04")));
  BOOST_TEST((box.status == Standing::suspended));
}

BOOST_AUTO_TEST_CASE(values_that_nobody_knows_are_faults) {
  for (const std::string_view line : {"zimbraAccountStatus: asleep", "shadowLastChange: never",
                                      "zimbraLastLogonTimestamp: x", "pwdChangedTime: 2026"}) {
    const auto made = plan("dn: uid=b,dc=x\nmail: b@bacgiang.gov.vn\n" + std::string(line) + "\n");
    BOOST_TEST(made.faults.size() == 1U, line);
    BOOST_TEST(made.changes.empty(), line);
  }
}

BOOST_AUTO_TEST_CASE(damaged_files) {
  for (const std::string_view text : {"dn: a\nmail b\n", "dn: a\nmail:: !!!!\n", "dn: a\nmail:: YWJ\n",
                                      "dn: a\nmail:< file:///etc/passwd\n", "dn: a\nchangetype: modify\n",
                                      "dn: a\ndn: b\n", "version: 1\nmail: a\n", "dn: a\n: x\n"})
    BOOST_TEST(!read_ldif(text), text);
  BOOST_TEST(read_ldif("").value().empty());
  BOOST_TEST(read_ldif("dn: a\nsn: b\n\nsearch: 2\nresult: 0 Success\n").value().size() == 1U);
  // A comment may go on, too.
  BOOST_TEST(read_ldif("# a\n comment\ndn: a\nsn: b").value().size() == 1U);
  std::string wide = "dn: a\n";
  for (std::size_t i = 0; i <= most_ldif_values; ++i) wide += "a: b\n";
  BOOST_TEST((read_ldif(wide).error().kind == ErrorKind::limit));
}

BOOST_AUTO_TEST_SUITE_END()
