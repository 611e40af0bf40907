"""congvu-milter for one test run: its own socket, rules, decision log and spool below the scratch directory."""
import json
import os
import shutil
import signal
import socket
import subprocess
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
BUILD = os.environ.get("CONGVU_BUILD", os.path.join(ROOT, "build"))


def built(program):
    """The path of a program: below the build directory, or in tests/ there."""
    places = [os.path.join(BUILD, program), os.path.join(BUILD, "tests", program)]
    return next(filter(os.path.exists, places), places[0])


def wait_until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise TimeoutError(f"no {what} within {seconds} s")


class Program:
    """A daemon of congvu as a process: `command` is started, and listens on `address` (unix:PATH or inet:HOST:PORT)."""

    def __init__(self, scratch, command, address, log_path):
        self._scratch, self._command, self.address, self._log_path = scratch, command, address, log_path
        self._name = os.path.basename(command[0])
        self._process = None

    def start(self):
        with open(self._log_path, "ab") as log:
            self._said = log.tell()
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._scratch.undo("pid", self._process.pid)
        wait_until(self._listens, f"listening {self._name}")
        return self

    def _listens(self):
        if self._process.poll() is not None:
            raise RuntimeError(f"{self._name} ended with {self._process.returncode}:\n{self.log()}")
        # The door is there before the rules are read.
        with open(self._log_path, "rb") as log:
            log.seek(self._said)
            if b" ready " not in log.read():
                return False
        try:
            if self.address.startswith("inet:"):
                _, host, port = self.address.split(":")
                socket.create_connection((host, int(port)), timeout=1).close()
            else:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(self.address.removeprefix("unix:"))
            return True
        except OSError:
            return False

    @property
    def pid(self):
        return self._process.pid

    @property
    def returncode(self):
        """None while it runs."""
        return self._process.poll()

    def stop(self):
        self.signal(signal.SIGTERM)
        self._process.wait(timeout=60)

    def kill(self):
        self.signal(signal.SIGKILL)
        self._process.wait(timeout=60)

    def signal(self, number):
        self._process.send_signal(number)

    def reload(self):
        """SIGHUP, and a wait for what the daemon says of it."""
        before = len(self.log())
        self.signal(signal.SIGHUP)
        wait_until(lambda: "reload" in self.log()[before:].lower(), "word of the reload in the log")

    def log(self):
        with open(self._log_path, encoding="utf-8") as lines:
            return lines.read()

    def wait_log(self, text):
        return wait_until(lambda: text in self.log(), f"`{text}` in the log")


class Daemon(Program):
    """congvu-milter."""

    TAG_HEADER = "X-Congvu-Class"
    RULE_REFUSES_DOCX = (
        "rules:\n"
        "  - id: test-docx\n"
        '    clause: "4.6"\n'
        "    title: Không nhận docx trong lần thử này\n"
        "    mode: enforce\n"
        "    when:\n"
        "      attachment:\n"
        "        form: docx\n"
        "    then:\n"
        '      reject: "Tệp {attachment.path} bị từ chối trong lần thử này"\n'
        "    examples:\n"
        "      hit:\n"
        "        - attachment: {kind: document, form: docx, name: a.docx}\n"
        "      miss:\n"
        "        - attachment: {kind: document, form: pdf, name: a.pdf}\n")

    def __init__(self, scratch, kind="unix", more="", program="congvu-milter", name="congvu"):
        """`more`: further lines of congvu.yaml. `program`: its path below the build directory, or in tests/ there."""
        self.directory = scratch.directory(name, 0o755)
        self._rules = os.path.join(self.directory, "rules")
        shutil.copytree(os.path.join(ROOT, "rules"), self._rules)
        self.state = os.path.join(self.directory, "state")
        os.mkdir(self.state)
        os.chmod(self.state, 0o777)
        self._decisions_path = os.path.join(self.state, "decisions.jsonl")
        if kind == "inet":
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            address, listen = f"inet:127.0.0.1:{port}", f"inet:{port}@127.0.0.1"
        else:
            address = listen = f"unix:{self.state}/milter.sock"
        self.settings = os.path.join(self.directory, "congvu.yaml")
        with open(self.settings, "w", encoding="utf-8") as out:
            out.write(f"socket: {json.dumps(listen)}\nsocket_mode: \"0666\"\nuser: nobody\n"
                      f"rules: [{json.dumps(self._rules)}]\n"
                      f"spool: {{directory: {json.dumps(self.state)}}}\n"
                      f"decision_log: {json.dumps(self._decisions_path)}\n" + more)
        super().__init__(scratch, [built(program), "--config", self.settings], address,
                         os.path.join(self.directory, "log"))

    # --- rules ---
    def write_rule(self, name, text):
        with open(os.path.join(self._rules, name), "w", encoding="utf-8") as out:
            out.write(text)

    def remove_rule(self, name):
        os.remove(os.path.join(self._rules, name))

    # --- what it said ---
    def decisions(self):
        """Every decision so far; the log is written by a thread of its own, a moment after the answer."""
        time.sleep(0.2)
        return self.written_decisions()

    def written_decisions(self):
        try:
            with open(self._decisions_path, encoding="utf-8") as lines:
                return [json.loads(line) for line in lines if line.endswith("\n")]
        except FileNotFoundError:
            return []

    def wait_decisions(self, count):
        return wait_until(lambda: (lambda all_: all_ if len(all_) >= count else None)(self.written_decisions()),
                          f"{count} decisions")

    @staticmethod
    def deciding(decision):
        """Ids and clauses of the rules that say more than a note."""
        rules = [rule for rule in decision["rules"] if rule["action"] != "note"]
        return (", ".join(rule.get("id", rule.get("rule", "")) for rule in rules),
                ", ".join(sorted({rule["clause"] for rule in rules})))
