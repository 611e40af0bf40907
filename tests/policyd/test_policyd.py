"""congvu-policyd against the client's side of the policy protocol (policy_client.py), without an MTA.

CONGVU_POLICYD=build/congvu-policyd python3 -m unittest tests/policyd/test_policyd.py
"""

import contextlib
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parent.parent)]

from daemon_process import PATIENCE, DaemonProcess  # noqa: E402
from policy_client import Connection, question  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
POLICYD = os.environ.get("CONGVU_POLICYD", str(ROOT / "build" / "congvu-policyd"))


def rule(name, when, then, mode="enforce", miss="{sender: nobody@example.net}"):
    """A rule about envelopes; `when` is its own example of a hit."""
    return (f"  - id: {name}\n    clause: \"12.3\"\n    title: Quy tắc {name}\n    mode: {mode}\n    when: {when}\n"
            f"    then: {then}\n    examples:\n      hit: [{when}]\n      miss: [{miss}]\n")


RULES = "rules:\n" + "".join([
    rule("refused", "{recipient: refused@bacgiang.gov.vn}", '{reject: "Hộp thư 100% đã đóng"}',
         miss="{recipient: b@bacgiang.gov.vn}"),
    rule("later", "{sender: later@example.org}", '{defer: "Xin gửi lại sau"}'),
    rule("kept", "{sender: kept@example.org}", '{hold: "Giữ lại để xem"}'),
    rule("seen", "{sender: seen@example.org}", "{note: true}"),
    rule("watched", "{sender: watched@example.org}", '{reject: "Chưa áp dụng"}', mode="observe"),
    rule("long", "{sender: long@example.org}", '{reject: "%s"}' % ("Quy che thu dien tu " * 29).strip()),
    rule("greeting", "{client.name: bad.example.org}", '{reject: "Máy gửi bị từ chối"}'),
])


class Daemon(DaemonProcess):
    def __init__(self, settings="", policyd="", arguments=(), folder=None, rules=RULES):
        """`policyd`: more of that section, ", name: value"."""
        self._own = tempfile.TemporaryDirectory(prefix="congvu-policyd-") if folder is None else None
        self.folder = pathlib.Path(self._own.name if self._own else folder)
        os.chmod(self.folder, 0o777)
        self.socket = str(self.folder / "s")
        self.notes = self.folder / "notes"
        self.decisions = self.folder / "decisions.jsonl"
        self.rules = self.folder / "rules.yaml"
        config = self.folder / "congvu.yaml"
        if not config.exists():
            self.rules.write_text(rules)
            config.write_text(f"policyd: {{socket: 'unix:{self.socket}', notes: {self.notes}{policyd}}}\n"
                              f"rules: [{self.rules}]\nuser: nobody\ndecision_log: {self.decisions}\n"
                              f"drain: 20s\nlog: {{level: debug}}\n" + settings)
        self.errors = self.folder / f"stderr-{time.monotonic_ns()}"
        with open(self.errors, "wb") as stderr:
            self.process = subprocess.Popen([POLICYD, "--config", str(config), *arguments], stderr=stderr)

    def connect(self):
        return Connection(self.socket, PATIENCE)

    def ask(self, **changed):
        with self.connect() as connection:
            return connection.ask(**changed)

    def counter(self, name):
        """A number of the report that SIGUSR1 asks for; 0 where it is not told."""
        before = len(self.log())
        os.kill(self.process.pid, signal.SIGUSR1)
        self.wait(lambda: "counter congvu_rate_nodes " in self.log()[before:])  # behind all others, and never 0
        for line in self.log()[before:].splitlines():
            if f"counter {name} " in line:
                return int(line.rsplit("value=", 1)[1].rstrip('"'))
        return 0


class Shared(unittest.TestCase):
    """One daemon for all tests of a class."""
    SETTINGS = ""

    @classmethod
    def setUpClass(cls):
        cls.daemon = Daemon(cls.SETTINGS).__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.daemon.__exit__()


