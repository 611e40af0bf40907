// Questions of Postfix as it asks them: once a recipient, again at DATA, and all of it again where it was not
// heard.
#include "service/policy_gate.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "service/gate.h"

namespace {

namespace fs = std::filesystem;
using namespace congvu::service;
using congvu::Envelope;
using congvu::Result;
using congvu::Stage;

constexpr const char* rules = R"(rules:
  - id: refused
    clause: "12.3"
    title: Hộp thư bị từ chối
    mode: enforce
    when: {recipient: refused@bacgiang.gov.vn}
    then: {reject: "Hộp thư bị từ chối"}
    examples: {hit: [{recipient: refused@bacgiang.gov.vn}], miss: [{recipient: b@bacgiang.gov.vn}]}
  - id: seen
    clause: "12.3"
    title: Ghi lại
    mode: enforce
    when: {recipient: seen@bacgiang.gov.vn}
    then: {note: true}
    examples: {hit: [{recipient: seen@bacgiang.gov.vn}], miss: [{recipient: b@bacgiang.gov.vn}]}
  - id: many
    clause: "12.3"
    title: Nhiều người nhận
    mode: enforce
    when: {recipient.count: {over: 2}}
    then: {hold: "Nhiều người nhận"}
    examples:
      hit: [{recipient.count: 3}]
      miss: [{recipient.count: 2}]
  - id: fast
    clause: "12.3"
    title: Gửi quá nhanh
    mode: enforce
    when: {rate: {per: login, count: recipients, within: 1h, over: 3}}
    then: {reject: "Gửi quá nhanh"}
    examples:
      hit: [{rate: {per: login, count: recipients, within: 1h, is: 4}}]
      miss: [{rate: {per: login, count: recipients, within: 1h, is: 3}}]
)";

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

fs::path new_folder() {
  std::string name = (fs::temp_directory_path() / "congvu-policy-XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
  return name;
}

Settings settings_in(const fs::path& folder) {
  Settings out;
  std::ofstream(folder / "rules.yaml") << rules;
  out.rules = {folder / "rules.yaml"};
  out.policyd.notes = folder / "notes";
  return out;
}

SnapshotPointer loaded(const Settings& settings) {
  auto snapshot = load_snapshot(settings);
  if (!snapshot) BOOST_FAIL(snapshot.error().front().to_string());
  return *snapshot;
}

struct Setup {
  Setup()
      : folder(new_folder()),
        settings(settings_in(folder)),
        snapshot(loaded(settings)),
        state(settings, "congvu-policyd", snapshot.get()->ruleset->profile()),
        journal(std::make_unique<congvu::journal::Journal>(
            congvu::journal::Journal::Parts{std::make_unique<MemorySink>(lines), nullptr, {}},
            congvu::journal::JournalSettings{}, "0123456789abcdef", congvu::journal::Trouble{})) {
    auto opened = PolicyGate::open({settings, snapshot, counters, state, journal.get()});
    BOOST_REQUIRE(opened.has_value());
    gate = std::move(*opened);
  }
  Setup(const Setup&) = delete;
  Setup& operator=(const Setup&) = delete;
  ~Setup() { fs::remove_all(folder); }

  std::string ask(const PolicyQuery& query) const {
    std::string out = "before ";
    gate->answer(query, out);
    BOOST_TEST(out.starts_with("before "));
    return out.substr(7);
  }
  // Rules of each decision, as "stage: rule rule".
  std::vector<std::string> decisions() {
    journal->flush(std::chrono::seconds(20));
    std::vector<std::string> out;
    for (const auto& line : lines) {
      const auto json = nlohmann::json::parse(line);
      std::string text = json["stage"].get<std::string>() + ":";
      for (const auto& rule : json["rules"]) text += " " + rule["id"].get<std::string>();
      out.push_back(text);
    }
    return out;
  }
  [[nodiscard]] congvu::rules::Scope left(const Envelope& envelope) const {
    const JudgedNotesReader reader(settings.policyd.notes);
    return left_to_judge(&reader, envelope, *snapshot.get()->ruleset);
  }

  fs::path folder;
  Settings settings;
  CurrentSnapshot snapshot;
  Counters counters;
  StateKeeper state;
  std::vector<std::string> lines;
  std::unique_ptr<congvu::journal::Journal> journal;
  std::unique_ptr<PolicyGate> gate;
};

PolicyQuery at(std::string_view stage, std::string_view recipient, std::string_view instance = "1.2.3.4") {
  PolicyQuery query;
  query.protocol_state = stage;
  query.client_address = "192.0.2.7";
  query.client_name = "unknown";
  query.client_port = "40000";
  query.helo_name = "mx.example.org";
  query.sender = "annv@bacgiang.gov.vn";
  query.sasl_username = "annv";
  query.recipient = recipient;
  query.instance = instance;
  return query;
}

PolicyQuery at_data(std::uint64_t count, std::string_view instance = "1.2.3.4") {
  PolicyQuery query = at("DATA", "", instance);
  query.recipient_count = count;
  query.queue_id = "4ABC";
  return query;
}

Envelope as_the_milter_knows(std::vector<std::string> recipients) {
  Envelope out;
  out.queue_id = "4ABC";
  out.client_address = "192.0.2.7";
  out.client_port = "40000";
  out.helo = "mx.example.org";
  out.sender = "annv@bacgiang.gov.vn";
  out.login = "annv";
  out.recipients = std::move(recipients);
  return out;
}

const std::string b = "b@bacgiang.gov.vn";
const std::string seen = "seen@bacgiang.gov.vn";

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_gate)

