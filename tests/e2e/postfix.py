"""A private Postfix instance: own configuration, queue, data directory, log and port; loopback only.

Nothing of the system's Postfix is read or written. Needs root (Postfix's master does) and the package
"postfix" for the programs and the users postfix and postdrop.
"""
import json
import os
import shutil
import smtplib
import socket
import subprocess
import time

MASTER_CF = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _owner(user):
    return int(subprocess.run(["id", "-u", user], check=True, capture_output=True, text=True).stdout)


def _service(port, options, chroot):
    """One more smtpd in master.cf. Values hold no blanks there, but in braces."""
    words = [f"127.0.0.1:{port} inet n - {'y' if chroot else 'n'} - - smtpd"]
    words += [f"  -o {{ {key} = {value} }}" for key, value in options.items()]
    return "\n".join(words) + "\n"


class PrivatePostfix:
    """Relays everything to 127.0.0.1:sink_port. `milter` is a milter address as in main.cf.

    settings: further main.cf parameters, or replacements of those below.
    services: further smtpd, {name: its parameters}; the parameter "chroot" (True) runs it in the queue directory.
    """

    def __init__(self, scratch, sink_port, milter, settings=None, name="postfix", services=None):
        if os.geteuid() != 0:
            raise RuntimeError("a private Postfix needs root: its master process does")
        self.scratch, self.port = scratch, free_port()
        base = scratch.directory(name)
        self.config = os.path.join(base, "etc")
        self.queue = os.path.join(base, "spool")
        self.log_path = os.path.join(base, "log")
        data = os.path.join(base, "data")
        for path in (self.config, self.queue, data):
            os.mkdir(path, 0o755)
        os.chown(data, _owner("postfix"), -1)
        parameters = {
            "compatibility_level": "3.6",
            "queue_directory": self.queue,
            "data_directory": data,
            "command_directory": "/usr/sbin",
            "daemon_directory": "/usr/lib/postfix/sbin",
            "maillog_file": self.log_path,
            "maillog_file_prefixes": base,
            "myhostname": "mx.bacgiang.example",
            "mydestination": "",
            "local_recipient_maps": "",
            "alias_maps": "",
            "alias_database": "",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "mynetworks": "127.0.0.0/8",
            "relayhost": f"[127.0.0.1]:{sink_port}",
            "smtp_dns_support_level": "disabled",
            "smtp_host_lookup": "native",
            "smtp_tls_security_level": "none",
            "smtpd_tls_security_level": "none",
            "smtpd_peername_lookup": "no",
            "smtpd_relay_restrictions": "permit_mynetworks, reject",
            "smtpd_recipient_restrictions": "",
            "smtpd_client_connection_rate_limit": "0",
            "smtpd_error_sleep_time": "0",
            "message_size_limit": "30000000",
            # The milter, as the manual tells operators to set it.
            "smtpd_milters": milter,
            "non_smtpd_milters": milter,
            "milter_default_action": "tempfail",
            "milter_protocol": "6",
            "milter_connect_timeout": "5s",
            "milter_command_timeout": "20s",
            "milter_content_timeout": "60s",
            # A test does not wait five minutes for the second attempt.
            "minimal_backoff_time": "2s",
            "maximal_backoff_time": "4s",
            "queue_run_delay": "2s",
        }
        parameters.update(settings or {})
        with open(os.path.join(self.config, "main.cf"), "w") as main:
            main.writelines(f"{key} = {value}\n" for key, value in parameters.items())
        with open(os.path.join(self.config, "master.cf"), "w") as master:
            master.write(MASTER_CF.format(port=self.port))
            self.ports = {None: self.port}
            for service, options in (services or {}).items():
                self.ports[service], options = free_port(), dict(options)
                chroot = options.pop("chroot", False)
                master.write(_service(self.ports[service], options, chroot))
        for path in ("dynamicmaps.cf", "postfix-files"):
            if os.path.exists("/etc/postfix/" + path):
                shutil.copy("/etc/postfix/" + path, self.config)

    def _run(self, *command, check=True, data=None):
        done = subprocess.run(command, input=data, capture_output=True, cwd="/", timeout=60)
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}\n{self.log()[-2000:]}")
        return done

    def start(self):
        self._run("postfix", "-c", self.config, "start")
        self.scratch.undo("postfix", self.config)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=10):
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the private Postfix does not answer\n" + self.log()[-2000:])

    def stop(self):
        self._run("postfix", "-c", self.config, "stop", check=False)

    def log(self):
        try:
            with open(self.log_path, errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return ""

    def client(self, service=None):
        # A fixed name: the machine's own may not resolve, and smtplib would ask for it.
        return smtplib.SMTP("127.0.0.1", self.ports[service], local_hostname="client.example", timeout=90)

    def held(self):
        """Queue ids in the hold queue."""
        lines = self._run("postqueue", "-c", self.config, "-j").stdout.splitlines()
        return [entry["queue_id"] for entry in map(json.loads, lines) if entry["queue_name"] == "hold"]

    def queued(self):
        """Every queue id that is still in some queue."""
        lines = self._run("postqueue", "-c", self.config, "-j").stdout.splitlines()
        return [json.loads(line)["queue_id"] for line in lines]

    def release(self, queue_id):
        self._run("postsuper", "-c", self.config, "-H", queue_id)
        self.flush()

    def delete(self, queue_id):
        self._run("postsuper", "-c", self.config, "-d", queue_id)

    def flush(self):
        self._run("postqueue", "-c", self.config, "-f")

    def sendmail(self, arguments, data):
        """sendmail(1): the way of local programs, through pickup and non_smtpd_milters."""
        self._run("sendmail", "-C", self.config, *arguments, data=data)
