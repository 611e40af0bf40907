#!/usr/bin/env python3
"""PostgreSQL away for a minute while queries and mail go on: stopped, then hanging (part of tests/run --policyd-faults).

    CONGVU_BUILD=BUILD database_gone.py [SECONDS [QUERIES A SECOND]]

50 policy queries a second and mail through a real Postfix, before, during and after. Exits 1 where a query is not
answered or an answer differs, where p99 without the database is more than 5 ms above p99 with it, or where the journal
in the database lacks a decision afterwards or has one twice.
"""
import collections
import os
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import mails  # noqa: E402
from daemon import wait_until  # noqa: E402
from policy_nodes import SteadyLoad  # noqa: E402
from policy_site import PolicySite, database_of  # noqa: E402
from policyd_kill import OUTSIDE, Session  # noqa: E402
from postgresql import PostgreSQL  # noqa: E402
from scratch import Scratch  # noqa: E402

SECONDS, RATE, LATER = 60, 50, 5.0  # the last: milliseconds


class Mail(threading.Thread):
    """One mail after the other by one session; how long each took from MAIL to its end, and the last code."""

    def __init__(self, mta):
        super().__init__()
        self._mta, self._data, self.over = mta, mails.clean_docx(), threading.Event()
        self.sent = []  # (monotonic time, seconds, code)

    def run(self):
        client = Session(self._mta)
        while not self.over.is_set():
            if client.left == 0:
                client.close()
                client = Session(self._mta)
            begun = time.monotonic()
            _, code = client.send(None, OUTSIDE, mails.tagged(self._data, f"gone-{len(self.sent)}"))
            self.sent.append((begun, time.monotonic() - begun, code))
            time.sleep(0.1)
        client.close()

    def percentile(self, share, since, until):
        ordered = sorted(took for begun, took, _ in self.sent if since <= begun < until)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class DatabaseGone(unittest.TestCase):
    def away(self, how, go, come):
        """`go` and `come` take the server away and bring it back."""
        with Scratch() as scratch, PostgreSQL(durable=True) as server:
            site = PolicySite(scratch, database_of(server)).start()
            mail = Mail(site.mta)
            mail.start()
            calm = max(10, SECONDS // 3)
            load = SteadyLoad(site.policyd.address, RATE, 2 * calm + SECONDS).start()
            time.sleep(max(0, load.begun + calm - time.monotonic()))
            go(server)
            time.sleep(max(0, load.begun + calm + SECONDS - time.monotonic()))
            come(server)
            load.join()
            mail.over.set()
            mail.join()
            self.judge(how, site, load, mail, calm)

    def judge(self, how, site, load, mail, calm):
        answers = collections.Counter(action for _, _, action in load.answers)
        self.assertEqual(set(answers), {"DUNNO"}, answers)
        self.assertEqual(len(load.answers), int(RATE * (2 * calm + SECONDS)))
        self.assertEqual({code for _, _, code in mail.sent}, {250})
        calm_p99 = load.percentile(.99, 2, calm)
        gone_p99 = load.percentile(.99, calm, calm + SECONDS)
        back_p99 = load.percentile(.99, calm + SECONDS)
        begun = load.begun
        mail_calm, mail_gone = (mail.percentile(.99, begun, begun + calm),
                                mail.percentile(.99, begun + calm, begun + calm + SECONDS))
        print(f"{how}: {len(load.answers)} queries, p99 {calm_p99:.2f} ms with, {gone_p99:.2f} without, {back_p99:.2f} "
              f"after; {len(mail.sent)} mails, p99 {mail_calm:.0f} and {mail_gone:.0f} ms", flush=True)
        self.assertLess(gone_p99, calm_p99 + LATER)
        logged = collections.Counter(entry["id"] for entry in site.decisions())
        self.assertEqual(set(logged.values()), {1})
        wait_until(lambda: len(site.stored()) >= len(logged), "whole journal in the database", 120)
        self.assertEqual(site.stored(), logged)
        print(f"{how}: {len(logged)} decisions, each once in the database", flush=True)

    def test_stopped(self):
        self.away("stopped", lambda server: server.stop("fast"), lambda server: server.start())

    def test_crashed(self):
        self.away("crashed", lambda server: server.stop("immediate"), lambda server: server.start())

    def test_hanging(self):
        self.away("hanging", lambda server: server.freeze(), lambda server: server.thaw())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        SECONDS = int(sys.argv.pop(1))
    if len(sys.argv) > 1:
        RATE = int(sys.argv.pop(1))
    unittest.main(verbosity=2)
