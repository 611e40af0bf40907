#include "message/mailbox.h"

#include <boost/test/unit_test.hpp>

#include "reading_mail.h"

namespace congvu::message {
namespace {

const std::string first = "From a@b Mon\r\nSubject: 1\r\n\r\nFrom here on.\r\n\r\n";
const std::string second = "From c@d Tue\r\nSubject: 2\r\n\r\ntwo\r\n";

BOOST_AUTO_TEST_SUITE(mailbox)

BOOST_AUTO_TEST_CASE(every_mail_of_a_mailbox_file) {
  const Seen seen = read_item(part_item(first + second, "application/octet-stream", {"thu.mbox"}));
  BOOST_REQUIRE_EQUAL(seen.children.size(), 2U);
  BOOST_TEST(seen.children[0].blob.bytes == first);
  BOOST_TEST(seen.children[1].blob.bytes == second);
  BOOST_TEST((seen.children[1].role == Role::message));
  BOOST_REQUIRE(seen.findings.refined.has_value());
  BOOST_TEST(seen.findings.refined->form == "mbox");
}

BOOST_AUTO_TEST_CASE(one_mail_is_no_mailbox) {
  BOOST_TEST(!is_mailbox(first));
  BOOST_TEST(!is_mailbox("Subject: x\r\n\r\n" + first + second));
  BOOST_TEST(!is_mailbox("From a\r\nto b\r\n\r\nFrom c\r\nto d\r\n"));
  BOOST_TEST(!is_mailbox(""));
}

BOOST_AUTO_TEST_CASE(many_separators_are_bounded) {
  Limits limits;
  limits.entries = 10;
  const Seen seen = read_item(part_item(repeated("From \nA:\n", 10'000)), limits);
  BOOST_TEST(seen.children.size() == 10U);
  BOOST_TEST(seen.has(Unchecked::limit));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
