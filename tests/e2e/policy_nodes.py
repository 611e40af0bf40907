"""Several congvu-policyd that share one database, without an MTA: who asks them sees what Postfix would be answered.

Used by the everyday suite and by the long runs of tests/faults.
"""
import concurrent.futures
import itertools
import os
import threading
import time

from daemon import Daemon
from policy_relay import PolicyClient
from policy_site import Policyd

LIMIT_RULE = """\
rules:
  - id: test-limit
    clause: "12.3"
    title: Giới hạn số người nhận trong lần thử này
    mode: enforce
    when:
      rate: {{per: login, count: recipients, within: 1h, over: {limit}}}
    then:
      reject: "Quá số người nhận trong lần thử này"
    examples:
      hit:
        - login: an
          rate: {{per: login, count: recipients, within: 1h, is: {over}}}
      miss:
        - login: an
          rate: {{per: login, count: recipients, within: 1h, is: {limit}}}
"""


class Node:
    """A congvu-policyd of its own: settings, rules, socket, logs. `database` as in congvu.yaml."""

    def __init__(self, scratch, name, database, more=""):
        socket = os.path.join(scratch.path, name + ".sock")
        state = scratch.directory(name + "-state", 0o777)
        settings = (f"database: \"{database}\"\nnode: {name}\njournal: {{spool: {state}/spool}}\n"
                    f"policyd: {{deployed: true, socket: \"unix:{socket}\", socket_mode: \"0666\", "
                    f"notes: {state}/notes}}\n" + more)
        self.files = Daemon(scratch, "unix", settings, name=name)  # never started: its rules, settings, decision log
        self.policyd = Policyd(scratch, self.files, f"unix:{socket}")
        self.address = self.policyd.address

    def start(self):
        self.policyd.start()
        return self


_numbers = itertools.count()


def recipient(login, number=None):
    """Attributes of a RCPT query of a message of its own."""
    number = next(_numbers) if number is None else number
    return {"protocol_state": "RCPT", "protocol_name": "ESMTP", "instance": f"{os.getpid():x}.{number:x}.0",
            "client_address": "203.0.113.77", "client_port": str(1024 + number % 60_000), "helo_name": "client.example",
            "sender": f"{login}@bacgiang.gov.vn", "recipient": f"nguoi{number}@haiduong.example", "recipient_count": "0",
            "sasl_username": login, "encryption_protocol": "TLSv1.3", "size": "0"}


def burst(nodes, login, clients=8, most=100_000):
    """All clients ask for one login as fast as they can, each at its node, until it has been refused ten times in a
    row. How many recipients passed.
    """
    passed, lock, start = itertools.count(), threading.Lock(), threading.Barrier(clients)

    def client(number):
        asking, refused, let = PolicyClient(nodes[number % len(nodes)].address), 0, 0
        start.wait()
        while refused < 10 and let < most:
            if asking.ask(**recipient(login)).upper().startswith("DUNNO"):
                refused, let = 0, let + 1
            else:
                refused += 1
        asking.close()
        return let

    with lock, concurrent.futures.ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients)))


class SteadyLoad:
    """`rate` queries a second for `seconds`, by `clients` connections, of 500 logins in turn; how long each answer took.

    Started and joined like a thread. `answers`: (when it was due, seconds, action); a query whose connection failed
    has the action "".
    """

    def __init__(self, address, rate, seconds, clients=4):
        self._address, self._rate, self._seconds, self._clients = address, rate, seconds, clients
        self.answers, self._lock = [], threading.Lock()

    def start(self):
        self.begun = time.monotonic() + 0.2
        self._threads = [threading.Thread(target=self._client, args=(number,)) for number in range(self._clients)]
        for thread in self._threads:
            thread.start()
        return self

    def join(self):
        for thread in self._threads:
            thread.join()
        return self

    def _client(self, number):
        asking, own = PolicyClient(self._address), []
        for turn in range(number, int(self._rate * self._seconds), self._clients):
            due = self.begun + turn / self._rate
            time.sleep(max(0, due - time.monotonic()))
            begun = time.monotonic()
            try:
                action = asking.ask(**recipient(f"tai{turn % 500}"))
            except OSError:
                action, asking = "", PolicyClient(self._address)
            own.append((due - self.begun, time.monotonic() - begun, action))
        asking.close()
        with self._lock:
            self.answers += own

    def percentile(self, share, since=0.0, until=float("inf")):
        """Milliseconds, of the answers due in that span."""
        ordered = sorted(took for due, took, _ in self.answers if since <= due < until)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]
