#include "service/directory_keeper.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "unit/engines.h"

using namespace congvu;
using namespace congvu::directory;
using namespace congvu::service;
using namespace congvu::testing;

namespace {

DirectorySettings quick() { return {std::chrono::milliseconds(20), std::chrono::milliseconds(300)}; }

MailboxRecord box(const std::string& local, Standing status = Standing::in_use) {
  MailboxRecord out;
  out.address = out.login = local + "@bacgiang.gov.vn";
  out.status = status;
  return out;
}

void write(Store& store, const std::vector<MailboxRecord>& boxes) {
  BOOST_REQUIRE(store.change([&](const auto&) -> Result<Changes> { return Changes{boxes, {}, {}, {}}; }));
}

bool becomes(const std::function<bool()>& condition) {
  for (int i = 0; i < 1'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

struct Heard {
  DirectoryKeeper::Tell tell() {
    return [this](DirectoryKeeper::News news, const std::string& text) {
      const std::lock_guard lock(mutex);
      all.emplace_back(news, text);
    };
  }
  std::size_t count(DirectoryKeeper::News news) {
    const std::lock_guard lock(mutex);
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const auto& one) { return one.first == news; }));
  }
  std::mutex mutex;
  std::vector<std::pair<DirectoryKeeper::News, std::string>> all;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(directory_keeper, *boost::unit_test::label("database"))

BOOST_DATA_TEST_CASE(knows_at_once_and_follows_changes, engines(), engine) {
  const TestDatabase place(engine);
  auto store = Store::open(place.address()).value();
  write(store, {box("an")});
  const DirectoryKeeper keeper(place.address(), "bacgiang.gov.vn", quick(), {});
  BOOST_TEST(!keeper.view().stale);
  BOOST_TEST(keeper.view().directory->by_login("an") != nullptr);
  write(store, {box("an", Standing::closed), box("binh")});
  BOOST_TEST(becomes([&] { return keeper.view().directory->by_login("binh") != nullptr; }));
  BOOST_TEST((keeper.view().directory->by_login("an")->status == Standing::closed));
}

BOOST_DATA_TEST_CASE(logins_come_without_a_whole_load, engines(), engine) {
  const TestDatabase place(engine);
  auto store = Store::open(place.address()).value();
  write(store, {box("an")});
  const DirectoryKeeper keeper(place.address(), "bacgiang.gov.vn", quick(), {});
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  auto mail_server = place.open();
  const long long seen = now.time_since_epoch().count();
  BOOST_REQUIRE(mail_server->attempt([&](soci::session& sql) {
    sql << "insert into last_login (login, service, seen_at) values ('an', 'imap', :t)", soci::use(seen);
  }));
  BOOST_TEST(becomes([&] {
    const auto directory = keeper.view().directory;
    return directory->last_login(*directory->by_login("an")) == now;
  }));
  BOOST_TEST(keeper.counts().loads == 1U);
}

BOOST_DATA_TEST_CASE(an_unchanged_directory_is_not_loaded_again, engines(), engine) {
  const TestDatabase place(engine);
  auto store = Store::open(place.address()).value();
  write(store, {box("an")});
  const DirectoryKeeper keeper(place.address(), "", quick(), {});
  const auto first = keeper.view().directory;
  BOOST_TEST(becomes([&] { return keeper.counts().looks > 5; }));
  BOOST_TEST(keeper.view().directory == first);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(directory_keeper_without_a_database)

BOOST_AUTO_TEST_CASE(goes_on_with_the_last_one_and_says_so) {
  const TestDatabase place("sqlite");
  const std::filesystem::path file = place.address().text;
  {
    auto store = Store::open(place.address()).value();
    write(store, {box("an")});
  }
  Heard heard;
  DirectoryKeeper keeper(place.address(), "bacgiang.gov.vn", quick(), heard.tell());
  BOOST_TEST(heard.count(DirectoryKeeper::News::loaded) == 1U);
  // Somebody writes garbage over the file: a keeper that has it open meets it at its next look.
  const auto kept = file.parent_path() / "kept";
  std::filesystem::copy(file, kept);
  std::filesystem::resize_file(file, 0);
  for (const char* beside : {"-wal", "-shm"}) std::filesystem::remove(file.string() + beside);
  std::filesystem::resize_file(file, 100);
  BOOST_TEST(becomes([&] { return keeper.view().stale; }));
  BOOST_TEST(keeper.view().directory->by_login("an") != nullptr);
  BOOST_TEST(heard.count(DirectoryKeeper::News::failed) >= 1U);
  std::filesystem::rename(kept, file);
  for (const char* beside : {"-wal", "-shm"}) std::filesystem::remove(file.string() + beside);
  BOOST_TEST(becomes([&] {
    keeper.look_now();
    return !keeper.view().stale;
  }));
  BOOST_TEST(keeper.view().directory->by_login("an") != nullptr);
  BOOST_TEST(becomes([&] { return heard.count(DirectoryKeeper::News::recovered) == 1U; }));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_replaced_is_seen) {
  const TestDatabase place("sqlite");
  const std::filesystem::path file = place.address().text;
  {
    auto store = Store::open(place.address()).value();
    write(store, {box("an")});
    auto other = Store::open({state::Engine::sqlite, (file.parent_path() / "other.db").string()}).value();
    write(other, {box("binh")});
    write(other, {box("chi")});
  }
  const DirectoryKeeper keeper(place.address(), "bacgiang.gov.vn", quick(), {});
  for (const char* beside : {"-wal", "-shm"}) std::filesystem::remove(file.string() + beside);
  std::filesystem::rename(file.parent_path() / "other.db", file);
  BOOST_TEST(becomes([&] { return keeper.view().directory->by_login("binh") != nullptr; }));
  BOOST_TEST(keeper.view().directory->by_login("an") == nullptr);
}

BOOST_AUTO_TEST_CASE(starts_without_one) {
  Heard heard;
  const DirectoryKeeper keeper({state::Engine::sqlite, "/nowhere/directory.db"}, "", quick(), heard.tell());
  BOOST_TEST(keeper.view().stale);
  BOOST_REQUIRE(keeper.view().directory != nullptr);
  BOOST_TEST(keeper.view().directory->mailboxes().empty());
  BOOST_TEST(!keeper.view().directory->answers_for("bacgiang.gov.vn"));
  BOOST_TEST(heard.count(DirectoryKeeper::News::failed) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
