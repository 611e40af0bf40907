#include "message/boundary_line.h"

#include <boost/test/unit_test.hpp>

#include "reading_mail.h"

namespace congvu::message {
namespace {

std::vector<OpenBoundary> open(std::initializer_list<std::string> boundaries) {
  std::vector<OpenBoundary> out;
  for (const auto& boundary : boundaries) out.push_back({boundary, {}, false, false});
  return out;
}

BOOST_AUTO_TEST_SUITE(boundary_lines)

BOOST_AUTO_TEST_CASE(exact_lines) {
  const auto levels = open({"outer", "inner"});
  BOOST_TEST(boundary_line("--inner", levels)->level == 1U);
  BOOST_TEST(boundary_line("--outer-- \t", levels)->close);
  BOOST_TEST(boundary_line("--outer", levels)->level == 0U);
  BOOST_TEST(!boundary_line("--outer", levels, 1));
  for (const auto* line : {"", "-", "--", "---inne", "outer", "--oute", "-outer"})
    BOOST_TEST(!boundary_line(line, levels), line);
  BOOST_TEST(!boundary_line("--outer", {}));
}

BOOST_AUTO_TEST_CASE(closed_multiparts_come_last) {
  auto levels = open({"B", "B"});
  BOOST_TEST(boundary_line("--B", levels)->level == 1U);
  levels[1].closed = true;
  BOOST_TEST(boundary_line("--B", levels)->level == 0U);
  levels[0].closed = true;
  BOOST_TEST(boundary_line("--B", levels)->level == 1U);
}

BOOST_AUTO_TEST_CASE(tails_and_text_in_front) {
  const auto levels = open({"limit"});
  BOOST_TEST(boundary_line("--limit x", levels)->tail);
  BOOST_TEST(boundary_line("--limit--x", levels)->close);
  BOOST_TEST(boundary_line(" --limit", levels)->begin == 1U);
  BOOST_TEST(boundary_line("x--limit--", levels)->close);
  BOOST_TEST(boundary_line("---limit", levels)->begin == 1U);
  BOOST_TEST(boundary_line("x--limit y", levels)->tail);
  // The boundary's own dashes are the last of the run.
  const auto dashes = open({"--=_x"});
  BOOST_TEST(!boundary_line("----=_x", dashes)->tail);
  BOOST_TEST(boundary_line("----=_x", dashes)->begin == 0U);
  BOOST_TEST(boundary_line("a----=_x", dashes)->begin == 1U);
  BOOST_TEST(!boundary_line("--=_x", dashes));
  // Dashes alone stand in any text, and so do short boundaries.
  BOOST_TEST(!boundary_line("---------- Forwarded", open({"----"})));
  BOOST_TEST(!boundary_line("-----BEGIN", open({"B"})));
}

BOOST_AUTO_TEST_CASE(other_spellings) {
  auto levels = open({"a(b)c"});
  levels[0].spellings = {"ac", "a"};
  BOOST_TEST(boundary_line("--ac", levels)->spelling == 1U);
  BOOST_TEST(boundary_line("--a--", levels)->spelling == 2U);
  BOOST_TEST(boundary_line("--a(b)c", levels)->spelling == 0U);
  BOOST_TEST(!boundary_line("--ad", levels));
}

BOOST_AUTO_TEST_CASE(the_empty_boundary) {
  auto levels = open({""});
  BOOST_TEST(!boundary_line("--", levels));
  levels[0].nothing = true;
  BOOST_TEST(!boundary_line("--", levels)->close);
  BOOST_TEST(boundary_line("----", levels)->close);
  BOOST_TEST(!boundary_line("--x", levels));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace congvu::message
