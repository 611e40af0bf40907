#include "directory/store.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>

#include "directory/date_text.h"
#include "unit/engines.h"

using namespace congvu;
using namespace congvu::directory;
using namespace congvu::testing;

namespace {

Store opened(const TestDatabase& place) {
  auto store = Store::open(place.address());
  BOOST_REQUIRE_MESSAGE(store, (store ? "" : store.error().to_string()));
  return std::move(*store);
}

MailboxRecord full() {
  MailboxRecord box;
  box.address = "annv_stttt@bacgiang.gov.vn";
  box.login = "annv";
  box.name = "Nguyễn Văn An";
  box.title = "Chuyên viên; \"quote\" '--";
  box.kind = MailboxKind::administrator;
  box.organisation = "stttt";
  box.level = Level::commune;
  box.issued = day_of("2018-10-15");
  box.status = Standing::suspended;
  box.status_since = day_of("2026-11-01");
  box.status_until = day_of("2026-12-01");
  box.status_reason = "CV 12/STTTT";
  box.password_changed = day_of("2026-08-24");
  box.aliases = {"an.nguyen@bacgiang.gov.vn", "annv@bacgiang.gov.vn"};
  box.send_as = {"snv@bacgiang.gov.vn", "stttt@bacgiang.gov.vn"};
  return box;
}

Changes changes(std::vector<MailboxRecord> boxes) {
  Changes out;
  out.mailboxes = std::move(boxes);
  return out;
}

void write(Store& store, const Changes& what) {
  const auto done = store.change([&](const auto&) -> Result<Changes> { return what; });
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().to_string()));
}

Time at(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(store, *boost::unit_test::label("database"))

BOOST_DATA_TEST_CASE(what_goes_in_comes_out, engines(), engine) {
  const TestDatabase place(engine);
  auto first = opened(place);
  Changes all = changes({full(), {}});
  all.mailboxes[1].address = all.mailboxes[1].login = "stttt@bacgiang.gov.vn";
  all.organisations = {{"snv", "Sở Nội vụ", {}, ""},
                       {"stttt", "Sở Thông tin và Truyền thông", Level::province, "ubnd"}};
  all.logins = {{"annv", at(1'000'000'000), "imap"}};
  all.history = {{at(5), "minh", "annv_stttt@bacgiang.gov.vn", "tạm dừng", "CV 12"}};
  write(first, all);
  auto second = opened(place);
  const auto back = second.load();
  BOOST_REQUIRE_MESSAGE(back, (back ? "" : back.error().to_string()));
  BOOST_TEST((back->mailboxes == all.mailboxes));
  BOOST_TEST((back->organisations == all.organisations));
  BOOST_TEST((back->logins == all.logins));
  const auto history = second.history("annv_stttt@bacgiang.gov.vn").value();
  BOOST_REQUIRE(history.size() == 1U);
  BOOST_TEST(history[0].who == "minh");
  BOOST_TEST((history[0].at == at(5)));
}

BOOST_DATA_TEST_CASE(each_writing_raises_the_revision, engines(), engine) {
  const TestDatabase place(engine);
  auto store = opened(place);
  const auto before = store.revision().value();
  write(store, changes({full()}));
  BOOST_TEST(store.revision().value() == before + 1);
  write(store, {});
  BOOST_TEST(store.revision().value() == before + 1);
  const auto refused =
      store.change([](const auto&) -> Result<Changes> { return fail(ErrorKind::invalid, "dòng 7", "no"); });
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().where == "dòng 7");
  BOOST_TEST(store.revision().value() == before + 1);
}

BOOST_DATA_TEST_CASE(lists_are_replaced_and_an_alias_may_move, engines(), engine) {
  const TestDatabase place(engine);
  auto store = opened(place);
  write(store, changes({full()}));
  auto other = full();
  other.address = other.login = "binhtt_stttt@bacgiang.gov.vn";
  other.aliases = {"annv@bacgiang.gov.vn"};
  other.send_as.clear();
  auto less = full();
  less.aliases = {"an.nguyen@bacgiang.gov.vn"};
  less.send_as = {"snv@bacgiang.gov.vn"};
  write(store, changes({less, other}));
  BOOST_TEST((store.load()->mailboxes == std::vector<MailboxRecord>{less, other}));
}

BOOST_DATA_TEST_CASE(what_fails_in_the_middle_leaves_nothing, engines(), engine) {
  const TestDatabase place(engine);
  auto store = opened(place);
  write(store, changes({full()}));
  const auto revision = store.revision().value();
  Changes half;
  for (int i = 0; i < 5'000; ++i) {
    auto box = full();
    box.address = box.login = "u" + std::to_string(i) + "@bacgiang.gov.vn";
    box.aliases = {i == 4'999 ? "u1@cu.vn" : "u" + std::to_string(i) + "@cu.vn"};  // the last one's is taken
    half.mailboxes.push_back(box);
  }
  BOOST_TEST(!store.change([&](const auto&) -> Result<Changes> { return half; }));
  BOOST_TEST((store.load()->mailboxes == std::vector<MailboxRecord>{full()}));
  BOOST_TEST(store.revision().value() == revision);
}

BOOST_DATA_TEST_CASE(logins_only_move_forward, engines(), engine) {
  const TestDatabase place(engine);
  auto store = opened(place);
  BOOST_TEST(
      bool(store.write_logins({{"an", at(50), "imap"}, {"an", at(70), "imap"}, {"an", at(60), "smtp"}})));
  const auto revision = store.revision().value();
  BOOST_TEST(bool(store.write_logins({{"an", at(69), "imap"}})));
  BOOST_TEST(store.revision().value() == revision);
  BOOST_TEST((store.logins_since(at(70)).value() == std::vector<LastLogin>{{"an", at(70), "imap"}}));
  BOOST_TEST(store.logins_since(at(0)).value().size() == 2U);
  BOOST_TEST(store.logins_since(at(71)).value().empty());
}

BOOST_DATA_TEST_CASE(two_writers_come_one_after_the_other, engines(), engine) {
  const TestDatabase place(engine);
  { opened(place); }
  // Each adds one to what it read; none may be lost.
  const auto add = [&] {
    auto store = opened(place);
    for (int i = 0; i < 10; ++i) {
      const auto done = store.change([](const Directory::Contents& now) -> Result<Changes> {
        auto box = full();
        box.address = box.login = "u" + std::to_string(now.mailboxes.size()) + "@bacgiang.gov.vn";
        box.aliases.clear();
        return changes({box});
      });
      if (!done) throw std::runtime_error(done.error().to_string());
    }
  };
  std::string why;
  std::thread other([&] {
    try {
      add();
    } catch (const std::exception& error) {
      why = error.what();
    }
  });
  add();
  other.join();
  BOOST_TEST(why == "");
  auto store = opened(place);
  BOOST_TEST(store.load()->mailboxes.size() == 20U);
  BOOST_TEST(store.revision().value() == 21U);
}

BOOST_AUTO_TEST_SUITE_END()
