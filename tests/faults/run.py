#!/usr/bin/env python3
"""10,000 mails through a real Postfix, every 20th of which breaks a scan worker (tests/run --faults).

    CONGVU_BUILD=BUILD run.py [MAILS]

Prints times of the good mails without and with the broken ones, and what the daemon holds; exits 1 where a mail is
lost or gets through, is not deferred first and held then, or where descriptors or memory grow.
"""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from daemon import Daemon  # noqa: E402
from postfix import PrivatePostfix  # noqa: E402
from scratch import Scratch  # noqa: E402
from sink import Sink  # noqa: E402
from storm import Holdings, Storm, judge  # noqa: E402

MAILS = 10_000


def tell(what, storm):
    print(f"{what}: {len(storm.seconds)} good mails, p50 {storm.percentile(.5):.0f} ms, p99 {storm.percentile(.99):.0f} ms, "
          f"slowest {storm.percentile(1):.0f} ms", flush=True)


class LongStorm(unittest.TestCase):
    def test_storm(self):
        with Scratch() as scratch:
            sink = Sink()
            daemon = Daemon(scratch, program="congvu-milter-faulty").start()
            mta = PrivatePostfix(scratch, sink.port, daemon.address).start()
            Storm(mta, 200, 20, series="warm").run()
            for queue_id in mta.held():
                mta.delete(queue_id)
            tell("without crashes", Storm(mta, max(100, MAILS // 5), 0, series="calm").run())
            before = Holdings(daemon.pid)
            storm = Storm(mta, MAILS, 20).run()
            tell("a crash every 20th mail", storm)
            judge(self, storm, mta, sink)
            after = Holdings(daemon.pid)
            print(f"{len(storm.identities(True))} deferred, then held; 0 lost, 0 through\nbefore: {before}\nafter:  {after}")
            self.assertLessEqual(after.descriptors, before.descriptors + 4)
            self.assertLess(after.memory, before.memory + 16 * 1024)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        MAILS = int(sys.argv.pop(1))
    unittest.main(verbosity=2)
