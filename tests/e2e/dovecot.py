"""A private Dovecot that only answers Postfix's question "is this login's password right?" (SASL), on a Unix socket.

Nothing of the system's Dovecot is read or written. Needs root and the package "dovecot-core", of Debian 12 (2.3) or
13 (2.4, which has another language of settings).
"""
import os
import shutil
import subprocess

import daemon

PASSWORD = "Mat-khau-1"

COMMON = """\
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols =
ssl = no
auth_mechanisms = plain login
default_internal_user = dovecot
default_login_user = dovenull
service auth {{
  unix_listener {socket} {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
service anvil {{
  chroot =
}}
"""

V23 = COMMON + """\
disable_plaintext_auth = no
passdb {{
  driver = passwd-file
  args = scheme=plain username_format=%u {base}/users
}}
"""

V24 = "dovecot_config_version = 2.4.0\ndovecot_storage_version = 2.4.0\n" + COMMON + """\
auth_allow_cleartext = yes
passdb passwd-file {{
  passwd_file_path = {base}/users
  auth_username_format = %{{user}}
  default_password_scheme = plain
}}
"""


class PrivateDovecot:
    """`socket`: where Postfix asks; `logins`: those whose password is PASSWORD."""

    def __init__(self, scratch, socket, logins):
        self._scratch, self._socket = scratch, socket
        self._base = scratch.directory("dovecot")
        with open(os.path.join(self._base, "users"), "w", encoding="utf-8") as users:
            users.writelines(f"{login}:{{PLAIN}}{PASSWORD}\n" for login in logins)
        version = subprocess.run(["dovecot", "--version"], check=True, capture_output=True, text=True).stdout.split()[0]
        text = V23 if version.startswith("2.3.") else V24
        with open(os.path.join(self._base, "dovecot.conf"), "w", encoding="utf-8") as settings:
            settings.write(text.format(base=self._base, socket=socket))

    def start(self):
        if not shutil.which("dovecot"):
            raise RuntimeError("no Dovecot: tests/install mta")
        process = subprocess.Popen(["dovecot", "-F", "-c", os.path.join(self._base, "dovecot.conf")],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
        self._scratch.undo("pid", process.pid)

        def listens():
            if process.poll() is not None:
                raise RuntimeError(f"Dovecot ended: {process.stderr.read().decode()}\n{self.log()}")
            return os.path.exists(self._socket)

        daemon.wait_until(listens, "Dovecot's socket")
        return self

    def log(self):
        try:
            with open(os.path.join(self._base, "log"), encoding="utf-8", errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return ""
