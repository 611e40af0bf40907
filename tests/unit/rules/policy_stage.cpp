// Which rules a policy server decides, when, and that it says the same as one that sees the whole message.
#include <set>

#include "load_text.h"

using namespace congvu;
using rules::Scope;
using rules::test::load_text;
using rules::test::load_when;

namespace {

std::string stage_of(const std::string& when, const std::string& then = "{reject: t}",
                     const std::string& more = {}) {
  const auto ruleset = load_text("rules:\n  - id: r\n    clause: \"4.6\"\n    title: T\n    when: " + when +
                                 "\n    then: " + then + "\n" + more +
                                 "    examples: {hit: [{helo: x}], miss: [{helo: y}]}\n");
  const auto stage = ruleset->policy_stage("r");
  return stage ? std::string(stage_name(*stage)) : "none";
}

std::string unless(const std::string& when) {
  return "    unless:\n      - {" + when + ", reason: a, owner: b}\n";
}

const auto now = std::chrono::system_clock::now();

}  // namespace

BOOST_AUTO_TEST_SUITE(policy_stage)

BOOST_AUTO_TEST_CASE(the_earliest_stage_at_which_all_is_known) {
  BOOST_TEST(stage_of("{client.address: 10.0.0.0/8}") == "connect");
  BOOST_TEST(stage_of("{helo: x}") == "mail");
  BOOST_TEST(stage_of("{client.address: 10.0.0.0/8}", "{reject: \"{sender}\"}") == "mail");
  BOOST_TEST(stage_of("{client.address: 10.0.0.0/8}", "{reject: \"{recipient}\"}") == "rcpt");
  BOOST_TEST(stage_of("{client.address: 10.0.0.0/8}", "{reject: t}", unless("login: a")) == "mail");
  BOOST_TEST(stage_of("{recipient.standing: closed}") == "rcpt");
  BOOST_TEST(stage_of("{recipient.count: {over: 5}}") == "data");
  BOOST_TEST(stage_of("{message.declared_size: {over: 5}}") == "data");
  BOOST_TEST(stage_of("{rate: {per: login, count: messages, within: 1h, over: 5}}") == "data");
  BOOST_TEST(stage_of("{rate: {per: login, count: recipients, within: 1h, over: 5}}") == "rcpt");
  BOOST_TEST(stage_of("{rate: {per: client, count: refused, within: 1h, over: 5}}") == "mail");
  BOOST_TEST(stage_of("{rate: {per: recipient, count: messages, within: 1h, over: 5}}") == "rcpt");
}

BOOST_AUTO_TEST_CASE(what_only_the_message_tells) {
  BOOST_TEST(stage_of("{attachment: {kind: executable}}") == "none");
  BOOST_TEST(stage_of("{helo: x, not: {message.executable: true}}") == "none");
  BOOST_TEST(stage_of("{helo: x}", "{tag: {subject: a}}") == "none");
  BOOST_TEST(stage_of("{helo: x}", "{hold: t, tag: {headers: {X-A: b}}}") == "none");
  BOOST_TEST(stage_of("{helo: x}", "{reject: \"{deviation}\"}") == "none");
  BOOST_TEST(stage_of("{message.from_right: refused}") == "none");
}

BOOST_AUTO_TEST_CASE(what_differs_one_recipient_at_a_time) {
  BOOST_TEST(stage_of("{not: {recipient.standing: closed}}") == "none");
  BOOST_TEST(stage_of("{helo: x}", "{reject: t}", unless("recipient: a@b.vn")) == "none");
  BOOST_TEST(stage_of("{recipient.standing: closed, recipient.kind: person}") == "none");
  BOOST_TEST(stage_of("{recipient: {standing: closed, not: {kind: person}}}") == "rcpt");
  BOOST_TEST(stage_of("{not: {recipient: {standing: closed}}}") == "none");
  BOOST_TEST(stage_of("[{recipient.standing: closed}, {recipient.kind: person}]") == "rcpt");
  BOOST_TEST(stage_of("{recipient.idle: true}") == "rcpt");
  BOOST_TEST(stage_of("{recipient.idle: false}") == "none");
  BOOST_TEST(stage_of("{direction: [inbound, outbound]}") == "rcpt");
  BOOST_TEST(stage_of("{direction: internal}") == "none");
  BOOST_TEST(stage_of("{rate: {per: login, count: recipients, within: 1h, under: 5}}") == "none");
  BOOST_TEST(stage_of("{recipient: a@b.vn, rate: {per: login, count: recipients, within: 1h, over: 5}}") ==
             "none");
}

