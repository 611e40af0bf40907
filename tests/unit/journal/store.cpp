#include "journal/store.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "journal/query.h"
#include "unit/engines.h"
#include "unit/journal/sample.h"

using namespace congvu;
using namespace congvu::journal;
using namespace congvu::journal::testing;
using congvu::testing::engines;
using congvu::testing::TestDatabase;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<Store> open(const TestDatabase& place) {
  auto store = Store::open(place.address());
  BOOST_REQUIRE_MESSAGE(store, (store ? "" : store.error().to_string()));
  return std::move(*store);
}

void insert(Store& store, const std::vector<Entry>& entries, std::uint64_t fresh) {
  const auto inserted = store.insert(entries);
  BOOST_REQUIRE_MESSAGE(inserted, (inserted ? "" : inserted.error().to_string()));
  BOOST_TEST(*inserted == fresh);
}

std::vector<std::string> ids(Store& store, const Filter& filter, Page page = {}) {
  std::vector<std::string> out;
  const auto done = each_decision(store, filter, page, [&](const Entry& one) {
    out.push_back(one.record.id.substr(one.record.id.find('-') + 1));
    return true;
  });
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().to_string()));
  return out;
}

using Ids = std::vector<std::string>;

Filter with(std::string Filter::*part, const std::string& value) {
  Filter out;
  out.*part = value;
  return out;
}

Counts count(Store& store, const Filter& filter, CountBy by) {
  auto counts = count_decisions(store, filter, by);
  BOOST_REQUIRE_MESSAGE(counts, (counts ? "" : counts.error().to_string()));
  return *counts;
}

std::uint64_t total(Store& store) { return count(store, {}, CountBy::total)[""].decisions; }

}  // namespace

BOOST_AUTO_TEST_SUITE(store, *boost::unit_test::label("database"))

BOOST_DATA_TEST_CASE(a_decision_is_kept_once, engines(), engine) {
  const TestDatabase place(engine);
  const auto first = open(place);
  insert(*first, {entry(sample(1)), entry(sample(2))}, 2);
  insert(*first, {entry(sample(2)), entry(sample(3)), entry(sample(3))}, 1);
  insert(*open(place), {entry(sample(1)), entry(sample(2)), entry(sample(3))}, 0);  // another process
  BOOST_TEST(total(*first) == 3U);
  BOOST_TEST(ids(*first, {}) == Ids({"1", "2", "3"}), boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(a_line_comes_back_as_it_was, engines(), engine) {
  const TestDatabase place(engine);
  const auto journal = open(place);
  Record record = sample(1);
  record.sender = "\"q'uo\\te\"; drop table decision; -- \xE2\x80\xAE:p1 :x ?@x.vn";
  record.helo = std::string("nul\0", 4) + "\xff";
  record.matches = {match_of("r'1", "4.6")};
  const Entry written = entry(record);
  insert(*journal, {written}, 1);
  const auto done = each_decision(*journal, {}, {}, [&](const Entry& read) {
    BOOST_TEST(read.line == written.line);
    return true;
  });
  BOOST_TEST(done.has_value());
  BOOST_TEST(ids(*journal, with(&Filter::rule, "r'1")).size() == 1U);
  BOOST_TEST(ids(*journal, with(&Filter::mailbox, written.record.sender)).size() == 1U);
}

BOOST_DATA_TEST_CASE(two_incarnations_do_not_meet, engines(), engine) {
  const TestDatabase place(engine);
  const auto journal = open(place);
  Record other = sample(1, "policyd");
  other.id = "fedcba9876543210-1";
  insert(*journal, {entry(sample(1)), entry(other)}, 2);
  BOOST_TEST(total(*journal) == 2U);
  BOOST_TEST(ids(*journal, with(&Filter::daemon, "policyd")).size() == 1U);
  BOOST_TEST(ids(*journal, with(&Filter::id, other.id)).size() == 1U);
  BOOST_TEST(ids(*journal, with(&Filter::id, "fedcba9876543210-2")).empty());
  BOOST_TEST(ids(*journal, with(&Filter::id, "nonsense")).empty());
}

BOOST_DATA_TEST_CASE(what_has_no_id_is_refused, engines(), engine) {
  const TestDatabase place(engine);
  Record record = sample(1);
  record.id = "7";
  BOOST_TEST(!entry_of(decision_line(record)).has_value());
  const auto refused = open(place)->insert(std::vector<Entry>{{record, "{}"}});
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().kind == ErrorKind::invalid));
}

