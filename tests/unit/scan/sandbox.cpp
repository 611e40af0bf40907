// What a scan worker can still do: every call of tests/faults/faults.cpp, in a real worker behind a real
// pool.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "faults/faults.h"
#include "scan/pool.h"
#include "scan/worker.h"
#include "scan/worker_wire.h"

namespace {

namespace data = boost::unit_test::data;
using congvu::ErrorKind;
using congvu::MessageFacts;
using congvu::Result;
using congvu::scan::Descriptor;
using congvu::scan::Pool;
using congvu::scan::PoolSettings;
using namespace std::chrono_literals;

struct Expected {
  std::string fault;
  std::string outcome;  // what the call gives, or how the worker ends
};
std::ostream& operator<<(std::ostream& out, const Expected& expected) { return out << expected.fault; }

const std::vector<Expected> calls{
    {"open", "EPERM"},         {"create", "EPERM"},       {"stat", "EPERM"},
    {"unlink", "EPERM"},       {"memory-file", "EPERM"},  {"write-message", "EPERM"},
    {"write", "EPERM"},        {"map-message", "ENOSYS"}, {"cut-message", "EPERM"},
    {"duplicate", "EPERM"},    {"terminal", "EPERM"},     {"name-thread", "EPERM"},
    {"more-memory", "ENOSYS"}, {"newest", "ENOSYS"},      {"descriptors", "0 1 2 3 4"},
};

// Each ends the worker by SIGSYS.
const std::vector<std::string> deadly{
    "fork",   "vfork",       "exec",      "kill-parent",    "signal-parent",   "trace",    "read-parent",
    "socket", "unix-socket", "connect",   "send-elsewhere", "send-descriptor", "map-code", "make-code",
    "bpf",    "io-uring",    "userfault", "keys",           "namespaces",      "mount",    "become-root",
#ifdef __x86_64__
    "x32",
#endif
};

const std::vector<Expected> crashes{
    {"segv", "SIGSEGV"},  {"abort", "SIGABRT"},  {"exit", "code 3"},   {"throw", "code 70"},
    {"stack", "SIGSEGV"}, {"memory", "code 71"}, {"loop", "deadline"},
};

std::unique_ptr<Pool> start(std::chrono::milliseconds deadline = 20s) {
  PoolSettings settings;
  settings.program = CONGVU_SCAN_WORKER;
  settings.workers = 1;
  settings.quick = 0;
  settings.deadline = deadline;
  settings.tick = 20ms;
  settings.worker_memory = 300U << 20;
  auto pool = Pool::start(settings);
  BOOST_REQUIRE_MESSAGE(pool.has_value(), (pool.has_value() ? std::string() : pool.error().to_string()));
  return std::move(*pool);
}

// As the daemon's spool: nobody but the daemon may write, but the descriptor can.
Result<MessageFacts> scan(Pool& pool, const std::string& text) {
  std::string path = "/tmp/congvu-sandbox-XXXXXX";
  const Descriptor file(mkostemp(path.data(), O_CLOEXEC));
  BOOST_REQUIRE_EQUAL(unlink(path.c_str()), 0);
  BOOST_REQUIRE_EQUAL(write(file.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  auto facts = pool.scan(file.get(), text.size(), {}, {});
  std::string after(text.size(), ' ');
  BOOST_TEST(pread(file.get(), after.data(), after.size(), 0) == static_cast<ssize_t>(text.size()));
  BOOST_TEST(after == text, "the message was changed");
  return facts;
}

std::string outcome_of(const Result<MessageFacts>& facts) {
  return facts ? facts->headers.at(2).value : facts.error().to_string();
}

bool ends_with_words(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

// The filter is off in builds with sanitizers: see sanitized_build.
BOOST_AUTO_TEST_SUITE(sandbox,
                      *boost::unit_test::precondition([](auto) { return !congvu::scan::sanitized_build; }))

BOOST_DATA_TEST_CASE(a_refused_call_harms_nobody, data::make(calls), expected) {
  const auto pool = start();
  const auto facts = scan(*pool, "fault " + expected.fault);
  BOOST_REQUIRE_MESSAGE(facts.has_value(), outcome_of(facts));
  BOOST_TEST(outcome_of(facts) == expected.outcome);
  BOOST_TEST(pool->counters().failed == 0U);
}

BOOST_DATA_TEST_CASE(an_attackers_call_ends_the_worker, data::make(deadly), fault) {
  const auto pool = start();
  const std::string message = "fault " + fault;
  const auto first = scan(*pool, message);
  BOOST_REQUIRE(!first);
  BOOST_TEST((first.error().kind == ErrorKind::unavailable));
  BOOST_TEST(ends_with_words(outcome_of(first), "ended by SIGSYS"), outcome_of(first));
  BOOST_TEST((scan(*pool, message).error().kind == ErrorKind::unsupported));
  BOOST_TEST(scan(*pool, "fine").has_value());
}

BOOST_DATA_TEST_CASE(a_crash_is_deferred_then_held, data::make(crashes), expected) {
  const auto pool = start(expected.fault == "loop" ? 500ms : 20s);
  BOOST_TEST(scan(*pool, "fine").has_value());
  const std::string message = "fault " + expected.fault;
  const auto first = scan(*pool, message);
  BOOST_REQUIRE(!first);
  BOOST_TEST((first.error().kind == ErrorKind::unavailable));
  BOOST_TEST(ends_with_words(outcome_of(first), expected.outcome), outcome_of(first));
  BOOST_TEST((scan(*pool, message).error().kind == ErrorKind::unsupported));
  BOOST_TEST(scan(*pool, "fine").has_value());
  BOOST_TEST(pool->counters().failed == 2U);
}

#ifdef __x86_64__
// Killed by the filter, or by a kernel that has no such door.
BOOST_AUTO_TEST_CASE(the_32_bit_door_is_closed) {
  const auto pool = start();
  BOOST_TEST(!scan(*pool, "fault i386"));
}
#endif

BOOST_AUTO_TEST_CASE(every_fault_is_expected_somewhere) {
  std::set<std::string> known{"environment", "i386"};
  for (const auto& one : calls) known.insert(one.fault);
  for (const auto& one : crashes) known.insert(one.fault);
  known.insert(deadly.begin(), deadly.end());
  for (const auto name : congvu::faults::names()) BOOST_TEST(known.count(std::string(name)) == 1U, name);
}

BOOST_AUTO_TEST_CASE(open_descriptors_of_the_parent_stay_with_it) {
  std::vector<Descriptor> many;
  for (int i = 0; i < 300; ++i) many.emplace_back(open("/dev/null", O_RDONLY));  // without O_CLOEXEC
  const auto pool = start();
  BOOST_TEST(outcome_of(scan(*pool, "fault descriptors")) == "0 1 2 3 4");
}

BOOST_AUTO_TEST_CASE(the_environment_is_the_workers_own) {
  setenv("MAGIC", "/tmp/evil.mgc", 1);
  const auto pool = start();
  const std::string seen = outcome_of(scan(*pool, "fault environment"));
  unsetenv("MAGIC");
  BOOST_TEST(seen.find("MAGIC") == std::string::npos, seen);
  BOOST_TEST(seen.find("HOME") == std::string::npos, seen);
}

BOOST_AUTO_TEST_SUITE_END()
