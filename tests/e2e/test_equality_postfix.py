"""200 mails, clean and odd: the same facts as files and through Postfix."""
import os
import subprocess
import sys
import tempfile
import unittest

import equality
from contract_probes import PROBES

SAMPLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "samples", "make.py")


class Equality(unittest.TestCase):
    mta_name = "postfix"

    def test_same_facts(self):
        with tempfile.TemporaryDirectory(prefix="congvu-equality.") as directory:
            subprocess.run([sys.executable, "-B", SAMPLES, "--out", directory, "--only", "equality"], check=True,
                           stderr=subprocess.DEVNULL)
            lines = []
            counts = equality.run(directory, self.mta_name, lines.append)
        self.assertEqual(counts["different"], 0, "\n".join(lines))
        self.assertGreaterEqual(counts["equal"], 200, "\n".join(lines))

    def test_odd_mails_differ_for_known_reasons_only(self):
        """The probes of the MTA contract, as files and through the MTA."""
        with tempfile.TemporaryDirectory(prefix="congvu-equality.") as directory:
            for number, probe in enumerate(PROBES):
                with open(os.path.join(directory, f"{number:02}.eml"), "wb") as file:
                    file.write(probe.wire)
            lines = []
            counts = equality.run(directory, self.mta_name, lines.append)
        self.assertEqual(counts["different"], 0, "\n".join(lines))
        self.assertGreaterEqual(counts["equal"], 20, "\n".join(lines))


if __name__ == "__main__":
    unittest.main()
