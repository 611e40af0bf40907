"""congvu-milter against the MTA's side of the protocol (milter_client.py), without an MTA.

CONGVU_MILTER=build/congvu-milter python3 -m unittest tests/milter/test_milter.py
"""

import base64
import contextlib
import io
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import zipfile

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parent.parent)]

from daemon_process import PATIENCE, DaemonProcess  # noqa: E402
import milter_client as mc  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
MILTER = os.environ.get("CONGVU_MILTER", str(ROOT / "build" / "congvu-milter"))

PROGRAM = b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(400)
CLEAN = b"Subject: bao cao\r\nFrom: a@example.org\r\n\r\nKinh gui\r\n"


def attachment(name, data, headers=b""):
    return (headers + b"Subject: tep\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
            b"Content-Type: text/plain\r\n\r\nxem tep\r\n--b\r\nContent-Type: application/octet-stream\r\n"
            b'Content-Disposition: attachment; filename="' + name.encode() + b'"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n")
            + b"--b--\r\n")


def encrypted_zip():
    """A zip whose only entry says, in both headers, that it is encrypted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("luong.txt", os.urandom(40))
    data = bytearray(out.getvalue())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


EXECUTABLE = attachment("cai-dat.exe", PROGRAM)
ENCRYPTED = attachment("luong.zip", encrypted_zip())


class Daemon(DaemonProcess):
    def __init__(self, settings="", arguments=(), folder=None, change=lambda config: config):
        self._own = tempfile.TemporaryDirectory(prefix="congvu-milter-") if folder is None else None
        self.folder = pathlib.Path(self._own.name if self._own else folder)
        os.chmod(self.folder, 0o777)
        self.socket = str(self.folder / "s")
        self.decisions = self.folder / "decisions.jsonl"
        config = self.folder / "congvu.yaml"
        if not config.exists():
            config.write_text(change(
                f"socket: unix:{self.socket}\nuser: nobody\ndecision_log: {self.decisions}\n"
                f"drain: 20s\nspool: {{directory: {self.folder}, total: 64MiB}}\nlog: {{level: debug}}\n") + settings)
        self.errors = self.folder / f"stderr-{time.monotonic_ns()}"
        with open(self.errors, "wb") as stderr:
            self.process = subprocess.Popen([MILTER, "--config", str(config), *arguments], stderr=stderr)

    def session(self, **more):
        return mc.Session(self.socket, timeout=PATIENCE, **more).open()

    def send(self, mail, **more):
        with self.session() as session:
            return session.send(mail, **more)

    def workers(self):
        """Process ids of the scan workers."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for file in children for pid in file.read_text().split()]


