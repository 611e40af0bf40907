#include "directory/status_change.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "directory/date_text.h"
#include "directory/import_plan.h"
#include "directory/selection.h"

using namespace congvu;
using namespace congvu::directory;

namespace {

Directory::Contents contents() {
  MailboxRecord an;
  an.address = an.login = "an@bacgiang.gov.vn";
  an.aliases = {"khac@bacgiang.gov.vn"};
  an.organisation = "b";
  an.issued = day_of("2018-10-15");
  MailboxRecord cu = an;
  cu.address = cu.login = "cu@bacgiang.gov.vn";
  cu.aliases.clear();
  cu.organisation = "c";
  cu.status = Standing::closed;
  return {{an, cu}, {{"a", "A", {}, ""}, {"b", "B", {}, "a"}, {"c", "C", {}, ""}}, {}, 1, {}, {}};
}

StatusChange change(Standing status, const std::string& address) {
  StatusChange out;
  out.status = status;
  out.addresses = {address};
  out.reason = "không đăng nhập";
  out.document = "CV 12/STTTT";
  out.who = "minh";
  out.now = *time_of("2026-11-24T08:00:00+07:00");
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(status_change)

BOOST_AUTO_TEST_CASE(who_when_and_why) {
  auto suspend = change(Standing::suspended, "an@bacgiang.gov.vn");
  suspend.until = day_of("2026-12-24");
  suspend.addresses.push_back("an@bacgiang.gov.vn");
  const auto done = change_status(suspend, contents());
  BOOST_REQUIRE(done);
  BOOST_REQUIRE(done->mailboxes.size() == 1U);
  BOOST_TEST((done->mailboxes[0].status == Standing::suspended));
  BOOST_TEST((done->mailboxes[0].status_since == day_of("2026-11-24")));
  BOOST_TEST(done->mailboxes[0].status_reason == "CV 12/STTTT: không đăng nhập");
  BOOST_REQUIRE(done->history.size() == 1U);
  BOOST_TEST(done->history[0].who == "minh");
  BOOST_TEST(done->history[0].change == "đang dùng → tạm dừng, đến 24/12/2026");
}

BOOST_AUTO_TEST_CASE(what_cannot_be) {
  const std::pair<Standing, std::string> table[] = {{Standing::suspended, "nobody@bacgiang.gov.vn"},
                                                    {Standing::suspended, "khac@bacgiang.gov.vn"},
                                                    {Standing::suspended, "cu@bacgiang.gov.vn"},
                                                    {Standing::closed, "cu@bacgiang.gov.vn"},
                                                    {Standing::in_use, "an@bacgiang.gov.vn"}};
  for (const auto& [status, address] : table) {
    const auto done = change_status(change(status, address), contents());
    BOOST_TEST(!done, address);
  }
  // One that cannot, and none is changed.
  auto both = change(Standing::closed, "an@bacgiang.gov.vn");
  both.addresses.push_back("cu@bacgiang.gov.vn");
  BOOST_TEST(!change_status(both, contents()));
  BOOST_TEST(change_status(change(Standing::in_use, "cu@bacgiang.gov.vn"), contents()).has_value());
}

BOOST_AUTO_TEST_CASE(lists) {
  auto directory = contents();
  directory.logins = {{"an", *time_of("2026-11-20"), "imap"}};
  const auto addresses = [&](const Selection& selection, const Ages& ages = {}) {
    std::string out;
    for (const auto& one : select(directory, selection, ages))
      out += std::string(local_part(one.box->address)) + " ";
    return out;
  };
  BOOST_TEST(addresses({}) == "an cu ");
  Selection closed;
  closed.status = Standing::closed;
  BOOST_TEST(addresses(closed) == "cu ");
  Selection below_a;
  below_a.organisation = "a";
  BOOST_TEST(addresses(below_a) == "an ");
  Selection idle;
  idle.idle = true;
  Ages ages;
  ages.idle = [](const auto&, std::optional<Day> since) { return !since || *since < *day_of("2026-08-24"); };
  BOOST_TEST(addresses(idle, ages) == "an ");  // never seen: its day of issue counts; closed ones do not
  directory.login_domain = "bacgiang.gov.vn";
  BOOST_TEST(addresses(idle, ages) == "");
}

BOOST_AUTO_TEST_CASE(an_export_is_an_import) {
  auto directory = contents();
  directory.mailboxes[0].name = "=HYPERLINK(\"http://x\"), An";
  directory.mailboxes[0].title = "Phó \"phòng\"; II";
  directory.mailboxes[0].status_until = day_of("2026-12-01");
  directory.mailboxes[0].send_as = {"a@bacgiang.gov.vn", "cu@bacgiang.gov.vn"};
  MailboxRecord org;
  org.address = org.login = "b@bacgiang.gov.vn";
  org.kind = MailboxKind::organisation;
  org.organisation = org.name = "b";
  directory.organisations[1].name = "b";
  directory.mailboxes.push_back(org);
  const std::string text = csv_of(directory, select(directory, {}, {}), ListForm::whole);
  BOOST_TEST(text.find("\"'=HYPERLINK") != std::string::npos);
  ImportOptions options;
  options.now = *time_of("2026-11-24");
  auto table = read_import(text.substr(3));
  BOOST_REQUIRE(table);
  const auto same = plan_import(*table, directory, options);
  BOOST_TEST(same.faults.empty());
  BOOST_TEST(same.changes.empty());
  BOOST_TEST(same.unchanged == 3U);
  const auto orgs = read_import(csv_of_organisations(directory).substr(3));
  BOOST_REQUIRE(orgs);
  BOOST_TEST(plan_import(*orgs, directory, options).changes.empty());
  BOOST_TEST(csv_of(directory, select(directory, {}, {}), ListForm::published).find("cu@") ==
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
