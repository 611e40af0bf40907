#include "message/multipart.h"

#include <boost/test/unit_test.hpp>

#include "reading_mail.h"

namespace congvu::message {
namespace {

std::string mail_of(std::string_view type, std::string_view body) {
  return "From: a@b.vn\r\nContent-Type: " + std::string(type) + "\r\n\r\n" + std::string(body);
}
std::string mixed(std::string_view body) { return mail_of("multipart/mixed; boundary=B1", body); }
const std::string two_parts = "--B1\r\n\r\none\r\n--B1\r\n\r\ntwo\r\n--B1--\r\n";

// The bytes of all children that are not mails made for another reading.
std::vector<std::string> parts(const Seen& seen) {
  std::vector<std::string> out;
  for (const auto& child : seen.children)
    if (child.role != Role::message) out.emplace_back(child.blob.bytes);
  return out;
}
// What reading the synthetic mail among the children gives.
std::vector<std::string> reread(const Seen& seen) {
  for (const auto& child : seen.children) {
    if (child.role != Role::message) continue;
    Item item;
    item.object = child;
    item.depth = 1;
    return parts(read_item(item));
  }
  return {};
}
using Parts = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(multipart)

BOOST_AUTO_TEST_CASE(boundaries_as_writers_spell_them) {
  for (const auto* type : {"multipart/mixed; boundary=B1", "multipart/mixed; boundary=\"B1\"",
                           "multipart/mixed; boundary=\"B1 \"", "Multipart/Mixed;BOUNDARY = B1 (comment)",
                           "multipart/mixed; boundary*=us-ascii''B1",
                           "multipart/mixed; boundary*0=B; boundary*1=1", "multipart/mixed; boundary=\"B1"}) {
    const Seen seen = read_mail(mail_of(type, two_parts));
    BOOST_TEST((parts(seen) == Parts{"one", "two"}), type);
    BOOST_TEST(!seen.has_strong(), type);
  }
}

BOOST_AUTO_TEST_CASE(boundary_characters) {
  for (const std::string boundary : {"=_a.b+c/d:e?f", "----=_Part_1", "a b c", "'()+_,-./:=?", "b\xc3\xa1"}) {
    const Seen seen = read_mail(mail_of("multipart/mixed; boundary=\"" + boundary + "\"",
                                        "--" + boundary + "\r\n\r\none\r\n--" + boundary + "--\r\n"));
    BOOST_TEST((parts(seen) == Parts{"one"}), boundary);
    BOOST_TEST(!seen.has_strong(), boundary);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_terminator_loses_nothing) {
  const Seen seen = read_mail(mixed("--B1\r\n\r\none\r\n--B1\r\n\r\ntwo"));
  BOOST_TEST((parts(seen) == Parts{"one", "two"}));
  BOOST_TEST(seen.has(Deviation::boundary_unclosed));
  BOOST_TEST(!seen.has_strong());
  // An inner multipart that only the outer boundary ends.
  const Seen inner =
      read_mail(mixed("--B1\r\nContent-Type: multipart/mixed; "
                      "boundary=I\r\n\r\n--I\r\n\r\none\r\n--B1\r\n\r\ntwo\r\n--B1--\r\n"));
  BOOST_TEST((parts(inner) == Parts{"one", "two"}));
  BOOST_TEST(inner.has(Deviation::boundary_unclosed));
}

BOOST_AUTO_TEST_CASE(inner_boundaries_that_begin_like_the_outer) {
  const Seen seen =
      read_mail(mixed("--B1\r\nContent-Type: multipart/mixed; "
                      "boundary=B1x\r\n\r\n--B1x\r\n\r\none\r\n--B1x--\r\n--B1\r\n\r\ntwo\r\n--B1--"));
  BOOST_TEST((parts(seen) == Parts{"one", "two"}));
  BOOST_TEST(!seen.has_strong());
}

BOOST_AUTO_TEST_CASE(the_same_boundary_inside_and_outside) {
  const Seen seen =
      read_mail(mixed("--B1\r\nContent-Type: multipart/alternative; boundary=B1\r\n\r\n--B1\r\n\r\none\r\n"
                      "--B1\r\n\r\ntwo\r\n--B1--\r\n--B1\r\n\r\nthree\r\n--B1--\r\n"));
  BOOST_TEST((parts(seen) == Parts{"one", "two", "three"}));
  BOOST_TEST(seen.has(Deviation::boundary_reused));
  BOOST_TEST(!seen.has(Deviation::part_outside_multipart));
}

BOOST_AUTO_TEST_CASE(parts_behind_the_end_are_still_parts) {
  const Seen seen = read_mail(mixed("--B1\r\n\r\none\r\n--B1--\r\nfooter\r\n--B1\r\n\r\ntwo"));
  BOOST_TEST((parts(seen) == Parts{"one", "two"}));
  BOOST_TEST(seen.has(Deviation::part_outside_multipart));
}

BOOST_AUTO_TEST_CASE(parts_in_preamble_and_epilogue) {
  const std::string hidden = "--Q\r\nContent-Type: application/x\r\n\r\nMZ\r\n--Q--\r\n";
  for (const auto& body : {hidden + two_parts, two_parts + hidden}) {
    const Seen seen = read_mail(mixed(body));
    BOOST_TEST(seen.has(Deviation::part_outside_multipart));
    BOOST_TEST((reread(seen) == Parts{"MZ"}));
  }
  const Seen plain =
      read_mail(mixed("This is a multi-part message in MIME format.\r\n" + two_parts + "list footer\r\n"));
  BOOST_TEST(plain.has(Deviation::text_after_close));
  BOOST_TEST(!plain.has_strong());
  BOOST_TEST(plain.children.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_missing_boundary_is_guessed) {
  for (const auto* type :
       {"multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=\"\""}) {
    const Seen seen = read_mail(mail_of(type, "hello\r\n" + two_parts));
    BOOST_TEST((parts(seen) == Parts{"one", "two"}), type);
    BOOST_TEST(seen.has(Deviation::boundary_missing), type);
  }
  const Seen nothing = read_mail(mail_of("multipart/mixed", "no parts\r\n-- \r\nsignature\r\n---\r\n"));
  BOOST_REQUIRE_EQUAL(nothing.children.size(), 1U);
  BOOST_TEST(nothing.children[0].declared_type == "multipart/mixed");
}

BOOST_AUTO_TEST_CASE(an_unused_boundary_is_guessed_too) {
  const Seen seen = read_mail(mail_of("multipart/mixed; boundary=other", two_parts));
  BOOST_TEST(seen.has(Deviation::boundary_unused));
  const Parts all = parts(seen);
  BOOST_REQUIRE_EQUAL(all.size(), 3U);
  BOOST_TEST(all[0] == two_parts);
  BOOST_TEST(all[1] == "one");
  BOOST_TEST(all[2] == "two");
}

BOOST_AUTO_TEST_CASE(two_boundaries_give_both_readings) {
  const std::string body =
      "--B1\r\n\r\nsafe\r\n--B2\r\nContent-Type: application/x\r\n\r\nMZ\r\n--B2--\r\n--B1--\r\n";
  for (const auto* type :
       {"multipart/mixed; boundary=B1; boundary=B2", "multipart/mixed; boundary=B2; boundary=B1",
        "multipart/mixed; boundary=B1\r\nContent-Type: multipart/mixed; boundary=B2"}) {
    const Seen seen = read_mail(mail_of(type, body));
    BOOST_TEST(seen.has_strong(), type);
    BOOST_TEST(seen.with_bytes("MZ") != nullptr, type);
  }
}

BOOST_AUTO_TEST_CASE(other_spellings_of_a_boundary) {
  const Seen comment = read_mail(mail_of("multipart/mixed; boundary=B(x)1", two_parts));
  BOOST_TEST(comment.with_bytes("one") != nullptr);
  const Seen word = read_mail(mail_of("multipart/mixed; boundary=\"=?us-ascii?Q?B1?=\"", two_parts));
  BOOST_TEST(word.with_bytes("one") != nullptr);
}

BOOST_AUTO_TEST_CASE(loose_boundary_lines) {
  const Seen seen =
      read_mail(mixed("--B1\r\n\r\none\r\n--B1 x\r\nContent-Type: application/x\r\n\r\nMZ\r\n--B1--\r\n"));
  BOOST_TEST(seen.has(Deviation::boundary_loose));
  BOOST_TEST(seen.with_bytes("MZ") != nullptr);
  const Seen dashes = read_mail(
      mail_of("multipart/mixed; boundary=--", "----\r\n\r\none\r\n---------- Forwarded\r\n------\r\n"));
  BOOST_TEST(!dashes.has_strong());
}

BOOST_AUTO_TEST_CASE(boundaries_behind_a_bare_cr) {
  const Seen seen = read_mail(mixed("--B1\r\n\r\none\r--B1\rContent-Type: application/x\r\rMZ\r--B1--\r\n"));
  BOOST_TEST(seen.has(Deviation::hidden_line));
  BOOST_TEST(seen.with_bytes("MZ") != nullptr);
  const Seen harmless = read_mail(mixed("--B1\r\n\r\none\rtwo\r\n--B1--\r\n"));
  BOOST_TEST(!harmless.has_strong());
}

BOOST_AUTO_TEST_CASE(headers_hidden_by_junk_or_bare_cr) {
  const std::string part = "\r\n\r\nTVqQAA==\r\n--B1--\r\n";
  const Seen junk = read_mail(
      mixed("--B1\r\nContent-Type: application/x\r\njunk line\r\nContent-Transfer-Encoding: base64" + part));
  BOOST_TEST(junk.has(Deviation::bad_header_line));
  BOOST_TEST(junk.with_bytes(std::string("MZ\x90\0", 4)) != nullptr);
  const Seen cr =
      read_mail(mixed("--B1\r\nContent-Type: application/x\rContent-Transfer-Encoding: base64" + part));
  BOOST_TEST(cr.has(Deviation::hidden_line));
  BOOST_TEST(cr.with_bytes(std::string("MZ\x90\0", 4)) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_boundary_on_a_leaf) {
  const Seen seen = read_mail(mail_of("text/plain; boundary=B1", two_parts));
  BOOST_TEST(seen.has(Deviation::boundary_on_leaf));
  BOOST_TEST((parts(seen) == Parts{two_parts}));
  BOOST_TEST((reread(seen) == Parts{"one", "two"}));
  BOOST_TEST(!read_mail(mail_of("text/plain; boundary=B1", "text")).has_strong());
}

BOOST_AUTO_TEST_CASE(blanks_before_the_colon_matter_only_inside) {
  BOOST_TEST(read_mail("From : a\r\n\r\nx").findings.deviations.empty());
  BOOST_TEST(read_mail(mixed("--B1\r\nContent-Type : text/plain\r\n\r\none\r\n--B1--\r\n"))
                 .has(Deviation::bad_header_line));
}

BOOST_AUTO_TEST_CASE(a_part_without_blank_line_ends_at_the_boundary) {
  const Seen seen = read_mail(mixed("--B1\r\nContent-Type: text/plain\r\n--B1\r\n\r\ntwo\r\n--B1--\r\n"));
  BOOST_TEST((parts(seen) == Parts{"", "two"}));
}

BOOST_AUTO_TEST_CASE(nesting_beyond_the_limit_is_one_opaque_part) {
  Limits limits;
  limits.depth = 3;
  std::string mail = "From: a\r\n";
  for (int i = 0; i < 6; ++i)
    mail += "Content-Type: multipart/mixed; boundary=n" + std::to_string(i) + "\r\n\r\n--n" +
            std::to_string(i) + "\r\n";
  mail += "\r\nMZ\r\n";
  const Seen seen = read_mail(mail, limits);
  BOOST_REQUIRE_EQUAL(seen.children.size(), 1U);
  BOOST_TEST((seen.children[0].content == Content::cut));
  BOOST_TEST(has(seen.children[0], Unchecked::limit));
  BOOST_TEST(seen.children[0].blob.bytes.find("MZ") != ByteView::npos);
  BOOST_TEST(seen.has(Unchecked::limit));
  BOOST_TEST(seen.noted == std::vector<std::string>{"depth"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(more_parts_than_the_limit) {
  Limits limits;
  limits.parts = 10;
  const Seen seen = read_mail(mixed(repeated("--B1\r\n\r\nx\r\n", 1000)), limits);
  BOOST_TEST(seen.children.size() == 10U);
  BOOST_TEST(seen.has(Unchecked::limit));
  BOOST_TEST(seen.noted == std::vector<std::string>{"parts"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(hostile_shapes_end) {
  const std::string head = "From: a\r\nContent-Type: multipart/mixed; boundary=\"B\"\r\n";
  for (const auto* shape :
       {"--B\r\n", "--B--\r\n", "--\r\n", "\r", "\n", "\r--B",
        "--B\r\njunk\r\nContent-Type: message/rfc822\r\n\r\nFrom: a\r\nx\r\n",
        "Content-Type: multipart/mixed; boundary=\"B\"\r\n\r\n--B\r\n",
        "Content-Type: multipart/mixed\r\n\r\n--x\r\n", "--Bx\r\n",
        "Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\n--b\r\n"}) {
    const Seen seen = read_mail(head + repeated(shape, 3'000));
    BOOST_TEST(seen.children.size() <= 2 * Limits{}.parts);
    const Seen body = read_mail(head + "\r\n" + repeated(shape, 3'000));
    BOOST_TEST(body.children.size() <= 2 * Limits{}.parts);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
