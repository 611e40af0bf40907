"""congvu scan as its users meet it: the JSON interface, inputs, order, exit codes, and a worker that dies."""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

CONGVU = os.path.abspath(os.environ.get("CONGVU", "build/congvu"))
MEMBERS = {"file", "action", "rules", "flags", "attachments", "deviations", "limits"}
ATTACHMENT = {"path", "names", "declared_type", "detected_type", "kind", "form", "size", "outcome"}


def mail(name="a.txt", body="Kinh gui", subject="bao cao"):
    return (f"From: a@example.org\r\nTo: b@bacgiang.gov.vn\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: application/octet-stream; name=\"{name}\"\r\n"
            f"Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{body}\r\n").encode()


def scan(*arguments, **options):
    return subprocess.run([CONGVU, "scan", *arguments], capture_output=True, timeout=120, **options)


class Scan(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = holder.name

    def write(self, name, data):
        path = os.path.join(self.directory, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(data)
        return path

    def lines(self, result):
        return [json.loads(line) for line in result.stdout.decode().splitlines()]

    def test_json_interface(self):
        result = scan("--json", self.write("bad.eml", mail("x.vbs", "MsgBox 1")))
        self.assertEqual(result.returncode, 1, result.stderr)
        (line,) = self.lines(result)
        self.assertLessEqual(MEMBERS, set(line))
        self.assertEqual(line["action"], "reject")
        self.assertEqual(line["flags"], {"executable": True, "encrypted": False, "unchecked": False, "ambiguous": False})
        self.assertIn(("executable-attachment", "4.6", "enforce"),
                      [(rule["id"], rule["clause"], rule["mode"]) for rule in line["rules"]])
        found = [one for one in line["attachments"] if "x.vbs" in one["names"]]
        self.assertEqual(len(found), 1)
        self.assertLessEqual(ATTACHMENT, set(found[0]))
        self.assertEqual((found[0]["kind"], found[0]["outcome"]), ("executable", "forbidden"))

    def test_clean_mail_and_standard_input(self):
        result = scan("--json", "-", input=mail())
        self.assertEqual(result.returncode, 0, result.stderr)
        (line,) = self.lines(result)
        self.assertEqual((line["file"], line["action"]), ("-", "accept"))
        self.assertFalse(any(line["flags"].values()))

    def test_directory_in_order(self):
        for number in range(300):
            self.write(f"mails/{number:03}.eml", mail("x.js" if number % 3 == 0 else "a.txt", f"so {number}"))
        result = scan("--json", os.path.join(self.directory, "mails"))
        lines = self.lines(result)
        self.assertEqual([os.path.basename(line["file"]) for line in lines], [f"{n:03}.eml" for n in range(300)])
        self.assertEqual([line["flags"]["executable"] for line in lines], [n % 3 == 0 for n in range(300)])

    def test_maildir(self):
        self.write("dir/cur/1:2,S", mail())
        self.write("dir/new/2", mail("x.exe", "MZ"))
        self.write("dir/tmp/3", mail())
        lines = self.lines(scan("--json", os.path.join(self.directory, "dir")))
        self.assertEqual([os.path.basename(line["file"]) for line in lines], ["1:2,S", "2"])

    def test_unreadable_file(self):
        good = self.write("good.eml", mail())
        result = scan("--json", os.path.join(self.directory, "nothing.eml"), good)
        self.assertEqual(result.returncode, 3)
        missing, found = self.lines(result)
        self.assertIn("error", missing)
        self.assertEqual(found["action"], "accept")

    def test_broken_rules_say_where(self):
        rules = self.write("bad.yaml", b"rules:\n  - id: a\n    wen: {}\n")
        result = scan("--json", "--rules", rules, self.write("a.eml", mail()))
        self.assertEqual(result.returncode, 2)
        self.assertIn(b"bad.yaml:3:5", result.stderr)
        self.assertIn(b"`when`", result.stderr)

    def test_names_cannot_steer_a_terminal(self):
        result = scan(self.write("a.eml", mail("a\x1b[31m\x07.exe", "MZ")))
        self.assertNotIn(b"\x1b", result.stdout)
        self.assertNotIn(b"\x07", result.stdout)

    def test_killed_workers_cost_nothing(self):
        """Workers are killed now and then; every mail is still answered, and answered right."""
        for number in range(2000):
            self.write(f"mails/{number:04}.eml", mail("x.vbs" if number % 5 == 0 else "a.txt", "x" * 2000 + str(number)))
        process = subprocess.Popen([CONGVU, "scan", "--json", os.path.join(self.directory, "mails")],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        done = threading.Event()
        killed = []

        def kill_workers():
            children = f"/proc/{process.pid}/task"
            while not done.wait(0.15) and len(killed) < 8:
                for task in os.listdir(children) if os.path.isdir(children) else []:
                    try:
                        with open(f"{children}/{task}/children", encoding="ascii") as names:
                            pids = names.read().split()
                    except OSError:
                        continue
                    if pids:
                        os.kill(int(pids[0]), signal.SIGKILL)
                        killed.append(pids[0])
                        break

        killer = threading.Thread(target=kill_workers)
        killer.start()
        output, _ = process.communicate(timeout=120)
        done.set()
        killer.join()
        lines = [json.loads(line) for line in output.decode().splitlines()]
        self.assertTrue(killed)
        self.assertEqual(len(lines), 2000)
        for number, line in enumerate(lines):
            if "error" not in line:
                self.assertEqual(line["flags"]["executable"], number % 5 == 0)
        self.assertLessEqual(sum("error" in line for line in lines), len(killed))


class Reasons(unittest.TestCase):
    """congvu reasons: the reason codes, and what the rules do with each."""

    def run_it(self, *arguments):
        done = subprocess.run([CONGVU, "reasons", *arguments], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def test_every_code_with_grade_text_and_rule(self):
        code, output, _ = self.run_it("--json")
        self.assertEqual(code, 0)
        reasons = json.loads(output)
        self.assertEqual(len({(reason["kind"], reason["code"]) for reason in reasons}), len(reasons))
        for reason in reasons:
            with self.subTest(reason["code"]):
                self.assertIn(reason["action"], ("hold", "note"))  # no code without a rule
                self.assertEqual(reason["mode"], "enforce")
                self.assertTrue(reason["text"].isascii())
                self.assertFalse(reason["text_vi"].isascii())
                if reason["kind"] == "deviation":
                    self.assertEqual(reason["action"], {"strong": "hold", "weak": "note"}[reason["grade"]])
        self.assertEqual({reason["kind"] for reason in reasons}, {"deviation", "unchecked", "limit"})
        _, text, _ = self.run_it()
        for reason in reasons:
            self.assertRegex(text, f"\n{reason['code']} .* {re.escape(reason['text_vi'])}\n")

    def test_rules_of_ones_own(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "r.yaml")
            with open(path, "w", encoding="utf-8") as out:
                out.write('rules:\n  - {id: r, clause: "4.6", title: T, mode: observe, when: {message.limit: depth},\n'
                          "     then: {reject: t}, examples: {hit: [{message: {limit: depth}}], miss: [{helo: x}]}}\n")
            code, output, _ = self.run_it("--json", "--rules", path)
            self.assertEqual(code, 0)
            with_rule = [reason for reason in json.loads(output) if "rule" in reason]
            self.assertEqual([(reason["code"], reason["kind"], reason["rule"], reason["action"], reason["mode"])
                              for reason in with_rule], [("depth", "limit", "r", "reject", "observe")])
            with open(path, "a", encoding="utf-8") as out:
                out.write("rulez: 1\n")
            code, _, errors = self.run_it("--rules", path)
            self.assertEqual(code, 2)
            self.assertIn("r.yaml:4:1", errors)


if __name__ == "__main__":
    sys.exit(unittest.main())
