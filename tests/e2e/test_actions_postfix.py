"""congvu at a real Postfix: reject, tag, hold, and what happens when the daemon is stopped, killed or reloaded."""
import re
import threading
import time
import unittest

import mails
from actions import Actions
from daemon import Daemon
from load import Load
from postfix import PrivatePostfix
from scratch import Scratch
from sink import Sink


class PostfixSetUp(unittest.TestCase):
    socket = "unix"
    settings = ""

    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.sink = Sink()
        cls.daemon = Daemon(cls.scratch, cls.socket, cls.settings).start()
        cls.mta = PrivatePostfix(cls.scratch, cls.sink.port, cls.daemon.address).start()


class PostfixActions(Actions, PostfixSetUp):
    def test_eight_bit_and_utf8_mail(self):
        data = mails.clean_docx().replace(b"Subject: ", "Subject: Công văn số ".encode(), 1)
        for options in (("BODY=8BITMIME",), ("SMTPUTF8", "BODY=8BITMIME")):
            with self.subTest(options):
                answer, identity = self.deliver(data, options=options)
                self.assertTrue(answer.accepted, str(answer))
                self.assertEqual(self.arrived(identity).body, data.partition(b"\r\n\r\n")[2])
                answer, identity = self.deliver(mails.vietnamese_exe(), options=options)
                self.assert_refused(answer, "4.6")
                self.assert_nothing_arrives(identity)

    def test_local_mail(self):
        """sendmail(1), through pickup: nobody is there to be answered, so a refused mail goes back as a bounce."""
        clean, refused = self.identity(), self.identity()
        for identity, data in ((clean, mails.clean_docx()), (refused, mails.renamed_exe())):
            local = mails.tagged(data, identity).replace(b"\r\n", b"\n")
            self.mta.sendmail(["-f", self.LOCAL, self.OUTSIDE], local)
        self.arrived(clean)

        def bounced(kept):
            return [one for one in kept if one.sender == "" and self.LOCAL in one.recipients
                    and refused.encode() in one.data]

        bounces = bounced(self.sink.wait_for(bounced))
        self.assertEqual(len(bounces), 1)
        self.assertIn(b"4.6", bounces[0].data)
        self.assert_nothing_arrives(refused)

    def test_reload_with_broken_rules_keeps_the_old(self):
        self.daemon.write_rule("zz-broken.yaml", "rules:\n  - id: broken\n    wen: {}\n")
        try:
            self.daemon.reload()
            self.assertTrue(self.daemon.wait_log("zz-broken.yaml:3"), self.daemon.log()[-2000:])
            answer, _ = self.deliver(mails.renamed_exe())
            self.assert_refused(answer, "4.6")
        finally:
            self.daemon.remove_rule("zz-broken.yaml")
            self.daemon.reload()

    def test_reload_takes_new_rules(self):
        self.daemon.write_rule("zz-docx.yaml", self.daemon.RULE_REFUSES_DOCX)
        try:
            self.daemon.reload()
            deadline = time.monotonic() + 10
            answer, _ = self.deliver(mails.clean_docx())
            while answer.accepted and time.monotonic() < deadline:
                answer, _ = self.deliver(mails.clean_docx())
            self.assert_refused(answer)
        finally:
            self.daemon.remove_rule("zz-docx.yaml")
            self.daemon.reload()
        deadline = time.monotonic() + 10
        while not answer.accepted and time.monotonic() < deadline:
            answer, _ = self.deliver(mails.clean_docx())
        self.assertTrue(answer.accepted, str(answer))

    def test_session_outlives_a_reload(self):
        with self.mta.client() as client:
            self.assertEqual(client.ehlo()[0], 250)
            self.assertEqual(client.mail(self.OUTSIDE)[0], 250)
            self.daemon.reload()
            time.sleep(0.5)
            self.assertEqual(client.rcpt(self.LOCAL)[0], 250)
            identity = self.identity()
            self.assertEqual(client.data(mails.tagged(mails.clean_docx(), identity))[0], 250)
        self.arrived(identity)


