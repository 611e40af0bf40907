"""Two gates, one judgement: what congvu-policyd judged and counted, congvu-milter judges and counts no more, and what
congvu-policyd never saw, congvu-milter judges whole.
"""
import time
import unittest

import dialog
import mails
from daemon import wait_until
from policy_nodes import LIMIT_RULE, recipient
from policy_relay import LossyRelay, PolicyClient
from policy_site import asking, submission
from test_policy_postfix import Site

LIMIT = 5
SEEN_RULE = """\
rules:
  - id: test-seen
    clause: "12.3"
    title: Ghi nhận người gửi trong lần thử này
    mode: enforce
    when:
      sender: quangtv_stttt@bacgiang.gov.vn
    then:
      note: "Đã thấy"
    examples:
      hit: [{sender: quangtv_stttt@bacgiang.gov.vn}]
      miss: [{sender: lan@haiduong.example}]
"""
REFUSING_RULE = """\
rules:
  - id: test-refused
    clause: "12.3"
    title: Từ chối trong lần thử này
    mode: enforce
    when:
      helo: tu-choi.example
    then:
      reject: "Bị từ chối trong lần thử này"
    examples:
      hit: [{helo: tu-choi.example}]
      miss: [{helo: client.example}]
"""


class Gates(Site):
    """With a limit of LIMIT recipients a login, and a note for one sender."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addresses = iter(f"198.18.9.{number}" for number in range(1, 250))

    @classmethod
    def write_rules(cls, milter):
        milter.write_rule("zz-limit.yaml", LIMIT_RULE.format(limit=LIMIT, over=LIMIT + 1))
        milter.write_rule("zz-seen.yaml", SEEN_RULE)

    def session(self, service="submission", login="", tls=True, address=None):
        self.address = address or next(self.addresses)
        wanted = dialog.Dialog("here:1", "", service, tls=tls and service != "mx", login=login)
        return dialog.Client(self.site.mta, wanted, self.address)

    def message(self, client, sender, recipients, maker="clean_docx", field=""):
        """([code of each RCPT], code of the message or None). The session goes on."""
        code, text = client.say(f"MAIL FROM:<{sender}>")
        self.assertEqual(code, 250, text)
        codes = [client.say(f"RCPT TO:<{one}>")[0] for one in recipients]
        if 250 not in codes:
            client.say("RSET")
            return codes, None
        self.assertEqual(client.say("DATA")[0], 354)
        return codes, client.message(dialog.message_of(f"{maker} {field or f'From: <{sender}>'}", self.id()))[0]

    def named(self, rule, address=None):
        """Journalled decisions about this client's mail that name the rule."""
        return [entry for entry in self.site.decisions() if entry.get("client") == (address or self.address)
                and any(one["id"] == rule for one in entry["rules"])]

    def people(self, count, start=0):
        return [f"nguoi{number}@haiduong.example" for number in range(start, start + count)]


class OnceOnly(Gates):
    def lives(self, service, login, refused_at):
        """Exactly LIMIT recipients pass, in messages of 2, 2 and 1; the next is refused."""
        sender = login + "@bacgiang.gov.vn"
        client = self.session(service, login)
        for count, start in ((2, 0), (2, 2), (1, 4)):
            self.assertEqual(self.message(client, sender, self.people(count, start)), ([250] * count, 250))
        codes, code = self.message(client, sender, self.people(1, 5))
        self.assertEqual((codes, code), ([554], None) if refused_at == "rcpt" else ([250], 554))
        client.close()

    def test_counted_once(self):
        self.lives("submission", "phuclv_stttt", "rcpt")

    def test_counted_once_though_asked_three_times(self):
        self.lives("thrice", "annv_stttt", "rcpt")

    def test_counted_once_though_asked_at_every_stage(self):
        self.lives("early", "binhtt_snv", "rcpt")

    def test_counted_by_the_milter_where_nobody_asked(self):
        self.lives("bare", "huongdt_snv", "eom")

    def test_counted_once_though_answers_were_lost(self):
        """Postfix asks again after a lost connection: the same answer, and no second count."""
        relay = self.relay
        sender = "chilt_snv@bacgiang.gov.vn"
        client = self.session("lossy", sender)
        for number in range(LIMIT):
            relay.lose("protocol_state=RCPT\n")
            self.assertEqual(self.message(client, sender, self.people(1, number)), ([250], 250))
        relay.lose("protocol_state=RCPT\n")
        self.assertEqual(self.message(client, sender, self.people(1, LIMIT)), ([554], None))
        self.assertEqual(len(relay.lost), LIMIT + 1)
        client.close()
        wait_until(lambda: self.named("test-limit"), "journal")
        time.sleep(0.5)
        self.assertEqual(len(self.named("test-limit")), 1)

    def test_judged_once(self):
        """A note of a rule about the envelope is written by one of the two only."""
        for service, daemon, count in (("submission", "policyd", None), ("bare", "milter", 1)):
            client = self.session(service, "quangtv_stttt")
            recipients = self.people(2)
            self.assertEqual(self.message(client, "quangtv_stttt@bacgiang.gov.vn", recipients), ([250, 250], 250))
            client.close()
            found = wait_until(lambda: self.named("test-seen"), "journal")
            time.sleep(0.5)
            found = self.named("test-seen")
            self.assertEqual({entry["daemon"] for entry in found}, {daemon})
            if count:
                self.assertEqual(len(found), count)

    @classmethod
    def setUpClass(cls):
        cls.relay = LossyRelay(None)
        cls.ways = {"lossy": submission(asking(f"inet:127.0.0.1:{cls.relay.port}"))}
        super().setUpClass()
        cls.relay.address = cls.site.policyd.address
        cls.addClassCleanup(cls.relay.close)


