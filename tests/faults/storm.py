"""Mail through a real Postfix while mails among it break the scan workers; used by the everyday suite and by run.py.

In: the milter variant congvu-milter-faulty, whose workers do what the field X-Test-Fault says. Out: every answer, how
long it took, what arrived, what is held, and what the daemon holds in descriptors and memory before and after.
"""
import collections
import concurrent.futures
import itertools
import os
import pathlib
import smtplib
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

import mails  # noqa: E402
from client import Answer, submit  # noqa: E402

SENDER, RECIPIENT = "an.nv@haiduong.example", "binh@bacgiang.gov.vn"
CRASHES = ("segv", "abort", "stack", "exit", "fork", "socket", "exec", "map-code")


def with_fault(fault):
    return f"X-Test-Fault: {fault}\r\n".encode() + mails.clean_docx()


class Holdings:
    """Descriptors, threads and private memory (KB) of a process."""

    def __init__(self, pid):
        base = pathlib.Path(f"/proc/{pid}")
        self.descriptors = len(list((base / "fd").iterdir()))
        status = dict(line.split(":", 1) for line in (base / "status").read_text().splitlines())
        self.threads, self.memory = int(status["Threads"]), int(status["RssAnon"].split()[0])

    def __str__(self):
        return f"{self.descriptors} descriptors, {self.threads} threads, {self.memory / 1024:.1f} MB"


class Storm:
    """`count` mails in `clients` sessions; each `every`-th carries a fault. Every mail is sent until its final answer."""

    def __init__(self, mta, count, every, faults=CRASHES, clients=4, series="storm"):
        self._mta, self._clients, self._lock = mta, clients, threading.Lock()
        clean, kinds = mails.clean_docx(), itertools.cycle([(fault, with_fault(fault)) for fault in faults])
        self.work = []
        for number in range(count):
            fault, data = next(kinds) if every and number % every == every - 1 else (None, clean)
            self.work.append((f"{series}-{number}", fault, mails.tagged(data, f"{series}-{number}")))
        self.answers = collections.defaultdict(list)  # of each identity, in order
        self.seconds = []  # of each answer to a good mail

    def _session(self, work):
        session = None
        for identity, fault, data in work:
            for _ in range(30):
                try:
                    session = session or self._mta.client()
                    begun = time.monotonic()
                    answer = submit(session, SENDER, [RECIPIENT], data)
                    took = time.monotonic() - begun
                except (smtplib.SMTPException, OSError) as trouble:
                    session, answer, took = None, Answer(421, str(trouble), "connect"), None
                with self._lock:
                    self.answers[identity].append(answer)
                    if fault is None and took is not None:
                        self.seconds.append(took)
                if answer.code // 100 != 4:
                    break
        if session:
            session.close()

    def run(self):
        with concurrent.futures.ThreadPoolExecutor(self._clients) as pool:
            for done in [pool.submit(self._session, self.work[n::self._clients]) for n in range(self._clients)]:
                done.result()
        return self

    def identities(self, faulty):
        return [identity for identity, fault, _ in self.work if (fault is not None) == faulty]

    def percentile(self, share):
        """Milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def arrived(kept):
    return collections.Counter(value.decode() for one in kept for value in one.fields("X-Test-Id"))


def judge(test, storm, mta, sink):
    """0 lost, 0 through; each broken mail deferred first and held at the second attempt."""
    good, broken = storm.identities(False), storm.identities(True)
    for identity in good:
        test.assertEqual([answer.code for answer in storm.answers[identity]], [250], identity)
    held = set(mta.held())
    for identity in broken:
        answers = storm.answers[identity]
        test.assertEqual([answer.code for answer in answers], [451, 250], f"{identity}: {answers[-1]}")
        test.assertIn(answers[-1].queue_id, held, identity)
    wanted = set(good)
    counts = arrived(sink.wait_for(lambda kept: arrived(kept).keys() >= wanted, 120))
    test.assertEqual(wanted - counts.keys(), set(), "lost")
    test.assertEqual(set(broken) & counts.keys(), set(), "through")
    test.assertEqual(len(held), len(broken))
