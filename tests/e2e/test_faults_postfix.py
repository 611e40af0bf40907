"""Mails that break scan workers, through a real Postfix: each costs itself a 451, then a hold, and nobody else anything.

The long run is tests/faults/run.py.
"""
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "faults"))

import mails
from client import send
from daemon import BUILD, Daemon
from postfix import PrivatePostfix
from scratch import Scratch
from sink import Sink
from storm import Holdings, RECIPIENT, SENDER, Storm, judge, with_fault


def sanitized():
    with open(os.path.join(BUILD, "CMakeCache.txt"), encoding="utf-8") as cache:
        return any(line.startswith("CONGVU_SANITIZE:") and line.strip()[-1] != "=" for line in cache)


@unittest.skipIf(sanitized(), "workers of a build with sanitizers have no sandbox")
class PostfixFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.sink = Sink()
        # A worker that loops is waited for as long as a scan may take at most.
        more = "limits: {cpu: 1s}\nscan: {deadline: 3s, worker_memory: 256MiB, workers: 3}\n"
        cls.daemon = Daemon(cls.scratch, more=more, program="congvu-milter-faulty").start()
        cls.mta = PrivatePostfix(cls.scratch, cls.sink.port, cls.daemon.address).start()

    def test_storm(self):
        """A worker dies at every 20th mail."""
        Storm(self.mta, 60, 20, series="warm").run()
        before, held = Holdings(self.daemon.pid), len(self.mta.held())
        self.assertEqual(held, 3)
        for queue_id in self.mta.held():
            self.mta.delete(queue_id)
        storm = Storm(self.mta, 600, 20).run()
        judge(self, storm, self.mta, self.sink)
        after = Holdings(self.daemon.pid)
        self.assertLessEqual(after.descriptors, before.descriptors + 4, f"{before} -> {after}")
        self.assertLess(after.memory, before.memory + 16 * 1024, f"{before} -> {after}")

    def test_every_fault(self):
        """Those that end a worker are deferred, then held; those that are refused to it change nothing."""
        for fault in ("loop", "memory", "segv", "stack", "ptrace-is-no-fault", "open", "write-message", "fork", "socket"):
            with self.subTest(fault):
                harmless = fault in ("open", "write-message", "ptrace-is-no-fault")
                data = mails.tagged(with_fault(fault), f"fault-{fault}")
                answer = send(self.mta, data, SENDER, [RECIPIENT])
                self.assertEqual(answer.code, 250 if harmless else 451, str(answer))
                if harmless:
                    self.sink.wait_field("X-Test-Id", f"fault-{fault}".encode())
                    continue
                answer = send(self.mta, data, SENDER, [RECIPIENT])
                self.assertEqual(answer.code, 250, str(answer))
                self.assertIn(answer.queue_id, self.mta.held())
                self.mta.delete(answer.queue_id)


if __name__ == "__main__":
    unittest.main()
