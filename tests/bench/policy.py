"""Throughput of congvu-policyd against a policy server that looks at nothing, and against others.

    cmake --build BUILD --target congvu congvu-policyd bench
    python3 tests/bench/policy.py BUILD [--seconds 5] [--rounds 3] [--mailboxes 100000] [--peers] [--idle 10000]

Prints a table; nothing is asserted. All servers get the same questions from the same client (policy_load.cpp), one
after the other in each round, on the same machine: compare the ratio and not the figures of two machines. The rules
are the shipped ones, with and without those that ask about rates; the directory has that many mailboxes; every
question is about another message. Use a build without sanitizers and with optimisation. --peers: also postgrey and
policyd-spf, where Debian's packages postgrey and postfix-policyd-spf-python are installed (policyd-spf runs behind
Postfix's spawn(8), here behind a listener that starts one process a connection).
"""

import argparse
import datetime
import json
import os
import pathlib
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "policyd"))

from policy_client import Connection, question  # noqa: E402

DOMAIN = "bacgiang.gov.vn"
CONNECTIONS = (1, 8, 64)
QUESTIONS = [
    # From outside, to a mailbox of ours.
    question(client_address="198.51.100.9", sender="user{r}@example.org", recipient="canbo{r}@" + DOMAIN,
             instance="1a2b.{n}.0", encryption_protocol="TLSv1.3"),
    # A user of ours who writes to the outside, and one who writes to a colleague.
    question(client_address="203.0.113.8", client_name="unknown", sasl_method="PLAIN", sasl_username="canbo{r}",
             sender="canbo{r}@" + DOMAIN, recipient="user{r}@example.com", instance="1a2c.{n}.0",
             encryption_protocol="TLSv1.3"),
    question(client_address="203.0.113.9", client_name="unknown", sasl_method="PLAIN", sasl_username="canbo{r}",
             sender="canbo{r}@" + DOMAIN, recipient="canbo{r}@" + DOMAIN, instance="1a2d.{n}.0",
             encryption_protocol="TLSv1.3"),
]


class Server:
    """A process that listens at a path; `processor()` is its time in seconds."""

    def __init__(self, command, address, patience=120):
        self.address = str(address)
        self.process = subprocess.Popen([str(word) for word in command], stderr=subprocess.PIPE, cwd="/")
        end = time.monotonic() + patience
        while True:
            try:
                with Connection(self.address if self.address.startswith("/") else ("127.0.0.1", int(self.address))):
                    break
            except OSError:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{command[0]} does not listen") from None
                time.sleep(0.1)
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def processor(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith(("RssAnon", "RssShmem")))

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Spawn:
    """What Postfix's spawn(8) does: one process of the program for each connection."""

    def __init__(self, command, path):
        self.address, self.command = str(path), command
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(self.address)
        self.door.listen(100)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            subprocess.Popen(self.command, stdin=client, stdout=client, stderr=subprocess.DEVNULL, cwd="/")
            client.close()

    @staticmethod
    def processor():
        return 0.0

    def stop(self):
        self.door.close()


