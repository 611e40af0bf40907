// What each kind of condition means.
#include "load_text.h"

using namespace congvu;
using rules::test::load_when;

namespace {

struct Mail {
  Envelope envelope;
  MessageFacts facts;

  Mail& attach(Kind kind, std::string name, std::uint64_t size = 0) {
    auto& attachment = facts.attachments.emplace_back();
    attachment.kind = kind;
    attachment.path = "mail > " + name;
    attachment.names = {std::move(name)};
    attachment.size = size;
    return *this;
  }
};

bool hits(const std::string& when, const Mail& mail) {
  return load_when(when)->hits("r", {mail.envelope, mail.facts}, std::chrono::system_clock::now());
}

}  // namespace

BOOST_AUTO_TEST_CASE(all_keys_of_an_attachment_hold_for_the_same_one) {
  Mail mail;
  mail.attach(Kind::executable, "a.exe", 10).attach(Kind::archive, "b.zip", 5000);
  BOOST_TEST(hits("{attachment: {kind: executable}}", mail));
  BOOST_TEST(!hits("{attachment: {kind: executable, size: {over: 100}}}", mail));
  BOOST_TEST(hits("{attachment: {kind: archive, size: {over: 4KiB}}}", mail));
  BOOST_TEST(hits("{attachment: [{kind: image}, {size: 10}]}", mail));
  BOOST_TEST(hits("{attachment: {kind: [image, archive]}}", mail));
  BOOST_TEST(hits("{not: {attachment: {kind: image}}}", mail));
  BOOST_TEST(hits("{attachment: {not: {kind: executable}, name: B.ZIP}}", mail));
  BOOST_TEST(hits("{any: [{attachment: {kind: image}}, {message.executable: true}]}", mail));
  BOOST_TEST(!hits("{all: [{attachment: {kind: image}}, {message.executable: true}]}", mail));
  BOOST_TEST(hits("[{attachment: {kind: image}}, {message: {executable: true}}]", mail));
}

BOOST_AUTO_TEST_CASE(texts_are_compared_after_folding) {
  Mail mail;
  mail.attach(Kind::archive, "HÓA ĐƠN Tháng 11.zip");  // NFC
  BOOST_TEST(hits("{attachment: {name: \"hóa đơn tháng 11.zip\"}}", mail));
  BOOST_TEST(hits("{attachment: {name: \"ho\\u0301a đơn tháng 11.ZIP\"}}", mail));  // NFD in the rule
  BOOST_TEST(hits("{attachment: {name: {contains: ĐƠN}}}", mail));
  BOOST_TEST(!hits("{attachment: {name: {contains: hoa don}}}", mail));
  BOOST_TEST(hits("{attachment: {name: {contains: hoa don, fold_marks: true}}}", mail));
  BOOST_TEST(hits("{attachment: {name: {matches: '^HÓA.*\\.zip$'}}}", mail));
  BOOST_TEST(hits("{attachment: {name: {matches: '^hoa don', fold_marks: true}}}", mail));
  BOOST_TEST(hits("{attachment: {name: {matches: 'HÓA ĐƠN', exact: true}}}", mail));
  BOOST_TEST(!hits("{attachment: {name: {matches: 'hóa đơn', exact: true}}}", mail));
  BOOST_TEST(!hits("{attachment: {name: {contains: ZIP, exact: true}}}", mail));
  BOOST_TEST(hits("{attachment: {extension: [rar, zip]}}", mail));
  Mail wide;
  wide.attach(Kind::executable, "ａ．ＥＸＥ");
  BOOST_TEST(hits("{attachment: {name: {matches: '\\.exe$'}}}", wide));
}

BOOST_AUTO_TEST_CASE(of_several_values_one_must_fulfil_everything) {
  Mail mail;
  mail.attach(Kind::archive, "x");
  mail.facts.attachments[0].names = {"a.zip", "b.rar"};
  BOOST_TEST(hits("{attachment: {name: {contains: a, matches: zip$}}}", mail));
  BOOST_TEST(!hits("{attachment: {name: {contains: b, matches: zip$}}}", mail));
}