class Verdicts(unittest.TestCase):
    """What is said about messages; one daemon for all."""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon("limits: {message_bytes: 4MiB}\n").__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()

    def test_clean_mail_passes_untouched(self):
        verdict = self.daemon.send(CLEAN)
        self.assertEqual((verdict.action, verdict.stage), ("continue", "E"))
        self.assertEqual((verdict.added, verdict.inserted, verdict.changed, verdict.quarantine), ([], [], [], None))

    def test_executable_is_refused_with_file_and_clause(self):
        verdict = self.daemon.send(EXECUTABLE)
        self.assertEqual((verdict.action, verdict.stage), ("reject", "E"))
        self.assertRegex(verdict.reply, r"^554[ -]5\.7\.1 ")
        self.assertIn("cai-dat.exe", verdict.reply)
        self.assertIn("4.6", verdict.reply)
        self.assertTrue(verdict.reply.isascii())

    def test_percent_reaches_the_mta_doubled(self):
        self.assertIn("100%%s.exe", self.daemon.send(attachment("100%s.exe", PROGRAM)).reply)

    def test_names_do_not_steer_the_reply(self):
        name = "a\u202egpj.exe"
        reply = self.daemon.send(attachment(name, PROGRAM)).reply
        self.assertTrue(all(" " <= c <= "~" for c in reply.replace("\r\n", "")), reply)

    def test_marks_are_added_and_forged_ones_removed(self):
        forged = b"X-Congvu-Class: sach\r\nx-congvu-note: 1\r\nX-CONGVU-CLASS: 2\r\n"
        verdict = self.daemon.send(forged + ENCRYPTED)
        self.assertEqual(verdict.action, "continue")
        removed = [(index, name.lower()) for index, name, value in verdict.changed if value == ""]
        self.assertEqual(sorted(removed), [(1, "x-congvu-class"), (1, "x-congvu-note"), (2, "x-congvu-class")])
        self.assertLess(removed.index((2, "x-congvu-class")), removed.index((1, "x-congvu-class")))
        added = dict(verdict.added)
        self.assertEqual(added["X-Congvu-Class"], " encrypted-archive")
        self.assertTrue(all(value.isascii() for value in added.values()), added)

    def test_forged_ambiguity_results_are_removed_though_we_add_none(self):
        forged = (b"MIME-Ambiguity-Results: mx.test; grade=none\r\nmime-ambiguity-results: a;\r\n\tgrade=none\r\n"
                  b"Mime-Ambiguity-Results:\r\n")
        verdict = self.daemon.send(forged + CLEAN)
        self.assertEqual((verdict.action, verdict.added, verdict.inserted), ("continue", [], []))
        self.assertEqual([(index, name.lower(), value) for index, name, value in verdict.changed],
                         [(3, "mime-ambiguity-results", ""), (2, "mime-ambiguity-results", ""),
                          (1, "mime-ambiguity-results", "")])

    def test_a_thousand_forged_fields_are_removed_and_more_are_not_taken(self):
        verdict = self.daemon.send(b"X-Congvu-A: 1\r\n" * 1000 + CLEAN)
        self.assertEqual([index for index, _, _ in verdict.changed], list(range(1000, 0, -1)))
        self.assertEqual(self.daemon.send(b"X-Congvu-A: 1\r\n" * 1001 + CLEAN).action, "tempfail")

    def test_leading_space_is_ours_to_give_only_where_agreed(self):
        with self.daemon.session(offer_protocol=mc.ALL_PROTOCOL & ~mc.HDR_LEADSPC) as session:
            verdict = session.send(ENCRYPTED)
        self.assertIn(("X-Congvu-Class", "encrypted-archive"), verdict.added)

    def test_ambiguous_mail_is_held(self):
        mail = attachment("a.pdf", b"%PDF-1.4\n").replace(b"MIME-Version", b"Content-Type: text/plain\r\nMIME-Version", 1)
        verdict = self.daemon.send(mail)
        self.assertEqual(verdict.action, "continue")
        self.assertTrue(verdict.quarantine)
        self.assertIn("X-Congvu-Hold", dict(verdict.added))

    def test_many_messages_in_one_session(self):
        with self.daemon.session() as session:
            for number in range(30):
                mail = EXECUTABLE if number % 3 == 0 else CLEAN
                verdict = session.send(mail, queue_id=f"Q{number}")
                self.assertEqual(verdict.action, "reject" if number % 3 == 0 else "continue", number)

    def test_an_aborted_message_leaves_nothing_behind(self):
        with self.daemon.session() as session:
            for command, data in (("M", b"<a@b.vn>\0"), ("R", b"<c@d.vn>\0"), ("L", b"X-Congvu-Class\0 1\0")):
                session._step(command, data)
            session.abort()
            verdict = session.send(CLEAN, sender="later@b.vn", queue_id="AFTERABORT")
        self.assertEqual((verdict.action, verdict.changed), ("continue", []))
        self.daemon.wait(lambda: "AFTERABORT" in self.daemon.decisions.read_text())
        line = next(line for line in self.daemon.lines() if line["queue_id"] == "AFTERABORT")
        self.assertEqual((line["sender"], line["recipients"]), ("later@b.vn", ["b@bacgiang.gov.vn"]))

    def test_what_is_longer_than_the_limit_is_not_clean(self):
        text = b"x" * 76 + b"\r\n"
        verdict = self.daemon.send(CLEAN + text * 60_000, queue_id="LONG")
        self.assertTrue(verdict.action in ("reject", "tempfail") or verdict.quarantine, verdict)
        self.daemon.wait(lambda: '"LONG"' in self.daemon.decisions.read_text())
        line = next(line for line in self.daemon.lines() if line["queue_id"] == "LONG")
        self.assertGreater(line["size"], 4 << 20)

    def test_big_mail_goes_through_the_disk(self):
        data = os.urandom(2 << 20)
        self.assertEqual(self.daemon.send(attachment("anh.bin", data)).action, "continue")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("anh.bin", data)
            archive.writestr("chay.exe", PROGRAM)
        self.assertEqual(self.daemon.send(attachment("anh.zip", out.getvalue())).action, "reject")
        self.assertEqual([entry.name for entry in self.daemon.folder.iterdir() if entry.name.startswith("congvu-")], [])

    def test_negotiation_takes_what_it_needs(self):
        with self.daemon.session() as session:
            for step in (mc.NO_UNKNOWN, mc.NO_DATA, mc.NR_HELO, mc.NR_MAIL, mc.NR_RCPT, mc.NR_HDR, mc.NR_EOH,
                         mc.NR_BODY, mc.HDR_LEADSPC):
                self.assertTrue(session.protocol & step, hex(step))
            for step in (mc.NO_CONNECT, mc.NO_MAIL, mc.NO_RCPT, mc.NO_BODY, mc.NO_HDRS, mc.NO_EOH, mc.SKIP, mc.NR_CONN):
                self.assertFalse(session.protocol & step, hex(step))
            self.assertEqual(session.actions & 0x3F, 0x31)  # header fields and quarantine, not the body or the envelope

    def test_an_mta_that_offers_little(self):
        with self.daemon.session(offer_protocol=0) as session:
            self.assertEqual(session.protocol, 0)
            self.assertEqual(session.send(EXECUTABLE).action, "reject")
            self.assertEqual(session.send(CLEAN).action, "continue")

    def test_an_mta_without_quarantine_is_turned_away(self):
        with self.assertRaises(mc.ProtocolError):
            mc.Session(self.daemon.socket, timeout=PATIENCE, offer_actions=0x1F)

    def test_garbage_ends_the_session_only(self):
        for junk in (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\x0dO" + bytes(12), b"GET / HTTP/1.0\r\n\r\n", b"\0\0"):
            raw = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            raw.connect(self.daemon.socket)
            with contextlib.suppress(OSError):
                raw.sendall(junk)
            raw.close()
        self.assertEqual(self.daemon.send(CLEAN).action, "continue")

    def test_end_of_message_out_of_order_is_not_passed_unseen(self):
        with self.daemon.session() as session:
            session.socket.settimeout(1)  # libmilter may say nothing at all
            session.verdict = mc.Verdict()
            with contextlib.suppress(mc.ProtocolError, OSError):
                session._step("E")
            self.assertIn(session.verdict.action, (None, "tempfail", "continue"))
        self.assertEqual(self.daemon.send(EXECUTABLE).action, "reject")

    def test_a_hundred_sessions_at_once(self):
        wrong = []

        def talk(number):
            try:
                with self.daemon.session() as session:
                    for turn in range(4):
                        bad = (number + turn) % 2 == 0
                        verdict = session.send(EXECUTABLE if bad else CLEAN)
                        if verdict.action != ("reject" if bad else "continue"):
                            wrong.append((number, turn, verdict))
            except (OSError, mc.ProtocolError) as error:
                wrong.append((number, error))

        threads = [threading.Thread(target=talk, args=(number,)) for number in range(100)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_decisions_are_logged(self):
        self.daemon.send(EXECUTABLE, sender="s@example.org", recipients=("r1@x.vn", "r2@y.vn"), queue_id="JOURNAL",
                         login="an.nv")
        self.daemon.wait(lambda: "JOURNAL" in self.daemon.decisions.read_text())
        line = next(line for line in self.daemon.lines() if line["queue_id"] == "JOURNAL")
        self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$")
        self.assertEqual((line["sender"], line["recipients"], line["login"]), ("s@example.org", ["r1@x.vn", "r2@y.vn"],
                                                                              "an.nv"))
        self.assertEqual((line["action"], line["reply"], line["client"], line["mta"]),
                         ("reject", 554, "192.0.2.7", "postfix"))
        rule = next(rule for rule in line["rules"] if rule["action"] == "reject")
        self.assertEqual((rule["id"], rule["clause"], rule["mode"], rule["attachments"]),
                         ("executable-attachment", "4.6", "enforce", ["mail > cai-dat.exe"]))
        self.assertNotIn("xem tep", self.daemon.decisions.read_text())

    def test_ipv6_client(self):
        with mc.Session(self.daemon.socket, timeout=PATIENCE) as session:
            session.open(client=("unknown", "2001:db8::7"))
            session.send(CLEAN, queue_id="SIX")
        self.daemon.wait(lambda: '"SIX"' in self.daemon.decisions.read_text())
        line = next(line for line in self.daemon.lines() if line["queue_id"] == "SIX")
        self.assertEqual(line["client"], "2001:db8::7")
        self.assertNotIn("client_name", line)


class Ambiguity(unittest.TestCase):
    """What was found ambiguous, told to the next hop, to the log and to whoever counts."""

    DOUBLE = attachment("a.pdf", b"%PDF-1.4\n").replace(b"MIME-Version", b"Content-Type: text/plain\r\nMIME-Version", 1)
    FORGED = b"MIME-Ambiguity-Results: mx.test; grade=none; readings=1\r\n"

    def results(self, verdict):
        """Its fields, unfolded."""
        return [(index, value.replace("\n", "")) for index, name, value in verdict.inserted
                if name == "MIME-Ambiguity-Results"]

    def test_results_come_first_and_forged_ones_go(self):
        with Daemon("ambiguity_header: true\n") as daemon:
            verdict = daemon.send(self.FORGED + self.DOUBLE)
            self.assertTrue(verdict.quarantine)
            ((index, value),) = self.results(verdict)
            self.assertEqual(index, 0)
            self.assertRegex(value, r"^ mx\.test; grade=strong; reasons=[a-z_]+(, ?[a-z_]+)*; readings=\d+$")
            self.assertIn("duplicate_header", value)
            self.assertEqual([(index, name) for index, name, value in verdict.changed],
                             [(1, "MIME-Ambiguity-Results")])
            self.assertEqual(self.results(daemon.send(CLEAN)), [(0, " mx.test; grade=none; readings=1")])
            self.assertEqual(self.results(daemon.send(EXECUTABLE)), [])
            with daemon.session(offer_protocol=mc.ALL_PROTOCOL & ~mc.HDR_LEADSPC) as session:
                self.assertEqual(self.results(session.send(CLEAN)), [(0, "mx.test; grade=none; readings=1")])

    def test_the_name_of_the_host_can_be_set_and_reloaded(self):
        with Daemon("ambiguity_header: true\nauthserv_id: cong.bacgiang.gov.vn\n") as daemon:
            self.assertEqual(self.results(daemon.send(CLEAN)), [(0, " cong.bacgiang.gov.vn; grade=none; readings=1")])
            config = daemon.folder / "congvu.yaml"
            config.write_text(config.read_text().replace("ambiguity_header: true", "ambiguity_header: false"))
            daemon.hup()
            daemon.wait_log("reloaded")
            self.assertEqual(self.results(daemon.send(CLEAN)), [])

    def test_nothing_of_a_mail_gets_into_the_results(self):
        nasty = attachment('a\u202e"; grade=none; x=.pdf', b"%PDF-1.4\n", b"Subject: grade=none\r\n")
        with Daemon("ambiguity_header: true\n") as daemon:
            ((_, value),) = self.results(daemon.send(nasty))
            self.assertRegex(value, r"^ mx\.test; grade=(weak|strong); reasons=[a-z0-9_]+(, ?[a-z0-9_]+)*; readings=\d+$")

    def test_counters_in_log_and_file(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o777)
            file = pathlib.Path(folder) / "metrics.prom"
            with Daemon(f"metrics: {{file: {file}, interval: 1s}}\n") as daemon:
                self.assertIn("\ncongvu_messages_total{action=\"accept\"} 0\n", file.read_text())
                daemon.send(CLEAN)
                daemon.send(EXECUTABLE)
                daemon.send(self.DOUBLE)
                daemon.wait(lambda: "congvu_messages_total{action=\"reject\"} 1\n" in file.read_text())
                text = file.read_text()
                for line in ('congvu_messages_total{action="accept"} 1', 'congvu_messages_total{action="hold"} 1',
                             'congvu_deviations_total{reason="duplicate_header",grade="strong"} 1',
                             'congvu_messages_ambiguity_total{grade="strong"} 1',
                             'congvu_scans_total{result="scanned"} 3'):
                    self.assertIn(line + "\n", text)
                self.assertEqual(os.stat(file).st_mode & 0o777, 0o644)
                os.kill(daemon.process.pid, signal.SIGUSR1)
                daemon.wait_log("counter congvu_deviations_total reason=duplicate_header grade=strong value=1")
                self.assertEqual(daemon.send(CLEAN).action, "continue")
                self.assertEqual(daemon.stop(), 0)
                self.assertIn("counter congvu_messages_total action=accept value=2", daemon.log())

    def test_metrics_that_cannot_be_written_stop_nothing(self):
        with Daemon("metrics: {file: /nonexistent/m.prom, interval: 1s}\n") as daemon:
            daemon.wait_log("metrics not written")
            time.sleep(2.5)
            self.assertEqual(daemon.log().count("metrics not written"), 1)
            self.assertEqual(daemon.send(CLEAN).action, "continue")

    def test_what_an_exception_excused_is_in_the_decision_log(self):
        rules = (ROOT / "rules" / "ambiguous.yaml").read_text().replace(
            "    then:\n", "    unless:\n      - {login: an.nv, reason: phần mềm cũ, owner: stttt, until: 2999-12-31}\n"
            "    then:\n", 1)
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o755)
            file = pathlib.Path(folder) / "ambiguous.yaml"
            file.write_text(re.sub(r"(?m)^ *- [a-z-]+\.eml\n", "", rules))
            with Daemon(f"rules: [{file}]\n") as daemon:
                self.assertTrue(daemon.send(self.DOUBLE).quarantine)
                self.assertIsNone(daemon.send(self.DOUBLE, login="an.nv", queue_id="EXCUSED").quarantine)
                line = daemon.lines(2)[1]
                self.assertEqual((line["queue_id"], line["ambiguity"]), ("EXCUSED", "strong"))
                self.assertIn("duplicate_header", line["reasons"])
                rule = next(rule for rule in line["rules"] if rule["id"] == "ambiguous-structure")
                self.assertEqual(rule["exceptions"], [{"reason": "phần mềm cũ", "owner": "stttt", "until": "2999-12-31"}])


class Workers(unittest.TestCase):
    """A worker that dies costs its message nothing but time."""

    def broken_send(self, daemon, mail):
        """The verdict on `mail` while its worker is killed."""
        daemon.wait(lambda: len(daemon.workers()) == 1)
        (worker,) = daemon.workers()
        os.kill(worker, signal.SIGSTOP)
        verdicts = []
        thread = threading.Thread(target=lambda: verdicts.append(daemon.send(mail)))
        thread.start()
        time.sleep(1.5)  # long enough for the daemon to say that it is still working
        os.kill(worker, signal.SIGKILL)
        thread.join()
        daemon.wait(lambda: len(daemon.workers()) == 1 and daemon.workers() != [worker])
        return verdicts[0]

    def setUp(self):
        self.daemon = Daemon("scan: {workers: 1, quick_workers: 0}\n").__enter__()
        self.addCleanup(self.daemon.__exit__)
        self.daemon.send(CLEAN)  # the worker is warm

    def test_a_killed_worker_defers_its_message_and_a_second_one_holds_it(self):
        mail = EXECUTABLE + b"once\r\n"
        verdict = self.broken_send(self.daemon, mail)
        # Stopped before it had read the request, the worker says nothing about the message: another one took it.
        # So the message is either judged or deferred, never passed.
        self.assertIn(verdict.action, ("tempfail", "reject"))
        self.assertGreaterEqual(verdict.progress, 1)
        self.assertEqual(self.daemon.send(EXECUTABLE).action, "reject")

    def test_all_workers_dead_at_once_are_replaced(self):
        before = self.daemon.workers()
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        self.assertEqual(self.daemon.send(EXECUTABLE).action, "reject")
        self.assertEqual(set(before) & set(self.daemon.workers()), set())


class Deadline(unittest.TestCase):
    def test_a_stuck_worker_defers_then_holds(self):
        with Daemon("scan: {workers: 1, quick_workers: 0, deadline: 1s}\nlimits: {cpu: 1s}\n") as daemon:
            daemon.send(CLEAN)
            for expected in ("tempfail", "held"):
                daemon.wait(lambda: len(daemon.workers()) == 1)
                daemon.send(CLEAN + expected.encode())  # the fresh worker has greeted
                (worker,) = daemon.workers()
                os.kill(worker, signal.SIGSTOP)
                verdict = daemon.send(EXECUTABLE)
                if expected == "tempfail":
                    self.assertEqual((verdict.action, verdict.reply[:9]), ("tempfail", "451 4.7.1"))
                else:
                    self.assertEqual(verdict.action, "continue")
                    self.assertTrue(verdict.quarantine)
                daemon.wait(lambda: worker not in daemon.workers())
            line = daemon.lines(5)[-1]
            self.assertEqual(line["action"], "hold")
            self.assertIn("broken 2 scan workers", line["error"])


class Spool(unittest.TestCase):
    def test_over_the_budget_is_deferred_and_room_comes_back(self):
        with Daemon("limits: {message_bytes: 1MiB}\n",
                    change=lambda config: config.replace("total: 64MiB", "total: 1MiB")) as daemon:
            mail = CLEAN + (b"y" * 76 + b"\r\n") * 9_000
            first = daemon.session()
            for command, data in (("M", b"<a@b.vn>\0"), ("R", b"<c@d.vn>\0"), ("N", b"")):
                first._step(command, data)
            for _ in range(8):
                first._step("B", b"z" * 65_535)
            daemon.wait(lambda: daemon.send(mail).action == "tempfail")  # once all of that has arrived
            verdict = daemon.send(mail)
            self.assertEqual((verdict.action, verdict.reply[:9]), ("tempfail", "451 4.7.1"))
            first.close()
            daemon.wait(lambda: daemon.send(mail).action == "continue")
            self.assertEqual(daemon.send(mail).action, "continue")

    def test_a_spool_that_cannot_be_written_defers(self):
        with Daemon(change=lambda config: re.sub(r"directory: [^,]*", "directory: /nonexistent", config)) as daemon:
            self.assertEqual(daemon.send(CLEAN).action, "continue")  # small ones stay in memory
            self.assertEqual(daemon.send(CLEAN + b"y\r\n" * 700_000).action, "tempfail")

    @unittest.skipIf(os.geteuid() != 0, "needs root to mount")
    def test_a_full_disk_defers_and_recovers(self):
        with tempfile.TemporaryDirectory() as disk:
            subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,mode=1777", "none", disk], check=True)
            try:
                with Daemon(change=lambda config: re.sub(r"directory: [^,]*", f"directory: {disk}", config)) as daemon:
                    big = CLEAN + b"y" * 76 + b"\r\n" + (b"z" * 76 + b"\r\n") * 70_000
                    self.assertEqual(daemon.send(big).action, "tempfail")
                    self.assertEqual(daemon.send(big[: 2 << 20]).action, "continue")
            finally:
                subprocess.run(["umount", "-l", disk], check=True)


class Reload(unittest.TestCase):
    RULES = (ROOT / "rules" / "executables.yaml").read_text()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="congvu-rules-")
        self.addCleanup(self.folder.cleanup)
        os.chmod(self.folder.name, 0o755)
        self.file = pathlib.Path(self.folder.name) / "rules.yaml"
        self.write(self.RULES)
        self.daemon = Daemon(f"rules: [{self.file}]\n").__enter__()
        self.addCleanup(self.daemon.__exit__)

    def write(self, text):
        self.file.write_text(re.sub(r"(?m)^ *- [a-z-]+\.eml\n", "", text))  # the mails are not beside this copy

    def test_new_rules_are_for_new_sessions(self):
        with self.daemon.session() as old:
            self.assertEqual(old.send(EXECUTABLE).action, "reject")
            self.write(self.RULES.replace("mode: enforce", "mode: observe"))
            self.daemon.hup()
            self.daemon.wait_log("reloaded")
            self.assertEqual(old.send(EXECUTABLE).action, "reject")
            self.assertEqual(self.daemon.send(EXECUTABLE).action, "continue")
        hashes = [line["ruleset"] for line in self.daemon.lines(3)]
        self.assertEqual((hashes[0] == hashes[1], hashes[1] == hashes[2]), (True, False))

    def test_bad_rules_leave_the_old_ones_in_force(self):
        self.write(self.RULES.replace("mode: enforce", "mode: enforced", 1))
        self.daemon.hup()
        self.daemon.wait_log("not reloaded")
        self.assertRegex(self.daemon.log(), re.escape(str(self.file)) + r":\d+:\d+: ")
        self.assertEqual(self.daemon.send(EXECUTABLE).action, "reject")

    def test_a_thousand_reloads(self):
        for _ in range(1000):
            self.daemon.hup()
        self.daemon.wait_log("reloaded")
        self.assertEqual(self.daemon.send(EXECUTABLE).action, "reject")
        self.assertIsNone(self.daemon.process.poll())

    def test_signals_during_a_reload_are_not_lost(self):
        """libmilter waits for the same signals, and would end the sessions at each of them."""
        with self.daemon.session() as session:
            session.send(CLEAN)
            for turn in range(1, 21):
                self.daemon.hup()
                self.daemon.wait_log("rules in force", turn + 1)
                self.daemon.hup()
            self.daemon.process.terminate()
            self.daemon.wait_log("stopping sessions=1")
            self.assertEqual(session.send(EXECUTABLE).action, "reject")

    def test_the_decision_log_is_opened_anew(self):
        self.daemon.send(CLEAN)
        self.daemon.lines(1)
        os.rename(self.daemon.decisions, self.daemon.folder / "old")
        self.daemon.hup()
        self.daemon.wait(self.daemon.decisions.exists)
        self.daemon.send(CLEAN)
        self.assertEqual(len(self.daemon.lines(1)), 1)