def import_directory(build, folder, count):
    """Mailboxes in use, with nothing for a rule to note: a note is a row of the journal."""
    today = datetime.date.today()
    lines = ["Địa chỉ,Tên đăng nhập,Họ và tên,Loại,Đơn vị,Ngày cấp,Trạng thái,Đổi mật khẩu gần nhất,Đăng nhập gần nhất"]
    lines += [f"canbo{i}@{DOMAIN},canbo{i},Nguyễn Văn {i},cá nhân,stttt,{today},đang dùng,{today},{today}"
              for i in range(count)]
    (folder / "mailboxes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    subprocess.run([f"{build}/congvu", "directory", "import", "--config", folder / "import.yaml",
                    folder / "mailboxes.csv"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def rules_without_rates(folder):
    target = folder / "rules"
    shutil.copytree(ROOT / "rules", target, ignore=shutil.ignore_patterns("regulation"))
    file = target / "mailboxes.yaml"
    head, *rules = file.read_text(encoding="utf-8").split("\n  - id: ")
    file.write_text("\n  - id: ".join([head, *(rule for rule in rules if "rate:" not in rule)]), encoding="utf-8")
    return target


def policyd(build, folder, name, more=""):
    place = folder / name
    place.mkdir()
    place.chmod(0o777)
    config = place / "congvu.yaml"
    state = folder / "state"
    config.write_text(f"policyd: {{socket: 'unix:{place}/s', notes: {place}/notes}}\nuser: root\n"
                      f"database: 'sqlite:{state}'\nlog: {{level: warning}}\njournal: {{spool: {place}/spool}}\n"
                      .replace("user: root\n", "user: nobody\n" if os.geteuid() == 0 else "") + more)
    return Server([f"{build}/congvu-policyd", "--config", config], place / "s")


def peers(folder):
    out = {}
    if shutil.which("postgrey"):
        place = folder / "postgrey"
        place.mkdir(mode=0o777)
        place.chmod(0o777)
        user = ["--user=nobody", "--group=nogroup"] if os.geteuid() == 0 else []
        out["postgrey"] = Server(["postgrey", f"--unix={place}/s", f"--dbdir={place}", *user], place / "s")
    program = shutil.which("policyd-spf") or "/usr/bin/policyd-spf"
    if os.path.exists(program):
        out["policyd-spf"] = Spawn([program], folder / "spf")
    return out


def load(build, server, questions, connections, seconds):
    before = server.processor()
    done = subprocess.run([f"{build}/tests/policy_load", server.address, questions, str(connections), str(seconds)],
                          capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    figures["us"] = (server.processor() - before) * 1e6 / max(figures["requests"], 1)
    return figures


def hold(build, server, count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, count + 100), hard))
    before = server.rss()
    with subprocess.Popen([f"{build}/tests/policy_load", server.address, "-", str(count), "0"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as holder:
        seconds = holder.stdout.readline().strip()
        cost = (server.rss() - before) / count
        begun = server.processor()
        time.sleep(5)
        idle = (server.processor() - begun) / 5
        holder.stdin.close()
        end = holder.stdout.read().strip()
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    print(f"\n{count} connections: opened and asked once in {seconds} s, {cost:.2f} KB each, {100 * idle:.1f} % of a "
          f"processor while idle, then {end or 'NOT all answered'}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("build")
    arguments.add_argument("--seconds", type=float, default=5)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--mailboxes", type=int, default=100_000)
    arguments.add_argument("--idle", type=int, default=10_000)
    arguments.add_argument("--peers", action="store_true")
    options = arguments.parse_args()
    build = os.path.abspath(options.build)
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o777)
        (folder / "state").mkdir()
        (folder / "import.yaml").write_text(f"database: 'sqlite:{folder}/state'\n")
        import_directory(build, folder, options.mailboxes)
        for path in [folder / "state", *(folder / "state").iterdir()]:
            path.chmod(0o777)
        questions = folder / "questions"
        questions.write_bytes(b"".join(QUESTIONS))
        without = rules_without_rates(folder)
        servers = {"echo": Server([f"{build}/tests/echo_policy", folder / "echo"], folder / "echo"),
                   "without rates": policyd(build, folder, "without", f"rules: [{without}]\n"),
                   "with rates": policyd(build, folder, "with")}
        if options.peers:
            servers.update(peers(folder))
        try:
            table(build, servers, questions, options)
            hold(build, servers["with rates"], options.idle)
            print(f"memory of congvu-policyd with {options.mailboxes} mailboxes: "
                  f"{servers['with rates'].rss() / 1024:.0f} MB")
        finally:
            for server in servers.values():
                server.stop()


def table(build, servers, questions, options):
    print(f"{'connections':>11}  {'server':14}{'per s':>9}{'of echo':>9}{'p50 ms':>9}{'p99 ms':>9}{'us CPU':>8}"
          f"{'not DUNNO':>11}")
    for connections in CONNECTIONS:
        rounds = [{name: load(build, server, questions, connections, options.seconds)
                   for name, server in servers.items()} for _ in range(options.rounds)]
        for name in servers:
            def middle(what):
                return statistics.median(figures[name][what] for figures in rounds)
            ratio = statistics.median(figures[name]["per_second"] / figures["echo"]["per_second"] for figures in rounds)
            print(f"{connections:11}  {name:14}{middle('per_second'):9.0f}{ratio:9.2f}{middle('p50'):9.3f}"
                  f"{middle('p99'):9.3f}{middle('us'):8.1f}{middle('other'):11.0f}", flush=True)


if __name__ == "__main__":
    main()
