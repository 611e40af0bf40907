// Requests of the policy protocol, however they arrive.
#include "policyd/request.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace {

using congvu::ErrorKind;
using congvu::policyd::most_attributes;
using congvu::policyd::most_request;
using congvu::policyd::parse_attributes;
using congvu::policyd::RequestReader;

const std::string first = "request=smtpd_access_policy\n";

std::string fault_of(const std::string& text) {
  const auto query = parse_attributes(text);
  return query ? "none" : query.error().text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_request)

BOOST_AUTO_TEST_CASE(every_attribute_that_is_read) {
  const std::string text =
      first +
      "protocol_state=RCPT\nclient_address=2001:db8::1\nclient_name=mx.example.org\n"
      "client_port=40000\nhelo_name=mx\nsender=a=b@example.org\nrecipient=c@bacgiang.gov.vn\n"
      "recipient_count=3\nqueue_id=4ABC\ninstance=1.2.3.4\nsize=18446744073709551615\n"
      "sasl_username=annv\nencryption_protocol=TLSv1.3\nccert_subject=x\n";
  const auto query = parse_attributes(text);
  BOOST_REQUIRE(query.has_value());
  BOOST_TEST(query->protocol_state == "RCPT");
  BOOST_TEST(query->client_address == "2001:db8::1");
  BOOST_TEST(query->client_name == "mx.example.org");
  BOOST_TEST(query->client_port == "40000");
  BOOST_TEST(query->helo_name == "mx");
  BOOST_TEST(query->sender == "a=b@example.org");
  BOOST_TEST(query->recipient == "c@bacgiang.gov.vn");
  BOOST_TEST(query->recipient_count == 3U);
  BOOST_TEST(query->queue_id == "4ABC");
  BOOST_TEST(query->instance == "1.2.3.4");
  BOOST_TEST(query->size == UINT64_MAX);
  BOOST_TEST(query->sasl_username == "annv");
  BOOST_TEST(query->encryption_protocol == "TLSv1.3");
}

BOOST_AUTO_TEST_CASE(an_empty_value_is_none) {
  const auto query = parse_attributes(first + "sender=\nsize=\nrecipient_count=\n");
  BOOST_REQUIRE(query.has_value());
  BOOST_TEST(query->sender.empty());
  BOOST_TEST(query->size == 0U);
}

BOOST_AUTO_TEST_CASE(nonsense_is_told_apart) {
  BOOST_TEST(fault_of(first) == "none");
  BOOST_TEST(fault_of("") == "no request= line");
  BOOST_TEST(fault_of("sender=a\n") == "no request= line");
  BOOST_TEST(fault_of("request=other\n") == "another request than smtpd_access_policy");
  BOOST_TEST(fault_of(first + first) == "an attribute comes twice");
  BOOST_TEST(fault_of(first + "sender=a\nsender=a\n") == "an attribute comes twice");
  BOOST_TEST(fault_of(first + "x=1\nx=2\n") == "none");  // of what is not read nothing is known
  BOOST_TEST(fault_of(first + "word\n") == "a line is no name=value");
  BOOST_TEST(fault_of(first + "=value\n") == "a line is no name=value");
  BOOST_TEST(fault_of(first + "\nsender=a\n") == "a line is no name=value");
  BOOST_TEST(fault_of(first + "size=1k\n") == "a number is none");
  BOOST_TEST(fault_of(first + "size=-1\n") == "a number is none");
  BOOST_TEST(fault_of(first + "size=18446744073709551616\n") == "a number is none");
  BOOST_TEST(fault_of(first + "sender=a\rb\n") == "CR");
  BOOST_TEST(fault_of(first + std::string("sender=a\0b\n", 11)) == "NUL");
}

BOOST_AUTO_TEST_CASE(attributes_are_bounded) {
  std::string text = first;
  for (std::size_t i = 1; i < most_attributes; ++i) text += "x=\n";
  BOOST_TEST(fault_of(text) == "none");
  BOOST_TEST(fault_of(text + "x=\n") == "too many attributes");
}

BOOST_AUTO_TEST_CASE(pieces_make_the_same_request) {
  const std::string text = first + "sender=a@example.org\n\n";
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    RequestReader reader;
    const auto part = reader.next(std::string_view(text).substr(0, cut));
    BOOST_REQUIRE(part.has_value());
    BOOST_TEST(part->consumed == 0U);
    BOOST_TEST(reader.begun());
    const auto whole = reader.next(text);
    BOOST_REQUIRE(whole.has_value());
    BOOST_TEST(whole->consumed == text.size());
    BOOST_TEST(whole->query.sender == "a@example.org");
    BOOST_TEST(!reader.begun());
  }
}

BOOST_AUTO_TEST_CASE(one_request_at_a_time) {
  const std::string one = first + "sender=a\n\n";
  const std::string two = one + first + "sender=b\n\nrequest";
  RequestReader reader;
  const auto a = reader.next(two);
  BOOST_REQUIRE(a.has_value());
  BOOST_TEST(a->consumed == one.size());
  const auto b = reader.next(std::string_view(two).substr(a->consumed));
  BOOST_REQUIRE(b.has_value());
  BOOST_TEST(b->query.sender == "b");
  const auto rest = reader.next("request");
  BOOST_REQUIRE(rest.has_value());
  BOOST_TEST(rest->consumed == 0U);
}

BOOST_AUTO_TEST_CASE(what_can_become_no_request_ends_at_once) {
  for (const auto& text : {std::string("GET / HTTP/1.1\r\n"), std::string(3, '\0'), std::string("\n"),
                           std::string("\n\n"), std::string("a=b\r\n\r\n")}) {
    RequestReader reader;
    BOOST_TEST(!reader.next(text).has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_request_is_bounded) {
  RequestReader waiting;
  BOOST_TEST(waiting.next(std::string(most_request + 1, 'a')).has_value());
  const auto more = waiting.next(std::string(most_request + 2, 'a'));
  BOOST_REQUIRE(!more.has_value());
  BOOST_TEST((more.error().kind == ErrorKind::limit));
  // The longest one, and one byte more, whole and in two pieces.
  for (const std::size_t more_bytes : {0U, 1U}) {
    const std::string begin = first + "x=";
    const std::string text = begin + std::string(most_request + more_bytes - begin.size(), 'a') + "\n\n";
    RequestReader whole;
    BOOST_TEST(whole.next(text).has_value() == (more_bytes == 0));
    for (const std::size_t missing : {1U, 2U, 1000U}) {
      RequestReader pieces;
      if (!pieces.next(std::string_view(text).substr(0, text.size() - missing))) continue;
      BOOST_TEST(pieces.next(text).has_value() == (more_bytes == 0));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
