"""Mails that programs read differently, through a real Postfix."""
import unittest

from ambiguity import AmbiguousMail
from postfix import PrivatePostfix


class PostfixAmbiguity(AmbiguousMail, unittest.TestCase):
    @staticmethod
    def start_mta(*arguments):
        return PrivatePostfix(*arguments).start()

    @staticmethod
    def mta_refuses(letter, answer):
        """Postfix 3.7 takes every byte (mta-contract.md)."""
        return False


if __name__ == "__main__":
    unittest.main()
