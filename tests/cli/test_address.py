"""congvu address and congvu password as their users meet them."""
import json
import os
import pty
import select
import signal
import subprocess
import tempfile
import termios
import time
import unicodedata
import unittest

CONGVU = os.path.abspath(os.environ.get("CONGVU", "build/congvu"))


def congvu(*arguments, **options):
    return subprocess.run([CONGVU, *arguments], capture_output=True, timeout=60, **options)


class Address(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.list = os.path.join(holder.name, "danh-ba.csv")

    def write(self, text):
        with open(self.list, "w", encoding="utf-8") as out:
            out.write(text)
        return self.list

    def made(self, *arguments):
        result = congvu("address", "make", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return result.stdout.decode().strip()

    def test_persons(self):
        self.assertEqual(self.made("Nguyễn Văn An", "--org", "stttt"), "annv_stttt@bacgiang.gov.vn")
        self.assertEqual(self.made("Ðỗ Thị Thanh Hương", "--org", "snv@bacgiang.gov.vn"), "huongdtt_snv@bacgiang.gov.vn")
        for form in ("NFC", "NFD"):
            name = unicodedata.normalize(form, "Đặng Thị Hồng Nhung")
            self.assertEqual(self.made(name, "--org", "stttt"), "nhungdth_stttt@bacgiang.gov.vn")

    def test_organisations(self):
        for name, arguments, local in (
                ("Ủy ban nhân dân tỉnh", (), "ubnd"),
                ("Sở Thông tin và Truyền thông", (), "stttt"),
                ("Chi cục Kiểm lâm", ("--parent", "snnptnt"), "cckl_snnptnt"),
                ("UBND thành phố Bắc Giang", (), "tpbg"),
                ("UBND xã Đại Sơn, huyện Sơn Động", (), "daison_sondong"),
                ("Phòng Giáo dục và Đào tạo huyện Lục Ngạn", (), "pgddt_lucngan"),
                ("Giáo dục và Đào tạo", ("--level", "district-office", "--parent", "lucngan"), "pgddt_lucngan")):
            self.assertEqual(self.made("--org-name", name, *arguments), local + "@bacgiang.gov.vn")
        result = congvu("address", "make", "--json", "--org-name", "UBND huyện Lục Ngạn")
        self.assertEqual(json.loads(result.stdout), {
            "ok": True, "address": "lucngan@bacgiang.gov.vn", "local": "lucngan", "level": "district",
            "taken": False, "suggestions": []})

    def test_taken(self):
        known = self.write("local,name,kind,org\nannv_stttt,Nguyễn Văn Ân,cá nhân,stttt\nannv2_stttt,Ai,,stttt\n")
        result = congvu("address", "make", "Nguyễn Văn An", "--org", "stttt", "--known", known)
        self.assertEqual(result.returncode, 1)
        self.assertIn("vanann_stttt, annv3_stttt, annv4_stttt", result.stderr.decode())
        result = congvu("address", "make", "Lê Ý", "--org", "stttt", "--known", known, "--json")
        self.assertEqual(result.returncode, 0)
        self.assertFalse(json.loads(result.stdout)["taken"])

    def test_no_address(self):
        for arguments in (("Аn", "--org", "stttt"), ("An", "--org", "không phải"),
                          ("--org-name", "Chi cục Kiểm lâm", "--level", "sub-unit")):
            result = congvu("address", "make", *arguments)
            self.assertEqual((result.returncode, result.stdout), (1, b""), arguments)
            self.assertIn("Không đặt được địa chỉ", result.stderr.decode())
            result = congvu("address", "make", "--json", *arguments)
            self.assertEqual(set(json.loads(result.stdout)), {"ok", "error"})
            self.assertEqual(result.returncode, 1)

    def test_wrong_options(self):
        for arguments in ((), ("make",), ("make", "An"), ("make", "--org", "stttt"), ("make", "--level", "province"),
                          ("make", "An", "--org", "a", "--org-name", "B"), ("make", "--org-name", "A", "--level", "x"),
                          ("check", "/no/such/file"), ("check", "--profile", "/no/such/file")):
            self.assertEqual(congvu("address", *arguments, input=b"").returncode, 2, arguments)

    def test_check(self):
        result = congvu("address", "check", self.write(
            "địa chỉ;họ và tên;loại;đơn vị\n"
            "stttt@bacgiang.gov.vn;Sở Thông tin và Truyền thông;cơ quan;\n"
            "annv_stttt@bacgiang.gov.vn;Nguyễn Văn An;cá nhân;stttt\n"), )
        self.assertEqual(result.returncode, 0, result.stdout)
        self.assertEqual(result.stdout.decode(), "2 hộp thư: 0 trùng, 0 không đúng, 0 lưu ý, 0 dòng không đọc được\n")

    def test_check_findings(self):
        text = ("local,name,kind,org\n"
                "stttt,Sở Thông tin và Truyền thông,organisation,\n"
                "ducdq@bacgiang.gov.vn,Đinh Quang Đức,person,stttt\n"
                "annv_stttt,Nguyễn Văn An,person,stttt\n"
                "annv_stttt,Nguyễn Văn Ân,person,stttt\n"
                "an@gmail.com,Nguyễn Văn An,person,stttt\n")
        result = congvu("address", "check", "--json", input=text.encode())
        self.assertEqual(result.returncode, 1)
        answer = json.loads(result.stdout)
        self.assertFalse(answer["ok"])
        self.assertEqual(answer["mailboxes"], 4)
        self.assertEqual([(one["line"], one["kind"], one["severity"]) for one in answer["findings"]],
                         [(3, "not-by-rule", "warning"), (4, "duplicate", "error"), (5, "duplicate", "error")])
        self.assertEqual(answer["findings"][0]["suggestions"], ["ducdq_stttt"])
        self.assertEqual(answer["faults"], [{"where": "dòng 6", "text": "`gmail.com` không phải tên miền của tỉnh"}])
        plain = congvu("address", "check", "-", input=text.encode()).stdout.decode()
        self.assertIn("dòng 3: không đúng: ducdq (Đinh Quang Đức): theo Điều 5 là ducdq_stttt; gợi ý: ducdq_stttt", plain)


class Password(unittest.TestCase):
    def check(self, password, *arguments):
        return congvu("password", "check", *arguments, input=password)

    def test_good(self):
        for password in (b"Abcdef1!\n", b"Abcdef1!", b"Abcdef1!\r\n", "MậtKhẩu1!\n".encode(),
                         unicodedata.normalize("NFD", "MậtKhẩu1!\n").encode()):
            result = self.check(password, "--role", "user")
            self.assertEqual(result.returncode, 0, result.stdout)
            self.assertTrue(result.stdout.decode().startswith("Đạt yêu cầu"))

    def test_what_is_missing(self):
        result = self.check(b"abc\n", "--role", "admin", "--json")
        self.assertEqual(result.returncode, 1)
        answer = json.loads(result.stdout)
        self.assertEqual([fault["code"] for fault in answer["faults"]],
                         ["too-short", "no-capital", "no-digit", "no-special"])
        self.assertIn("(10)", answer["faults"][0]["text"])
        self.assertEqual(self.check(b"Abcdefg1!\n", "--role", "admin").returncode, 1)
        self.assertEqual(self.check(b"Abcdefg1!\n", "--role", "user").returncode, 0)

    def test_spellings_have_one_answer(self):
        texts = [unicodedata.normalize(form, "Ệệ1!aaa") for form in ("NFC", "NFD")]  # seven characters
        answers = [self.check(text.encode(), "--role", "user", "--json") for text in texts]
        self.assertEqual(answers[0].stdout, answers[1].stdout)
        self.assertEqual(answers[0].returncode, 1)

    def test_nothing_of_it_is_printed(self):
        secret = b"ThisIsVerySecret"
        for arguments in (("--role", "user"), ("--role", "admin", "--json")):
            for password in (secret, secret + b"\xff", secret + b"\nsecond", secret * 200):
                result = self.check(password, *arguments)
                self.assertNotIn(b"VerySecret", result.stdout + result.stderr)
                self.assertIn(result.returncode, (1, 64))

    def test_usage(self):
        for arguments in ((), ("--role", "x"), ("--role",), ("--role", "user", "--unknown"),
                          ("--role", "user", "--profile", "/no/such/file")):
            self.assertEqual(self.check(b"Abcdef1!\n", *arguments).returncode, 64, arguments)
        self.assertEqual(congvu("password").returncode, 64)
        self.assertEqual(congvu("password", "check", "--help").returncode, 0)
        for bad in (b"", b"Abcdef1!\nAbcdef1!\n"):
            self.assertEqual(self.check(bad, "--role", "user").returncode, 64)
        for bad in (b"\n", b"Abcdef1!\x00\n", b"Abcdef1!\xff\n", b"A1!" + b"a" * 5000):
            self.assertEqual(self.check(bad, "--role", "user").returncode, 1, bad[:20])


class Terminal(unittest.TestCase):
    """A terminal shows nothing of what is typed, and echoes again whatever happens."""

    def setUp(self):
        try:
            self.ours, theirs = pty.openpty()
        except OSError as why:  # a bare root directory may have no /dev/pts
            self.skipTest(f"no pseudo-terminal here: {why}")
        self.addCleanup(os.close, self.ours)
        self.addCleanup(os.close, theirs)
        self.theirs = theirs
        self.process = subprocess.Popen([CONGVU, "password", "check", "--role", "user"], stdin=theirs,
                                        stdout=subprocess.PIPE, stderr=theirs, start_new_session=True)
        self.addCleanup(self.process.stdout.close)
        self.screen = b""
        self.until("Mật khẩu: ".encode())

    def until(self, text, seconds=30):
        end = time.monotonic() + seconds
        while text not in self.screen:
            ready, _, _ = select.select([self.ours], [], [], max(0, end - time.monotonic()))
            self.assertTrue(ready, self.screen)
            self.screen += os.read(self.ours, 4096)

    def echoes(self):
        return bool(termios.tcgetattr(self.theirs)[3] & termios.ECHO)

    def test_typed(self):
        self.assertFalse(self.echoes())
        os.write(self.ours, b"Abcdef1!\n")
        output, _ = self.process.communicate(timeout=30)
        self.assertEqual(self.process.returncode, 0)
        self.assertTrue(self.echoes())
        self.until(b"\n")
        self.assertNotIn(b"Abcdef1!", self.screen + output)

    def test_interrupted(self):
        os.write(self.ours, b"Abc")
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=30)
        self.assertEqual(self.process.returncode, -signal.SIGTERM)
        self.assertTrue(self.echoes())


if __name__ == "__main__":
    unittest.main()
