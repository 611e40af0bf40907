#include "journal/delivery.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "unit/journal/doubles.h"
#include "unit/journal/sample.h"

using namespace congvu;
using namespace congvu::journal;
using namespace congvu::journal::testing;
using namespace std::chrono_literals;
using State = FakeDatabase::State;

namespace {

DeliverySettings quick() {
  DeliverySettings out;
  out.every = 5ms;
  out.first_pause = 5ms;
  out.longest_pause = 20ms;
  out.stop_patience = 60s;
  return out;
}

struct Place {
  Folder folder;
  std::unique_ptr<Backlog> backlog = std::move(*Backlog::open({folder.path, "milter", incarnation}));
  FakeDatabase database;
  std::vector<std::string> told;
  std::mutex mutex;

  std::unique_ptr<Delivery> start(DeliverySettings settings = quick()) {
    return std::make_unique<Delivery>(
        *backlog, database.opener(),
        [this](const std::string& text) {
          const std::lock_guard lock(mutex);
          told.push_back(text);
        },
        settings);
  }
  std::size_t tellings() {
    const std::lock_guard lock(mutex);
    return told.size();
  }
  void append(Delivery* delivery, std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t i = from; i <= to; ++i)
      BOOST_REQUIRE(backlog->append(decision_line(sample(i))).has_value());
    if (delivery != nullptr) delivery->wake();
  }
};

