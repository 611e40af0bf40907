"""congvu journal as its operators meet it, on SQLite, and on a PostgreSQL of its own (JournalOnPostgreSQL)."""
import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import postgresql  # noqa: E402

CONGVU = os.path.abspath(os.environ.get("CONGVU", "build/congvu"))
RUNS = {"milter": "0123456789abcdef", "policyd": "fedcba9876543210"}


def decision(number, daemon="milter", **members):
    """One line of a decision log; `rules` as (id, clause) or whole."""
    rules = [rule if isinstance(rule, dict) else {"id": rule[0], "clause": rule[1], "mode": "enforce", "action": "reject",
                                                  "attachments": ["mail > bí-mật.exe"]}
             for rule in members.pop("rules", [])]
    return {"time": f"2026-11-{1 + number % 28:02}T08:{number // 60 % 60:02}:{number % 60:02}.000+07:00",
            "id": f"{RUNS[daemon]}-{number}", "node": "mx1", "daemon": daemon, "stage": "eom", "queue_id": f"4Q{number}",
            "direction": "inbound", "sender": "an@example.org", "recipients": ["b@bacgiang.gov.vn"], "recipient_count": 1,
            "action": "accept", "reply": 250, "rules": rules, "size": 10, "scan_ms": 1, **members}


def log_of(decisions):
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in decisions)


