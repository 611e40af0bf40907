#include "service/state_view.h"

#include <boost/test/unit_test.hpp>

using namespace congvu;
using namespace congvu::service;
using std::chrono::sys_days;
using namespace std::chrono_literals;

namespace {

directory::Day day(int year, unsigned month, unsigned day_) {
  return sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day_));
}

directory::MailboxRecord box(const std::string& local, MailboxKind kind = MailboxKind::person) {
  directory::MailboxRecord out;
  out.address = local + "@bacgiang.gov.vn";
  out.login = local;
  out.kind = kind;
  out.organisation = "stttt";
  out.issued = day(2026, 1, 1);
  return out;
}

struct Fixture {
  Fixture() {
    directory::Directory::Contents contents;
    contents.login_domain = "bacgiang.gov.vn";
    auto annv = box("annv_stttt");
    annv.password_changed = day(2026, 5, 24);
    annv.send_as = {"stttt@bacgiang.gov.vn"};
    annv.aliases = {"an@bacgiang.gov.vn"};
    auto admin = box("quantri", MailboxKind::administrator);
    admin.password_changed = day(2026, 5, 24);
    auto closed = box("dong");
    closed.status = Standing::closed;
    contents.mailboxes = {annv, admin, closed, box("stttt", MailboxKind::organisation)};
    contents.logins = {{"annv_stttt", std::chrono::sys_seconds(day(2026, 8, 23) + 17h), "imap"}};
    sources.directory = directory::Directory::make(contents);
    envelope.login = "AnNV_stttt";
    envelope.sender = "annv_stttt+x@BACGIANG.gov.vn";
    envelope.recipients = {"dong@bacgiang.gov.vn", "la@bacgiang.gov.vn", "b@gmail.com", "postmaster"};
  }
  StateFacts facts(directory::Day today, const MessageFacts* message = nullptr) {
    return mailbox_facts(sources, ruleset->profile(), envelope, message, Now(today + 3h));
  }
  StateSources sources;
  Envelope envelope;
  std::shared_ptr<const rules::Ruleset> ruleset = *rules::Ruleset::embedded();
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(state_view, Fixture)

BOOST_AUTO_TEST_CASE(standings_of_everybody) {
  const auto state = facts(day(2026, 6, 1));
  BOOST_TEST((state.login.standing == Standing::in_use));
  BOOST_TEST((state.login.kind == MailboxKind::person));
  BOOST_TEST(state.login.organisation == "stttt");
  BOOST_TEST((state.sender.standing == Standing::in_use));
  BOOST_TEST((state.sender_right == SenderRight::own));
  BOOST_REQUIRE(state.recipients.size() == 4U);
  BOOST_TEST((state.recipients[0].standing == Standing::closed));
  BOOST_TEST((state.recipients[1].standing == Standing::unlisted));
  BOOST_TEST((state.recipients[2].standing == Standing::foreign));
  BOOST_TEST((state.recipients[3].standing == Standing::foreign));
}

BOOST_AUTO_TEST_CASE(without_a_directory_nobody_is_known) {
  sources.directory = nullptr;
  const auto state = facts(day(2027, 6, 1));
  BOOST_TEST((state.login.standing == Standing::foreign));
  BOOST_TEST(state.recipients.empty());
  BOOST_TEST((state.sender_right == SenderRight::unknown));
  const auto verdict = ruleset->evaluate({envelope, {}, state}, Now(day(2027, 6, 1)));
  BOOST_TEST(verdict.matches.empty());
}

BOOST_AUTO_TEST_CASE(ages_run_by_calendar_months) {
  // A user's password of 24/5 is due on 24/11, an administrator's on 24/8.
  BOOST_TEST(!facts(day(2026, 11, 24)).login.password_overdue);
  BOOST_TEST(facts(day(2026, 11, 25)).login.password_overdue);
  envelope.login = "quantri@bacgiang.gov.vn";
  BOOST_TEST(!facts(day(2026, 8, 24)).login.password_overdue);
  BOOST_TEST(facts(day(2026, 8, 25)).login.password_overdue);
  envelope.login = "dong";  // no date: not known
  BOOST_TEST(!facts(day(2030, 1, 1)).login.password_overdue);
}

BOOST_AUTO_TEST_CASE(idle_from_the_last_login_or_the_day_of_issue) {
  // Seen at 17:00 UTC of 23/8, which is 24/8 in Việt Nam.
  BOOST_TEST(!facts(day(2026, 11, 24)).login.idle);
  BOOST_TEST(facts(day(2026, 11, 25)).login.idle);
  envelope.login = "stttt";
  BOOST_TEST(!facts(day(2026, 4, 1)).login.idle);
  BOOST_TEST(facts(day(2026, 4, 2)).login.idle);
  envelope.login = "dong";  // closed is not idle
  BOOST_TEST(!facts(day(2026, 12, 1)).login.idle);
}

BOOST_AUTO_TEST_CASE(who_may_write_as_whom) {
  const auto right = [&](const std::string& sender) {
    envelope.sender = sender;
    return facts(day(2026, 6, 1)).sender_right;
  };
  BOOST_TEST((right("an@bacgiang.gov.vn") == SenderRight::own));
  BOOST_TEST((right("STTTT@bacgiang.gov.vn") == SenderRight::granted));
  BOOST_TEST((right("stttt+van-thu@bacgiang.gov.vn") == SenderRight::granted));
  BOOST_TEST((right("dong@bacgiang.gov.vn") == SenderRight::refused));
  BOOST_TEST((right("a@gmail.com") == SenderRight::refused));
  BOOST_TEST((right("") == SenderRight::unknown));  // receipts and bounces
  envelope.login = "khong-co";
  BOOST_TEST((right("a@gmail.com") == SenderRight::unknown));
  envelope.login.clear();
  BOOST_TEST((right("an@bacgiang.gov.vn") == SenderRight::unknown));
}

BOOST_AUTO_TEST_CASE(the_least_right_over_all_of_from) {
  MessageFacts message;
  const auto right = [&](std::vector<std::string> fields) {
    message.headers.clear();
    for (auto& value : fields) message.headers.push_back({"FROM", std::move(value)});
    return facts(day(2026, 6, 1), &message).from_right;
  };
  BOOST_TEST((right({"An <annv_stttt@bacgiang.gov.vn>"}) == SenderRight::own));
  BOOST_TEST((right({"An <annv_stttt@bacgiang.gov.vn>, stttt@bacgiang.gov.vn"}) == SenderRight::granted));
  BOOST_TEST((right({"a@gmail.com, annv_stttt@bacgiang.gov.vn"}) == SenderRight::refused));
  BOOST_TEST((right({"annv_stttt@bacgiang.gov.vn", "dong@bacgiang.gov.vn"}) == SenderRight::refused));
  BOOST_TEST((right({"An"}) == SenderRight::unknown));
  BOOST_TEST((right({}) == SenderRight::unknown));
}

BOOST_AUTO_TEST_CASE(one_key_for_one_mailbox) {
  envelope.client_address = "2001:db8:1:2:3:4:5:6";
  auto event = rate_event(sources, ruleset->profile(), envelope, Counted::whole);
  BOOST_TEST(event.login == "annv_stttt@bacgiang.gov.vn");
  BOOST_TEST(event.sender == "annv_stttt@bacgiang.gov.vn");
  BOOST_TEST(event.client == "2001:0db8:0001:0002::/64");
  BOOST_TEST(event.recipients.size() == 4U);
  BOOST_REQUIRE(event.outside_domains.size() == 1U);
  BOOST_TEST(event.outside_domains[0] == "gmail.com");
  BOOST_TEST(event.new_message);
  BOOST_TEST(event.new_recipients);
  envelope.login = "annv_stttt@bacgiang.gov.vn";
  envelope.sender = "AN@bacgiang.gov.vn";
  envelope.client_address = "::ffff:192.0.2.1";
  event = rate_event(sources, ruleset->profile(), envelope, Counted::nothing);
  BOOST_TEST(event.login == "annv_stttt@bacgiang.gov.vn");
  BOOST_TEST(event.sender == "annv_stttt@bacgiang.gov.vn");
  BOOST_TEST(event.client == "192.0.2.1");
  BOOST_TEST(!event.new_recipients);
  sources.directory = nullptr;
  envelope.login = "AnNV_stttt";
  BOOST_TEST(rate_event(sources, ruleset->profile(), envelope, Counted::nothing).login ==
             "annv_stttt@bacgiang.gov.vn");
}

BOOST_AUTO_TEST_CASE(what_is_counted_once_and_what_is_looked_at) {
  state::Rates rates({});
  sources.rates = &rates;
  const auto number = [&](const StateFacts& state) {
    return state.rate({RatePer::login, RateCount::recipients, 3600});
  };
  const Now now(day(2026, 6, 1));
  BOOST_TEST(number(state_facts(sources, *ruleset, envelope, nullptr, Counted::recipient, now)) == 4U);
  BOOST_TEST(number(state_facts(sources, *ruleset, envelope, nullptr, Counted::nothing, now)) == 4U);
  BOOST_TEST(number(state_facts(sources, *ruleset, envelope, nullptr, Counted::message, now)) == 4U);
  BOOST_TEST(number(state_facts(sources, *ruleset, envelope, nullptr, Counted::whole, now)) == 8U);
  count_refused(sources, *ruleset, envelope);
  const auto state = state_facts(sources, *ruleset, envelope, nullptr, Counted::nothing, now);
  BOOST_TEST(number(state) == 8U);
  BOOST_TEST(state.rate({RatePer::login, RateCount::refused, 3600}) == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