class StartAndStop(unittest.TestCase):
    def test_sigterm_lets_open_sessions_end(self):
        with Daemon() as daemon:
            session = daemon.session()
            session.send(CLEAN)
            daemon.process.terminate()
            daemon.wait_log("stopping sessions=1")
            self.assertFalse(os.path.exists(daemon.socket))  # nobody new comes
            self.assertEqual(session.send(EXECUTABLE).action, "reject")
            session.close()
            self.assertEqual(daemon.process.wait(PATIENCE), 0)
            self.assertIn("sessions_left=0", daemon.log())
            self.assertEqual(len(daemon.lines(2)), 2)

    def test_sigterm_has_an_end(self):
        with Daemon(change=lambda config: config.replace("drain: 20s", "drain: 100ms")) as daemon:
            session = daemon.session()
            session.send(CLEAN)
            self.assertEqual(daemon.stop(), 0)
            session.close()

    def test_workers_end_with_the_daemon(self):
        with Daemon() as daemon:
            daemon.send(CLEAN)
            workers = daemon.workers()
            self.assertTrue(workers)
            daemon.process.kill()
            daemon.process.wait()
            daemon.wait(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in workers))
            self.assertEqual([pid for pid in workers if os.path.exists(f"/proc/{pid}")], [])

    def test_a_stale_socket_is_replaced_and_a_live_one_is_not(self):
        with Daemon() as daemon:
            second = Daemon(folder=daemon.folder)
            self.assertNotEqual(second.process.wait(PATIENCE), 0)
            self.assertIn("another daemon listens", second.log())
            self.assertEqual(daemon.send(CLEAN).action, "continue")
            daemon.process.kill()
            daemon.process.wait()
            self.assertTrue(os.path.exists(daemon.socket))
            with Daemon(folder=daemon.folder) as third:
                self.assertEqual(third.send(CLEAN).action, "continue")

    def test_a_new_daemon_takes_over(self):
        with Daemon() as old:
            session = old.session()
            session.send(CLEAN, queue_id="OLD")
            with Daemon(folder=old.folder, arguments=["--take-over"]) as new:
                self.assertEqual(new.send(EXECUTABLE).action, "reject")
                old.process.terminate()
                old.wait_log("stopping")
                self.assertEqual(session.send(EXECUTABLE).action, "reject")
                session.close()
                self.assertEqual(old.process.wait(PATIENCE), 0)
                self.assertEqual(new.send(CLEAN).action, "continue")  # the old one left the new one's socket alone

    def test_mode_of_the_socket(self):
        with Daemon('socket_mode: "0600"\n') as daemon:
            self.assertEqual(os.stat(daemon.socket).st_mode & 0o777, 0o600)

    def test_an_inet_socket(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with Daemon(arguments=["--socket", f"inet:{port}@127.0.0.1"]) as daemon:
            with mc.Session(("127.0.0.1", port), timeout=PATIENCE).open() as session:
                self.assertEqual(session.send(EXECUTABLE).action, "reject")

    def test_the_service_manager_is_told(self):
        with tempfile.TemporaryDirectory() as folder:
            os.chmod(folder, 0o777)
            path = os.path.join(folder, "notify")
            manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            manager.bind(path)
            os.chmod(path, 0o777)
            manager.settimeout(PATIENCE)
            os.environ["NOTIFY_SOCKET"] = path
            try:
                with Daemon() as daemon:
                    self.assertEqual(manager.recv(1000), b"READY=1")
                    daemon.hup()
                    self.assertRegex(manager.recv(1000), rb"^RELOADING=1\nMONOTONIC_USEC=\d+$")
                    self.assertEqual(manager.recv(1000), b"READY=1")
                    daemon.process.terminate()
                    self.assertEqual(manager.recv(1000), b"STOPPING=1")
            finally:
                del os.environ["NOTIFY_SOCKET"]
                manager.close()

    def test_too_many_sessions_are_deferred(self):
        with Daemon("max_sessions: 2\n") as daemon:
            first, second = daemon.session(), daemon.session()
            third = mc.Session(daemon.socket, timeout=PATIENCE)
            self.assertFalse(third._step("C", b"x\x004\x00\x19192.0.2.1\0"))
            self.assertEqual(third.verdict.action, "tempfail")
            third.close()
            first.close()
            second.close()
            daemon.wait(lambda: daemon.send(CLEAN).action == "continue")
            self.assertEqual(daemon.send(CLEAN).action, "continue")

    def check(self, settings):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "c.yaml"
            config.write_text(settings)
            done = subprocess.run([MILTER, "--config", str(config), "--check"], capture_output=True, text=True,
                                  check=False, timeout=PATIENCE)
            return done.returncode, done.stdout + done.stderr.replace(folder, "")

    def test_check(self):
        code, text = self.check("max_sessions: 10\n")
        self.assertEqual(code, 0)
        self.assertRegex(text, r"^\d+ rules, 27-2018-QD-UBND\n$")
        code, text = self.check("max_session: 10\nspool: {total: 5}\n")
        self.assertEqual(code, 78)
        self.assertIn("/c.yaml:1:1: unknown key `max_session`, did you mean `max_sessions`?", text)
        self.assertIn("/c.yaml:2:", text)

    @unittest.skipIf(os.geteuid() != 0, "needs root")
    def test_root_is_left(self):
        with Daemon() as daemon:
            status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
            self.assertNotRegex(status, r"(?m)^(Uid|Gid):.*\b0\b")
            for worker in daemon.workers():
                self.assertNotRegex(pathlib.Path(f"/proc/{worker}/status").read_text(), r"(?m)^(Uid|Gid):.*\b0\b")

    @unittest.skipIf(os.geteuid() != 0, "needs root")
    def test_root_does_not_stay_root(self):
        daemon = Daemon(arguments=["--user", "root"])
        try:
            self.assertEqual(daemon.process.wait(PATIENCE), 78)
            self.assertIn("does not run as root", daemon.log())
        finally:
            daemon.__exit__()


if __name__ == "__main__":
    unittest.main()
