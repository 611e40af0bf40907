"""A private Sendmail in a chroot of its own: its package excludes Postfix's, so they share no root directory.

The chroot (made once by tests/chroot, then copied and given the package) is kept between runs; each instance
has its own configuration and queue in it. Loopback only. Needs root.
"""
import os
import shutil
import smtplib
import subprocess
import time

from postfix import free_port

HERE = os.path.dirname(os.path.abspath(__file__))

# Timeouts of the milter are those that the installation guide asks for; Sendmail's own are too short.
# The load limits are off, since a test machine is busy; no DNS is asked.
MC = """\
divert(0)dnl
OSTYPE(`debian')dnl
define(`confDOMAIN_NAME', `mx.bacgiang.example')dnl
define(`QUEUE_DIR', `{run}/mqueue')dnl
define(`STATUS_FILE', `{run}/status')dnl
define(`confPID_FILE', `{run}/sendmail.pid')dnl
define(`confCONTROL_SOCKET_NAME', `')dnl
define(`confHOST_STATUS_DIRECTORY', `')dnl
define(`confQUEUE_LA', `10000')dnl
define(`confREFUSE_LA', `10000')dnl
define(`confDELAY_LA', `0')dnl
define(`confTO_IDENT', `0')dnl
define(`confMAX_DAEMON_CHILDREN', `0')dnl
define(`confCONNECTION_RATE_THROTTLE', `0')dnl
define(`confMIN_QUEUE_AGE', `0')dnl
define(`confSMTP_LOGIN_MSG', `mx ESMTP Sendmail')dnl
define(`confSERVICE_SWITCH_FILE', `{run}/switch')dnl
define(`confTRY_NULL_MX_LIST', `False')dnl
define(`confMILTER_MACROS_ENVFROM', confMILTER_MACROS_ENVFROM`, {{auth_type}}, {{auth_authen}}')dnl
FEATURE(`nocanonify')dnl
FEATURE(`promiscuous_relay')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`accept_unqualified_senders')dnl
define(`SMART_HOST', `relay:[127.0.0.1]')dnl
define(`RELAY_MAILER_ARGS', `TCP [127.0.0.1] {sink}')dnl
INPUT_MAIL_FILTER(`congvu', `S={milter}, F=T, T=C:10s;S:1m;R:1m;E:10m')dnl
DAEMON_OPTIONS(`Family=inet, Name=MTA, Port={port}, Addr=127.0.0.1')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
"""


def chroot(suite="bookworm"):
    """The path of the Sendmail chroot; makes it when it is not there yet (some minutes, needs the mirror)."""
    base = subprocess.run([os.path.join(HERE, "..", "chroot"), suite], check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()
    root = base.replace("-base", "-sendmail")
    if os.path.exists(root + ".complete"):
        return root
    shutil.rmtree(root, ignore_errors=True)
    subprocess.run(["cp", "-a", base, root], check=True)
    with open(root + "/usr/sbin/policy-rc.d", "w") as policy:
        policy.write("#!/bin/sh\nexit 101\n")
    os.chmod(root + "/usr/sbin/policy-rc.d", 0o755)
    command = "apt-get update -q && apt-get install -y -q --no-install-recommends sendmail-bin sendmail-cf m4"
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive", LC_ALL="C")
    subprocess.run(["mount", "-t", "proc", "proc", root + "/proc"], check=True)
    try:
        done = subprocess.run(["chroot", root, "sh", "-c", command], env=environment, capture_output=True)
    finally:
        subprocess.run(["umount", "-l", root + "/proc"], check=False)
    if done.returncode:
        raise RuntimeError(done.stdout.decode()[-1000:] + done.stderr.decode()[-1000:])
    open(root + ".complete", "w").close()
    return root


class PrivateSendmail:
    """Relays everything to 127.0.0.1:sink_port. `milter` is an address as in main.cf ("inet:host:port")."""

    def __init__(self, scratch, sink_port, milter):
        self.scratch, self.port, self.root = scratch, free_port(), chroot()
        _, host, port = milter.split(":")
        self.run = "/run/" + os.path.basename(scratch.path)
        inside = self.root + self.run
        os.makedirs(inside + "/mqueue", 0o700)
        scratch.undo("remove", inside)
        with open(inside + "/switch", "w") as switch:
            switch.write("hosts files\naliases files\n")
        with open(inside + "/test.mc", "w") as source:
            source.write(MC.format(run=self.run, port=self.port, sink=sink_port, milter=f"inet:{port}@{host}"))
        m4 = "cd /usr/share/sendmail/cf/cf && m4 ../m4/cf.m4 {0}/test.mc > {0}/test.cf".format(self.run)
        self._run("sh", "-c", m4)

    def _run(self, *command, check=True):
        done = subprocess.run(["chroot", self.root, *command], capture_output=True, timeout=60)
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode(errors="replace")

    def start(self):
        proc = self.root + "/proc"
        subprocess.run(["mount", "-t", "proc", "proc", proc], check=True)
        self.scratch.undo("umount", proc)
        command = ["chroot", self.root, "/usr/sbin/sendmail", "-C", self.run + "/test.cf", "-bD", "-q1s"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        stdin=subprocess.DEVNULL)
        self.scratch.undo("pid", self.process.pid)
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError("Sendmail did not start: " + self.process.stderr.read().decode())
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=10):
                    return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the private Sendmail does not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)

    def client(self):
        return smtplib.SMTP("127.0.0.1", self.port, local_hostname="client.example", timeout=90)

    def held(self):
        """Queue ids in quarantine: hf files, which Sendmail renames from qf."""
        return [name[2:] for name in os.listdir(self.root + self.run + "/mqueue") if name.startswith("hf")]

    def queued(self):
        return [name[2:] for name in os.listdir(self.root + self.run + "/mqueue") if name[:2] in ("qf", "hf")]

    def release(self, queue_id):
        self._run("/usr/sbin/sendmail", "-C", self.run + "/test.cf", "-qQ", "-Q", f"-qI{queue_id}", check=False)
        self.flush()

    def flush(self):
        self._run("/usr/sbin/sendmail", "-C", self.run + "/test.cf", "-q", check=False)
