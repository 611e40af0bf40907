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


def wait_until(condition, what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise TimeoutError(f"no {what} within {seconds} s")


class Daemon:
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

    def __init__(self, scratch, kind="unix", more="", program="congvu-milter"):
        """`more`: further lines of congvu.yaml. `program`: its path below the build directory, or in tests/ there."""
        self._scratch = scratch
        self._process = None
        self._directory = scratch.directory("congvu", 0o755)
        self._rules = os.path.join(self._directory, "rules")
        shutil.copytree(os.path.join(ROOT, "rules"), self._rules)
        self._state = os.path.join(self._directory, "state")
        os.mkdir(self._state)
        os.chmod(self._state, 0o777)
        self._log_path = os.path.join(self._directory, "log")
        self._decisions_path = os.path.join(self._state, "decisions.jsonl")
        self._port = None
        if kind == "inet":
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self._port = probe.getsockname()[1]
            self.address = f"inet:127.0.0.1:{self._port}"
            listen = f"inet:{self._port}@127.0.0.1"
        else:
            self.address = f"unix:{self._state}/milter.sock"
            listen = self.address
        settings = os.path.join(self._directory, "congvu.yaml")
        with open(settings, "w", encoding="utf-8") as out:
            out.write(f"socket: {json.dumps(listen)}\nsocket_mode: \"0666\"\nuser: nobody\n"
                      f"rules: [{json.dumps(self._rules)}]\n"
                      f"spool: {{directory: {json.dumps(self._state)}}}\n"
                      f"decision_log: {json.dumps(self._decisions_path)}\n" + more)
        places = [os.path.join(BUILD, program), os.path.join(BUILD, "tests", program)]
        self._command = [next(filter(os.path.exists, places), places[0]), "--config", settings]

    # --- life ---
    def start(self):
        with open(self._log_path, "ab") as log:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._scratch.undo("pid", self._process.pid)
        wait_until(self._listens, "listening congvu-milter")
        return self

    def _listens(self):
        if self._process.poll() is not None:
            raise RuntimeError(f"congvu-milter ended with {self._process.returncode}:\n{self.log()}")
        try:
            if self._port:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            else:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(self.address.removeprefix("unix:"))
            return True
        except OSError:
            return False

    @property
    def pid(self):
        return self._process.pid

    def stop(self):
        self._end(signal.SIGTERM)

    def kill(self):
        self._end(signal.SIGKILL)

    def _end(self, number):
        self._process.send_signal(number)
        self._process.wait(timeout=60)

    def reload(self):
        """SIGHUP, and a wait for what the daemon says of it."""
        before = len(self.log())
        self._process.send_signal(signal.SIGHUP)
        wait_until(lambda: "reload" in self.log()[before:].lower(), "word of the reload in the log")

    # --- rules ---
    def write_rule(self, name, text):
        with open(os.path.join(self._rules, name), "w", encoding="utf-8") as out:
            out.write(text)

    def remove_rule(self, name):
        os.remove(os.path.join(self._rules, name))

    # --- what it said ---
    def log(self):
        with open(self._log_path, encoding="utf-8") as lines:
            return lines.read()

    def wait_log(self, text):
        return wait_until(lambda: text in self.log(), f"`{text}` in the log")

    def decisions(self):
        """Every decision so far; the log is written by a thread of its own, a moment after the answer."""
        time.sleep(0.2)
        return self._written_decisions()

    def _written_decisions(self):
        try:
            with open(self._decisions_path, encoding="utf-8") as lines:
                return [json.loads(line) for line in lines if line.endswith("\n")]
        except FileNotFoundError:
            return []

    def wait_decisions(self, count):
        return wait_until(lambda: (lambda all_: all_ if len(all_) >= count else None)(self._written_decisions()),
                          f"{count} decisions")

    @staticmethod
    def deciding(decision):
        """Ids and clauses of the rules that say more than a note."""
        rules = [rule for rule in decision["rules"] if rule["action"] != "note"]
        return (", ".join(rule.get("id", rule.get("rule", "")) for rule in rules),
                ", ".join(sorted({rule["clause"] for rule in rules})))