BOOST_AUTO_TEST_CASE(words_any_and_none) {
  Mail mail;
  mail.attach(Kind::archive, "x");
  BOOST_TEST(!hits("{attachment: {unchecked: any}}", mail));
  BOOST_TEST(hits("{attachment: {unchecked: none}}", mail));
  mail.facts.attachments[0].unchecked = {Unchecked::damaged};
  BOOST_TEST(hits("{attachment: {unchecked: any}}", mail));
  BOOST_TEST(!hits("{attachment: {unchecked: none}}", mail));
  BOOST_TEST(hits("{attachment: {unchecked: [limit, damaged]}}", mail));
  BOOST_TEST(!hits("{attachment: {unchecked: limit}}", mail));
}

BOOST_AUTO_TEST_CASE(addresses_domains_networks) {
  Mail mail;
  mail.envelope.sender = "AnNV_stttt@BacGiang.gov.vn.";
  mail.envelope.recipients = {"x@mail.example.com", "y@moj.gov.vn"};
  mail.envelope.client_address = "10.1.2.3";
  BOOST_TEST(hits("{sender: annv_stttt@bacgiang.gov.vn}", mail));
  BOOST_TEST(!hits("{sender: nv_stttt@bacgiang.gov.vn}", mail));
  BOOST_TEST(hits("{sender.domain: gov.vn}", mail));
  BOOST_TEST(!hits("{sender.domain: iang.gov.vn}", mail));
  BOOST_TEST(hits("{sender.domain_class: local}", mail));
  BOOST_TEST(hits("{recipient.domain: [x.vn, example.com]}", mail));
  BOOST_TEST(hits("{recipient.domain_class: external}", mail));
  BOOST_TEST(hits("{recipient.domain_class: state}", mail));
  BOOST_TEST(!hits("{recipient.domain_class: local}", mail));
  BOOST_TEST(hits("{client.address: [192.0.2.0/24, 10.0.0.0/8]}", mail));
  BOOST_TEST(!hits("{client.address: 10.1.2.0/31}", mail));
  BOOST_TEST(hits("{direction: relayed}", mail));  // worked out, since the envelope does not say
  BOOST_TEST(hits("{recipient.count: {over: 1, under: 3}}", mail));
  mail.envelope.sender.clear();
  BOOST_TEST(hits("{sender: ''}", mail));
  BOOST_TEST(hits("{sender.domain: ''}", mail));
}

BOOST_AUTO_TEST_CASE(named_lists_and_headers) {
  Mail mail;
  mail.envelope.sender = "a@x.vn";
  mail.facts.headers = {{"X-Mailer", "The Bat!"}, {"x-mailer", "Bulk"}};
  const auto ruleset =
      load_when("{sender: {in: [quen, khac]}}", "lists: {quen: [b@x.vn, a@X.VN], khac: [c@x.vn]}\n");
  BOOST_TEST(ruleset->hits("r", {mail.envelope, mail.facts}, std::chrono::system_clock::now()));
  BOOST_TEST(hits("{header: {name: X-MAILER, is: bulk}}", mail));
  BOOST_TEST(hits("{header: {name: X-Mailer, contains: bat}}", mail));
  BOOST_TEST(!hits("{header: {name: X-Other, contains: bat}}", mail));
}

BOOST_AUTO_TEST_CASE(no_attachment_means_no_hit) {
  const Mail mail;
  BOOST_TEST(!hits("{attachment: {kind: [unknown, text]}}", mail));
  BOOST_TEST(!hits("{attachment: {not: {kind: text}}}", mail));
  BOOST_TEST(hits("{message.attachment_count: 0}", mail));
}

