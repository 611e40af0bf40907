#!/usr/bin/env python3
"""kill -9 of congvu-policyd, fifty times, under load behind a real Postfix (tests/run --policyd-faults).

    CONGVU_BUILD=BUILD policyd_kill.py [KILLS [MAILS]]

Every mail is sent until its final answer; a third of them must be refused, by congvu-policyd at RCPT (a login that
writes as somebody else, a closed mailbox) or by congvu-milter after DATA (a program). Exits 1 where a mail is lost or
gets through, where an answer is none of 250, 451 and the refusals, or where a decision is journalled twice.
"""
import collections
import concurrent.futures
import os
import random
import smtplib
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

import mails  # noqa: E402
from policy_site import PolicySite  # noqa: E402
from scratch import Scratch  # noqa: E402

KILLS, MAILS, SESSIONS = 50, 10_000, 8
OWN, OTHERS = "annv_stttt@bacgiang.gov.vn", "binhtt_snv@bacgiang.gov.vn"
OUTSIDE, CLOSED = "lan@haiduong.example", "emlv_snv@bacgiang.gov.vn"


class Kind:
    """A sort of mail: who writes to whom what, and the codes that may end it."""

    def __init__(self, sender, recipient, maker, final):
        self.sender, self.recipient, self.data, self.final = sender, recipient, maker(), final


def kinds():
    good = Kind(OWN, OUTSIDE, mails.clean_docx, {250})
    return [good, Kind(OTHERS, OUTSIDE, mails.clean_docx, {554}), good, Kind(OWN, CLOSED, mails.clean_docx, {550}),
            good, good, Kind(OWN, OUTSIDE, mails.exe_in_zip_in_zip, {554}), good, good]


class Mail:
    def __init__(self, identity, kind):
        self.identity, self.kind, self.answers = identity, kind, []

    @property
    def accepted(self):
        return bool(self.answers) and self.answers[-1] == ("data", 250)


class Storm:
    """MAILS mails in SESSIONS sessions; XCLIENT tells the login, since it is not Dovecot that is tried here."""

    def __init__(self, mta, count, series="kill"):
        sorts = kinds()
        self._mta = mta
        self.mails = [Mail(f"{series}-{number}", sorts[number % len(sorts)]) for number in range(count)]
        self.words = collections.Counter()  # of every answer: stage and code
        self._lock = threading.Lock()

    def _session(self, number):
        client = self._mta.client("submission")
        client.ehlo()
        client.docmd("XCLIENT", f"NAME=[UNAVAILABLE] ADDR=203.0.113.{number + 1} LOGIN=annv_stttt")
        client.ehlo()
        return client

    @staticmethod
    def _send(client, mail):
        """(stage, code) of the last answer."""
        kind = mail.kind
        code, _ = client.mail(kind.sender)
        if code != 250:
            return "mail", code
        code, _ = client.rcpt(kind.recipient)
        if code != 250:
            client.rset()
            return "rcpt", code
        try:
            code, _ = client.data(mails.tagged(kind.data, mail.identity))
        except smtplib.SMTPDataError as refused:
            code = refused.smtp_code
            client.rset()
        return "data", code

    def _work(self, number):
        client = None
        for mail in self.mails[number::SESSIONS]:
            for _ in range(200):
                try:
                    client = client or self._session(number)
                    answer = self._send(client, mail)
                except (smtplib.SMTPException, OSError):
                    client, answer = None, ("connect", 421)
                mail.answers.append(answer)
                with self._lock:
                    self.words[answer] += 1
                if answer[1] // 100 != 4:
                    break
                time.sleep(0.05)
        if client:
            client.close()

    def run(self):
        with concurrent.futures.ThreadPoolExecutor(SESSIONS) as pool:
            for done in [pool.submit(self._work, number) for number in range(SESSIONS)]:
                done.result()
        return self


class Killer(threading.Thread):
    """Kills `program` at random moments and starts it again after up to a second."""

    def __init__(self, program, kills, done, pause=(0.2, 1.0)):
        super().__init__()
        self._program, self._kills, self._done, self._pause = program, kills, done, pause
        self.killed, self.random = 0, random.Random(27)

    def run(self):
        while self.killed < self._kills and not self._done.is_set():
            time.sleep(self.random.uniform(*self._pause))
            self._program.kill()
            self.killed += 1
            time.sleep(self.random.uniform(0, 1))
            self._program.start()


def judge(test, site, storm):
    """0 lost, 0 through, and nothing else answered than what may be."""
    for mail in storm.mails:
        stage, code = mail.answers[-1]
        test.assertIn(code, mail.kind.final, f"{mail.identity}: {mail.answers}")
        test.assertEqual(stage, "rcpt" if code == 550 or mail.kind.sender == OTHERS else "data", mail.identity)
    codes = {code for _, code in storm.words}
    test.assertLessEqual(codes, {250, 451, 450, 554, 550, 421}, storm.words)
    accepted = {mail.identity for mail in storm.mails if mail.accepted}
    site.mta.flush()

    def arrived(kept):
        return collections.Counter(value.decode() for one in kept for value in one.fields("X-Test-Id"))

    counts = arrived(site.sink.wait_for(lambda kept: arrived(kept).keys() >= accepted, 120))
    refused = {mail.identity for mail in storm.mails if not mail.accepted}
    test.assertEqual(accepted - counts.keys(), set(), "lost")
    test.assertEqual(refused & counts.keys(), set(), "through")
    test.assertEqual({mail.identity for mail in storm.mails if mail.accepted} & {
        mail.identity for mail in storm.mails if 250 not in mail.kind.final}, set())


class Kills(unittest.TestCase):
    def test_kills(self):
        with Scratch() as scratch:
            site = PolicySite(scratch).start()
            done, killer, number = threading.Event(), None, 0
            killer = Killer(site.policyd, KILLS, done)
            killer.start()
            try:
                while number == 0 or killer.is_alive():
                    storm = Storm(site.mta, MAILS, f"kill-{number}").run()
                    judge(self, site, storm)
                    print(f"{killer.killed} kills, {len(storm.mails)} mails: {dict(storm.words)}", flush=True)
                    number += 1
            finally:
                done.set()
                killer.join()
            self.assertEqual(killer.killed, KILLS)
            self.assertGreater(sum(count for (_, code), count in storm.words.items() if code // 100 == 4), 0,
                               "no kill was felt")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        KILLS = int(sys.argv.pop(1))
    if len(sys.argv) > 1:
        MAILS = int(sys.argv.pop(1))
    unittest.main(verbosity=2)