class OnSQLite(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = holder.name
        self.database = self.make_database()

    def make_database(self):
        os.mkdir(os.path.join(self.directory, "db"))
        return "sqlite:" + os.path.join(self.directory, "db")

    def run_it(self, *arguments, code=0, **options):
        command = [CONGVU, "journal", arguments[0], "--database", self.database, *arguments[1:]]
        result = subprocess.run(command, capture_output=True, timeout=120, **options)
        self.assertEqual(result.returncode, code, (result.stdout[-2000:] + result.stderr[-2000:]).decode())
        self.said = result.stderr.decode()
        return result.stdout.decode()

    def imported(self, decisions, code=0):
        text = decisions if isinstance(decisions, str) else log_of(decisions)
        said = self.run_it("import", code=code, input=text.encode())
        return tuple(map(int, re.findall(r"\d+", said)))  # lines, new, known, refused

    def listed(self, *filters):
        return [int(json.loads(line)["id"].split("-")[1])
                for line in self.run_it("list", "--format", "json", *filters).splitlines()]

    def counted(self, *options):
        rows = map(json.loads, self.run_it("count", "--format", "json", *options).splitlines())
        return {row.pop("name"): row for row in rows}


class Journal(OnSQLite):
    def test_import_is_idempotent_and_says_what_it_could_not_read(self):
        decisions = [decision(number) for number in range(1, 2501)]
        self.assertEqual(self.imported(decisions), (2500, 2500, 0, 0))
        self.assertEqual(self.imported(decisions + [decision(9999)]), (2501, 1, 2500, 0))
        bad = log_of(decisions[:1]) + "{\"no\": 1}\n" + log_of(decisions[1:2])[:-20] + "\n"
        self.assertEqual(self.imported(bad, code=1), (3, 0, 1, 2))
        self.assertIn("dòng 2", self.said)
        self.assertEqual(self.counted("--by", "total")[""]["decisions"], 2501)

    def test_logs_of_old_versions(self):
        old = [decision(number) for number in range(1, 6)]
        for one in old:
            for member in ("id", "node", "daemon", "stage"):
                del one[member]
        self.assertEqual(self.imported(old[:3]), (3, 3, 0, 0))
        self.assertEqual(self.imported(old), (5, 2, 3, 0))  # the same file, grown

    def test_filters(self):
        self.imported([decision(1, rules=[("executable-attachment", "4.6")], action="reject", reply=554),
                       decision(2, sender="cuong@bacgiang.gov.vn", login="Cuong_STTTT", organisation="stttt"),
                       decision(3, recipients=["Cuong@BacGiang.gov.vn"], recipient_organisations=["stttt"]),
                       decision(4, "policyd", stage="rcpt", instance="1.2.3")])
        self.assertEqual(self.listed(), [4, 3, 2, 1])
        self.assertEqual(self.listed("--limit", "2"), [4, 3])
        for filters, ids in ((("--rule", "executable-attachment"), [1]), (("--clause", "4.6"), [1]),
                             (("--action", "reject"), [1]), (("--mailbox", "cuong@bacgiang.gov.vn"), [3, 2]),
                             (("--login", "cuong_stttt"), [2]), (("--org", "stttt"), [3, 2]),
                             (("--queue-id", "4Q3"), [3]), (("--daemon", "policyd"), [4]),
                             (("--since", "2026-11-04"), [4, 3]), (("--until", "2026-11-03"), [2, 1]),
                             (("--since", "3/11/2026", "--until", "2026-11-03T08:00:02"), [])):
            with self.subTest(filters):
                self.assertEqual(self.listed(*filters), ids)
        self.run_it("list", "--since", "gestern", code=2)
        self.run_it("list", "--since", "2026-11-05", "--until", "2026-11-01", code=2)

    def test_show(self):
        one = decision(7, helo="mx")
        self.imported([one])
        self.assertEqual(json.loads(self.run_it("show", one["id"]))["helo"], "mx")
        self.run_it("show", one["id"] + "0", code=1)
        self.run_it("show", "'; drop table decision; --", code=1)

    def test_counts_are_exact(self):
        decisions = [decision(number, "policyd", stage="rcpt", instance=f"message {number // 4}", action="reject",
                              rules=[("a", "12.6"), ("b", "12.6")], organisation="stttt") for number in range(100)]
        decisions += [decision(number) for number in range(1, 51)]
        decisions[0]["rules"][0]["excused"] = "lý do"
        decisions[1]["rules"][0]["mode"] = "observe"
        decisions[0]["id"] = RUNS["policyd"] + "-100"
        self.imported(decisions)
        self.imported(decisions)
        self.assertEqual(self.counted("--by", "total"), {"": {"decisions": 150, "messages": 75}})
        self.assertEqual(self.counted("--by", "clause"),
                         {"12.6": {"decisions": 100, "messages": 25, "enforced": 100, "observed": 1, "excused": 1}})
        self.assertEqual(self.counted()["a"],
                         {"decisions": 100, "messages": 25, "enforced": 98, "observed": 1, "excused": 1})
        self.assertEqual(self.counted("--by", "action"), {"accept": {"decisions": 50, "messages": 50},
                                                          "reject": {"decisions": 100, "messages": 25}})
        self.assertEqual(self.counted("--by", "org")["stttt"]["decisions"], 100)
        self.assertEqual(sum(row["decisions"] for row in self.counted("--by", "day").values()), 150)
        rows = list(csv.DictReader(io.StringIO(self.run_it("count", "--by", "rule", "--format", "csv"))))
        self.assertEqual(rows[0], {"rule": "a", "decisions": "100", "messages": "25", "enforced": "98", "observed": "1",
                                   "excused": "1"})
        self.assertIn("12.6", self.run_it("count", "--by", "clause"))

    def test_hostile_texts_steer_nothing(self):
        evil = "=cmd|' /C calc'!A0\x1b[31m\u202e\r\n\"@x.vn"
        self.imported([decision(1, sender=evil, recipients=[evil], queue_id=evil, rules=[(evil, "4.6")])])
        for form in ("text", "json", "csv"):
            output = self.run_it("list", "--format", form)
            self.assertNotIn("\x1b", output)
            self.assertNotIn("\u202e", output)
        (row,) = csv.DictReader(io.StringIO(self.run_it("list", "--format", "csv")))
        self.assertTrue(row["sender"].startswith("'="))
        self.assertEqual(len(self.run_it("list").splitlines()), 1)

    def test_export_comes_back(self):
        decisions = [decision(number, rules=[("a", "4.6")]) for number in range(1, 1501)]
        self.imported(decisions)
        exported = self.run_it("export")
        self.assertEqual(len(exported.splitlines()), 1500)
        self.assertEqual(self.imported(exported), (1500, 0, 1500, 0))

    def test_pseudonyms(self):
        key = os.path.join(self.directory, "key")
        with open(key, "w", encoding="ascii") as out:
            out.write("a secret of more than 16 bytes\n")
        os.chmod(key, 0o640)
        secrets = {"sender": "nguyenvanan@bacgiang.gov.vn", "recipients": ["tranvanbinh@example.org"],
                   "login": "nguyenvanan@bacgiang.gov.vn", "client": "192.0.2.77", "client_name": "pc-an.example.org",
                   "helo": "may-cua-an", "queue_id": "4QUEUEID", "instance": "77.66.0", "error": "lỗi nguyenvanan"}
        rule = {"id": "exe", "clause": "4.6", "mode": "enforce", "action": "reject", "attachments": ["mail > luong-an.exe"],
                "excused": "cho ông An", "exceptions": [{"reason": "cho ông An", "owner": "ongan"}]}
        self.imported([decision(1, rules=[rule], facts="00" * 32, **secrets), decision(2, sender="TRANVANBINH@example.org")])
        self.run_it("export", "--pseudonymise", code=2)  # without a key
        first, second = map(json.loads, self.run_it("export", "--pseudonymise", "--key", key).splitlines())
        text = json.dumps(first, ensure_ascii=False)
        for word in ("nguyenvanan", "tranvanbinh", "192.0.2", "example", "bacgiang", "may-cua", "QUEUE", "77.66", "luong",
                     "ông An", "ongan", "0000"):
            self.assertNotIn(word, text)
        self.assertEqual(first["login"], first["sender"])
        self.assertEqual(first["recipients"], [second["sender"]])
        self.assertEqual((first["rules"][0]["id"], first["rules"][0]["clause"], first["rules"][0]["attachment_count"]),
                         ("exe", "4.6", 1))
        with open(key, "a", encoding="ascii") as out:
            out.write("another")
        other = json.loads(self.run_it("export", "--pseudonymise", "--key", key).splitlines()[0])
        self.assertNotEqual(other["sender"], first["sender"])
        os.chmod(key, 0o644)
        self.run_it("export", "--pseudonymise", "--key", key, code=2)

    def test_prune(self):
        self.imported([decision(number, time="2020-01-01T00:00:00.000+07:00") for number in range(1, 2001)] +
                      [decision(number, time="2190-01-01T00:00:00.000+07:00") for number in range(2001, 2011)])
        self.assertIn("2000", self.run_it("prune", "--keep-days", "400", "--dry-run"))
        self.assertEqual(self.counted("--by", "total")[""]["decisions"], 2010)
        self.assertIn("2000", self.run_it("prune", "--keep-days", "400"))
        self.assertEqual(self.counted("--by", "total")[""]["decisions"], 10)
        self.run_it("prune", "--keep-days", "0", code=2)

    def test_no_journal_is_said(self):
        self.run_it("list", code=2)
        self.assertTrue(self.said)


@unittest.skipIf(postgresql.programs() is None, "no PostgreSQL server is installed")
class JournalOnPostgreSQL(Journal):
    @classmethod
    def setUpClass(cls):
        cls.server = postgresql.PostgreSQL()
        cls.addClassCleanup(cls.server.close)
        cls.databases = 0

    def make_database(self):
        type(self).databases += 1
        return self.server.address(f"journal{self.databases}")

    def test_no_journal_is_said(self):
        self.server.stop("immediate")
        try:
            self.run_it("list", code=2)
        finally:
            self.server.start()
        self.assertTrue(self.said)


if __name__ == "__main__":
    sys.exit(unittest.main())
