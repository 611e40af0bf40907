// Answers that are given again.
#include "service/answer_memory.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace {

using congvu::service::AnswerMemory;
using namespace std::chrono_literals;

constexpr congvu::HashKey key{1, 2};
constexpr AnswerMemory::Time begin{1000s};

}  // namespace

BOOST_AUTO_TEST_SUITE(answer_memory)

BOOST_AUTO_TEST_CASE(what_was_answered_is_found) {
  AnswerMemory memory(key);
  BOOST_TEST((memory.find("a", begin) == nullptr));
  memory.remember("a", begin).answer = "DUNNO";
  BOOST_REQUIRE((memory.find("a", begin) != nullptr));
  BOOST_TEST(memory.find("a", begin)->answer == "DUNNO");
  BOOST_TEST((memory.find("b", begin) == nullptr));
}

BOOST_AUTO_TEST_CASE(it_lasts_for_one_to_two_generations) {
  AnswerMemory memory(key, 100, 60s);
  memory.remember("a", begin).answer = "x";
  BOOST_TEST((memory.find("a", begin + 59s) != nullptr));
  BOOST_TEST((memory.find("a", begin + 61s) != nullptr));
  BOOST_TEST((memory.find("a", begin + 122s) == nullptr));
  memory.remember("b", begin + 122s);
  BOOST_TEST((memory.find("b", begin + 10h) == nullptr));  // nobody has asked for long
}

BOOST_AUTO_TEST_CASE(it_is_bounded) {
  AnswerMemory memory(key, 100, 60s);
  for (int i = 0; i < 10'000; ++i) {
    memory.remember(std::to_string(i), begin).answer = "x";
    BOOST_TEST(memory.size() <= 200U);
    BOOST_TEST((memory.find(std::to_string(i), begin) != nullptr));
  }
  BOOST_TEST((memory.find("9950", begin) != nullptr));
  BOOST_TEST((memory.find("0", begin) == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
