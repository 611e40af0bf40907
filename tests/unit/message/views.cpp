#include "message/views.h"

#include <boost/test/unit_test.hpp>

#include "reading_mail.h"

namespace congvu::message {
using namespace std::string_literals;

namespace {

const std::string exe("MZ\x90\0", 4);
const std::string exe_part =
    "Content-Type: application/octet-stream; name=a.dat\r\nContent-Transfer-Encoding: "
    "base64\r\n\r\nTVqQAA==\r\n";

std::vector<Reading> all_readings(Views& views, const std::function<Wanted(const Reading&)>& wanted,
                                  Findings& findings) {
  Budget budget{Limits{}};
  std::vector<Reading> done{Reading{}};
  views.add(done.back(), wanted(done.back()));
  while (auto reading = views.next(budget, findings)) {
    done.push_back(*reading);
    views.add(*reading, wanted(*reading));
  }
  return done;
}

BOOST_AUTO_TEST_SUITE(views)

BOOST_AUTO_TEST_CASE(combinations_follow_the_single_choices_and_come_once) {
  Wanted wanted;
  wanted.add(Choice::junk_is_skipped);
  wanted.add(Choice::cr_ends_line);
  wanted.types = 2;
  Views views(100);
  Findings findings;
  const auto done = all_readings(
      views, [&](const Reading&) { return wanted; }, findings);
  BOOST_TEST(done.size() == 8U);
  BOOST_TEST(views.count() == 8U);
  BOOST_TEST(done[1].type == 1U);
  BOOST_TEST(done[1].choices.none());
  BOOST_TEST(done[3].choices.count() == 1U);
  BOOST_TEST(done[7].choices.count() == 2U);
  BOOST_TEST(done[7].type == 1U);
  BOOST_TEST(findings.deviations.empty());
}

BOOST_AUTO_TEST_CASE(nothing_odd_is_read_once) {
  Views views(100);
  Findings findings;
  BOOST_TEST(all_readings(
                 views, [](const Reading&) { return Wanted{}; }, findings)
                 .size() == 1U);
}

BOOST_AUTO_TEST_CASE(too_many_readings_are_an_ambiguity) {
  Wanted wanted;
  wanted.choices.set();
  wanted.types = 5;
  Views views(100);
  Findings findings;
  const auto done = all_readings(
      views, [&](const Reading&) { return wanted; }, findings);
  BOOST_TEST(done.size() == Views::most_views);
  BOOST_TEST((findings.deviations == std::vector<Deviation>{Deviation::too_many_readings}));
  BOOST_TEST((findings.unchecked == std::vector<Unchecked>{Unchecked::limit}));
}

BOOST_AUTO_TEST_CASE(a_large_mail_has_fewer_readings) {
  Wanted wanted;
  wanted.choices.set();
  Views views(std::size_t{16} << 20);
  Findings findings;
  const auto done = all_readings(
      views, [&](const Reading&) { return wanted; }, findings);
  BOOST_TEST(done.size() == 5U);
  BOOST_TEST((findings.deviations == std::vector<Deviation>{Deviation::too_many_readings}));
}

BOOST_AUTO_TEST_CASE(two_deviations_in_one_mail) {
  // The type is in the second field and the encoding behind a junk line.
  const Seen seen = read_mail(
      "From: a\r\nContent-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n"
      "--B\r\nContent-Type: application/x; name=a.dat\r\njunk\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      "TVqQAA==\r\n--B--\r\n");
  BOOST_TEST(seen.with_bytes(exe) != nullptr);
  BOOST_TEST(seen.has(Deviation::readings_differ));
  BOOST_TEST(seen.has(Deviation::duplicate_content_type));
  BOOST_TEST(seen.findings.readings > 3U);
}

BOOST_AUTO_TEST_CASE(the_middle_of_three_types) {
  const Seen seen = read_mail(
      "From: a\r\nContent-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=B\r\n"
      "Content-Type: text/html\r\n\r\n--B\r\n" +
      exe_part + "--B--\r\n");
  BOOST_TEST(seen.with_bytes(exe) != nullptr);
}

BOOST_AUTO_TEST_CASE(the_middle_of_three_boundaries) {
  const Seen seen = read_mail(
      "From: a\r\nContent-Type: multipart/mixed; boundary=x; boundary=B; boundary=y\r\n\r\n--B\r\n" +
      exe_part + "--B--\r\n");
  BOOST_TEST(seen.with_bytes(exe) != nullptr);
  BOOST_TEST(seen.has(Deviation::duplicate_boundary));
}

BOOST_AUTO_TEST_CASE(several_types_in_one_field) {
  for (const auto* value :
       {"text/plain, multipart/mixed; boundary=B", "text/plain multipart/mixed; boundary=B"}) {
    const Seen seen = read_mail("From: a\r\nContent-Type: " + std::string(value) + "\r\n\r\n--B\r\n" +
                                exe_part + "--B--\r\n");
    BOOST_TEST(seen.with_bytes(exe) != nullptr, value);
    BOOST_TEST(seen.has(Deviation::several_values), value);
  }
}

BOOST_AUTO_TEST_CASE(every_spelling_of_a_boundary) {
  struct Case {
    std::string parameter, line;
  };
  for (const auto& [parameter, line] : std::vector<Case>{{"foo(bar)baz", "foo(bar)baz"},
                                                         {"foo(bar)baz", "foobaz"},
                                                         {"foo(bar", "foo"},
                                                         {"(foo)", "(foo)"},
                                                         {"foo;bar", "foo;bar"},
                                                         {"\"foo bar\"", "\"foo bar\""},
                                                         {"\"bar\"foo", "foo"},
                                                         {"\"bar\"foo", "barfoo"},
                                                         {"\"bar\"foo", "\"bar\"foo"},
                                                         {"\"\"foo", "\"\"foo"},
                                                         {"\" foo\"", "foo"},
                                                         {" foo", " foo"},
                                                         {"foo,bar", "foo"},
                                                         {"foo,bar", "bar"},
                                                         {"foo bar", "foo"},
                                                         {"foo\r\n bar", "foobar"},
                                                         {"foo\0bar"s, "foo"},
                                                         {"foo\0bar"s, "foobar"},
                                                         {"=?us-ascii?Q?foo?=", "foo"},
                                                         {"=?us-ascii?Q?foo?=", "=?us-ascii?Q?foo?="}}) {
    const Seen seen =
        read_mail("From: a\r\nContent-Type: multipart/mixed; boundary=" + parameter + "\r\n\r\n--" + line +
                  "\r\n\r\ntext\r\n--" + line + "\r\n" + exe_part + "--" + line + "--\r\n");
    BOOST_TEST(seen.with_bytes(exe) != nullptr, parameter << " as " << line);
  }
}

BOOST_AUTO_TEST_CASE(boundaries_behind_other_text) {
  for (const auto& front : {"text"s, " "s, "\0"s, "text\r,"s}) {
    const Seen seen =
        read_mail("From: a\r\nContent-Type: multipart/mixed; boundary=limit\r\n\r\n--limit\r\n\r\n" + front +
                  "--limit\r\n" + exe_part + "--limit--\r\n");
    BOOST_TEST(seen.with_bytes(exe) != nullptr);
    BOOST_TEST(seen.has(Deviation::boundary_inside_line));
    BOOST_TEST(seen.has(Deviation::readings_differ));
  }
}

BOOST_AUTO_TEST_CASE(an_outer_boundary_inside_an_inner_part) {
  const Seen seen = read_mail(
      "From: a\r\nContent-Type: multipart/mixed; boundary=\"##\"\r\n\r\n--##\r\nContent-Type: "
      "multipart/mixed; "
      "boundary=B\r\n\r\n--B\r\nContent-Type: application/x; name=a.dat\r\nContent-Transfer-Encoding: "
      "base64\r\n\r\nTV\r\n--##\r\nqQAA==\r\n--B--\r\n--##--\r\n");
  BOOST_TEST(seen.has(Deviation::boundary_after_end));
  BOOST_TEST(seen.with_bytes(exe) != nullptr);
}

BOOST_AUTO_TEST_CASE(mime_fields_behind_the_empty_line) {
  for (const auto* gap : {"\r\n", "\r\nA sentence.\r\n", " \r\n"}) {
    const Seen seen = read_mail(
        "From: a\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
        "Content-Type: application/x; name=a.dat\r\n" +
        std::string(gap) + "Content-Transfer-Encoding: base64\r\n\r\nTVqQAA==\r\n--B--\r\n");
    BOOST_TEST(seen.with_bytes(exe) != nullptr, gap);
  }
  // A mail inside begins with fields of its own.
  const Seen inner = read_mail(
      "From: a\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: text/html\r\nFrom: b\r\n\r\nx\r\n");
  BOOST_TEST(inner.findings.readings == 1U);
}

BOOST_AUTO_TEST_CASE(fields_that_only_some_programs_see) {
  for (const auto& field :
       {" Content-Transfer-Encoding: base64"s, "\0Content-Transfer-Encoding: base64"s,
        "Content-Transfer-Encoding\0: base64"s, "Content-Transfer-Encoding(: )base64"s,
        "Content-Transfe(r-Encoding: base64"s, "Content-Transfer-Encoding:Content-Transfer-Encoding:base64"s,
        "Content-Transfer-Encoding base64"s, "Content-Transfer-Encoding=base64"s,
        "Content-Transfer-Encoding\r\n :base64"s, ")Content-Transfer-Encoding: base64"s}) {
    const Seen seen = read_mail(
        "From: a\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
        "Content-Type: application/x; name=a.dat\r\n" +
        field + "\r\n\r\nTVqQAA==\r\n--B--\r\n");
    BOOST_TEST(seen.with_bytes(exe) != nullptr, field);
    BOOST_TEST(seen.has_strong(), field);
  }
}

// Outside the junk line is passed over, inside it ends the header: no reading of the whole mail does both.
BOOST_AUTO_TEST_CASE(a_multipart_that_only_another_reading_finds) {
  const Seen seen = read_mail(
      "From: a\r\njunk\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
      "Content-Transfer-Encoding: base64\r\nTVqQAA==\r\n\r\nharmless\r\n--B--\r\n");
  BOOST_TEST(seen.has(Deviation::readings_differ));
}

BOOST_AUTO_TEST_CASE(headers_without_their_empty_line) {
  for (const auto* junk : {"", "junk\r\n", "<\r\n"}) {
    const Seen seen = read_mail(
        "From: a\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
        "Content-Type: application/x; name=a.dat\r\nContent-Transfer-Encoding: base64\r\n" +
        std::string(junk) + "TVqQAA==\r\n--B--\r\n");
    BOOST_TEST(seen.with_bytes(exe) != nullptr, junk);
    BOOST_TEST(seen.has(Deviation::header_unterminated), junk);
  }
}

BOOST_AUTO_TEST_CASE(ordinary_oddities_are_read_alike) {
  for (const auto* mail : {"From: a\r\nReceived: x\r\n by y\r\nContent-Type: text/plain;\r\n "
                           "charset=utf-8\r\n\r\nContent: x\r\n",
                           "From: a\r\nContent-Type: multipart/mixed; "
                           "boundary=\"----=_Part_1\"\r\n\r\n------=_Part_1\r\n\r\nx\r\n"
                           "-- \r\nsignature\r\n------=_Part_1--\r\nfooter\r\n",
                           "From: a\r\nSubject: b\r\n \r\nContent-Type: text/plain\r\n\r\nx\r\n"}) {
    const Seen seen = read_mail(mail);
    BOOST_TEST(!seen.has_strong(), mail);
    BOOST_TEST(seen.children.size() <= 2U, mail);
  }
}

BOOST_AUTO_TEST_CASE(many_readings_of_many_parts_end) {
  std::string mail =
      "From: a\r\nContent-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=B; boundary=C\r\n"
      "\0Content-Type: x\r\njunk\r\n \r\n\r\n"s;
  for (int i = 0; i < 2'000; ++i)
    mail += "--B\r\nContent-Type : a/b\r\n Content-Type: c/d\r\njunk\r\n\r\nx--B\r\n--B x\r\n--C\r\r\n";
  const Seen seen = read_mail(mail);
  BOOST_TEST(seen.findings.readings <= Views::most_views);
  BOOST_TEST(seen.has(Unchecked::limit));
  BOOST_TEST(seen.has_strong());
}

// What stands before the first boundary is the whole of the mail for those who find no boundary.
BOOST_AUTO_TEST_CASE(a_boundary_that_only_lenient_programs_find) {
  const std::string body = "\r\n\r\nMZ\r\n--limit\r\n\r\nx\r\n--limit--\r\n";
  for (const auto* type : {"multipart/mixed boundary=limit", "multipart/mixed; boundary=\"limit\"'",
                           "multipart/mixed (c) boundary=limit", "multipart/mixed; (;)boundary=limit"})
    BOOST_TEST(read_mail("Content-Type: "s + type + body).has(Deviation::odd_multipart), type);
  for (const auto* type :
       {"multipart/mixed; boundary=limit", "multipart/mixed (c) ; boundary=\"limit\" ; x=y",
        "multipart/mixed;boundary=\"limit\";x=y", " multipart/mixed;\r\n\tboundary=\"limit\""})
    BOOST_TEST(!read_mail("Content-Type: "s + type + body).has_strong(), type);
}

BOOST_AUTO_TEST_CASE(quoted_printable_that_is_no_text_is_decoded_by_every_rule) {
  const std::string head = "Content-Transfer-Encoding: quoted-printable\r\n\r\n";
  BOOST_TEST(read_mail(head + "=\rK\r\n" + exe).with_bytes(exe) != nullptr);
  BOOST_TEST(read_mail(head + "=\rK\r\ntext").children.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_bare_cr_inside_an_encoded_name) {
  const Seen seen =
      read_mail("Content-Disposition: attachment; filename=\"=?\r utf-8?Q?x=2Epif?=\"\r\n\r\nx");
  const auto& names = seen.children.at(0).names;
  BOOST_TEST((std::find(names.begin(), names.end(), "x.pif") != names.end()));
}

BOOST_AUTO_TEST_CASE(a_file_before_the_first_boundary) {
  const std::string head = "Content-Type: multipart/mixed; boundary*=utf-16''limit\r\n\r\n";
  const std::string body = "\r\n--limit\r\n\r\nx\r\n--limit--\r\n";
  BOOST_TEST(read_mail(head + exe + body).has(Deviation::part_outside_multipart));
  BOOST_TEST(!read_mail(head + "This is a message in MIME format." + body).has_strong());
}

BOOST_AUTO_TEST_CASE(a_boundary_that_is_another_one_and_two_dashes) {
  const std::string head = "Content-Type: multipart/mixed; boundary=\"limit--\"\r\n\r\n";
  BOOST_TEST(read_mail(head + "--limit--\r\n\r\nx\r\n--limit\r\n\r\ny\r\n--limit----\r\n").has_strong());
  BOOST_TEST(!read_mail(head + "--limit--\r\n\r\nx\r\n--limit----\r\n").has_strong());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
