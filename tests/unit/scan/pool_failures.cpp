#include "scan/pool_failures.h"

#include <sys/mman.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "scan/worker_wire.h"

namespace {

using congvu::scan::Descriptor;
using congvu::scan::FailedMessages;
using namespace std::chrono_literals;

Descriptor message(const std::string& text) {
  Descriptor fd(memfd_create("test", MFD_CLOEXEC));
  BOOST_REQUIRE_EQUAL(write(fd.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  return fd;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pool_failures)

BOOST_AUTO_TEST_CASE(bytes_are_told_apart) {
  FailedMessages failures;
  const auto a = message("aaaa");
  const auto b = message("bbbb");
  BOOST_TEST(failures.count(a.get(), 4) == 0U);
  BOOST_TEST(failures.add(a.get(), 4) == 1U);
  BOOST_TEST(failures.add(a.get(), 4) == 2U);
  BOOST_TEST(failures.count(a.get(), 4) == 2U);
  BOOST_TEST(failures.count(b.get(), 4) == 0U);
  BOOST_TEST(failures.count(message("aaaa").get(), 4) == 2U);  // another descriptor, the same bytes
}

BOOST_AUTO_TEST_CASE(the_oldest_is_forgotten_first) {
  FailedMessages failures(2, 1h);
  const auto a = message("a");
  const auto b = message("b");
  const auto c = message("c");
  failures.add(a.get(), 1);
  failures.add(b.get(), 1);
  failures.add(a.get(), 1);  // a is now the newer one
  failures.add(c.get(), 1);
  BOOST_TEST(failures.count(a.get(), 1) == 2U);
  BOOST_TEST(failures.count(b.get(), 1) == 0U);
  BOOST_TEST(failures.count(c.get(), 1) == 1U);
}

BOOST_AUTO_TEST_CASE(time_forgets) {
  FailedMessages failures(10, 1h);
  const auto a = message("a");
  const auto now = FailedMessages::Clock::now();
  failures.add(a.get(), 1, now);
  BOOST_TEST(failures.count(a.get(), 1, now + 59min) == 1U);
  BOOST_TEST(failures.count(a.get(), 1, now + 61min) == 0U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_was_never_seen) {
  FailedMessages failures;
  const auto a = message("a");
  BOOST_TEST(failures.add(a.get(), 500) == 1U);
  BOOST_TEST(failures.add(a.get(), 500) == 1U);
  BOOST_TEST(failures.count(-1, 500) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
