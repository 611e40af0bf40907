"""Mails that programs read differently, through a real Sendmail."""
import unittest

from ambiguity import AmbiguousMail
from sendmail import PrivateSendmail


class SendmailAmbiguity(AmbiguousMail, unittest.TestCase):
    @staticmethod
    def start_mta(*arguments):
        return PrivateSendmail(*arguments).start()

    @staticmethod
    def mta_refuses(letter, answer):
        """NUL in a header field: 554 5.6.1; bare CR and bare LF: 421 4.5.0 (mta-contract.md)."""
        return bool(letter.odd_bytes) and (answer.code == 421 or answer.text.startswith("5.6."))


if __name__ == "__main__":
    unittest.main()
