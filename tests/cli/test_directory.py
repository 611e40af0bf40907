"""congvu directory as its operators meet it, on SQLite, and on a PostgreSQL of its own (DirectoryOnPostgreSQL)."""
import csv
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unicodedata
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import postgresql  # noqa: E402

CONGVU = os.path.abspath(os.environ.get("CONGVU", "build/congvu"))
SMALL = '''STT,Họ và tên,Chức vụ,Đơn vị,Địa chỉ hộp thư,Loại,Ngày cấp,Đổi mật khẩu gần nhất,Được gửi thay
1,Sở Thông tin và Truyền thông,,,stttt,cơ quan,15/10/2018,,
2,Nguyễn Văn An,Chuyên viên,stttt,annv_stttt@bacgiang.gov.vn,cá nhân,15/10/2018,1/1/2026,stttt
3,Trần Thị Bình,"Phó phòng; ""II""",stttt,binhtt_stttt,quản trị,15/10/2018,1/1/2026,
'''


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
        command = [CONGVU, "directory", arguments[0], "--database", self.database, *arguments[1:]]
        result = subprocess.run(command, capture_output=True, timeout=120, env={**os.environ, "SUDO_USER": "minh"}, **options)
        self.assertEqual(result.returncode, code, (result.stdout[-2000:] + result.stderr[-2000:]).decode())
        self.said = result.stderr.decode()
        return result.stdout.decode()

    def file(self, content, name="danh-ba.csv"):
        path = os.path.join(self.directory, name)
        with open(path, "wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
        return path

    def imported(self, content, *options, code=0, name="danh-ba.csv"):
        return json.loads(self.run_it("import", self.file(content, name), "--json", *options, code=code))

    def mailboxes(self, *filters):
        lines = self.run_it("list", "--format", "json", *filters).splitlines()
        return {one["address"]: one for one in map(json.loads, lines)}


class Directory(OnSQLite):
    def test_a_dry_run_tells_all_and_writes_nothing(self):
        text = self.run_it("import", self.file(SMALL), "--dry-run")
        self.assertIn("+ annv_stttt@bacgiang.gov.vn; Họ và tên: Nguyễn Văn An", text)
        self.assertIn("3 thêm", text)
        self.run_it("list", code=2) if self.database.startswith("sqlite") else None
        self.imported(SMALL)
        changed = SMALL.replace("Chuyên viên", "Trưởng phòng").replace("binhtt_stttt,quản trị", "binhtt_stttt,cá nhân")
        text = self.run_it("import", self.file(changed), "--dry-run")
        self.assertIn("~ annv_stttt@bacgiang.gov.vn; Chức vụ: Chuyên viên → Trưởng phòng\n", text)
        self.assertIn("~ binhtt_stttt@bacgiang.gov.vn; Loại: quản trị → cá nhân\n", text)
        self.assertEqual(self.mailboxes()["annv_stttt@bacgiang.gov.vn"]["title"], "Chuyên viên")

    def test_twice_is_once(self):
        self.assertEqual(self.imported(SMALL)["added"], 3)
        again = self.imported(SMALL)
        self.assertEqual((again["added"], again["changed"], again["unchanged"]), (0, 0, 3))
        decomposed = self.imported(unicodedata.normalize("NFD", SMALL))
        self.assertEqual((decomposed["changed"], decomposed["faults"]), (0, []))

    def test_encodings(self):
        for name, content in (("bom", b"\xef\xbb\xbf" + SMALL.encode()), ("utf-16-le", b"\xff\xfe" + SMALL.encode("utf-16-le")),
                              ("utf-16-be", b"\xfe\xff" + SMALL.encode("utf-16-be")),
                              ("crlf", SMALL.replace("\n", "\r\n")), ("tabs", SMALL.replace(",", "\t"))):
            with self.subTest(name):
                result = self.imported(content)
                self.assertTrue(result["ok"])
                self.assertEqual(self.mailboxes()["annv_stttt@bacgiang.gov.vn"]["name"], "Nguyễn Văn An")

    def test_what_is_damaged_leaves_the_directory_as_it_was(self):
        self.imported(SMALL)
        before = self.run_it("export")
        other = SMALL.replace("Chuyên viên", "Trưởng phòng")
        windows = "address,name\nx,Nguyễn\n".encode("utf-8").replace("ễ".encode(), b"\xea\xde")
        damaged = {
            "empty": b"", "binary": random.Random(1).randbytes(5000), "zeros": b"\0" * 5000,
            "windows-1258": windows, "utf-16 without a mark": other.encode("utf-16-le"),
            "odd utf-16": b"\xff\xfea", "open quote": other + '9,"x\n', "text behind a quote": other + '9,"x"y,,,,,,,\n',
            "no heading": "\n".join(other.split("\n")[1:]), "a heading twice": other.replace("STT", "Chức vụ", 1),
            "cut": other[:-20], "a bad date": other.replace("1/1/2026", "31/2/2026"),
            "a future password": other.replace("1/1/2026", "1/1/2190"), "an address twice": other + other.split("\n")[2].upper() + "\n",
            "another domain": other.replace("annv_stttt@bacgiang.gov.vn", "an@gmail.com"),
            "a lookalike domain": other.replace("bacgiang.gov.vn", "bаcgiang.gov.vn"),
            "another's alias": "address,aliases\nbinhtt_stttt,annv_stttt\n", "another's login": "address,login\nbinhtt_stttt,annv_stttt@bacgiang.gov.vn\n",
            "a circle": "code,name,parent\nstttt,A,b\nb,B,stttt\n", "an xlsx": b"PK\x03\x04" + random.Random(2).randbytes(3000),
            "damaged ldif": "dn: uid=a,dc=x\nmail:: ???\n", "ldif of changes": "dn: uid=a\nchangetype: delete\n",
        }
        for name, content in damaged.items():
            with self.subTest(name):
                result = self.imported(content, code=1)
                self.assertFalse(result["ok"])
                self.assertTrue(result["faults"])
                self.assertEqual(self.run_it("export"), before)

    def test_random_damage_is_never_half_imported(self):
        """Cut, flipped and doubled bytes: refused whole, or imported whole."""
        self.imported(SMALL)
        random_damage = random.Random(20261124)
        for _ in range(60):
            content = bytearray(SMALL.replace("15/10/2018", "16/10/2018").encode())
            for _ in range(random_damage.randint(1, 4)):
                at = random_damage.randrange(len(content))
                content[at:at + random_damage.randint(0, 3)] = random_damage.randbytes(random_damage.randint(0, 3))
            path = self.file(bytes(content))
            before = self.run_it("export")
            result = subprocess.run([CONGVU, "directory", "import", "--database", self.database, "--json", path],
                                    capture_output=True, timeout=60)
            self.assertIn(result.returncode, (0, 1), result.stderr)
            if result.returncode == 1:
                self.assertEqual(self.run_it("export"), before)

    def test_bad_rows_may_be_skipped(self):
        bad = SMALL + "4,Ai,,stttt,không phải,cá nhân,,,\n"
        self.assertEqual(self.imported(bad, code=1)["added"], 0)
        result = self.imported(bad, "--skip-bad", code=1)
        self.assertEqual((result["added"], result["faults"][0]["where"]), (3, "dòng 5"))

    def test_what_is_missing_is_told_and_closed_only_when_asked(self):
        many = "address,name\n" + "".join(f"u{i}_x,Người {i}\n" for i in range(30))
        self.imported(many)
        less = many.replace("u7_x,Người 7\n", "")
        self.assertEqual(self.imported(less)["missing"], ["u7_x@bacgiang.gov.vn"])
        self.assertEqual(self.mailboxes()["u7_x@bacgiang.gov.vn"]["status"], "in_use")
        self.assertEqual(self.imported(less, "--close-missing")["closed"], 1)
        self.assertEqual(self.mailboxes("--status", "closed").keys(), {"u7_x@bacgiang.gov.vn"})
        self.assertEqual(self.imported(less, "--close-missing")["closed"], 0)
        self.imported(many[:many.index("u9_x")], "--close-missing", code=1)
        self.assertEqual(len(self.mailboxes("--status", "closed")), 1)

    def test_suspend_restore_close_with_history(self):
        self.imported(SMALL)
        self.run_it("suspend", "annv_stttt", "--reason", "x", code=2)
        self.run_it("suspend", "annv_stttt", "--by", "CV 12", code=2)
        self.run_it("suspend", "annv_stttt", "--reason", "x", "--until", "1/1/2020", code=2)
        self.run_it("suspend", "annv_stttt", "nobody", "--reason", "x", "--by", "y", code=1)
        self.assertEqual(self.mailboxes()["annv_stttt@bacgiang.gov.vn"]["status"], "in_use")
        self.run_it("suspend", "ANNV_STTTT@bacgiang.gov.vn", "--reason", "quá 3 tháng", "--by", "CV 12/STTTT")
        self.run_it("suspend", "annv_stttt", "--reason", "quá 3 tháng", "--by", "CV 12/STTTT", code=1)
        self.assertEqual(self.imported(SMALL)["changed"], 0)  # the file has no status: the hand's stays
        self.assertEqual(self.mailboxes()["annv_stttt@bacgiang.gov.vn"]["status"], "suspended")
        self.run_it("restore", "annv_stttt", code=2)
        self.run_it("restore", "annv_stttt", "--by", "CV 13/STTTT")
        self.run_it("close", "annv_stttt", "--by", "QĐ 14")
        one = json.loads(self.run_it("show", "annv_stttt", "--format", "json"))
        self.assertEqual([(row["who"], row["change"], row["reason"]) for row in one["history"]],
                         [("minh", "nhập mới", "danh-ba.csv"), ("minh", "đang dùng → tạm dừng", "CV 12/STTTT: quá 3 tháng"),
                          ("minh", "tạm dừng → đang dùng", "CV 13/STTTT"), ("minh", "đang dùng → chấm dứt", "QĐ 14")])
        self.run_it("show", "nobody", code=1)

    def test_lists(self):
        self.imported(SMALL)
        self.assertEqual(self.mailboxes("--password-overdue").keys(),
                         {"annv_stttt@bacgiang.gov.vn", "binhtt_stttt@bacgiang.gov.vn"})
        self.assertEqual(len(self.mailboxes("--idle")), 3)
        self.assertEqual(self.mailboxes("--kind", "quản trị").keys(), {"binhtt_stttt@bacgiang.gov.vn"})
        self.assertEqual(len(self.mailboxes("--org", "stttt")), 3)
        self.assertEqual(len(self.mailboxes("--org", "snv")), 0)
        self.run_it("list", "--status", "asleep", code=2)

    def test_an_export_is_an_import(self):
        odd = '=HYPERLINK(""http://x""),+84,-1,@SUM(A1)'
        rows = "".join(f'o{i}_stttt,"{cell}"\n' for i, cell in enumerate(odd.split(",")))
        self.imported(SMALL)
        self.imported("address,name\n" + rows)
        text = self.run_it("export")
        self.assertEqual(self.imported(text)["changed"], 0)
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))):
            for cell in row:
                self.assertNotIn(cell[:1], ("=", "+", "-", "@", "\t"))
        self.assertEqual(self.mailboxes()["o0_stttt@bacgiang.gov.vn"]["name"], '=HYPERLINK("http://x")')
        self.assertEqual(self.imported(self.run_it("export", "--organisations"))["changed"], 0)
        public = self.run_it("export", "--public")
        self.assertIn("Nguyễn Văn An,Chuyên viên,stttt,annv_stttt@bacgiang.gov.vn", public)
        self.assertNotIn("2018", public)

    def test_hostile_texts_do_not_move_the_terminal(self):
        self.imported(SMALL)
        self.run_it("suspend", "annv_stttt", "--reason", "a\x1b[31mb", "--by", "x", code=2)
        self.imported("address,name\nannv_stttt,a\x1b]0;x\x07b\n", code=1)
        self.run_it("import", self.file("address,a\x1b[2Jb\nannv_stttt,\n"))
        self.assertNotIn("\x1b", self.said)

    def test_logins_out_of_a_log(self):
        self.imported(SMALL)
        log = "".join(f"2026-11-{day:02}T08:00:00+07:00 mx1 postfix/submission/smtpd[7]: 4Xy{day}: client=x[192.0.2.1], "
                      f"sasl_method=PLAIN, sasl_username={login}\n"
                      for day, login in ((20, "annv_stttt"), (22, "annv_stttt@bacgiang.gov.vn"), (21, "annv_stttt"), (21, "la")))
        path = self.file(log + "x" * 200_000 + "\n" + log, "mail.log")
        self.run_it("logins", "--postfix-log", path)
        self.assertIn("không có trong danh bạ: la", self.said)
        self.assertEqual(self.mailboxes()["annv_stttt@bacgiang.gov.vn"]["last_login"], "2026-11-22T08:00:00+07:00")
        older = self.file(log.replace("2026-11", "2026-10"), "old.log")
        self.run_it("logins", "--postfix-log", older)
        self.assertEqual(self.mailboxes()["annv_stttt@bacgiang.gov.vn"]["last_login"], "2026-11-22T08:00:00+07:00")
        self.run_it("logins", "--postfix-log", "/nowhere", code=2)

    def test_ldif(self):
        ldif = ("dn: uid=annv_stttt,ou=people,dc=bacgiang,dc=gov,dc=vn\nobjectClass: zimbraAccount\n"
                "zimbraMailDeliveryAddress: annv_stttt@bacgiang.gov.vn\nzimbraAccountStatus: active\n"
                "displayName:: Tmd1eeG7hW4gVsSDbiBBbg==\nzimbraMailAlias: an@bacgiang.gov.vn\n")
        self.assertEqual(self.imported(ldif)["added"], 1)
        self.assertEqual(self.imported(ldif)["unchanged"], 1)
        self.assertEqual(self.mailboxes()["annv_stttt@bacgiang.gov.vn"]["aliases"], ["an@bacgiang.gov.vn"])

    def test_addresses_of_the_directory(self):
        self.imported(SMALL + "4,Lê Ý,,stttt,sai_stttt,cá nhân,,,\n")
        result = subprocess.run([CONGVU, "address", "check", "--directory", "--database", self.database, "--json"],
                                capture_output=True, timeout=60)
        self.assertEqual(result.returncode, 1, result.stderr.decode())
        findings = json.loads(result.stdout)["findings"]
        self.assertEqual([(one["local"], one["expected"]) for one in findings], [("sai_stttt", "yl_stttt")])

    def test_a_gigabyte_is_refused_at_once(self):
        path = self.file("x")
        os.truncate(path, 1 << 30)
        self.run_it("import", path, code=1)
        self.assertIn("tệp lớn hơn 256 MiB", self.said)

    # --- at the same time, and killed ---

    @staticmethod
    def many(title, count=6_000):
        return "address,name,title\n" + "".join(f"u{i}_stttt,Người {i},{title}\n" for i in range(count))

    def start_import(self, path):
        return subprocess.Popen([CONGVU, "directory", "import", "--database", self.database, path], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def titles(self):
        titles = {}
        for one in self.mailboxes().values():
            titles[one["title"]] = titles.get(one["title"], 0) + 1
        return titles

    def test_two_imports_at_once_do_not_mix(self):
        paths = [self.file(self.many(title, 2_000), title) for title in ("A", "B")]
        for process in [self.start_import(path) for path in paths]:
            self.assertIn(process.wait(120), (0, 2))
        titles = self.titles()
        self.assertEqual(len(titles), 1, titles)
        self.assertEqual(sum(titles.values()), 2_000)

    def test_killed_in_the_middle(self):
        self.imported(self.many("A"))
        path = self.file(self.many("B"), "b.csv")
        expected = {"A": 6_000}
        random_moment = random.Random(7)
        for _ in range(10):
            process = self.start_import(path)
            time.sleep(random_moment.uniform(0.02, 1.0))
            process.send_signal(signal.SIGKILL)
            if process.wait(60) == 0:
                expected = {"B": 6_000}
            titles = self.titles()
            # The commit may have come just before the signal.
            self.assertIn(titles, (expected, {"B": 6_000}))
            expected = titles
        self.run_it("import", path)
        self.assertEqual(self.titles(), {"B": 6_000})

    def test_readers_are_not_kept_waiting(self):
        self.imported(self.many("A", 5_000))
        process = self.start_import(self.file(self.many("B", 5_000), "b.csv"))
        seen = set()
        while process.poll() is None:
            seen.add(frozenset(self.titles().items()))
        self.assertEqual(process.returncode, 0)
        self.assertLessEqual(seen, {frozenset({("A", 5_000)}), frozenset({("B", 5_000)})})


class OnlySQLite(OnSQLite):
    def test_a_database_that_is_none(self):
        path = os.path.join(self.directory, "db", "directory.db")
        with open(path, "wb") as out:
            out.write(b"not a database" * 1000)
        self.run_it("import", self.file(SMALL), code=2)
        self.assertIn("directory.db", self.said)

    def test_a_database_of_a_later_version(self):
        self.imported(SMALL)
        with sqlite3.connect(os.path.join(self.directory, "db", "directory.db")) as database:
            database.execute("update schema_version set version = 99 where component = 'directory'")
        database.close()
        self.run_it("list", code=2)
        self.assertIn("99", self.said)

    def test_a_writer_that_holds_the_lock(self):
        self.imported(SMALL)
        other = sqlite3.connect(os.path.join(self.directory, "db", "directory.db"), isolation_level=None)
        other.execute("begin immediate")
        timer = threading.Timer(1, lambda: None)
        timer.start()
        self.assertIn("Nguyễn Văn An", self.run_it("list"))
        self.run_it("import", self.file(SMALL.replace("Chuyên viên", "B")), code=2)
        self.assertIn("locked", self.said)
        other.execute("rollback")
        other.close()
        self.run_it("import", self.file(SMALL.replace("Chuyên viên", "B")))

    def test_no_directory_yet(self):
        self.run_it("list", code=2)
        self.assertIn("congvu directory import", self.said)
        self.assertEqual(os.listdir(os.path.join(self.directory, "db")), [])


class DirectoryOnPostgreSQL(Directory):
    @classmethod
    def setUpClass(cls):
        if postgresql.programs() is None:
            raise unittest.SkipTest("no PostgreSQL server is installed")
        cls.server = postgresql.PostgreSQL()
        cls.databases = 0

    @classmethod
    def tearDownClass(cls):
        cls.server.close()

    def make_database(self):
        DirectoryOnPostgreSQL.databases += 1
        return self.server.address(f"test_{self.databases}")


if __name__ == "__main__":
    unittest.main()