class Answers(Shared):
    def ask(self, **changed):
        return self.daemon.ask(**changed)

    def decision(self, sender):
        self.daemon.wait(lambda: self.daemon.decisions.exists() and sender in self.daemon.decisions.read_text())
        return [line for line in self.daemon.lines() if line["sender"] == sender]

    def test_dunno_not_ok(self):
        for state in ("CONNECT", "EHLO", "HELO", "XCLIENT", "MAIL", "RCPT", "DATA", "END-OF-MESSAGE", "VRFY", "ETRN",
                      "SOMETHING-NEW", ""):
            self.assertEqual(self.ask(protocol_state=state), "DUNNO", state)

    def test_reject_with_code_clause_and_ascii(self):
        answer = self.ask(recipient="refused@bacgiang.gov.vn")
        self.assertRegex(answer, r"^554 5\.7\.1 ")
        self.assertIn("12.3", answer)
        self.assertIn("Hop thu 100", answer)

    def test_defer(self):
        self.assertRegex(self.ask(sender="later@example.org"), r"^DEFER_IF_PERMIT 4\.7\.1 .*Xin gui lai sau$")

    def test_hold(self):
        self.assertRegex(self.ask(sender="kept@example.org"), r"^HOLD .*Giu lai de xem$")

    def test_note_and_observe_let_pass_and_are_written_down(self):
        for who, name, mode in (("seen@example.org", "seen", "enforce"), ("watched@example.org", "watched", "observe")):
            self.assertEqual(self.ask(sender=who), "DUNNO")
            line = self.decision(who)[0]
            self.assertEqual([(rule["id"], rule["mode"]) for rule in line["rules"]], [(name, mode)])

    def test_a_decision_says_what_postfix_said(self):
        who = "written@example.org"
        self.ask(sender=who, recipient="refused@bacgiang.gov.vn", instance="1a.2b.3c.4", queue_id="4ABC",
                 sasl_username="carol", encryption_protocol="TLSv1.3")
        line = self.decision(who)[0]
        for name, value in (("stage", "rcpt"), ("instance", "1a.2b.3c.4"), ("queue_id", "4ABC"), ("login", "carol"),
                            ("tls", "TLSv1.3"), ("client", "192.0.2.7"), ("helo", "mail.example.org"),
                            ("recipients", ["refused@bacgiang.gov.vn"]), ("action", "reject"), ("daemon", "policyd")):
            self.assertEqual(line[name], value, name)

    def test_a_question_that_no_rule_matches_is_not_written_down(self):
        self.ask(sender="silent@example.org")
        self.ask(sender="seen@example.org", recipient="marker@bacgiang.gov.vn")
        self.daemon.wait(lambda: "marker@" in self.daemon.decisions.read_text())
        self.assertNotIn("silent@", self.daemon.decisions.read_text())

    def test_an_answer_has_its_bounds(self):
        for recipient in ("b@bacgiang.gov.vn", "b" * 60 + "@" + "bac." * 45 + "vn", "x" * 5000 + "@example.org"):
            answer = self.ask(sender="long@example.org", recipient=recipient)
            self.assertTrue(answer.endswith("..."), answer)
            self.assertGreaterEqual(len(answer), 100)
            if len(recipient) < 300:
                reply = f"<{recipient}>: Recipient address rejected: "
                self.assertLessEqual(len(answer) + len(reply), 510)

    def test_stages(self):
        """A rule about the client is decided at once, one about the recipient not before it is named."""
        self.assertRegex(self.ask(protocol_state="CONNECT", client_name="bad.example.org", helo_name="", sender="",
                                  recipient=""), "^554 ")
        self.assertEqual(self.ask(protocol_state="CONNECT", sender="later@example.org"), "DUNNO")
        self.assertRegex(self.ask(protocol_state="MAIL", sender="later@example.org", recipient=""), "^DEFER_IF_PERMIT ")
        self.assertEqual(self.ask(protocol_state="MAIL", recipient="refused@bacgiang.gov.vn"), "DUNNO")

    def test_data_is_asked_what_was_not_asked_before(self):
        """Here nobody was asked about before DATA, so that all rules are."""
        for state in ("DATA", "END-OF-MESSAGE"):
            self.assertRegex(self.ask(protocol_state=state, recipient="refused@bacgiang.gov.vn", recipient_count="1",
                                      queue_id="4ABD"), "^554 ")

    def test_the_same_question_is_counted_once(self):
        who, before = "seen@example.org", self.daemon.counter("congvu_policy_repeated_total")
        asked = {"sender": who, "recipient": "once@bacgiang.gov.vn", "instance": "5e.6f.7a.8"}
        for _ in range(3):
            self.ask(**asked)
        self.ask(**{**asked, "queue_id": "4ABE", "recipient_count": "0"})  # the client names the recipient again
        # What the rule notes is about the sender, which another recipient does not change.
        self.ask(**{**asked, "recipient": "twice@bacgiang.gov.vn"})
        self.ask(**{**asked, "instance": "5e.6f.7a.9"})
        self.daemon.wait(lambda: self.daemon.decisions.read_text().count("5e.6f.7a.9") == 1)
        lines = [line for line in self.daemon.lines() if line.get("instance", "").startswith("5e.6f.7a")]
        self.assertEqual(sorted((line["instance"], line["recipients"][0]) for line in lines),
                         [("5e.6f.7a.8", "once@bacgiang.gov.vn"), ("5e.6f.7a.9", "once@bacgiang.gov.vn")])
        self.assertEqual(self.daemon.counter("congvu_policy_repeated_total") - before, 3)

    def test_unknown_attributes_are_passed_over(self):
        self.assertRegex(self.ask(recipient="refused@bacgiang.gov.vn", new_in_postfix_9="x=y=z"), "^554 ")

    def test_attributes_in_any_order_and_few(self):
        with self.daemon.connect() as connection:
            connection.send(b"recipient=refused@bacgiang.gov.vn\nprotocol_state=RCPT\nrequest=smtpd_access_policy\n\n")
            self.assertRegex(connection.answer(), "^554 ")

    def test_hostile_text_stays_text(self):
        for text in ("%s%n%x", "\x1b[2J", "\x7f\x01", "ộ" * 50, "a\"'`$(id)", "=" * 100):
            answer = self.ask(recipient="refused@bacgiang.gov.vn", helo_name=text, sender=f"{text}@example.org")
            self.assertTrue(answer.startswith("554 5.7.1 "), text)
            self.assertTrue(all(" " <= c <= "~" for c in answer), answer)


