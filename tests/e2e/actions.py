"""What congvu does with mail at a real MTA: the scenarios that Postfix and Sendmail share.

Mixed into a TestCase whose class has `mta`, `sink` and `daemon`. Each mail carries X-Test-Id, so that what
arrived can be counted by name: nothing lost, nothing through.
"""
import itertools
import re

import mails
from client import send, submit

_count = itertools.count(1)


class Actions:
    LOCAL, OUTSIDE = "an.nv@bacgiang.gov.vn", "binh.tt@haiduong.example"

    def identity(self):
        return f"{type(self).__name__}-{next(_count)}"

    def deliver(self, data, **options):
        """(answer, identity) of one mail."""
        identity = self.identity()
        options = {"sender": self.OUTSIDE, "recipients": [self.LOCAL], **options}
        return send(self.mta, mails.tagged(data, identity), **options), identity

    def arrived(self, identity, seconds=30):
        return self.sink.wait_field("X-Test-Id", identity.encode(), seconds)

    def in_sink(self, identity):
        return [kept for kept in self.sink.messages if identity.encode() in kept.fields("X-Test-Id")]

    def assert_nothing_arrives(self, *identities):
        """A clean mail behind them does arrive: so these would have, too."""
        answer, marker = self.deliver(mails.clean_docx())
        self.assertTrue(answer.accepted, str(answer))
        self.arrived(marker)
        for identity in identities:
            self.assertEqual(self.in_sink(identity), [], identity)

    def assert_refused(self, answer, *words):
        self.assertEqual(answer.code, 554, str(answer))
        self.assertTrue(answer.text.startswith("5.7.1 "), answer.text)
        self.assertTrue(answer.text.isascii(), answer.text)
        for word in words:
            self.assertIn(word, answer.text)

    def test_clean_mail_arrives_unchanged(self):
        for maker in (mails.clean_docx, mails.clean_zip, mails.site_report):
            with self.subTest(maker.__name__):
                data = maker()
                answer, identity = self.deliver(data)
                self.assertTrue(answer.accepted, str(answer))
                kept = self.arrived(identity)
                self.assertEqual(kept.body, data.partition(b"\r\n\r\n")[2])
                head = data.partition(b"\r\n\r\n")[0] + b"\r\n"
                for line in re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n"):
                    self.assertIn(line, re.sub(rb"\r\n(?=[ \t])", b"", kept.head).split(b"\r\n"))

    def test_executables_are_refused_with_file_and_clause(self):
        cases = [(mails.exe_in_zip_in_zip, "foto.zip", "setup.exe"), (mails.renamed_exe, "bao-cao.pdf"),
                 (mails.exe_in_message, "cap-nhat.scr"), (mails.exe_in_iso, "Cai dat.exe"),
                 (mails.vietnamese_exe, "Quyet dinh bo nhiem.pdf.exe")]
        refused = []
        for maker, *words in cases:
            with self.subTest(maker.__name__):
                answer, identity = self.deliver(maker())
                self.assert_refused(answer, "4.6", *words)
                refused.append(identity)
        self.assert_nothing_arrives(*refused)

    def test_outbound_executable_is_refused(self):
        answer, identity = self.deliver(mails.renamed_exe(), sender=self.LOCAL, recipients=[self.OUTSIDE])
        self.assert_refused(answer, "4.6")
        self.assert_nothing_arrives(identity)

    def test_percent_in_a_file_name_arrives_single(self):
        answer, _ = self.deliver(mails.exe_in_zip_in_zip("giam 50%% con 5%s.exe"))
        self.assert_refused(answer, "giam 50%% con 5%s.exe")

    def test_file_name_cannot_break_the_reply(self):
        name = "a\r\n250 2.0.0 Ok\x01\x7f" + "x" * 3000 + ".exe"
        answer, identity = self.deliver(mails.exe_in_zip_in_zip(name))
        self.assert_refused(answer)
        self.assertNotIn("\r", answer.text)
        for line in answer.text.split("\n"):
            self.assertTrue(line.startswith("5.7.1 "), line)
            self.assertLessEqual(len(line), 506)  # RFC 5321 4.5.3.1.5: 512 with the code and CRLF
            self.assertTrue(line.isprintable(), repr(line))
        self.assert_nothing_arrives(identity)

    def test_encrypted_mail_arrives_tagged(self):
        for maker in (mails.encrypted_zip, mails.encrypted_rar):
            with self.subTest(maker.__name__):
                data = maker()
                answer, identity = self.deliver(data)
                self.assertTrue(answer.accepted, str(answer))
                kept = self.arrived(identity)
                self.assertTrue(kept.fields(self.daemon.TAG_HEADER), kept.head)
                self.assertEqual(kept.body, data.partition(b"\r\n\r\n")[2])

    def test_forged_headers_are_removed(self):
        name = self.daemon.TAG_HEADER
        forged = b"".join(f"{spelling}: forged-{index}\r\n".encode()
                          for index, spelling in enumerate((name, name.lower(), name.upper(), name)))
        for maker in (mails.clean_docx, mails.encrypted_zip):
            with self.subTest(maker.__name__):
                answer, identity = self.deliver(forged + maker())
                self.assertTrue(answer.accepted, str(answer))
                self.assertNotIn(b"forged-", self.arrived(identity).head)

    def test_forged_ambiguity_results_are_removed(self):
        """In every form that reaches a recipient as that field, also where congvu adds none of its own."""
        name = "MIME-Ambiguity-Results"
        forged = b"".join((f"{name}: forged-1; grade=none\r\n".encode(), f"{name.lower()}:forged-2\r\n".encode(),
                           f"{name.upper()}:\r\n\tforged-3;\r\n grade=none\r\n".encode(),
                           f"{name} : forged-4\r\n".encode(), f"{name}\t: forged-5\r\n".encode(),
                           b"X-Congvu-Class : forged-6\r\n", b"x-congvu-ClAsS:\r\n forged-7\r\n",
                           f"{name}:\r\n".encode(), f"{name}: forged-8 (mx.bacgiang.gov.vn)\r\n".encode()))
        middle = mails.clean_docx().replace(b"\r\nSubject:", b"\r\n" + forged + b"Subject:", 1)
        for data in (forged + mails.clean_docx(), middle, forged + mails.encrypted_zip()):
            answer, identity = self.deliver(data)
            self.assertTrue(answer.accepted, str(answer))
            kept = self.arrived(identity)
            self.assertNotIn(b"forged-", kept.head)
            self.assertNotIn(name.lower().encode(), kept.head.lower())

    def test_what_is_no_header_field_stays_body(self):
        """A name that no field may have ends the head, for the recipient too: nothing of it is believed."""
        answer, identity = self.deliver(b"MIME-Ambiguity-Results (x): forged-1\r\n" + mails.clean_docx())
        self.assertIn(answer.code, (250, 451, 554))
        if answer.accepted and answer.queue_id not in self.mta.held():
            kept = self.sink.wait_for(lambda messages: [one for one in messages if identity.encode() in one.data])
            head = kept[0].data.partition(b"\r\n\r\n")[0]
            self.assertNotIn(b"forged-1", head)

    def test_held_mail_waits_and_can_be_released(self):
        data = mails.unopenable_archive()
        answer, identity = self.deliver(data)
        self.assertTrue(answer.accepted, str(answer))
        self.assertIn(answer.queue_id, self.mta.held())
        self.assert_nothing_arrives(identity)
        self.mta.release(answer.queue_id)
        self.assertEqual(self.arrived(identity).body, data.partition(b"\r\n\r\n")[2])
        self.assertEqual(len(self.in_sink(identity)), 1)

    def test_several_mails_in_one_session(self):
        """A refused one between two clean ones changes nothing for these."""
        makers = [mails.clean_docx, mails.renamed_exe, mails.clean_zip, mails.exe_in_zip_in_zip, mails.encrypted_zip]
        results = []
        with self.mta.client() as client:
            for maker in makers:
                identity = self.identity()
                data = mails.tagged(maker(), identity)
                results.append((submit(client, self.OUTSIDE, [self.LOCAL], data), identity))
        self.assertEqual([answer.code for answer, _ in results], [250, 554, 250, 554, 250])
        for answer, identity in results:
            if answer.accepted:
                self.arrived(identity)
        self.assert_nothing_arrives(results[1][1], results[3][1])

    def test_several_recipients(self):
        recipients = [self.LOCAL, "binh@bacgiang.gov.vn", "chi@haiduong.example"]
        answer, identity = self.deliver(mails.clean_docx(), recipients=recipients)
        self.assertTrue(answer.accepted, str(answer))

        def to_all(kept):
            got = [to for one in kept if identity.encode() in one.fields("X-Test-Id") for to in one.recipients]
            return sorted(got) == sorted(recipients)

        self.assertTrue(to_all(self.sink.wait_for(to_all)))
        answer, identity = self.deliver(mails.renamed_exe(), recipients=recipients)
        self.assert_refused(answer)
        self.assert_nothing_arrives(identity)

    def test_empty_and_broken_mails_get_an_answer(self):
        for data in (b"\r\n", b"no header at all\r\n", b"Subject: s\r\n\r\n", b"Content-Type: multipart/mixed\r\n\r\n--\r\n"):
            with self.subTest(data):
                answer, _ = self.deliver(data)
                self.assertIn(answer.code, (250, 451, 554))
                self.assertEqual(answer.stage, "data")

    def test_stopped_daemon_means_later_and_loses_nothing(self):
        data = mails.clean_docx()
        self.daemon.stop()
        try:
            answer, identity = self.deliver(data)
            self.assertEqual(answer.code, 451, str(answer))
            bad, bad_identity = self.deliver(mails.renamed_exe())
            self.assertEqual(bad.code, 451, str(bad))
        finally:
            self.daemon.start()
        self.assert_nothing_arrives(identity, bad_identity)
        answer = send(self.mta, mails.tagged(data, identity), self.OUTSIDE, [self.LOCAL])
        self.assertTrue(answer.accepted, str(answer))
        self.assertEqual(self.arrived(identity).body, data.partition(b"\r\n\r\n")[2])
        answer = send(self.mta, mails.tagged(mails.renamed_exe(), bad_identity), self.OUTSIDE, [self.LOCAL])
        self.assert_refused(answer)
        self.assert_nothing_arrives(bad_identity)

    def test_decision_is_logged(self):
        answer, _ = self.deliver(mails.exe_in_zip_in_zip())
        self.assert_refused(answer)
        entry = self.daemon.decisions()[-1]
        self.assertEqual(entry["action"], "reject")
        self.assertTrue(any("setup.exe" in str(value) for value in entry.values()), entry)
