"""A private PostgreSQL: its own cluster in a scratch directory, on a Unix socket only.

    with PostgreSQL() as server:
        server.address("congvu")      # "postgresql:host=/tmp/… dbname=congvu user=congvu", made where missing
        server.sql("select 1")        # rows as lists of strings
        server.stop("immediate")      # as kill -9 would, but that no memory is left behind
        server.start()                # the same cluster again

The machine's own clusters are neither used nor looked at. As root it runs as the user postgres, else as the
caller. It ends with the program that started it, however that ends.

As a program: starts one, sets CONGVU_TEST_POSTGRESQL to the address of a database whose user may make others,
runs a command and ends as it does; with 77 where no PostgreSQL is installed.

    python3 tests/postgresql.py build/tests/unit_state
"""
import contextlib
import csv
import glob
import io
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

USER = "congvu"
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_connections": "50",
    "fsync": "off",  # the machine does not lose power under a test; `durable` turns it on
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] ",
    "timezone": "UTC",
    "autovacuum_naptime": "10s",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
STOP = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


def programs():
    """The directory of the newest installed server's programs, or None."""
    found = [os.path.dirname(path) for path in glob.glob("/usr/lib/postgresql/*/bin/postgres")]
    return max(found, key=lambda path: int(path.split("/")[-2]), default=None)


class PostgreSQL:
    def __init__(self, settings=None, durable=False, parent=None):
        self.bin = programs()
        if self.bin is None:
            raise FileNotFoundError("no PostgreSQL server is installed (tests/install test)")
        # A socket's path may have 107 bytes.
        self.directory = tempfile.mkdtemp(prefix="congvu-pg-", dir=parent)
        self.data = os.path.join(self.directory, "data")
        self.log = os.path.join(self.directory, "log")
        self.settings = {**SETTINGS, **(DURABLE if durable else {}), **(settings or {})}
        self.process = None
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.directory, owner.pw_uid, owner.pw_gid)
        try:
            self._make()
            self.start()
        except BaseException:
            self.close()
            raise

    def _as_owner(self, *command):
        own = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"] if os.geteuid() == 0 else []
        return own + list(command)

    def _make(self):
        made = subprocess.run(self._as_owner(os.path.join(self.bin, "initdb"), "--pgdata", self.data, "--username", USER,
                                             "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
                                             "--no-instructions"),
                              cwd="/", capture_output=True, text=True, timeout=120)
        if made.returncode != 0:
            raise RuntimeError("initdb: " + made.stderr + made.stdout)

    def start(self):
        """Also again, after stop()."""
        assert self.process is None
        options = [f"--{name}={value}" for name, value in self.settings.items()]
        # setpriv would forget the signal with the change of the user: it is asked for by a second one.
        command = self._as_owner("setpriv", "--pdeathsig", "QUIT", os.path.join(self.bin, "postgres"), "-D", self.data,
                                 "-k", self.directory, *options)
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(command, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            start_new_session=True)
        for _ in range(600):
            if self._psql("select 1", "postgres").returncode == 0:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError("PostgreSQL does not start: " + self.log_text()[-2000:])

    def stop(self, mode="fast"):
        """fast: transactions are rolled back; immediate: as a crash; smart: waits for clients."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(STOP[mode])
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def freeze(self):
        """It answers nobody, but its connections stay: a machine that hangs."""
        self.signal(signal.SIGSTOP)

    def thaw(self):
        self.signal(signal.SIGCONT)

    def signal(self, number):
        for process in self.processes():
            with contextlib.suppress(ProcessLookupError):  # a connection may end at any time
                os.kill(process, number)

    def processes(self):
        """The postmaster first, then its own children (one for each connection)."""
        parent = self.process.pid
        with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as children:
            return [parent, *map(int, children.read().split())]

    def address(self, database="congvu"):
        """As a setting; the database is made where it is missing."""
        if not self.sql(f"select 1 from pg_database where datname = '{database}'", "postgres"):
            self.sql(f"create database {database}", "postgres")
        return f"postgresql:host={self.directory} dbname={database} user={USER}"

    def sql(self, text, database="congvu"):
        result = self._psql(text, database)
        if result.returncode != 0:
            raise RuntimeError(f"{text}: {result.stderr}")
        return list(csv.reader(io.StringIO(result.stdout)))

    def _psql(self, text, database):
        return subprocess.run([os.path.join(self.bin, "psql"), "-X", "-q", "--csv", "-t", "-h", self.directory, "-U", USER,
                               "-d", database, "-v", "ON_ERROR_STOP=1", "-c", text],
                              capture_output=True, text=True, timeout=120, env={**os.environ, "PGCONNECT_TIMEOUT": "10"})

    def socket(self):
        """The path of the Unix socket, for relays that break connections."""
        return os.path.join(self.directory, ".s.PGSQL.5432")

    def log_text(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def close(self):
        if self.process is not None and self.process.poll() is None:
            self.thaw()
        self.stop("immediate")
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def main(command):
    if not command:
        sys.exit(__doc__)
    if programs() is None:
        print("skipped: no PostgreSQL server is installed (tests/install test)", file=sys.stderr)
        return 77
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with PostgreSQL() as server:
        environment = {**os.environ, "CONGVU_TEST_POSTGRESQL": server.address("tests")}
        return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