class Protocol(Shared):
    """Whatever a peer sends: an answer or the end of its connection, and nobody else is touched."""

    def tearDown(self):
        self.assertEqual(self.daemon.ask(), "DUNNO")
        self.assertIsNone(self.daemon.process.poll())

    def refused(self, data):
        with self.daemon.connect() as connection:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.send(data)
            return connection.closed()

    def test_split_at_every_byte(self):
        data = question(recipient="refused@bacgiang.gov.vn") + question()
        for at in range(1, len(data)):
            with self.daemon.connect() as connection:
                connection.send(data[:at])
                # What is split must be seen in two pieces.
                if at % 16 == 0:
                    time.sleep(0.002)
                connection.send(data[at:])
                self.assertRegex(connection.answer(), "^554 ", at)
                self.assertEqual(connection.answer(), "DUNNO", at)

    def test_byte_by_byte(self):
        with self.daemon.connect() as connection:
            for byte in question(recipient="refused@bacgiang.gov.vn"):
                connection.send(bytes([byte]))
            self.assertRegex(connection.answer(), "^554 ")

    def test_a_thousand_requests_at_once_are_answered_in_order(self):
        source = random.Random(4)
        wanted = [source.random() < 0.3 for _ in range(1000)]
        data = b"".join(question(recipient="refused@bacgiang.gov.vn" if bad else f"b{i}@bacgiang.gov.vn")
                        for i, bad in enumerate(wanted))
        with self.daemon.connect() as connection:
            sender = threading.Thread(target=connection.send, args=(data,))
            sender.start()
            self.assertEqual([connection.answer().startswith("554") for _ in wanted], wanted)
            sender.join()

    def test_a_peer_that_takes_no_answers_is_no_longer_read(self):
        with self.daemon.connect() as connection:
            connection.socket.settimeout(1)
            with self.assertRaises(TimeoutError):
                while True:
                    connection.send(question() * 100)
            self.assertEqual(self.daemon.ask(), "DUNNO")

    def test_nonsense_ends_the_connection(self):
        good = question()
        for name, data in {
            "CRLF": good.replace(b"\n", b"\r\n"),
            "a bare CR": good.replace(b"a@example.org", b"a\r@example.org"),
            "NUL": good.replace(b"a@example.org", b"a\0@example.org"),
            "no request=": question(request=None),
            "another request": question(request="something_else"),
            "request twice": b"request=smtpd_access_policy\n" + good,
            "a recipient twice": b"recipient=c@example.org\n" + good,
            "a line without =": b"hello\n" + good,
            "a line without a name": b"=x\n" + good,
            "an empty request": b"\n\n" + good,
            "a number that is none": question(recipient_count="many"),
            "a negative number": question(size="-1"),
            "a number too big": question(size="9" * 30),
            "HTTP": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            "1 MB attribute": question(sender="a" * (1 << 20)),
            "1 MB without a line end": b"a" * (1 << 20),
            "many attributes": b"".join(b"x%d=\n" % i for i in range(101)) + good,
            "many short lines": b"x=\n" * 100_000,
            "noise": random.Random(1).randbytes(100_000),
        }.items():
            with self.subTest(name):
                self.assertTrue(self.refused(data))

    def test_what_came_before_nonsense_is_answered(self):
        with self.daemon.connect() as connection:
            connection.send(question(recipient="refused@bacgiang.gov.vn") + b"nonsense\n\n")
            self.assertRegex(connection.answer(), "^554 ")
            self.assertTrue(connection.closed())

    def test_a_peer_that_leaves_in_the_middle(self):
        for data in (b"", question()[:100], question()):
            with self.daemon.connect() as connection:
                connection.send(data)

    def test_a_peer_that_says_no_more_gets_its_answer(self):
        with self.daemon.connect() as connection:
            connection.send(question(recipient="refused@bacgiang.gov.vn"))
            connection.socket.shutdown(socket.SHUT_WR)
            self.assertRegex(connection.answer(), "^554 ")
            self.assertTrue(connection.closed())

    def test_the_longest_request_passes(self):
        self.assertEqual(self.daemon.ask(policy_context="x" * (64_000 - len(question()))), "DUNNO")


