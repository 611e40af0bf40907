#include "directory/snapshot.h"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace congvu;
using namespace congvu::directory;

namespace {

Time at(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

Directory::Contents contents() {
  MailboxRecord an;
  an.address = "annv_stttt@bacgiang.gov.vn";
  an.login = "annv";
  an.organisation = "stttt";
  an.aliases = {"an@bacgiang.gov.vn", "an@cu.bacgiang.gov.vn"};
  an.send_as = {"stttt@bacgiang.gov.vn"};
  MailboxRecord org;
  org.address = "stttt@bacgiang.gov.vn";
  org.login = org.address;
  org.kind = MailboxKind::organisation;
  org.status = Standing::suspended;
  return {{an, org}, {{"stttt", "Sở Thông tin và Truyền thông", Level::province, ""}}, {}, 7, at(1000), {}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(snapshot)

BOOST_AUTO_TEST_CASE(nothing_is_known_of_an_empty_directory) {
  const auto directory = Directory::make({});
  BOOST_TEST(directory->by_address("a@b") == nullptr);
  BOOST_TEST(directory->by_address("") == nullptr);
  BOOST_TEST(directory->by_login("") == nullptr);
  BOOST_TEST(!directory->answers_for("b"));
  BOOST_TEST(!directory->answers_for(""));
}

BOOST_AUTO_TEST_CASE(look_ups) {
  const auto directory = Directory::make(contents());
  const Mailbox* an = directory->by_address("annv_stttt@bacgiang.gov.vn");
  BOOST_REQUIRE(an != nullptr);
  BOOST_TEST(an->login == "annv");
  BOOST_TEST(an->organisation == "stttt");
  BOOST_TEST(directory->by_address("an@cu.bacgiang.gov.vn") == an);
  BOOST_TEST(directory->by_login("annv") == an);
  BOOST_TEST(directory->by_login("annv_stttt@bacgiang.gov.vn") == an);
  BOOST_TEST(directory->by_login("an@bacgiang.gov.vn") == nullptr);
  BOOST_TEST((directory->by_login("stttt@bacgiang.gov.vn")->status == Standing::suspended));
  BOOST_REQUIRE(directory->organisation("stttt") != nullptr);
  BOOST_TEST(directory->organisation("stttt")->name == "Sở Thông tin và Truyền thông");
  BOOST_TEST(directory->organisation("snv") == nullptr);
  BOOST_TEST(directory->answers_for("cu.bacgiang.gov.vn"));
  BOOST_TEST(!directory->answers_for("gov.vn"));
  BOOST_TEST(directory->revision() == 7U);
}

BOOST_AUTO_TEST_CASE(logins_without_a_domain) {
  auto known = contents();
  BOOST_TEST(Directory::make(known)->by_login("stttt") == nullptr);
  known.login_domain = "bacgiang.gov.vn";
  const auto directory = Directory::make(known);
  BOOST_TEST(directory->by_login("stttt") == directory->by_address("stttt@bacgiang.gov.vn"));
  BOOST_TEST(directory->by_login("an") == nullptr);
  BOOST_TEST(directory->by_login("stttt@") == nullptr);
  BOOST_TEST(directory->by_login("annv") == directory->by_address("annv_stttt@bacgiang.gov.vn"));
}

BOOST_AUTO_TEST_CASE(rights) {
  const auto directory = Directory::make(contents());
  const Mailbox& an = *directory->by_login("annv");
  BOOST_TEST((directory->right(an, "an@bacgiang.gov.vn") == SenderRight::own));
  BOOST_TEST((directory->right(an, "stttt@bacgiang.gov.vn") == SenderRight::granted));
  BOOST_TEST((directory->right(an, "snv@bacgiang.gov.vn") == SenderRight::refused));
  BOOST_TEST((directory->right(an, "") == SenderRight::refused));
  const Mailbox& org = *directory->by_login("stttt@bacgiang.gov.vn");
  BOOST_TEST((directory->right(org, an.address) == SenderRight::refused));
}

BOOST_AUTO_TEST_CASE(logins_come_later_and_only_forward) {
  const auto first = Directory::make(contents());
  const Mailbox& an = *first->by_login("annv");
  BOOST_TEST(!first->last_login(an).has_value());
  const LastLogin seen[] = {{"annv", at(5), "imap"},
                            {"annv_stttt@bacgiang.gov.vn", at(9), "smtp"},
                            {"annv", at(7), "imap"},
                            {"nobody", at(8), "imap"}};
  const auto second = first->with(seen, at(2000));
  BOOST_TEST((second->last_login(an) == at(9)));
  BOOST_TEST(!first->last_login(an).has_value());
  BOOST_TEST((second->loaded_at() == at(2000)));
  BOOST_TEST(second->by_login("annv") == &an);
}

BOOST_AUTO_TEST_CASE(hundreds_of_thousands_keep_their_places) {
  Directory::Contents many;
  for (int i = 0; i < 20'000; ++i) {
    MailboxRecord box;
    box.address = "u" + std::to_string(i) + "@bacgiang.gov.vn";
    box.login = i % 2 == 0 ? box.address : "u" + std::to_string(i);
    if (i % 3 == 0) box.aliases = {"alias" + std::to_string(i) + "@cu.gov.vn"};
    many.mailboxes.push_back(std::move(box));
  }
  const auto directory = Directory::make(many);
  int wrong = 0;
  for (const auto& box : many.mailboxes) {
    const Mailbox* found = directory->by_address(box.address);
    if (found == nullptr || found->address != box.address || found->login != box.login ||
        directory->by_login(box.login) != found ||
        (!box.aliases.empty() && directory->by_address(box.aliases.front()) != found))
      ++wrong;
  }
  BOOST_TEST(wrong == 0);
  BOOST_TEST(directory->by_address("u20000@bacgiang.gov.vn") == nullptr);
  BOOST_TEST(directory->bytes() / many.mailboxes.size() < 300U);
}

BOOST_AUTO_TEST_SUITE_END()
