"""A directory for one test run, and the promise that it and everything started in it goes away again.

A watcher process waits on a pipe that only this process holds. When the pipe closes, for whatever reason
(end, exception, SIGTERM, SIGKILL), the watcher stops each registered process and removes the directory.
"""
import os
import subprocess
import tempfile

# The lines read are: "pid NUMBER", "postfix CONFIG_DIRECTORY", "umount DIRECTORY",
# "remove DIRECTORY"; undone last first.
WATCHER = r'''
trap '' INT TERM HUP
lines=
while IFS= read -r line; do lines="$line
$lines"; done
printf '%s' "$lines" | while read -r what value; do
  case $what in
    postfix) postfix -c "$value" stop >/dev/null 2>&1 ;;
    remove) rm -rf --one-file-system "$value" ;;
    umount) umount -l "$value" >/dev/null 2>&1 ;;
    pid) kill -TERM "$value" 2>/dev/null
         for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 "$value" 2>/dev/null || break; sleep 0.1; done
         kill -KILL "$value" 2>/dev/null ;;
  esac
done
[ -n "$KEEP" ] || rm -rf --one-file-system "$DIRECTORY"
'''


class Scratch:
    """`path` exists until close(), or until this process ends. CONGVU_KEEP=1 in the environment keeps the files."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="congvu-e2e.")
        os.chmod(self.path, 0o755)  # Postfix's own user passes through
        environment = dict(os.environ, DIRECTORY=self.path, KEEP=os.environ.get("CONGVU_KEEP", ""))
        self._watcher = subprocess.Popen(["sh", "-c", WATCHER], stdin=subprocess.PIPE, env=environment,
                                         start_new_session=True, cwd="/")

    def directory(self, name, mode=0o755):
        path = os.path.join(self.path, name)
        os.mkdir(path)
        os.chmod(path, mode)
        return path

    def undo(self, what, value):
        """Registers something to be stopped: what is "pid", "postfix", "umount" or "remove"."""
        self._watcher.stdin.write(f"{what} {value}\n".encode())
        self._watcher.stdin.flush()

    def close(self):
        if self._watcher.stdin.closed:
            return
        self._watcher.stdin.close()
        self._watcher.wait(timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