void check_ids(const std::vector<std::string>& ids, std::uint64_t most) {
  BOOST_REQUIRE_EQUAL(ids.size(), most);
  for (std::uint64_t i = 0; i < most; ++i)
    BOOST_REQUIRE_EQUAL(ids[i], format_decision_id({incarnation, i + 1}));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(delivery)

BOOST_AUTO_TEST_CASE(decisions_arrive_in_batches) {
  Place place;
  const auto delivery = place.start();
  place.append(delivery.get(), 1, 2'000);
  BOOST_TEST(soon([&] { return place.database.ids().size() == 2'000; }));
  check_ids(place.database.ids(), 2'000);
  BOOST_TEST(place.database.largest_batch() <= 500U);
  BOOST_TEST(place.database.calls < 200);
  BOOST_TEST(place.backlog->empty());
  BOOST_TEST(delivery->counters().stored == 2'000U);
  BOOST_TEST(place.tellings() == 0U);
}

BOOST_AUTO_TEST_CASE(an_outage_costs_nothing) {
  Place place;
  place.database.state = State::gone;
  const auto delivery = place.start();
  place.append(delivery.get(), 1, 1'000);
  BOOST_TEST(soon([&] { return delivery->counters().failures > 5; }));
  BOOST_TEST(place.database.ids().empty());
  place.database.state = State::there;
  place.append(delivery.get(), 1'001, 1'500);
  BOOST_TEST(soon([&] { return place.database.ids().size() == 1'500; }));
  check_ids(place.database.ids(), 1'500);
  BOOST_TEST(soon([&] { return place.tellings() == 2U; }));
  BOOST_TEST(place.told[0].find("gone") != std::string::npos);
  BOOST_TEST(place.told[1].find("again") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(pauses_grow_to_their_bound) {
  Place place;
  place.database.state = State::gone;
  auto settings = quick();
  settings.first_pause = 1ms;
  settings.longest_pause = 60s;
  const auto delivery = place.start(settings);
  BOOST_TEST(soon([&] { return delivery->counters().failures >= 6; }));  // 1 + 2 + 4 + 8 + 16 ms
  BOOST_TEST(delivery->counters().failures < 20U);
}

BOOST_AUTO_TEST_CASE(it_goes_and_comes) {
  Place place;
  const auto delivery = place.start();
  for (std::uint64_t i = 0; i < 40; ++i) {
    place.database.state = i % 2 == 0 ? State::gone : State::there;
    place.append(delivery.get(), i * 50 + 1, i * 50 + 50);
    std::this_thread::sleep_for(3ms);
  }
  place.database.state = State::there;
  BOOST_TEST(soon([&] { return place.database.ids().size() == 2'000; }));
  check_ids(place.database.ids(), 2'000);
}

BOOST_AUTO_TEST_CASE(a_hanging_database_holds_up_nobody_else) {
  Place place;
  place.database.stuck = true;
  const auto delivery = place.start();
  place.append(delivery.get(), 1, 3'000);  // returns although nothing is stored
  BOOST_TEST(place.database.ids().empty());
  delivery->flush(20ms);
  place.database.stuck = false;
  place.database.stuck.notify_all();
  BOOST_TEST(soon([&] { return place.database.ids().size() == 3'000; }));
  check_ids(place.database.ids(), 3'000);
}

BOOST_AUTO_TEST_CASE(one_bad_decision_keeps_no_other_out) {
  Place place;
  place.database.poison = "poison@x.vn";
  Record bad = sample(51);
  bad.sender = "poison@x.vn";
  place.append(nullptr, 1, 50);
  BOOST_REQUIRE(place.backlog->append(decision_line(bad)).has_value());
  BOOST_REQUIRE(place.backlog->append("{\"no\":\"decision\"}\n").has_value());
  place.append(nullptr, 52, 100);
  const auto delivery = place.start();
  BOOST_TEST(soon([&] { return place.database.ids().size() == 99; }));
  BOOST_TEST(soon([&] { return place.backlog->empty(); }));
  BOOST_TEST(delivery->counters().refused == 2U);
  BOOST_TEST(place.tellings() == 1U);  // not once a decision
}

BOOST_AUTO_TEST_CASE(a_database_that_refuses_everything_loses_nothing) {
  Place place;
  place.database.state = State::refuses;
  const auto delivery = place.start();
  place.append(delivery.get(), 1, 100);
  BOOST_TEST(soon([&] { return delivery->counters().failures > 3; }));
  BOOST_TEST(delivery->counters().refused == 0U);
  place.database.state = State::there;
  BOOST_TEST(soon([&] { return place.database.ids().size() == 100; }));
}

BOOST_AUTO_TEST_CASE(what_was_stored_before_a_crash_is_stored_once) {
  Place place;
  place.append(nullptr, 1, 100);
  const auto lines = place.backlog->oldest(60);
  // Stored, and killed before that was noted.
  const auto sink = std::move(*place.database.opener()());
  std::vector<Entry> entries;
  for (const auto& line : lines) entries.push_back(entry_of(line).value());
  BOOST_REQUIRE(sink->store(entries).has_value());
  place.backlog.reset();
  place.backlog = std::move(*Backlog::open({place.folder.path, "milter", "1111111111111111"}));
  const auto delivery = place.start();
  BOOST_TEST(soon([&] { return place.backlog->empty(); }));
  check_ids(place.database.ids(), 100);
  BOOST_TEST(place.database.again() == 60U);
}

BOOST_AUTO_TEST_CASE(the_end_delivers_what_is_left) {
  Place place;
  auto settings = quick();
  settings.every = 1h;
  auto delivery = place.start(settings);
  BOOST_TEST(soon([&] { return place.database.opened == 1; }));
  place.append(delivery.get(), 1, 300);
  delivery.reset();
  check_ids(place.database.ids(), 300);
}

BOOST_AUTO_TEST_CASE(flush_waits_for_the_database) {
  Place place;
  auto settings = quick();
  settings.every = 1h;
  const auto delivery = place.start(settings);
  place.append(delivery.get(), 1, 300);
  delivery->flush(10s);
  check_ids(place.database.ids(), 300);
  place.database.state = State::gone;
  place.append(delivery.get(), 301, 302);
  delivery->flush(1h);  // does not wait for what is gone
  BOOST_TEST(place.backlog->lines() == 2U);
}

BOOST_AUTO_TEST_CASE(old_decisions_are_deleted_every_hour) {
  Place place;
  auto settings = quick();
  settings.prune_every = 60ms;
  settings.keep = 24h * 30;
  const auto delivery = place.start(settings);
  BOOST_TEST(soon([&] {
    place.append(delivery.get(), 1, 1);  // it is awake
    return place.database.prunes().size() >= 2;
  }));
  const auto age = std::chrono::system_clock::now() - place.database.prunes().front();
  BOOST_TEST((age >= 24h * 30 && age < 24h * 31));
}

BOOST_AUTO_TEST_SUITE_END()
