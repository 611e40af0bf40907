"""A whole mail site on loopback: Postfix with submission (STARTTLS, Dovecot SASL), congvu-milter, congvu-policyd, and
a directory of mailboxes in SQLite or PostgreSQL. Both daemons read one congvu.yaml.

The ways into it (PrivatePostfix's services), as their main.cf would say:
    mx          no login; policy at RCPT, DATA and END-OF-MESSAGE
    submission  login, with or without TLS; the same policy
    early       submission with smtpd_delay_reject = no: CONNECT, HELO, MAIL as they come, too
    chroot      submission from inside the queue directory, as Debian runs smtpd
    thrice      submission that asks in client, sender and recipient restrictions: three times at each RCPT
    bare        submission that does not ask congvu-policyd at all
"""
import collections
import csv
import datetime
import grp
import json
import os
import re
import shutil
import subprocess

from daemon import Daemon, Program, built
from dovecot import PrivateDovecot
from postfix import PrivatePostfix
from sink import Sink

TABLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dialogs")

MAIN_CF = {
    "smtpd_sasl_type": "dovecot",
    "smtpd_sasl_path": "private/auth",
    "smtpd_authorized_xclient_hosts": "127.0.0.0/8",
    "relay_domains": "bacgiang.gov.vn",
    "smtpd_relay_restrictions": "permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination",
    "smtpd_recipient_limit": "2000",
    "smtpd_hard_error_limit": "200",  # some are told very often that a recipient is not there
}


def submission(ask, **more):
    """Parameters of an smtpd for users; `ask` is its policy service."""
    return dict({"smtpd_sasl_auth_enable": "yes", "smtpd_tls_security_level": "may", "smtpd_tls_auth_only": "no"},
                **restrictions(ask), **more)


def restrictions(ask, *more):
    lists = ("recipient", "data", "end_of_data") + more
    return {f"smtpd_{name}_restrictions": ask for name in lists}


def asking(address):
    """A policy service; without an answer Postfix's own default: 451 4.3.5."""
    return f"check_policy_service {{ {address}, timeout=20s }}"


def services(address):
    ask = asking(address)
    return {
        "mx": restrictions(ask),
        "submission": submission(ask),
        "early": submission(ask, smtpd_delay_reject="no", smtpd_client_restrictions=ask, smtpd_helo_restrictions=ask,
                            smtpd_sender_restrictions=ask),
        "chroot": submission(ask, chroot=True),
        "thrice": submission(ask, smtpd_client_restrictions=ask, smtpd_sender_restrictions=ask),
        "bare": submission("permit"),
    }


def certificate(scratch):
    """main.cf's parameters of one made for this run, and trusted by nobody."""
    path = os.path.join(scratch.path, "certificate.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", path + ".key", "-out", path, "-days", "2", "-subj", "/CN=mx.bacgiang.example"],
                   check=True, capture_output=True)
    return {"smtpd_tls_cert_file": path, "smtpd_tls_key_file": path + ".key"}


def days_ago(text, today=None):
    """"{-3m1d}" in a table: the day three months and a day before today."""
    def day(found):
        months, days = int(found[1] or 0), int(found[2] or 0)
        base = today or datetime.date.today()
        first = base.year * 12 + base.month - 1 - months
        year, month = divmod(first, 12)
        last = (datetime.date(year + month // 11, (month + 1) % 12 + 1, 1) - datetime.timedelta(1)).day
        return str(datetime.date(year, month + 1, min(base.day, last)) - datetime.timedelta(days))
    return re.sub(r"\{-(?:(\d+)m)?(?:(\d+)d)?\}", day, text)


def mailboxes(path=os.path.join(TABLES, "mailboxes.csv")):
    """The rows of the table, dates filled in."""
    with open(path, encoding="utf-8", newline="") as table:
        return list(csv.DictReader(days_ago(table.read()).splitlines()))


def database_of(server):
    """The address of a PostgreSQL of tests/postgresql.py; the daemons, which run as nobody, may reach its socket."""
    os.chown(server.directory, -1, grp.getgrnam("nogroup").gr_gid)
    os.chmod(server.directory, 0o710)
    return server.address("congvu")


class Policyd(Program):
    """congvu-policyd beside a milter: the same settings file."""

    def __init__(self, scratch, milter, address):
        super().__init__(scratch, [built("congvu-policyd"), "--config", milter.settings], address,
                         os.path.join(milter.directory, "policyd.log"))


class PolicySite:
    """`database` as in congvu.yaml, or "" for SQLite below the scratch directory; `more`: further settings."""

    def __init__(self, scratch, database="", more="", main_cf=None, further_services=None):
        self.scratch, self.sink = scratch, Sink()
        queue = os.path.join(scratch.path, "postfix", "spool")
        self.policy_socket = os.path.join(queue, "congvu", "policyd.sock")
        state = scratch.directory("state", 0o750)
        shutil.chown(state, "nobody")  # as the daemons; the operators' command is root's
        self.database = database or f"sqlite:{state}"
        settings = (f"database: \"{self.database}\"\nnode: mx1\n"
                    f"directory: {{refresh: 1s}}\njournal: {{spool: {state}/journal}}\n"
                    f"policyd: {{deployed: true, socket: \"unix:{self.policy_socket}\", socket_group: postfix, "
                    f"notes: {state}/policyd.notes}}\n" + more)
        self.milter = Daemon(scratch, "inet", settings)
        self.policyd = Policyd(scratch, self.milter, f"unix:{self.policy_socket}")
        self.mta = PrivatePostfix(scratch, self.sink.port, self.milter.address,
                                  dict(MAIN_CF, **certificate(scratch), **(main_cf or {})),
                                  services=dict(services("unix:congvu/policyd.sock"), **(further_services or {})))
        os.mkdir(os.path.dirname(self.policy_socket), 0o755)

    def start(self):
        self.import_directory()
        self.milter.start()
        self.policyd.start()
        self.mta.start()
        logins = [row["Tên đăng nhập"] for row in mailboxes()] + ["nguoila_stttt"]
        self.dovecot = PrivateDovecot(self.scratch, os.path.join(self.mta.queue, "private", "auth"), logins).start()
        return self

    def congvu(self, *arguments, data=None):
        """What the operators' command prints."""
        done = subprocess.run([built("congvu"), *arguments, "--config", self.milter.settings], input=data,
                              capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise RuntimeError(f"congvu {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def decisions(self):
        """Of both daemons, as far as their decision log is written."""
        return self.milter.written_decisions()

    def stored(self):
        """Ids of the decisions in the database, each with how often it is there."""
        lines = self.congvu("journal", "list", "--format", "json", "--limit", "1000000").splitlines()
        return collections.Counter(json.loads(line)["id"] for line in lines)

    def import_directory(self):
        path = os.path.join(self.scratch.path, "mailboxes.csv")
        with open(os.path.join(TABLES, "mailboxes.csv"), encoding="utf-8") as table:
            text = days_ago(table.read())
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        self.congvu("directory", "import", path)
