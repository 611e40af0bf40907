#include "service/spool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

namespace {

using congvu::ErrorKind;
using namespace congvu::service;

constexpr std::uint64_t kibi = 1024;

std::string content(int fd, std::size_t size) {
  std::string out(size, '\0');
  const ssize_t got = pread(fd, out.data(), size, 0);
  out.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(spool)

BOOST_AUTO_TEST_CASE(small_ones_stay_in_sealed_memory) {
  const auto space = std::make_shared<SpoolSpace>("/nonexistent", 64 * kibi, 1024 * kibi);
  Spool spool(space);
  BOOST_REQUIRE(spool.append("hello ").has_value());
  BOOST_REQUIRE(spool.append("world").has_value());
  const auto fd = spool.finish();
  BOOST_REQUIRE(fd.has_value());
  BOOST_TEST(spool.size() == 11U);
  BOOST_TEST(content(*fd, 100) == "hello world");
  BOOST_TEST((fcntl(*fd, F_GET_SEALS) & F_SEAL_WRITE) != 0);
  BOOST_TEST(ftruncate(*fd, 1) != 0);
}

BOOST_AUTO_TEST_CASE(an_empty_message) {
  Spool spool(std::make_shared<SpoolSpace>("/tmp", 64, 64));
  BOOST_TEST(spool.finish().has_value());
}

BOOST_AUTO_TEST_CASE(big_ones_go_to_a_file_without_a_name) {
  const auto space = std::make_shared<SpoolSpace>("/tmp", 10 * kibi, 1024 * kibi);
  Spool spool(space);
  std::string expected;
  for (int i = 0; i < 100; ++i) {
    const std::string piece(1000, static_cast<char>('a' + i % 26));
    expected += piece;
    BOOST_REQUIRE(spool.append(piece).has_value());
  }
  const auto fd = spool.finish();
  BOOST_REQUIRE(fd.has_value());
  BOOST_TEST((content(*fd, 200'000) == expected));
  struct stat state {};
  BOOST_REQUIRE_EQUAL(fstat(*fd, &state), 0);
  BOOST_TEST(S_ISREG(state.st_mode));
  BOOST_TEST(state.st_nlink == 0U);
  BOOST_TEST(write(*fd, "x", 1) < 0);  // for reading only
}

BOOST_AUTO_TEST_CASE(one_budget_for_all) {
  const auto space = std::make_shared<SpoolSpace>("/tmp", 1024 * kibi, 100);
  Spool a(space);
  Spool b(space);
  BOOST_REQUIRE(a.append(std::string(60, 'a')).has_value());
  const auto refused = b.append(std::string(60, 'b'));
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().kind == ErrorKind::unavailable));
  BOOST_TEST(space->used() == 60U);
  // What failed once stays failed, even where there is room again.
  a.clear();
  BOOST_TEST(!b.append("x").has_value());
  BOOST_TEST(!b.finish().has_value());
  b.clear();
  BOOST_TEST(space->used() == 0U);
  BOOST_TEST(b.append(std::string(100, 'b')).has_value());
}

BOOST_AUTO_TEST_CASE(the_budget_comes_back) {
  const auto space = std::make_shared<SpoolSpace>("/tmp", 1024, 1024 * kibi);
  {
    Spool spool(space);
    BOOST_REQUIRE(spool.append(std::string(5000, 'x')).has_value());
    BOOST_TEST(space->used() == 5000U);
  }
  BOOST_TEST(space->used() == 0U);
}

BOOST_AUTO_TEST_CASE(the_budget_holds_among_threads) {
  SpoolSpace space("/tmp", 1, 1000);
  std::vector<std::thread> threads;
  std::atomic<int> taken = 0;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) taken += space.take(1) ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(taken == 1000);
  BOOST_TEST(!space.take(UINT64_MAX));
}

BOOST_AUTO_TEST_CASE(a_place_that_is_gone_fails_and_gives_nothing) {
  Spool spool(std::make_shared<SpoolSpace>("/nonexistent", 10, 1000));
  BOOST_TEST(spool.append("1234567890").has_value());
  const auto refused = spool.append("1");
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().kind == ErrorKind::system));
  BOOST_TEST(!spool.finish().has_value());
}

BOOST_AUTO_TEST_CASE(nothing_comes_after_the_end) {
  Spool spool(std::make_shared<SpoolSpace>("/tmp", 1000, 1000));
  BOOST_REQUIRE(spool.append("a").has_value());
  BOOST_REQUIRE(spool.finish().has_value());
  BOOST_TEST(!spool.append("b").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
