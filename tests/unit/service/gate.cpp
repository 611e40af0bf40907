// The gate with a pool that answers what the test wants.
#include "service/gate.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

namespace {

using congvu::Attachment;
using congvu::ErrorKind;
using congvu::Kind;
using congvu::Limits;
using congvu::MessageFacts;
using congvu::Result;
using namespace congvu::service;
using congvu::rules::Action;

class AnswerPool final : public congvu::scan::Pool {
 public:
  explicit AnswerPool(Result<MessageFacts> answer) : answer_(std::move(answer)) {}
  Result<MessageFacts> scan(int, std::uint64_t size, const Limits&,
                            const std::function<void()>& on_wait) override {
    asked_size = size;
    if (on_wait) on_wait();
    return answer_;
  }
  [[nodiscard]] congvu::scan::PoolCounters counters() const override { return {}; }
  std::uint64_t asked_size = 0;

 private:
  Result<MessageFacts> answer_;
};

class MemorySink final : public congvu::journal::LineSink {
 public:
  explicit MemorySink(std::vector<std::string>& lines) : lines_(lines) {}
  Result<void> write(const std::string& line) override {
    lines_.push_back(line);
    return {};
  }
  Result<void> reopen() override { return {}; }

 private:
  std::vector<std::string>& lines_;
};

SnapshotPointer shipped() {
  static const SnapshotPointer snapshot = [] {
    auto loaded = load_snapshot({});
    BOOST_REQUIRE(loaded.has_value());
    return *loaded;
  }();
  return snapshot;
}

struct Judgement {
  Decision decision;
  nlohmann::json line;
  std::uint64_t asked_size = 0;
  std::string metrics;
};

// The shipped rules, and the field MIME-Ambiguity-Results.
SnapshotPointer with_ambiguity_header(const std::string& authserv_id = {}) {
  auto snapshot = std::make_shared<Snapshot>(*shipped());
  snapshot->ambiguity_header = true;
  snapshot->authserv_id = authserv_id;
  return snapshot;
}

Judgement judge(Result<MessageFacts> facts, std::uint64_t size = 5, std::optional<congvu::Error> failed = {},
                const SnapshotPointer& snapshot = shipped()) {
  AnswerPool pool(std::move(facts));
  std::vector<std::string> lines;
  Judgement out;
  Counters counters;
  {
    congvu::journal::Journal journal({std::make_unique<MemorySink>(lines), nullptr, {}}, {},
                                     "0123456789abcdef", {});
    const Gate gate(pool, &journal, &counters);
    Spool spool(std::make_shared<SpoolSpace>("/tmp", 1000, 1000));
    BOOST_REQUIRE(spool.append("hello").has_value());
    Message message{{}, spool, size, std::move(failed), snapshot, "mx.test"};
    message.envelope.sender = "a@example.org";
    message.envelope.recipients = {"b@bacgiang.gov.vn"};
    out.decision = gate.judge(message, {});
  }
  BOOST_REQUIRE_EQUAL(lines.size(), 1U);
  out.line = nlohmann::json::parse(lines.front());
  out.asked_size = pool.asked_size;
  out.metrics = prometheus_text(counters.metrics());
  return out;
}

MessageFacts with(const Attachment& attachment) {
  MessageFacts facts;
  facts.attachments = {attachment};
  return facts;
}

Attachment program() {
  Attachment out;
  out.path = "mail > x.exe";
  out.names = {"x.exe"};
  out.kind = Kind::executable;
  out.form = "pe";
  out.by_content = true;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gate)

BOOST_AUTO_TEST_CASE(a_clean_message_is_taken) {
  const auto judged = judge(MessageFacts{});
  BOOST_TEST(judged.decision.taken());
  BOOST_TEST(judged.decision.headers.empty());
  BOOST_TEST(judged.line["reply"] == 250);
  BOOST_TEST(judged.line["direction"] == "inbound");
  BOOST_TEST(judged.asked_size == 5U);
}

BOOST_AUTO_TEST_CASE(a_program_is_refused) {
  const auto judged = judge(with(program()));
  BOOST_REQUIRE(judged.decision.reply.has_value());
  BOOST_TEST(judged.decision.reply->code == 554);
  BOOST_TEST(judged.line["action"] == "reject");
  BOOST_TEST(judged.line["rules"][0]["clause"] == "4.6");
  BOOST_TEST(judged.line["facts"].get<std::string>().size() == 64U);
}

BOOST_AUTO_TEST_CASE(what_no_worker_could_read_is_deferred) {
  const auto judged = judge(congvu::fail(ErrorKind::unavailable, "scan", "worker ended by SIGSEGV"));
  BOOST_REQUIRE(judged.decision.reply.has_value());
  BOOST_TEST(judged.decision.reply->code == 451);
  BOOST_TEST(judged.decision.reply->enhanced == "4.7.1");
  BOOST_TEST(judged.line["action"] == "defer");
  BOOST_TEST(judged.line["error"].get<std::string>().find("SIGSEGV") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_broke_workers_twice_is_held) {
  const auto judged = judge(congvu::fail(ErrorKind::unsupported, "scan", "broken 2 workers"));
  BOOST_TEST((judged.decision.action == Action::hold));
  BOOST_TEST(!judged.decision.reply.has_value());
  BOOST_TEST(!judged.decision.hold_reason.empty());
  BOOST_TEST(judged.decision.headers.front().first == "X-Congvu-Hold");
  BOOST_TEST(judged.line["action"] == "hold");
}

BOOST_AUTO_TEST_CASE(no_kind_of_failure_passes) {
  for (const auto kind : {ErrorKind::invalid, ErrorKind::limit, ErrorKind::system, ErrorKind::unavailable})
    BOOST_TEST(!judge(congvu::fail(kind, "x", "y")).decision.taken());
}

BOOST_AUTO_TEST_CASE(what_was_not_spooled_whole_is_deferred_unseen) {
  const auto judged =
      judge(MessageFacts{}, 5, congvu::Error{ErrorKind::system, "spool", "No space left on device"});
  BOOST_TEST(!judged.decision.taken());
  BOOST_TEST(judged.decision.reply->code == 451);
  BOOST_TEST(judged.asked_size == 0U);  // nobody was asked
}

BOOST_AUTO_TEST_CASE(a_message_cut_at_the_limit_is_not_clean) {
  const auto judged = judge(MessageFacts{}, 5'000'000);
  BOOST_TEST((!judged.decision.taken() || judged.decision.action == Action::hold));
  BOOST_TEST(judged.line["size"] == 5'000'000);
}

BOOST_AUTO_TEST_CASE(what_was_ambiguous_is_logged_counted_and_held) {
  MessageFacts facts;
  facts.deviations = {congvu::Deviation::duplicate_header, congvu::Deviation::base64_damage};
  facts.readings = 3;
  facts.headers = {{"Subject", "bí mật"}};
  const auto judged = judge(facts);
  BOOST_TEST((judged.decision.action == Action::hold));
  BOOST_TEST(judged.line["ambiguity"] == "strong");
  BOOST_TEST(judged.line["views"] == 3);
  BOOST_TEST(judged.line["reasons"] == nlohmann::json({"duplicate_header", "base64_damage"}));
  BOOST_TEST(judged.line.dump().find("bí mật") == std::string::npos);
  BOOST_TEST(judged.metrics.find("congvu_deviations_total{reason=\"base64_damage\",grade=\"weak\"} 1\n") !=
             std::string::npos);
  BOOST_TEST(judged.metrics.find("congvu_messages_total{action=\"hold\"} 1\n") != std::string::npos);
  BOOST_TEST(judged.decision.ambiguity_results.empty());  // off by default
}

BOOST_AUTO_TEST_CASE(forged_marks_are_not_believed) {
  const auto file =
      std::filesystem::temp_directory_path() / ("congvu-gate-" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << R"(rules:
  - id: r
    clause: "4.6"
    title: T
    when: {attachment: {kind: executable}}
    unless: [{any: [{header: {name: X-Congvu-Class, is: sach}}, {header: {name: MIME-Ambiguity-Results, contains: none}}],
              reason: a, owner: b}]
    then: {reject: t}
    examples: {hit: [{attachment: {kind: executable}}], miss: [{helo: y}]}
)";
  Settings settings;
  settings.rules = {file};
  const auto own = load_snapshot(settings);
  std::filesystem::remove(file);
  BOOST_REQUIRE(own.has_value());
  auto facts = with(program());
  facts.headers = {
      {"x-congvu-class", "sach"}, {"Mime-Ambiguity-Results ", "mx.test; grade=none"}, {"Subject", "s"}};
  BOOST_TEST((judge(facts, 5, {}, *own).decision.action == Action::reject));
}

BOOST_AUTO_TEST_CASE(ambiguity_results_are_told_where_asked_for) {
  MessageFacts facts;
  BOOST_TEST(judge(facts, 5, {}, with_ambiguity_header()).decision.ambiguity_results ==
             "mx.test; grade=none; readings=1");
  facts.deviations = {congvu::Deviation::duplicate_header};
  BOOST_TEST(judge(facts, 5, {}, with_ambiguity_header("a.vn")).decision.ambiguity_results ==
             "a.vn; grade=strong; reasons=duplicate_header;\n readings=1");
  BOOST_TEST(judge(with(program()), 5, {}, with_ambiguity_header()).decision.ambiguity_results.empty());
  const auto unseen =
      judge(congvu::fail(ErrorKind::unsupported, "scan", "x"), 5, {}, with_ambiguity_header());
  BOOST_TEST(unseen.decision.ambiguity_results == "mx.test; grade=unknown");
  BOOST_TEST(!unseen.line.contains("ambiguity"));
  BOOST_TEST(unseen.metrics.find("congvu_messages_not_judged_total 1\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
