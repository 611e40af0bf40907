"""200 mails, clean and odd: the same facts as files and through Sendmail."""
import unittest

import test_equality_postfix


class SendmailEquality(test_equality_postfix.Equality):
    mta_name = "sendmail"


if __name__ == "__main__":
    unittest.main()
