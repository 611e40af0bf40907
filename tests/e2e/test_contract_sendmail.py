"""The MTA contract, measured at Sendmail."""
import unittest

from contract import Contract, macros_of, record_milter
from scratch import Scratch
from sendmail import PrivateSendmail
from sink import Sink


class SendmailContract(Contract, unittest.TestCase):
    mta_name = "sendmail"

    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.milter, cls.sink = record_milter(), Sink()
        cls.mta = PrivateSendmail(cls.scratch, cls.sink.port, cls.milter.address).start()

    def test_macros(self):
        """The queue id is there from MAIL on; there is no {client_addr} and no version."""
        seen = macros_of(self, "CHMRTLNBE")
        self.assertEqual(seen["C"], [b"_", b"j", b"{daemon_name}", b"{if_name}"])
        self.assertEqual(seen["M"], [b"i", b"{mail_addr}", b"{mail_host}", b"{mail_mailer}"])
        self.assertEqual(seen["R"], [b"{rcpt_addr}", b"{rcpt_host}", b"{rcpt_mailer}"])
        self.assertEqual(seen["E"], [b"{msg_id}"])

    def test_long_header_is_cut_on_delivery(self):
        """The next hop gets less of a header line than the milter saw, and folded once more."""
        self.recorded(b"X-Case: cut\r\nSubject: " + b"b" * 5000 + b"\r\n\r\nx\r\n")
        kept = self.sink.wait_field("X-Case", b"cut")
        self.assertIn(len(kept.fields("Subject")[0]), range(2000, 2400))


if __name__ == "__main__":
    unittest.main()
