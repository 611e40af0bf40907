"""The journal while its PostgreSQL is stopped, hangs, resets, trickles, refuses the login or is out of connections,
and while the daemon is killed: every decision is there afterwards, once."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), ".."))
import postgresql  # noqa: E402

WRITER = os.path.abspath(os.environ.get("JOURNAL_WRITER", "build/tests/journal_writer"))


class Relay:
    """Between the client and the server: `mode` is pass, reset, hang or trickle."""

    def __init__(self, directory, server):
        self.server = server
        self.mode = "pass"
        self.open = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(os.path.join(directory, ".s.PGSQL.5432"))
        self.listener.listen(50)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.mode == "reset":
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(self.server)
            except OSError:
                client.close()
                server.close()
                continue
            self.open += [client, server]
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._copy, args=(source, target), daemon=True).start()

    def _copy(self, source, target):
        try:
            while data := source.recv(65536):
                while self.mode == "hang":
                    time.sleep(0.02)
                if self.mode == "trickle":
                    for byte in data[:200]:
                        target.sendall(bytes([byte]))
                        time.sleep(0.001)
                    data = data[200:]
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        for end in self.open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()
        self.cut()


@unittest.skipIf(postgresql.programs() is None, "no PostgreSQL server is installed")
class Outages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = postgresql.PostgreSQL(durable=True)  # a crash of the server takes no commit
        cls.addClassCleanup(cls.server.close)
        cls.databases = 0

    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.directory = holder.name
        type(self).databases += 1
        self.name = f"outage{self.databases}"
        self.address = self.server.address(self.name)
        self.role = "writer" + str(self.databases)
        self.server.sql(f"create role {self.role} login; grant all on schema public to {self.role}", self.name)
        self.relay = Relay(self.directory, self.server.socket())
        self.addCleanup(self.relay.close)

    def start(self, first=1, count=2000, a_second=500):
        address = f"postgresql:host={self.directory} dbname={self.name} user={self.role}"
        process = subprocess.Popen([WRITER, address, os.path.join(self.directory, "spool"), os.path.join(self.directory, "log"),
                                    str(first), str(count), str(a_second)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def stored(self):
        rows = self.server.sql("select split_part(sender, '@', 1) from decision", self.name)
        return sorted(int(row[0]) for row in rows)

    def wait_for(self, count):
        for _ in range(1200):
            if int(self.server.sql("select count(*) from decision", self.name)[0][0]) >= count:
                return
            time.sleep(0.05)

    def wait_for_first(self):
        for _ in range(600):
            if self.server.sql("select 1 from pg_tables where tablename = 'decision'", self.name):
                return self.wait_for(1)
            time.sleep(0.05)
        return None

    def through(self, begin, end, seconds=2.0):
        """One outage in the middle of the load; then all are there, each once, and no write() has waited."""
        process = self.start()
        self.wait_for_first()
        begin()
        time.sleep(seconds)
        end()
        self.wait_for(2000)
        output, errors = process.communicate("", timeout=90)
        self.assertEqual(process.returncode, 0, errors)
        self.assertEqual(self.stored(), list(range(1, 2001)))
        result = json.loads(output.splitlines()[-1])
        self.assertEqual((result["lost"], result["written"]), (0, 2000))
        self.assertEqual(os.listdir(os.path.join(self.directory, "spool")), [])
        print(f"{self._testMethodName}: write() p99 {result['p99']:.1f} us, slowest {result['slowest']:.1f} us", flush=True)
        return errors

    def test_stopped(self):
        errors = self.through(lambda: self.server.stop("immediate"), self.server.start)
        self.assertIn("takes no decisions", errors)
        self.assertIn("takes decisions again", errors)
        self.assertLessEqual(len(errors.splitlines()), 4)

    def test_hanging(self):
        self.through(self.server.freeze, self.server.thaw)

    def test_connections_reset(self):
        def reset():
            self.relay.mode = "reset"
            self.relay.cut()

        self.through(reset, lambda: setattr(self.relay, "mode", "pass"))

    def test_reset_again_and_again(self):
        def reset():
            for _ in range(20):
                self.relay.cut()
                time.sleep(0.1)

        self.through(reset, lambda: None, 0)

    def test_network_hangs(self):
        self.through(lambda: setattr(self.relay, "mode", "hang"), lambda: setattr(self.relay, "mode", "pass"))

    def test_network_trickles(self):
        self.through(lambda: setattr(self.relay, "mode", "trickle"), lambda: setattr(self.relay, "mode", "pass"))

    def kick_out(self):
        self.server.sql(f"select pg_terminate_backend(pid) from pg_stat_activity where usename = '{self.role}'", self.name)

    def test_login_refused(self):
        def refuse():
            self.server.sql(f"alter role {self.role} nologin", self.name)
            self.kick_out()

        self.through(refuse, lambda: self.server.sql(f"alter role {self.role} login", self.name))

    def test_out_of_connections(self):
        def refuse():
            self.server.sql(f"alter role {self.role} connection limit 0", self.name)
            self.kick_out()

        self.through(refuse, lambda: self.server.sql(f"alter role {self.role} connection limit -1", self.name))

    def test_killed_under_load(self):
        """Only the newest are missing, those of the last 200 ms; what the next start finds is stored once."""
        announced = []
        first = 1
        for run in range(10):
            process = self.start(first, 100_000, 1000)
            if run % 2 == 1:
                self.relay.mode = "reset"
                self.relay.cut()
            last = 0
            while last < first + 300:
                last = int(process.stdout.readline())
            process.kill()
            process.wait()
            self.relay.mode = "pass"
            announced.append((first, last))
            first += 1_000_000
        process = self.start(first, 1, 1)
        process.communicate("", timeout=60)
        stored = self.stored()
        missing = 0
        for begin, end in announced:
            there = [number for number in stored if begin <= number < begin + 1_000_000]
            self.assertEqual(there, list(range(begin, begin + len(there))))  # each once, no gap
            missing += max(0, end + 1 - begin - len(there))
            self.assertLessEqual(end + 1 - begin - len(there), 200)
        print(f"10 kills: {missing} of {sum(end + 1 - begin for begin, end in announced)} decisions missing", flush=True)
        with open(os.path.join(self.directory, "log"), encoding="utf-8") as log:
            for line in log.read().split("\n")[:-1]:
                json.loads(line)


if __name__ == "__main__":
    sys.exit(unittest.main())
