"""The MTA contract, measured at Postfix."""
import unittest

from contract import Contract, macros_of, record_milter
from postfix import PrivatePostfix
from scratch import Scratch
from sink import Sink


class PostfixContract(Contract, unittest.TestCase):
    mta_name = "postfix"

    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.milter, cls.sink = record_milter(), Sink()
        cls.mta = PrivatePostfix(cls.scratch, cls.sink.port, cls.milter.address).start()

    def test_macros(self):
        """The queue id is there from DATA on; the client's address comes as an argument, not as a macro."""
        seen = macros_of(self, "CHMRTLNBE")
        self.assertEqual(seen["C"], [b"_", b"j", b"v", b"{daemon_addr}", b"{daemon_name}"])
        self.assertEqual(seen["M"], [b"{mail_addr}", b"{mail_host}", b"{mail_mailer}"])
        self.assertEqual(seen["R"], [b"{rcpt_addr}", b"{rcpt_host}", b"{rcpt_mailer}"])
        for stage in "TLNBE":
            self.assertEqual(seen[stage], [b"i"])

    def test_local_mail(self):
        """sendmail(1): addresses without brackets, queue id from MAIL on, client 'localhost' 127.0.0.1, no HELO."""
        before = len(self.milter.transactions)
        self.mta.sendmail(["-f", "a@b.example", "c@d.example"], b"Subject: s\n\nx\n")
        (seen,) = self.milter.wait_count(before + 1)[before:]
        self.assertEqual((seen.sender, seen.recipients), ([b"a@b.example"], [[b"c@d.example"]]))
        self.assertEqual((seen.connection["host"], seen.connection["address"]), (b"localhost", b"127.0.0.1"))
        self.assertIn(b"i", seen.macros["M"])
        self.assertEqual(seen.body, b"x\r\n")

    def test_long_lines_are_folded_on_delivery(self):
        """The next hop gets a fold every 998 bytes that the milter did not see: it begins with a blank, so it
        never makes a new header field or boundary."""
        self.recorded(b"Subject: long\r\n\r\n" + b"a" * 1500 + b"\r\n")
        kept = self.sink.wait_field("Subject", b"long")
        self.assertEqual(kept.body, b"a" * 998 + b"\r\n " + b"a" * 502 + b"\r\n")


if __name__ == "__main__":
    unittest.main()
