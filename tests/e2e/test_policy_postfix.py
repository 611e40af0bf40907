"""congvu-policyd and congvu-milter at a real Postfix with real logins: the dialogs of dialogs/*.txt, with SQLite and
with PostgreSQL, and what the journal holds of each.
"""
import collections
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import dialog
from daemon import wait_until
from policy_site import PolicySite, database_of
from postgresql import PostgreSQL
from scratch import Scratch

DIALOGS = dialog.read_all()


class Site(unittest.TestCase):
    """`database` as in congvu.yaml, "" for SQLite."""

    further, main_cf, ways = "", None, None

    @classmethod
    def open_database(cls):
        return ""

    @classmethod
    def setUpClass(cls):
        cls.scratch = Scratch()
        cls.addClassCleanup(cls.scratch.close)
        cls.site = PolicySite(cls.scratch, cls.open_database(), cls.further, cls.main_cf, cls.ways)
        cls.write_rules(cls.site.milter)
        cls.site.start()

    @classmethod
    def write_rules(cls, milter):
        """Further rules for the test."""

    def tearDown(self):
        for program in (self.site.milter, self.site.policyd):
            self.assertIsNone(program.returncode, program.log()[-3000:])

    def journalled(self, address):
        """Decisions about mail from this client that name a rule: "DAEMON STAGE ACTION RULE, RULE"."""
        return sorted(f"{entry.get('daemon', 'milter')} {entry.get('stage', 'eom')} {entry['action']} "
                      + ", ".join(rule["id"] for rule in entry["rules"])
                      for entry in self.site.decisions() if entry.get("client") == address and entry["rules"])


def client_address(number, inside):
    """Of the network that is kept for measurements, or of the profile's own."""
    base = "127.1" if inside else "198.18"
    return f"{base}.{number // 250}.{number % 250 + 1}"


class Dialogs:
    """One test method for each dialog."""

    numbers = {wanted.name: number for number, wanted in enumerate(DIALOGS)}

    @classmethod
    def write_rules(cls, milter):
        with open(os.path.join(dialog.TABLES, "rules.yaml"), encoding="utf-8") as rules:
            milter.write_rule("zz-dialogs.yaml", rules.read())

    def play(self, wanted):
        number = self.numbers[wanted.name]
        play = dialog.Play(wanted, client_address(number, wanted.inside), f"{type(self).__name__}-{number}")
        play.speak(self.site.mta)
        self.assertEqual(play.faults, [], self.site.mta.log()[-1500:])
        if wanted.fate:
            getattr(self, wanted.fate)(play)
        try:
            wait_until(lambda: self.journalled(play.address) == sorted(wanted.journal), "journal", 3)
        except TimeoutError:
            self.assertEqual(self.journalled(play.address), sorted(wanted.journal), wanted.place)

    def arrives(self, play):
        self.site.sink.wait_field("X-Test-Id", play.identity.encode())

    def held(self, play):
        self.assertIn(play.queue_id, self.site.mta.held())
        self.absent(play)

    def absent(self, play):
        self.assertFalse([one for one in self.site.sink.messages if play.identity.encode() in one.fields("X-Test-Id")])

    def test_zz_journal_in_the_database(self):
        """After all dialogs: the database holds each decision of the logs, once."""
        logged = collections.Counter(entry["id"] for entry in self.site.decisions())
        self.assertTrue(logged)
        self.assertEqual(set(logged.values()), {1})
        wait_until(lambda: len(self.site.stored()) >= len(logged), "journal in the database", 10)
        self.assertEqual(self.site.stored(), logged)


for _dialog in DIALOGS:
    setattr(Dialogs, _dialog.name, lambda self, wanted=_dialog: self.play(wanted))


class DialogsSqlite(Dialogs, Site):
    pass


class DialogsPostgresql(Dialogs, Site):
    @classmethod
    def open_database(cls):
        cls.server = PostgreSQL()
        cls.addClassCleanup(cls.server.close)
        return database_of(cls.server)


if __name__ == "__main__":
    unittest.main()
