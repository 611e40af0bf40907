#!/usr/bin/env python3
"""kill -9 of congvu-policyd, fifty times, under load behind a real Postfix (tests/run --policyd-faults).

    CONGVU_BUILD=BUILD policyd_kill.py [KILLS [MAILS]]

Every mail is sent until its final answer; a third of them must be refused, by congvu-policyd at RCPT (from or
to a closed mailbox) or by congvu-milter after DATA (a program). Exits 1 where a mail is lost or
gets through, where an answer is none of 250, 451 and the refusals, or where a decision is journalled twice.
"""
import collections
import concurrent.futures
import itertools
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

KILLS, MAILS, SESSIONS = 50, 2_000, 8
OUTSIDE, CLOSED = "lan@haiduong.example", "emlv_snv@bacgiang.gov.vn"


class Kind:
    """A sort of mail: who writes to whom what, and the codes that may end it."""

    def __init__(self, sender, recipient, maker, stage, code):
        self.sender, self.recipient, self.data, self.final = sender, recipient, maker(), (stage, code)


def kinds():
    """A sender of None is the login's own mailbox."""
    good = Kind(None, OUTSIDE, mails.clean_docx, "data", 250)
    return [good, Kind(CLOSED, OUTSIDE, mails.clean_docx, "rcpt", 554), good,
            Kind(None, CLOSED, mails.clean_docx, "rcpt", 550), good, good,
            Kind(None, OUTSIDE, mails.exe_in_zip_in_zip, "data", 554), good, good]


class Mail:
    def __init__(self, identity, kind):
        self.identity, self.kind, self.answers = identity, kind, []

    @property
    def accepted(self):
        return bool(self.answers) and self.answers[-1] == ("data", 250)


class Session:
    """Mails of one login after the other, so that none meets a rate. XCLIENT tells login and address: it is not
    Dovecot that is tried here, and who comes from the own network needs no TLS.
    """

    _logins = itertools.count()
    MAILS = 50

    def __init__(self, mta):
        number = next(self._logins)
        self.own, self.left = f"tai{number}@bacgiang.gov.vn", self.MAILS
        self._client = mta.client("submission")
        self._client.ehlo()
        self._client.docmd("XCLIENT", f"NAME=[UNAVAILABLE] ADDR=127.2.{number // 250}.{number % 250 + 1} LOGIN=tai{number}")
        self._client.ehlo()

    def send(self, sender, recipient, data):
        """(stage, code) of the last answer."""
        self.left -= 1
        answer = self._dialog(sender or self.own, recipient, data)
        if answer != ("data", 250):
            # Also after a refusal at the end of data, where Postfix keeps the envelope.
            self._client.rset()
        return answer

    def _dialog(self, sender, recipient, data):
        code, _ = self._client.mail(sender)
        if code != 250:
            return "mail", code
        code, _ = self._client.rcpt(recipient)
        if code != 250:
            return "rcpt", code
        try:
            code, _ = self._client.data(data)
        except smtplib.SMTPDataError as refused:
            code = refused.smtp_code
        return "data", code

    def close(self):
        self._client.close()


class Storm:
    """Mails in SESSIONS sessions, each sent until its final answer."""

    def __init__(self, mta, count, series="kill"):
        sorts = kinds()
        self._mta = mta
        self.mails = [Mail(f"{series}-{number}", sorts[number % len(sorts)]) for number in range(count)]
        self.words = collections.Counter()  # of every answer: stage and code
        self._lock = threading.Lock()

    def _renewed(self, client):
        if client:
            client.close()
        return Session(self._mta)

    def _work(self, number):
        client = None
        for mail in self.mails[number::SESSIONS]:
            for _ in range(200):
                try:
                    if client is None or client.left == 0:
                        client = self._renewed(client)
                    answer = client.send(mail.kind.sender, mail.kind.recipient,
                                         mails.tagged(mail.kind.data, mail.identity))
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

    def __init__(self, program, kills, done, pause=(0.2, 5.0)):
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
        test.assertEqual(mail.answers[-1], mail.kind.final, f"{mail.identity}: {mail.answers}")
    codes = {code for _, code in storm.words}
    test.assertLessEqual(codes, {250, 421, 450, 451, 550, 554}, storm.words)
    accepted = {mail.identity for mail in storm.mails if mail.accepted}
    site.mta.flush()

    def arrived(kept):
        return collections.Counter(value.decode() for one in kept for value in one.fields("X-Test-Id"))

    counts = arrived(site.sink.wait_for(lambda kept: arrived(kept).keys() >= accepted, 120))
    refused = {mail.identity for mail in storm.mails if not mail.accepted}
    test.assertEqual(accepted - counts.keys(), set(), "lost")
    test.assertEqual(refused & counts.keys(), set(), "through")


def written_once(test, site):
    """No decision has two lines in the log or two rows in the database, whatever was killed while it was written."""
    ids = collections.Counter(entry["id"] for entry in site.decisions())
    test.assertEqual([identity for identity, count in ids.items() if count > 1], [])


class Kills(unittest.TestCase):
    def test_kills(self):
        with Scratch() as scratch:
            site = PolicySite(scratch).start()
            done, words, rounds = threading.Event(), collections.Counter(), 0
            killer = Killer(site.policyd, KILLS, done)
            killer.start()
            try:
                while rounds == 0 or killer.is_alive():
                    storm = Storm(site.mta, MAILS, f"kill-{rounds}").run()
                    judge(self, site, storm)
                    words += storm.words
                    rounds += 1
                    print(f"{killer.killed} kills, {rounds * MAILS} mails, 0 lost, 0 through", flush=True)
            finally:
                done.set()
                killer.join()
            print(", ".join(f"{count} {code} at {stage}" for (stage, code), count in sorted(words.items())))
            self.assertEqual(killer.killed, KILLS)
            self.assertTrue([code for _, code in words if code // 100 == 4], "no kill was felt")
            written_once(self, site)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        KILLS = int(sys.argv.pop(1))
    if len(sys.argv) > 1:
        MAILS = int(sys.argv.pop(1))
    unittest.main(verbosity=2)