class PostfixInet(PostfixSetUp):
    """The other kind of socket."""

    socket = "inet"

    def test_refused_and_accepted(self):
        helper = Actions
        answer, identity = helper.deliver(self, mails.clean_docx())
        self.assertTrue(answer.accepted, str(answer))
        helper.arrived(self, identity)
        answer, _ = helper.deliver(self, mails.renamed_exe())
        helper.assert_refused(self, answer, "4.6")

    LOCAL, OUTSIDE = Actions.LOCAL, Actions.OUTSIDE
    identity = Actions.identity


class PostfixAmbiguityHeader(PostfixSetUp):
    """MIME-Ambiguity-Results switched on: ours stands once and first, theirs nowhere."""

    settings = "ambiguity_header: true\n"
    LOCAL, OUTSIDE = Actions.LOCAL, Actions.OUTSIDE
    identity = Actions.identity

    def test_ours_and_no_other(self):
        name = b"MIME-Ambiguity-Results"
        forged = b"".join(spelling + b": x; grade=none\r\n" for spelling in (name, name.lower(), name + b" ", name.upper()))
        answer, identity = Actions.deliver(self, forged + mails.clean_docx())
        self.assertTrue(answer.accepted, str(answer))
        kept = Actions.arrived(self, identity)
        fields = kept.fields(name.decode())
        self.assertEqual(len(fields), 1, kept.head)
        self.assertRegex(fields[0], rb"^[a-z0-9.-]+; grade=none; readings=1$")
        self.assertNotEqual(fields[0].split(b";")[0], b"localhost")
        first = re.search(rb"(?mi)^(received|mime-ambiguity-results):", kept.head).group(1)
        self.assertEqual(first.lower(), name.lower(), kept.head)

    def test_a_held_mail_carries_its_reasons(self):
        data = mails.clean_docx().replace(b"\r\nContent-Type:", b"\r\nContent-Type: text/plain\r\nContent-Type:", 1)
        answer, identity = Actions.deliver(self, data)
        self.assertTrue(answer.accepted, str(answer))
        self.assertIn(answer.queue_id, self.mta.held())
        self.mta.release(answer.queue_id)
        (field,) = Actions.arrived(self, identity).fields("MIME-Ambiguity-Results")
        self.assertRegex(field.replace(b"\r\n", b""), rb"; grade=strong; reasons=.*duplicate_header.*; readings=\d+$")


class PostfixKills(PostfixSetUp):
    """SIGKILL in the middle of the load: nothing that was accepted is lost, nothing that must be refused passes."""

    MAILS, KILLS = 200, 10

    def test_kill(self):
        done = threading.Event()
        kills = []

        def killer():
            while len(kills) < self.KILLS and not done.is_set():
                time.sleep(0.7)
                self.daemon.kill()
                kills.append(time.monotonic())
                time.sleep(0.2)
                self.daemon.start()

        load = Load(self.mta, self.MAILS, Actions.OUTSIDE, Actions.LOCAL)
        results, rounds = [], 0
        thread = threading.Thread(target=killer)
        thread.start()
        try:
            # The same work again until all kills have happened in the middle of it.
            while thread.is_alive() or not results:
                results += [(f"{identity}", bad, answer) for identity, bad, answer in load.run()]
                rounds += 1
                self.assertLess(rounds, 50)
                load.rename(rounds)
        finally:
            done.set()
            thread.join()
        self.assertEqual(len(kills), self.KILLS)
        self.check(results)
        self.assertGreater(load.deferred, 0, "no kill hit a mail")

    def check(self, results):
        for identity, bad, answer in results:
            self.assertEqual(answer.code, 554 if bad else 250, f"{identity}: {answer}")
        accepted = {identity for identity, _, answer in results if answer.accepted}

        def identities(kept):
            return {value.decode() for one in kept for value in one.fields("X-Test-Id")}

        self.mta.flush()
        kept = self.sink.wait_for(lambda messages: identities(messages) >= accepted, 60)
        self.assertEqual(accepted - identities(kept), set(), "lost")
        self.assertEqual({identity for identity, bad, _ in results if bad} & identities(kept), set(), "through")


if __name__ == "__main__":
    unittest.main()
