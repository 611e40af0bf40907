"""congvu at a real Sendmail: the same scenarios as at Postfix."""
import unittest

from actions import Actions
from daemon import Daemon
from scratch import Scratch
from sendmail import PrivateSendmail
from sink import Sink


class SendmailActions(Actions, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.sink = Sink()
        cls.daemon = Daemon(cls.scratch, "inet").start()
        cls.mta = PrivateSendmail(cls.scratch, cls.sink.port, cls.daemon.address).start()


if __name__ == "__main__":
    unittest.main()