class Life(unittest.TestCase):
    def test_reload_good_and_broken(self):
        with Daemon() as daemon, daemon.connect() as connection:
            self.assertEqual(connection.ask(sender="new@example.org"), "DUNNO")
            daemon.rules.write_text(RULES + rule("new", "{sender: new@example.org}", '{reject: "Mới"}'))
            daemon.hup()
            daemon.wait_log("reloaded")
            self.assertRegex(connection.ask(sender="new@example.org"), "^554 ")
            daemon.rules.write_text(RULES + "  - id: broken\n")
            daemon.hup()
            daemon.wait_log("not reloaded")
            self.assertIn("rules.yaml:", daemon.log())
            self.assertRegex(connection.ask(sender="new@example.org"), "^554 ")

    def test_a_remembered_answer_ends_with_its_rules(self):
        with Daemon() as daemon, daemon.connect() as connection:
            asked = {"recipient": "refused@bacgiang.gov.vn", "instance": "1.2.3.4"}
            self.assertRegex(connection.ask(**asked), "^554 ")
            daemon.rules.write_text(RULES.replace("refused@", "other@"))
            daemon.hup()
            daemon.wait_log("reloaded")
            self.assertEqual(connection.ask(**asked), "DUNNO")

    def test_sigterm_lets_begun_requests_end(self):
        with Daemon() as daemon, daemon.connect() as idle, daemon.connect() as busy:
            self.assertEqual(idle.ask(), "DUNNO")
            data = question(recipient="refused@bacgiang.gov.vn")
            busy.send(data[:200])
            daemon.wait(lambda: daemon.counter("congvu_policy_connections") == 2)
            daemon.process.terminate()
            daemon.wait_log("stopping")
            self.assertTrue(idle.closed())
            self.assertFalse(os.path.exists(daemon.socket))
            busy.send(data[200:])
            self.assertRegex(busy.answer(), "^554 ")
            self.assertTrue(busy.closed())
            self.assertEqual(daemon.process.wait(PATIENCE), 0)
            self.assertIn("sessions_left=0", daemon.log())

    def test_sigterm_has_an_end(self):
        with Daemon() as daemon:
            config = daemon.folder / "congvu.yaml"
            config.write_text(config.read_text().replace("drain: 20s", "drain: 100ms"))
            daemon.stop()
            with Daemon(folder=daemon.folder) as short, short.connect() as busy:
                busy.send(question()[:200])
                short.wait(lambda: short.counter("congvu_policy_connections") == 1)
                self.assertEqual(short.stop(), 0)

    def test_a_stale_socket_is_replaced_and_a_live_one_is_not(self):
        with Daemon() as daemon:
            second = Daemon(folder=daemon.folder)
            self.assertNotEqual(second.process.wait(PATIENCE), 0)
            self.assertIn("another daemon listens", second.log())
            self.assertEqual(daemon.ask(), "DUNNO")
            daemon.process.kill()
            daemon.process.wait()
            self.assertTrue(os.path.exists(daemon.socket))
            with Daemon(folder=daemon.folder) as third:
                self.assertEqual(third.ask(), "DUNNO")

    def test_a_new_daemon_takes_over(self):
        with Daemon() as old, old.connect() as connection:
            self.assertEqual(connection.ask(), "DUNNO")
            with Daemon(folder=old.folder, arguments=["--take-over"]) as new:
                self.assertEqual(new.ask(), "DUNNO")
                self.assertRegex(connection.ask(recipient="refused@bacgiang.gov.vn"), "^554 ")  # the old one's
                self.assertEqual(old.stop(), 0)
                self.assertEqual(new.ask(), "DUNNO")  # the old one left the new one's socket alone

    def test_connections_have_a_limit_and_the_most_silent_goes(self):
        with Daemon(policyd=", max_connections: 3") as daemon:
            first, second, third = (daemon.connect() for _ in range(3))
            for one in (first, second, third, first):
                one.ask()
            with daemon.connect() as fourth:
                self.assertEqual(fourth.ask(), "DUNNO")
                self.assertTrue(second.closed())
                self.assertEqual(first.ask(), "DUNNO")
                self.assertEqual(third.ask(), "DUNNO")
            for one in (first, second, third):
                one.socket.close()

    def test_who_has_begun_is_not_sent_away_for_a_new_one(self):
        with Daemon(policyd=", max_connections: 2") as daemon:
            first, second = daemon.connect(), daemon.connect()
            for one in (first, second):
                one.send(question()[:50])
            daemon.wait(lambda: daemon.counter("congvu_policy_connections") == 2)
            time.sleep(0.1)
            with daemon.connect() as third:
                self.assertTrue(third.closed())
            for one in (first, second):
                one.send(question()[50:])
                self.assertEqual(one.answer(), "DUNNO")
                one.socket.close()

    def test_an_inet_socket(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with Daemon(arguments=["--socket", f"inet:{port}@127.0.0.1"]):
            with Connection(("127.0.0.1", port)) as connection:
                self.assertRegex(connection.ask(recipient="refused@bacgiang.gov.vn"), "^554 ")

    def test_mode_of_socket_and_notes(self):
        with Daemon(policyd=', socket_mode: "0600"') as daemon:
            self.assertEqual(os.stat(daemon.socket).st_mode & 0o777, 0o600)
            self.assertEqual(os.stat(daemon.notes).st_mode & 0o777, 0o640)

    def test_without_notes_it_answers_and_says_so(self):
        with Daemon() as daemon:
            daemon.stop()
            config = daemon.folder / "congvu.yaml"
            config.write_text(config.read_text().replace(str(daemon.notes), "/nowhere/notes"))
            with Daemon(folder=daemon.folder) as bare:
                self.assertIn("no notes for the milter", bare.log())
                self.assertRegex(bare.ask(recipient="refused@bacgiang.gov.vn"), "^554 ")

    def test_metrics_have_a_file_of_their_own(self):
        with Daemon("metrics: {file: /tmp/none, interval: 1s}\n") as daemon:
            daemon.stop()
            config = daemon.folder / "congvu.yaml"
            config.write_text(config.read_text().replace("/tmp/none", str(daemon.folder / "congvu.prom")))
            with Daemon(folder=daemon.folder) as other:
                other.ask()
                own = other.folder / "congvu-policyd.prom"
                other.wait(lambda: own.exists() and 'questions_total{stage="rcpt"} 1' in own.read_text())
                self.assertIn('congvu_policy_questions_total{stage="rcpt"} 1', own.read_text())

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
                    daemon.process.terminate()
                    self.assertEqual(manager.recv(1000), b"STOPPING=1")
            finally:
                del os.environ["NOTIFY_SOCKET"]
                manager.close()

    def test_check(self):
        with Daemon() as daemon:
            done = subprocess.run([POLICYD, "--config", str(daemon.folder / "congvu.yaml"), "--check"], check=False,
                                  capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual((done.returncode, done.stdout), (0, "7 rules, 27-2018-QD-UBND\n"))

    @unittest.skipIf(os.geteuid() != 0, "needs root")
    def test_root_is_left(self):
        with Daemon() as daemon:
            status = pathlib.Path(f"/proc/{daemon.process.pid}/status").read_text()
            self.assertNotRegex(status, r"(?m)^(Uid|Gid):.*\b0\b")


if __name__ == "__main__":
    unittest.main()
