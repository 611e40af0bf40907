// The pool with workers that crash, loop, eat memory and lie on demand (tests/unit/programs/scan_worker.cpp).
#include "scan/pool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "scan/worker_wire.h"

namespace {

using congvu::ErrorKind;
using congvu::Limits;
using congvu::MessageFacts;
using congvu::Result;
using congvu::scan::Descriptor;
using congvu::scan::Pool;
using congvu::scan::PoolSettings;
using namespace std::chrono_literals;

PoolSettings quick_settings() {
  PoolSettings settings;
  settings.program = CONGVU_SCAN_WORKER;
  settings.workers = 2;
  settings.quick = 0;
  settings.deadline = 20s;
  settings.tick = 20ms;
  return settings;
}

std::unique_ptr<Pool> start(const PoolSettings& settings) {
  auto pool = Pool::start(settings);
  BOOST_REQUIRE_MESSAGE(pool.has_value(), (pool.has_value() ? std::string() : pool.error().to_string()));
  return std::move(*pool);
}

Descriptor memfd(const std::string& text, bool sealed = true) {
  Descriptor fd(memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  // No assertion of Boost here: it is used by several threads at once.
  if (write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
  if (sealed) fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
  return fd;
}

Result<MessageFacts> scan(Pool& pool, const std::string& text, const std::function<void()>& on_wait = {}) {
  const Descriptor message = memfd(text);
  return pool.scan(message.get(), text.size(), {}, on_wait);
}

std::string worker_of(const Result<MessageFacts>& facts) {
  BOOST_REQUIRE_MESSAGE(facts.has_value(), (facts.has_value() ? std::string() : facts.error().to_string()));
  return facts->headers.at(0).value;
}

// A scan that is known to be running: its on_wait has been called while the worker was busy.
class Running {
 public:
  Running(Pool& pool, std::string text) : pool_(pool), text_(std::move(text)) {
    thread_ = std::thread([this] { result_ = scan(pool_, text_); });
  }
  ~Running() { thread_.join(); }

 private:
  Pool& pool_;
  std::string text_;
  Result<MessageFacts> result_;
  std::thread thread_;
};

void wait_until(const std::function<bool()>& condition) {
  for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(10ms);
  BOOST_REQUIRE(condition());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pool)

BOOST_AUTO_TEST_CASE(facts_and_limits_make_the_way) {
  const auto pool = start(quick_settings());
  const Descriptor message = memfd("hello");
  Limits limits;
  limits.parts = 77;
  const auto facts = pool->scan(message.get(), 5, limits, {});
  BOOST_REQUIRE(facts.has_value());
  BOOST_TEST(facts->size == 5U);
  BOOST_TEST(facts->headers.at(1).value == "77");
}

BOOST_AUTO_TEST_CASE(an_empty_message_is_a_message) {
  const auto pool = start(quick_settings());
  BOOST_TEST(scan(*pool, "")->size == 0U);
}

BOOST_AUTO_TEST_CASE(every_kind_of_descriptor) {
  const auto pool = start(quick_settings());
  const std::string text(100'000, 'x');
  std::string path = "/tmp/congvu-pool-XXXXXX";
  const Descriptor file(mkostemp(path.data(), O_CLOEXEC));
  BOOST_REQUIRE_EQUAL(write(file.get(), text.data(), text.size()), 100'000);
  BOOST_TEST(pool->scan(file.get(), text.size(), {}, {})->size == text.size());  // a file with a name: copied
  unlink(path.c_str());
  BOOST_TEST(pool->scan(file.get(), text.size(), {}, {})->size == text.size());  // a spool file: mapped
  const Descriptor loose = memfd(text, false);
  BOOST_TEST(pool->scan(loose.get(), text.size(), {}, {})->size == text.size());
}

BOOST_AUTO_TEST_CASE(a_shorter_file_than_announced_is_no_message) {
  const auto pool = start(quick_settings());
  const Descriptor message = memfd("only this");
  const auto facts = pool->scan(message.get(), 5'000, {}, {});
  BOOST_REQUIRE(!facts);
  BOOST_TEST((facts.error().kind == ErrorKind::unavailable));
}

BOOST_AUTO_TEST_CASE(a_crash_costs_one_message) {
  const auto pool = start(quick_settings());
  const auto facts = scan(*pool, "crash");
  BOOST_REQUIRE(!facts);
  BOOST_TEST((facts.error().kind == ErrorKind::unavailable));
  BOOST_TEST(facts.error().text.find("worker") != std::string::npos);
  for (int i = 0; i < 5; ++i) BOOST_TEST(scan(*pool, "fine").has_value());
  BOOST_TEST(pool->counters().failed == 1U);
}

BOOST_AUTO_TEST_CASE(a_worker_that_exits_answers_nothing) {
  const auto pool = start(quick_settings());
  const auto facts = scan(*pool, "exit");
  BOOST_REQUIRE(!facts);
  BOOST_TEST(facts.error().text.find("ended with code 3") != std::string::npos, facts.error().text);
}

BOOST_AUTO_TEST_CASE(a_loop_ends_at_the_deadline) {
  PoolSettings settings = quick_settings();
  settings.deadline = 300ms;
  const auto pool = start(settings);
  BOOST_TEST(scan(*pool, "warm").has_value());
  const auto facts = scan(*pool, "loop");
  BOOST_REQUIRE(!facts);
  BOOST_TEST(facts.error().text.find("deadline") != std::string::npos, facts.error().text);
  BOOST_TEST(scan(*pool, "fine").has_value());
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
BOOST_AUTO_TEST_CASE(memory_is_bounded) {
  PoolSettings settings = quick_settings();
  settings.worker_memory = 300U << 20;
  const auto pool = start(settings);
  const auto facts = scan(*pool, "memory");
  BOOST_REQUIRE(!facts);
  BOOST_TEST(facts.error().text.find("ended with code 71") != std::string::npos, facts.error().text);
}
#endif

BOOST_AUTO_TEST_CASE(the_second_failure_of_the_same_bytes_is_told_apart) {
  const auto pool = start(quick_settings());
  BOOST_TEST((scan(*pool, "crash a").error().kind == ErrorKind::unavailable));
  BOOST_TEST((scan(*pool, "crash b").error().kind == ErrorKind::unavailable));
  BOOST_TEST((scan(*pool, "crash a").error().kind == ErrorKind::unsupported));
  const auto started = pool->counters().failed;
  BOOST_TEST((scan(*pool, "crash a").error().kind == ErrorKind::unsupported));
  BOOST_TEST(pool->counters().failed == started);  // no third worker was spent on it
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_none) {
  const auto pool = start(quick_settings());
  const auto facts = scan(*pool, "nonsense");
  BOOST_REQUIRE(!facts);
  BOOST_TEST((facts.error().kind == ErrorKind::unavailable));
  BOOST_TEST(scan(*pool, "fine").has_value());
}

BOOST_AUTO_TEST_CASE(twenty_thousand_attachments) {
  const auto pool = start(quick_settings());
  const auto facts = scan(*pool, "names 20000");
  BOOST_REQUIRE_MESSAGE(facts.has_value(), (facts.has_value() ? std::string() : facts.error().to_string()));
  BOOST_TEST(facts->attachments.size() == 20'000U);
}

BOOST_AUTO_TEST_CASE(workers_are_recycled) {
  PoolSettings settings = quick_settings();
  settings.workers = 1;
  settings.messages_per_worker = 3;
  const auto pool = start(settings);
  std::vector<std::string> seen;
  for (int i = 0; i < 6; ++i) seen.push_back(worker_of(scan(*pool, "fine")));
  BOOST_TEST(seen[0] == seen[2]);
  BOOST_TEST(seen[2] != seen[3]);
  BOOST_TEST(seen[3] == seen[5]);
}

BOOST_AUTO_TEST_CASE(a_worker_is_replaced_after_damage) {
  PoolSettings settings = quick_settings();
  settings.workers = 1;
  const auto pool = start(settings);
  const auto first = worker_of(scan(*pool, "damaged"));
  BOOST_TEST(worker_of(scan(*pool, "fine")) != first);
}

BOOST_AUTO_TEST_CASE(a_worker_that_died_while_idle_costs_nothing) {
  PoolSettings settings = quick_settings();
  settings.workers = 1;
  const auto pool = start(settings);
  const auto first = worker_of(scan(*pool, "fine"));
  kill(std::stoi(first), SIGKILL);
  BOOST_TEST(worker_of(scan(*pool, "fine")) != first);
  BOOST_TEST(pool->counters().failed == 0U);
}

BOOST_AUTO_TEST_CASE(the_waiting_are_told) {
  const auto pool = start(quick_settings());
  std::atomic<int> told = 0;
  BOOST_TEST(scan(*pool, "sleep 300", [&] { ++told; }).has_value());
  BOOST_TEST(told > 1);
}

BOOST_AUTO_TEST_CASE(a_full_queue_refuses) {
  PoolSettings settings = quick_settings();
  settings.workers = 1;
  settings.queue = 1;
  const auto pool = start(settings);
  const Running busy(*pool, "sleep 1500");
  wait_until([&] { return pool->counters().busy == 1; });
  const Running queued(*pool, "sleep 1");
  wait_until([&] { return pool->counters().waiting == 1; });
  const auto refused = scan(*pool, "fine");
  BOOST_REQUIRE(!refused);
  BOOST_TEST((refused.error().kind == ErrorKind::unavailable));
  BOOST_TEST(pool->counters().refused == 1U);
}

BOOST_AUTO_TEST_CASE(waiting_has_an_end) {
  PoolSettings settings = quick_settings();
  settings.workers = 1;
  settings.queue_wait = 100ms;
  const auto pool = start(settings);
  const Running busy(*pool, "sleep 1500");
  wait_until([&] { return pool->counters().busy == 1; });
  BOOST_TEST((scan(*pool, "fine").error().kind == ErrorKind::unavailable));
}

BOOST_AUTO_TEST_CASE(slow_big_mails_do_not_stop_small_ones) {
  PoolSettings settings = quick_settings();
  settings.quick = 1;
  settings.quick_bytes = 100;
  const auto pool = start(settings);
  const std::string big = "sleep 2000" + std::string(200, ' ');
  const Running first(*pool, big);
  const Running second(*pool, big);
  wait_until([&] { return pool->counters().busy == 1 && pool->counters().waiting == 1; });
  for (int i = 0; i < 20; ++i) BOOST_TEST(scan(*pool, "small").has_value());
  BOOST_TEST(pool->counters().busy == 1U);  // all of that happened while the first big one was still read
}

// Small and slow: the quick lane goes on with a spare worker, and shrinks again.
BOOST_AUTO_TEST_CASE(a_slow_small_mail_leaves_the_quick_lane) {
  PoolSettings settings = quick_settings();
  settings.quick = 1;
  settings.quick_bytes = 100;
  settings.quick_time = 100ms;
  settings.spare = 1;
  const auto pool = start(settings);
  const std::string big = "sleep 1500" + std::string(200, ' ');
  const Running wide(*pool, big);
  wait_until([&] { return pool->counters().busy == 1; });
  {
    const Running slow(*pool, "sleep 1400");
    wait_until([&] { return pool->counters().busy == 2; });
    for (int i = 0; i < 10; ++i) BOOST_TEST(scan(*pool, "small").has_value());
    BOOST_TEST(pool->counters().busy == 2U);  // all of that happened beside both
    BOOST_TEST(pool->counters().overtime == 1U);
    BOOST_TEST(pool->counters().started == 3U);
  }
  BOOST_TEST(scan(*pool, "small").has_value());
  BOOST_TEST(pool->counters().started == 3U);  // the spare one stays, the slow one has gone
}

// With no spare worker left, small mails wait for whoever is free first.
BOOST_AUTO_TEST_CASE(spare_workers_are_bounded) {
  PoolSettings settings = quick_settings();
  settings.quick = 1;
  settings.quick_bytes = 100;
  settings.quick_time = 50ms;
  settings.spare = 1;
  const auto pool = start(settings);
  std::vector<std::unique_ptr<Running>> slow;
  for (int i = 0; i < 5; ++i) slow.push_back(std::make_unique<Running>(*pool, "sleep 400"));
  BOOST_TEST(scan(*pool, "small").has_value());
  slow.clear();
  BOOST_TEST(pool->counters().scanned == 6U);
  BOOST_TEST(pool->counters().failed == 0U);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
BOOST_AUTO_TEST_CASE(a_worker_that_was_large_is_replaced) {
  PoolSettings settings = quick_settings();
  settings.workers = 1;
  settings.worker_peak = 200U << 20;
  const auto pool = start(settings);
  const auto first = worker_of(scan(*pool, "fine"));
  BOOST_TEST(worker_of(scan(*pool, "fine")) == first);
  BOOST_TEST(worker_of(scan(*pool, "use 250")) == first);
  BOOST_TEST(worker_of(scan(*pool, "fine")) != first);
}
#endif

BOOST_AUTO_TEST_CASE(lies_are_not_believed) {
  const auto pool = start(quick_settings());
  for (const std::string how :
       {"another message", "control characters", "hash", "a limit that is none", "depth", "too long"}) {
    const auto facts = scan(*pool, "lie " + how);
    BOOST_TEST_CONTEXT(how) {
      BOOST_REQUIRE(!facts);
      BOOST_TEST((facts.error().kind == ErrorKind::unavailable));
    }
  }
  BOOST_TEST(scan(*pool, "fine").has_value());
  BOOST_TEST(pool->counters().failed == 6U);
}

BOOST_AUTO_TEST_CASE(many_at_once) {
  PoolSettings settings = quick_settings();
  settings.workers = 3;
  settings.quick = 1;
  settings.queue = 100;
  const auto pool = start(settings);
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 20; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i)
        good += scan(*pool, "message " + std::to_string(t * 100 + i)).has_value() ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  BOOST_TEST(good == 400);
}

BOOST_AUTO_TEST_CASE(stopping_does_not_wait_for_a_slow_worker) {
  auto pool = start(quick_settings());
  Result<MessageFacts> result;
  std::thread thread([&] { result = scan(*pool, "sleep 600000"); });
  wait_until([&] { return pool->counters().busy == 1; });
  pool.reset();
  thread.join();
  BOOST_TEST(!result.has_value());
}

BOOST_AUTO_TEST_CASE(no_program_no_pool) {
  PoolSettings settings = quick_settings();
  settings.program = "/nonexistent/congvu";
  const auto pool = Pool::start(settings);
  BOOST_REQUIRE(!pool);
  BOOST_TEST(pool.error().to_string() == "/nonexistent/congvu: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_program_that_is_no_worker) {
  PoolSettings settings = quick_settings();
  settings.program = "/bin/false";
  const auto pool = Pool::start(settings);
  BOOST_REQUIRE(!pool);
  BOOST_TEST(pool.error().to_string() == "scan worker: ended with code 1");
}

BOOST_AUTO_TEST_SUITE_END()