class WhoJudges(Gates):
    def test_sendmail_is_judged_by_the_milter(self):
        """sendmail(1) meets no smtpd, and so no policy server."""
        identity = self.id()
        data = mails.tagged(mails.clean_docx(), identity).replace(b"\r\n", b"\n")
        self.site.mta.sendmail(["-f", "snv@bacgiang.gov.vn", "lan@haiduong.example"], data)
        good = identity + "-good"
        self.site.mta.sendmail(["-f", "quangtv_stttt@bacgiang.gov.vn", "lan@haiduong.example"],
                               mails.tagged(mails.clean_docx(), good).replace(b"\r\n", b"\n"))
        self.site.sink.wait_field("X-Test-Id", good.encode())

        def judged():
            return [entry for entry in self.site.decisions() if entry["sender"] == "snv@bacgiang.gov.vn"]

        entries = wait_until(judged, "decision about the local mail")
        self.assertEqual([(entry["daemon"], entry["action"]) for entry in entries], [("milter", "reject")])
        self.assertEqual({rule["clause"] for rule in entries[0]["rules"]}, {"8.1"})
        seen = [entry for entry in self.site.decisions() if not entry.get("login")
                and any(rule["id"] == "test-seen" for rule in entry["rules"])]
        self.assertEqual([entry["daemon"] for entry in seen], ["milter"])
        self.assertFalse([one for one in self.site.sink.messages if identity.encode() in one.fields("X-Test-Id")
                          and one.recipients == ["lan@haiduong.example"]])

    def test_other_rules_other_judgement(self):
        """What congvu-policyd judged by other rules than congvu-milter has, congvu-milter judges itself."""
        self.site.milter.write_rule("zz-refusing.yaml", REFUSING_RULE)
        try:
            self.site.milter.reload()
            client = self.session("submission", "quangtv_stttt")
            self.assertEqual(client.say("EHLO tu-choi.example")[0], 250)
            self.assertEqual(self.message(client, "quangtv_stttt@bacgiang.gov.vn", self.people(1)), ([250], 554))
            client.close()
            self.site.policyd.reload()
            client = self.session("submission", "quangtv_stttt")
            self.assertEqual(client.say("EHLO tu-choi.example")[0], 250)
            self.assertEqual(self.message(client, "quangtv_stttt@bacgiang.gov.vn", self.people(1)), ([554], None))
            client.close()
        finally:
            self.site.milter.remove_rule("zz-refusing.yaml")
            self.site.milter.reload()
            self.site.policyd.reload()

    def test_no_policy_server_means_later(self):
        client = self.session("submission", "quangtv_stttt")
        self.assertEqual(self.message(client, "quangtv_stttt@bacgiang.gov.vn", self.people(1)), ([250], 250))
        self.site.policyd.stop()
        try:
            self.assertEqual(self.message(client, "quangtv_stttt@bacgiang.gov.vn", self.people(1)), ([451], None))
        finally:
            self.site.policyd.start()
        self.assertEqual(self.message(client, "quangtv_stttt@bacgiang.gov.vn", self.people(1)), ([250], 250))
        client.close()

    def test_killed_between_recipients_and_data(self):
        """What was judged stays judged where congvu-policyd dies after it, and the message has its one decision."""
        client = self.session("submission", "quangtv_stttt")
        client.say("MAIL FROM:<quangtv_stttt@bacgiang.gov.vn>")
        self.assertEqual(client.say("RCPT TO:<lan@haiduong.example>")[0], 250)
        self.site.policyd.kill()
        self.site.policyd.start()
        self.assertEqual(client.say("DATA")[0], 354)
        self.assertEqual(client.message(dialog.message_of("exe_in_zip_in_zip", self.id()))[0], 554)
        client.close()

    def test_mail_bombing_is_observed(self):
        """A thousand messages to one mailbox within the hour, asked about as Postfix would; the next by SMTP."""
        asking_all = PolicyClient(self.site.policyd.address)
        for _ in range(1_000):
            question = dict(recipient(""), sender="lan@haiduong.example", recipient="huongdt_snv@bacgiang.gov.vn")
            self.assertEqual(asking_all.ask(**question), "DUNNO")
        asking_all.close()
        client = self.session("mx")
        self.assertEqual(self.message(client, "lan@haiduong.example", ["huongdt_snv@bacgiang.gov.vn"]), ([250], 250))
        client.close()
        (entry,) = wait_until(lambda: self.named("mail-bombing"), "journal")
        self.assertEqual((entry["daemon"], entry["action"]), ("policyd", "accept"))

    def test_a_broken_rule_keeps_the_old(self):
        self.site.milter.write_rule("zz-refusing.yaml", "rules:\n  - id: broken\n    wen: {}\n")
        try:
            self.site.policyd.reload()
            self.site.policyd.wait_log("zz-refusing.yaml:3")
            client = self.session("submission", "dungct_stttt")
            codes, _ = self.message(client, "dungct_stttt@bacgiang.gov.vn", self.people(1))
            self.assertEqual(codes, [554])
            client.close()
        finally:
            self.site.milter.remove_rule("zz-refusing.yaml")
            self.site.policyd.reload()


if __name__ == "__main__":
    unittest.main()