BOOST_AUTO_TEST_CASE(scopes_part_the_rules) {
  const auto ruleset = load_text(
      "rules:\n  - {id: m, clause: \"4.6\", title: T, when: {helo: a}, then: {note: t}, examples: {hit: "
      "[{helo: "
      "x}], miss: [{helo: y}]}}\n"
      "  - {id: t, clause: \"4.6\", title: T, when: {recipient: a@b.vn}, then: {note: t}, examples: {hit: "
      "[{helo: x}], miss: [{helo: y}]}}\n"
      "  - {id: e, clause: \"4.6\", title: T, when: {message.size: {under: 5}}, then: {note: t}, examples: "
      "{hit: "
      "[{helo: x}], miss: [{helo: y}]}}\n");
  Envelope envelope;
  envelope.helo = "a";
  envelope.recipients = {"a@b.vn"};
  const auto ids = [&](const Scope& scope) {
    std::string out;
    for (const auto& match : ruleset->evaluate({envelope, {}}, now, scope).matches) out += match.rule;
    return out;
  };
  BOOST_TEST(ids({}) == "mte");
  BOOST_TEST(ids({Scope::Rules::envelope, Stage::connect, Stage::mail}) == "m");
  BOOST_TEST(ids({Scope::Rules::envelope, Stage::connect, Stage::data}) == "mt");
  BOOST_TEST(ids({Scope::Rules::envelope, Stage::rcpt, Stage::rcpt}) == "t");
  BOOST_TEST(ids({Scope::Rules::others, Stage::connect, Stage::data}) == "e");
  BOOST_TEST(ids({Scope::Rules::others, Stage::connect, Stage::mail}) == "te");
}

// Every shipped rule with a stage says of the whole what it says of some one recipient.
BOOST_AUTO_TEST_CASE(recipients_one_by_one_give_the_same) {
  const auto ruleset = *rules::Ruleset::embedded();
  const std::vector<Standing> standings{Standing::foreign, Standing::unlisted, Standing::in_use,
                                        Standing::suspended, Standing::closed};
  const std::vector<std::optional<MailboxKind>> kinds{std::nullopt, MailboxKind::organisation,
                                                      MailboxKind::person};
  for (unsigned i = 0; i < 15 * 15; ++i) {
    Envelope envelope;
    StateFacts state;
    for (const unsigned one : {i / 15, i % 15}) {
      envelope.recipients.push_back(std::to_string(one) + "@bacgiang.gov.vn");
      auto& box = state.recipients.emplace_back();
      box.standing = standings[one / 3];
      box.kind = kinds[one % 3];
    }
    const Scope scope{Scope::Rules::envelope, Stage::connect, Stage::data};
    std::set<std::string> whole;
    std::set<std::string> single;
    for (const auto& match : ruleset->evaluate({envelope, {}, state}, now, scope).matches)
      whole.insert(match.rule);
    for (std::size_t r = 0; r < 2; ++r) {
      Envelope one = envelope;
      one.recipients = {envelope.recipients[r]};
      StateFacts known;
      known.recipients = {state.recipients[r]};
      for (const auto& match : ruleset->evaluate({one, {}, known}, now, scope).matches)
        single.insert(match.rule);
    }
    BOOST_TEST(whole == single, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(the_recipient_that_is_meant_is_named) {
  const auto ruleset = load_when("{recipient: {standing: suspended, not: {kind: organisation}}}");
  const auto named = load_text(
      "rules:\n  - {id: r, clause: \"4.6\", title: T, when: {recipient: {standing: suspended, not: {kind: "
      "organisation}}}, then: {reject: \"{recipient}\", code: 550 5.2.1}, examples: {hit: [{helo: x}], miss: "
      "[{helo: y}]}}\n");
  Envelope envelope;
  envelope.recipients = {"a@x.vn", "b@x.vn", "c@x.vn"};
  StateFacts state;
  state.recipients.resize(3);
  state.recipients[0].standing = Standing::suspended;
  state.recipients[0].kind = MailboxKind::organisation;
  state.recipients[1].kind = MailboxKind::person;
  BOOST_TEST(!ruleset->hits("r", {envelope, {}, state}, now));
  state.recipients[2].standing = Standing::suspended;
  const auto verdict = named->evaluate({envelope, {}, state}, now);
  BOOST_REQUIRE(verdict.matches.size() == 1U);
  BOOST_TEST(verdict.matches[0].text == "c@x.vn");
  BOOST_TEST(verdict.matches[0].code == "550 5.2.1");
  state.recipients[1].standing = Standing::suspended;
  BOOST_TEST(named->evaluate({envelope, {}, state}, now).matches[0].text == "b@x.vn (và 1 người nhận khác)");
}

BOOST_AUTO_TEST_CASE(rates_of_all_rules_with_the_smallest_limit) {
  const auto ruleset = load_text(
      "rules:\n"
      "  - {id: a, clause: \"4.6\", title: T, when: {rate: {per: login, count: recipients, within: 1h, over: "
      "200}}, "
      "then: {note: t}, examples: {hit: [{helo: x}], miss: [{helo: y}]}}\n"
      "  - {id: b, clause: \"4.6\", title: T, when: {login: z, rate: {per: login, count: recipients, within: "
      "60m, "
      "over: 100}}, then: {note: t}, examples: {hit: [{helo: x}], miss: [{helo: y}]}}\n"
      "  - {id: c, clause: \"4.6\", title: T, mode: off, when: {rate: {per: client, count: messages, within: "
      "1m, "
      "over: 1}}, then: {note: t}, examples: {hit: [{helo: x}], miss: [{helo: y}]}}\n");
  BOOST_REQUIRE(ruleset->rates().size() == 1U);
  BOOST_TEST(ruleset->rates()[0].over == 100U);
  StateFacts state;
  state.rates = {{ruleset->rates()[0].question, 201}};
  BOOST_TEST(ruleset->evaluate({{}, {}, state}, now).matches.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