BOOST_AUTO_TEST_CASE(stages) {
  BOOST_TEST((policy_stage_of("CONNECT") == Stage::connect));
  BOOST_TEST((policy_stage_of("XCLIENT") == Stage::connect));
  BOOST_TEST((policy_stage_of("MAIL") == Stage::mail));
  BOOST_TEST((policy_stage_of("RCPT") == Stage::rcpt));
  BOOST_TEST((policy_stage_of("END-OF-MESSAGE") == Stage::data));
  for (const char* other : {"VRFY", "ETRN", "", "rcpt", "UNKNOWN"}) BOOST_TEST(!policy_stage_of(other));
}

BOOST_AUTO_TEST_CASE(a_message_is_judged_once_and_the_milter_knows) {
  Setup server;
  BOOST_TEST(server.ask(at("RCPT", b)) == "DUNNO");
  BOOST_TEST(server.ask(at("RCPT", seen)) == "DUNNO");
  BOOST_TEST((server.left(as_the_milter_knows({b, seen})).until == Stage::rcpt));
  BOOST_TEST(server.ask(at_data(2)) == "DUNNO");
  BOOST_TEST(server.ask(at_data(2)) == "DUNNO");  // END-OF-MESSAGE, or DATA again
  BOOST_TEST(server.decisions() == std::vector<std::string>{"rcpt: seen"}, boost::test_tools::per_element());
  const auto left = server.left(as_the_milter_knows({b, seen}));
  BOOST_TEST((left.rules == congvu::rules::Scope::Rules::others));
  BOOST_TEST((left.until == Stage::data));
}

BOOST_AUTO_TEST_CASE(who_was_refused_is_not_noted) {
  Setup server;
  BOOST_TEST(server.ask(at("RCPT", "refused@bacgiang.gov.vn")).starts_with("554 5.7.1 "));
  const auto left = server.left(as_the_milter_knows({"refused@bacgiang.gov.vn"}));
  BOOST_TEST((left.rules == congvu::rules::Scope::Rules::all));
}

BOOST_AUTO_TEST_CASE(at_data_all_is_asked_that_was_not_asked_before) {
  Setup server;
  PolicyQuery query = at_data(1);
  query.recipient = seen;
  BOOST_TEST(server.ask(query) == "DUNNO");
  BOOST_TEST(server.decisions() == std::vector<std::string>{"data: seen"}, boost::test_tools::per_element());
  BOOST_TEST((server.left(as_the_milter_knows({seen})).rules == congvu::rules::Scope::Rules::all));
}

BOOST_AUTO_TEST_CASE(all_recipients_together) {
  Setup server;
  for (const char* recipient : {"b1@example.org", "b2@example.org", "b3@example.org"})
    BOOST_TEST(server.ask(at("RCPT", recipient)) == "DUNNO");
  BOOST_TEST(server.ask(at_data(3)).starts_with("HOLD "));
  BOOST_TEST(server.decisions() == std::vector<std::string>{"data: many"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_comes_again_is_not_counted_again) {
  Setup server;
  for (int again = 0; again < 10; ++again)
    for (const char* recipient : {"b1@example.org", "b2@example.org", "b3@example.org"})
      BOOST_TEST(server.ask(at("RCPT", recipient)) == "DUNNO");
  BOOST_TEST(server.ask(at("RCPT", "b4@example.org")).starts_with("554 "));
  BOOST_TEST(server.ask(at("RCPT", "b1@example.org")) == "DUNNO");                      // as before
  BOOST_TEST(server.ask(at("RCPT", "b1@example.org", "5.6.7.8")).starts_with("554 "));  // another message
}

// Without an instance nobody can tell a repetition from another message.
BOOST_AUTO_TEST_CASE(without_an_instance_everything_counts) {
  Setup server;
  for (int i = 0; i < 3; ++i) BOOST_TEST(server.ask(at("RCPT", b, "")) == "DUNNO");
  BOOST_TEST(server.ask(at("RCPT", b, "")).starts_with("554 "));
}

BOOST_AUTO_TEST_CASE(another_sender_is_another_question) {
  Setup server;
  BOOST_TEST(server.ask(at("RCPT", seen)) == "DUNNO");
  PolicyQuery other = at("RCPT", seen);
  other.sender = "c@example.org";
  BOOST_TEST(server.ask(other) == "DUNNO");
  BOOST_TEST(server.decisions().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
