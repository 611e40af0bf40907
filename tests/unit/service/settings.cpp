#include "service/settings.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

namespace {

using namespace congvu::service;
using namespace std::chrono_literals;

// All faults, one a line; or nothing.
std::string faults(const std::string& text) {
  const auto settings = parse_settings(text, "c.yaml");
  std::string out;
  if (!settings)
    for (const auto& fault : settings.error()) out += fault.to_string() + "\n";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(no_settings_are_settings) {
  for (const auto* text : {"", "# only a comment\n", "{}\n"}) {
    const auto read = parse_settings(text, "c.yaml");
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->socket == "unix:/run/congvu/milter.sock");
    BOOST_TEST(read->limits.depth == congvu::Limits{}.depth);
    BOOST_TEST(!read->ambiguity_header);
    BOOST_TEST(read->metrics_file.empty());
  }
}

BOOST_AUTO_TEST_CASE(every_key) {
  const auto read = parse_settings(
      "socket: inet:8899@127.0.0.1\nsocket_mode: \"0666\"\nsocket_group: postfix\nuser: u\ngroup: g\n"
      "rules: [/etc/a.yaml, /etc/b]\nprofile: /etc/p.yaml\ndecision_log: /var/log/d\nmax_sessions: 7\n"
      "session_idle: 11s\ndrain: 3s\nlog: {level: warning, target: syslog}\n"
      "spool: {directory: /spool, memory: 2MiB, total: 2GiB}\n"
      "scan: {workers: 5, quick_workers: 2, quick_bytes: 10KiB, quick_time: 20ms, spare_workers: 3, queue: "
      "9, queue_wait: 8s, deadline: 70s,\n"
      "       messages_per_worker: 6, worker_memory: 1GiB, worker_peak: 65MiB}\n"
      "limits: {message_bytes: 1MiB, depth: 4, cpu: 2s, ratio: 9}\n"
      "metrics: {file: /run/m.prom, interval: 1m}\nambiguity_header: true\nauthserv_id: mx.x.vn\n",
      "c.yaml");
  BOOST_REQUIRE_MESSAGE(read.has_value(),
                        (read.has_value() ? std::string() : read.error().front().to_string()));
  BOOST_TEST(read->socket == "inet:8899@127.0.0.1");
  BOOST_TEST(read->socket_mode == 0666U);
  BOOST_TEST(read->rules.size() == 2U);
  BOOST_TEST(read->profile == "/etc/p.yaml");
  BOOST_TEST((read->log_level == LogLevel::warning && read->log_target == LogTarget::syslog));
  BOOST_TEST(read->spool_memory == 2U << 20);
  BOOST_TEST(read->spool_total == 2ULL << 30);
  BOOST_TEST(read->scan.workers == 5U);
  BOOST_TEST(read->scan.quick == 2U);
  BOOST_TEST((read->scan.deadline == 70s && read->scan.queue_wait == 8s));
  BOOST_TEST(read->limits.message_bytes == 1U << 20);
  BOOST_TEST(read->limits.cpu_ms == 2000U);
  BOOST_TEST((read->session_idle == 11s && read->drain == 3s));
  BOOST_TEST(read->metrics_file == "/run/m.prom");
  BOOST_TEST((read->metrics_interval == 60s));
  BOOST_TEST(read->ambiguity_header);
  BOOST_TEST(read->authserv_id == "mx.x.vn");
  BOOST_TEST(
      (read->scan.quick_time == 20ms && read->scan.spare == 3U && read->scan.worker_peak == 65U << 20));
}

BOOST_AUTO_TEST_CASE(state_keys) {
  const auto read = parse_settings(
      "database: sqlite:/var/lib/c\nnode: mx1.x.vn\ndirectory: {refresh: 2s, stale_after: 3m}\n"
      "rates: {synchronise: 100ms, keys: 5000}\n"
      "journal: {spool: /spool/j, spool_bytes: 2MiB, keep_days: 30}\n"
      "policyd: {deployed: true, socket: inet:10031@127.0.0.1, socket_mode: \"0600\", socket_group: p,\n"
      "          notes: /run/n, max_connections: 9, idle: 12s}\n",
      "c.yaml");
  BOOST_REQUIRE_MESSAGE(read.has_value(),
                        (read.has_value() ? std::string() : read.error().front().to_string()));
  BOOST_REQUIRE(read->database.has_value());
  BOOST_TEST(read->database->text == "/var/lib/c");
  BOOST_TEST(read->node == "mx1.x.vn");
  BOOST_TEST((read->directory.refresh == 2s && read->directory.stale_after == 3min));
  BOOST_TEST((read->rates.synchronise == 100ms && read->rates.keys == 5000U));
  BOOST_TEST((read->journal.spool == "/spool/j" && read->journal.spool_bytes == 2U << 20));
  BOOST_TEST(read->journal.keep_days == 30U);
  BOOST_TEST((read->policyd.deployed && read->policyd.socket == "inet:10031@127.0.0.1"));
  BOOST_TEST((read->policyd.socket_mode == 0600U && read->policyd.socket_group == "p"));
  BOOST_TEST((read->policyd.notes == "/run/n" && read->policyd.max_connections == 9U));
  BOOST_TEST((read->policyd.idle == 12s));
  const auto faults =
      parse_settings("database: mysql:x\nnode: a b\npolicyd: {socket: /x, idel: 3s}\n", "c.yaml");
  BOOST_REQUIRE(!faults);
  BOOST_TEST(faults.error().size() == 4U);
  for (const auto& fault : faults.error())
    BOOST_TEST(fault.where.rfind("c.yaml:", 0) == 0U, fault.to_string());
}

BOOST_AUTO_TEST_CASE(the_example_is_right) {
  const auto read = load_settings(std::string(CONGVU_SOURCE_DIR) + "/examples/congvu.yaml");
  BOOST_CHECK_MESSAGE(read.has_value(),
                      (read.has_value() ? std::string() : read.error().front().to_string()));
}

// Each line that is no comment says a default.
BOOST_AUTO_TEST_CASE(the_example_shows_the_defaults) {
  const auto read = load_settings(std::string(CONGVU_SOURCE_DIR) + "/examples/congvu.yaml");
  BOOST_REQUIRE(read.has_value());
  BOOST_TEST(needs_restart({}, *read) == std::vector<std::string>{}, boost::test_tools::per_element());
  const congvu::Limits defaults;
  const congvu::Limits& shown = read->limits;
  for (const auto limit : {&congvu::Limits::message_bytes, &congvu::Limits::unpacked_bytes,
                           &congvu::Limits::entry_bytes, &congvu::Limits::ratio, &congvu::Limits::ratio_floor,
                           &congvu::Limits::entries, &congvu::Limits::parts, &congvu::Limits::depth,
                           &congvu::Limits::header_fields, &congvu::Limits::header_bytes,
                           &congvu::Limits::parameters, &congvu::Limits::name_bytes, &congvu::Limits::cpu_ms})
    BOOST_TEST((shown.*limit == defaults.*limit));
  BOOST_TEST((read->drain == Settings{}.drain && read->log_level == Settings{}.log_level));
  BOOST_TEST(read->ambiguity_header == Settings{}.ambiguity_header);
}

BOOST_AUTO_TEST_CASE(faults_have_their_place) {
  BOOST_TEST(faults("sockett: x\n") == "c.yaml:1:1: unknown key `sockett`, did you mean `socket`?\n");
  BOOST_TEST(faults("log: {level: loud}\n").find("c.yaml:1:14: ") == 0U);
  BOOST_TEST(faults("user: a\nuser: b\n").find("c.yaml:2:") == 0U);
  BOOST_TEST(faults("rules: [relative]\n").find("no absolute path") != std::string::npos);
  BOOST_TEST(faults("socket: /run/x\n").find("no socket such as") != std::string::npos);
  BOOST_TEST(faults("socket: unix:/" + std::string(200, 'a') + "\n").find("at most") != std::string::npos);
  BOOST_TEST(!faults("socket_mode: \"0999\"\n").empty());
  BOOST_TEST(!faults("socket_mode: \"17777\"\n").empty());
  BOOST_TEST(!faults("- a list\n").empty());
  BOOST_TEST(faults("authserv_id: a b\n").find("no host name such as") != std::string::npos);
  BOOST_TEST(faults("metrics: {file: m.prom}\n").find("no absolute path") != std::string::npos);
  BOOST_TEST(faults("metrics: {interval: 5s}\n") == "c.yaml:1:10: `metrics` needs the key `file`\n");
  BOOST_TEST(!faults("limits: 5\n").empty());
}

BOOST_AUTO_TEST_CASE(hard_ceilings) {
  for (const auto* text :
       {"limits: {depth: 201}\n", "limits: {message_bytes: 2GiB}\n", "limits: {entries: 0}\n",
        "limits: {cpu: 1h}\n", "scan: {worker_memory: 1MiB}\n", "scan: {workers: 0}\n", "max_sessions: 0\n",
        "drain: 1h\n", "spool: {total: 1B}\n"})
    BOOST_TEST(!faults(text).empty(), text);
}

BOOST_AUTO_TEST_CASE(what_is_right_alone_but_not_together) {
  BOOST_TEST(faults("spool: {total: 2MiB}\n").find("limits.message_bytes") != std::string::npos);
  BOOST_TEST(faults("scan: {deadline: 2s}\n").find("limits.cpu") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_needs_a_restart_is_named) {
  Settings a;
  Settings b;
  BOOST_TEST(needs_restart(a, b).empty());
  b.limits.depth = 3;  // takes effect at once
  b.log_level = LogLevel::debug;
  BOOST_TEST(needs_restart(a, b).empty());
  b.socket = "inet:1@127.0.0.1";
  b.scan.workers = 9;
  BOOST_TEST(needs_restart(a, b) == (std::vector<std::string>{"socket", "scan"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there) {
  const auto read = load_settings("/nonexistent/congvu.yaml");
  BOOST_REQUIRE(!read.has_value());
  BOOST_TEST(read.error().front().to_string().find("/nonexistent/congvu.yaml") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
