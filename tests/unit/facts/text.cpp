// Folding: long runs of combining marks are bounded, ordinary text stays as it is.
#include "facts/text.h"

#include <boost/test/unit_test.hpp>

using namespace congvu;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(vietnamese_text_is_composed_and_folded) {
  BOOST_TEST(nfc("Tie\xcc\x82\xcc\x81ng Vi\xe1\xbb\x87t") == "Ti\xe1\xba\xbfng Vi\xe1\xbb\x87t");
  BOOST_TEST(fold_marks("\xc4\x90\xe1\xbb\x80 \xc3\x81N M\xe1\xba\xadt") == "de an mat");
  BOOST_TEST(fold_case("\xef\xbc\xa5\xef\xbc\xb8\xef\xbc\xa5") == "exe");
}

// Three marks in an order that a normalizer must change, again and again.
BOOST_AUTO_TEST_CASE(a_run_of_marks_is_cut) {
  const std::string marks = repeated("\xcc\xa3\xcc\x80\xcc\x9b", 1'000);
  for (const auto fold : {nfc, fold_case}) {
    BOOST_TEST(fold("a" + marks).size() < 200U);
    BOOST_TEST(fold("a" + marks + "b").back() == 'b');
    // A character that the fold removes does not begin a new run.
    const std::string joined = repeated("\xcc\xa3\xcc\x80\xcc\x9b\xcd\x8f", 1'000);
    BOOST_TEST(fold_case("a" + joined).size() < 200U);
  }
  BOOST_TEST(fold_marks("a" + marks + ".exe") == "a.exe");
  BOOST_TEST(ascii_fold("a" + marks + ".exe") == "a.exe");
}

BOOST_AUTO_TEST_CASE(marks_that_text_has_stay) {
  const std::string thirty = "a" + repeated("\xcc\x80", 30);
  BOOST_TEST(nfc(thirty).size() == thirty.size() - 1);  // the first one is composed
}

BOOST_AUTO_TEST_SUITE_END()