BOOST_DATA_TEST_CASE(every_filter, engines(), engine) {
  const TestDatabase place(engine);
  const auto journal = open(place);
  Record one = sample(1);
  one.login = "An_STTTT";
  one.organisation = "stttt";
  one.queue_id = "4ABC";
  one.instance = "1.2.3";
  one.action = rules::Action::reject;
  one.matches = {match_of("exe", "4.6"), match_of("zip", "4.6")};
  Record two = sample(2);
  two.sender = "";
  two.recipients = {"AN@x.vn", "an@X.vn"};
  two.recipient_organisations = {"stttt", "snv"};
  two.matches = {match_of("rate", "12.3")};
  insert(*journal, {entry(one), entry(two), entry(sample(3))}, 3);
  const auto one_only = Ids({"1"});
  for (const auto& filter :
       {with(&Filter::login, "an_stttt"), with(&Filter::queue_id, "4ABC"), with(&Filter::instance, "1.2.3"),
        with(&Filter::action, "reject"), with(&Filter::rule, "zip"), with(&Filter::clause, "4.6"),
        with(&Filter::mailbox, "AN_stttt")})
    BOOST_TEST(ids(*journal, filter) == one_only, boost::test_tools::per_element());
  BOOST_TEST(ids(*journal, with(&Filter::mailbox, "an@x.vn")) == Ids({"1", "2", "3"}),
             boost::test_tools::per_element());
  BOOST_TEST(ids(*journal, with(&Filter::organisation, "stttt")) == Ids({"1", "2"}),
             boost::test_tools::per_element());
  BOOST_TEST(ids(*journal, with(&Filter::organisation, "snv")) == Ids({"2"}),
             boost::test_tools::per_element());
  Filter both = with(&Filter::rule, "exe");
  both.clause = "12.3";  // one rule must have both
  BOOST_TEST(ids(*journal, both).empty());
  Filter time;
  time.since = sample(2).time;
  time.until = sample(3).time;
  BOOST_TEST(ids(*journal, time) == Ids({"2"}), boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(pages_meet_without_gap, engines(), engine) {
  const TestDatabase place(engine);
  const auto journal = open(place);
  std::vector<Entry> entries;
  for (std::uint64_t i = 1; i <= 2'500; ++i) {
    Record record = sample(i);
    record.time = sample(i / 700).time;  // many at one moment
    entries.push_back(entry(record));
  }
  insert(*journal, entries, 2'500);
  const auto all = ids(*journal, {});
  BOOST_REQUIRE_EQUAL(all.size(), 2'500U);
  for (std::size_t i = 0; i < all.size(); ++i) BOOST_REQUIRE_EQUAL(all[i], std::to_string(i + 1));
  const auto newest = ids(*journal, {}, {Order::newest_first, 1'001});
  BOOST_REQUIRE_EQUAL(newest.size(), 1'001U);
  BOOST_TEST(newest.front() == "2500");
  BOOST_TEST(newest.back() == "1500");
}

BOOST_DATA_TEST_CASE(counts_are_exact, engines(), engine) {
  const TestDatabase place(engine);
  const auto journal = open(place);
  std::vector<Entry> entries;
  for (std::uint64_t i = 1; i <= 10; ++i) {
    Record record = sample(i);
    record.instance = i <= 4 ? "one message" : "";
    record.action = i <= 6 ? rules::Action::reject : rules::Action::accept;
    record.organisation = i % 2 == 0 ? "stttt" : "";
    record.recipient_organisations = {"snv", "syt"};
    record.matches = {match_of("exe", "4.6"), match_of("zip", "4.6")};
    if (i == 1) record.matches[0].excused = "phát hành";
    if (i == 2) record.matches[0].mode = rules::Mode::observe;
    entries.push_back(entry(record));
  }
  insert(*journal, entries, 10);
  insert(*journal, entries, 0);
  const auto all = count(*journal, {}, CountBy::total);
  BOOST_TEST(all.at("").decisions == 10U);
  BOOST_TEST(all.at("").messages == 7U);
  const auto rule = count(*journal, {}, CountBy::rule);
  BOOST_TEST(rule.size() == 2U);
  BOOST_TEST(rule.at("exe").decisions == 10U);
  BOOST_TEST(rule.at("exe").enforced == 8U);
  BOOST_TEST(rule.at("exe").observed == 1U);
  BOOST_TEST(rule.at("exe").excused == 1U);
  const auto clause = count(*journal, {}, CountBy::clause);
  BOOST_TEST(clause.at("4.6").decisions == 10U);  // two rules, one decision
  BOOST_TEST(clause.at("4.6").messages == 7U);
  const auto action = count(*journal, {}, CountBy::action);
  BOOST_TEST(action.at("reject").decisions == 6U);
  BOOST_TEST(action.at("reject").messages == 3U);
  BOOST_TEST(count(*journal, {}, CountBy::organisation).at("stttt").decisions == 5U);
  BOOST_TEST(count(*journal, {}, CountBy::recipient_organisation).at("syt").decisions == 10U);
  BOOST_TEST(count(*journal, with(&Filter::rule, "exe"), CountBy::rule).size() == 1U);
  BOOST_TEST(count(*journal, with(&Filter::rule, "none"), CountBy::total).empty());
}

BOOST_DATA_TEST_CASE(days_are_local, engines(), engine) {
  setenv("TZ", "XXX-07:00", 1);
  tzset();
  const TestDatabase place(engine);
  const auto journal = open(place);
  const auto evening = time_of("2026-11-24T23:59:59.999+07:00").value();
  std::vector<Entry> entries;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    Record record = sample(i);
    record.instance = "one";
    record.time = evening + (i == 3 ? 1ms : 0ms);
    entries.push_back(entry(record));
  }
  Record later = sample(4);
  later.time = evening + 24h * 30;
  entries.push_back(entry(later));
  insert(*journal, entries, 4);
  const auto days = count(*journal, {}, CountBy::day);
  BOOST_TEST(days.size() == 3U);
  BOOST_TEST(days.at("2026-11-24").decisions == 2U);
  BOOST_TEST(days.at("2026-11-24").messages == 1U);
  BOOST_TEST(days.at("2026-11-25").decisions == 1U);
  BOOST_TEST(days.at("2026-12-24").decisions == 1U);
  Filter narrow;
  narrow.until = evening + 1ms;
  BOOST_TEST(count(*journal, narrow, CountBy::day).size() == 1U);
}

BOOST_DATA_TEST_CASE(the_oldest_are_pruned, engines(), engine) {
  const TestDatabase place(engine);
  const auto journal = open(place);
  std::vector<Entry> entries;
  for (std::uint64_t i = 1; i <= 20; ++i) {
    Record record = sample(i);
    record.matches = {match_of("exe", "4.6")};
    record.recipient_organisations = {"snv"};
    entries.push_back(entry(record));
  }
  insert(*journal, entries, 20);
  BOOST_TEST(journal->prune(sample(16).time, 10).value() == 10U);
  BOOST_TEST(ids(*journal, {}).front() == "11");
  BOOST_TEST(journal->prune(sample(16).time, 10).value() == 5U);
  BOOST_TEST(journal->prune(sample(16).time, 10).value() == 0U);
  for (const std::string table :
       {"decision", "decision_line", "decision_recipient", "decision_organisation", "decision_match"}) {
    const auto left = journal->database().attempt([&](soci::session& sql) {
      long long n = 0;
      sql << "select count(*) from " + table, soci::into(n);
      return n;
    });
    BOOST_TEST(left.value() == 5, table);
  }
}

BOOST_AUTO_TEST_SUITE_END()