BOOST_AUTO_TEST_CASE(not_in_wants_a_value_outside_the_lists) {
  const auto strong = load_when("{message.strong_deviation: {not_in: [a, b]}}",
                                "lists: {a: [hidden_line], b: [duplicate_header, base64_damage]}\n");
  const auto hits = [&](std::vector<Deviation> deviations) {
    MessageFacts facts;
    facts.deviations = std::move(deviations);
    return strong->hits("r", {{}, facts}, std::chrono::system_clock::now());
  };
  BOOST_TEST(!hits({}));
  BOOST_TEST(!hits({Deviation::hidden_line, Deviation::duplicate_header, Deviation::base64_damage}));
  BOOST_TEST(!hits({Deviation::quoted_printable_damage}));  // weak
  BOOST_TEST(hits({Deviation::hidden_line, Deviation::encoded_multipart}));

  const auto outside = load_when("{recipient.domain: {not_in: x}}", "lists: {x: [gov.vn]}\n");
  Envelope envelope;
  BOOST_TEST(!outside->hits("r", {envelope, {}}, std::chrono::system_clock::now()));
  envelope.recipients = {"a@bacgiang.gov.vn"};
  BOOST_TEST(!outside->hits("r", {envelope, {}}, std::chrono::system_clock::now()));
  envelope.recipients.emplace_back("b@gmail.com");
  BOOST_TEST(outside->hits("r", {envelope, {}}, std::chrono::system_clock::now()));

  const auto number = load_when("{recipient.count: {not_in: x, under: 9}}", "lists: {x: [1, 3]}\n");
  envelope.recipients.resize(3);
  BOOST_TEST(!number->hits("r", {envelope, {}}, std::chrono::system_clock::now()));
  envelope.recipients.resize(4);
  BOOST_TEST(number->hits("r", {envelope, {}}, std::chrono::system_clock::now()));
}

// With many patterns, only those are tried whose words the text has: the answers are the same.
BOOST_AUTO_TEST_CASE(many_patterns_answer_as_each_alone) {
  std::vector<std::string> patterns{"^re: bao cao$",
                                    "hop.dong",
                                    "(hoa|hop) (don|dong) [0-9]+",
                                    "a.c",
                                    "[^a-z]{3}zip",
                                    "quyet dinh|cong van",
                                    "x?y?zzz",
                                    "báo cáo",
                                    "\\\\x{1ea1}p",
                                    "(?i)URGENT",
                                    "urgent.*(now|today)",
                                    "\\\\bkhan\\\\b",
                                    "giam gia 5[05]%",
                                    "k",
                                    "[[:space:]]gap[[:space:]]"};
  for (int i = 0; i < 20; ++i) patterns.push_back("khong co chu nay " + std::to_string(i));
  std::string rules = "rules:\n";
  for (std::size_t i = 0; i < patterns.size(); ++i)
    rules += "  - {id: r" + std::to_string(i) +
             ", clause: \"4.6\", title: T, when: {message.subject: {matches: \"" + patterns[i] +
             "\"}}, then: {note: n}, examples: {hit: [{helo: x}], miss: [{helo: y}]}}\n";
  const auto together = rules::test::load_text(rules);
  for (const auto* subject :
       {"Re: Bao Cao", "HOP DONG 17", "hoa don 5", "abc", "...zip", "Cong Van", "zzz", "BÁO CÁO tháng",
        "họp đạp", "Urgent: pay today", "khan cap", "giam gia 55%", "\xE2\x84\xAA", "viec gap nhe",
        "khong co chu nay 7", "", "khong co chu nay 1"}) {
    Mail mail;
    mail.facts.headers = {{"Subject", subject}};
    for (std::size_t i = 0; i < patterns.size(); ++i)
      BOOST_TEST(together->hits("r" + std::to_string(i), {mail.envelope, mail.facts},
                                std::chrono::system_clock::now()) ==
                     hits("{message.subject: {matches: \"" + patterns[i] + "\"}}", mail),
                 patterns[i] << " on " << subject);
  }
}
