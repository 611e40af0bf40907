"""A daemon under test as both suites without a mail server see it: its process, what it logs, what it decides.

Who uses it sets `process`, `errors` (the file of its standard error), `decisions` and `_own` (its folder, or None).
"""
import json
import os
import signal
import time

PATIENCE = 60  # seconds, before a slow machine is taken for a fault


class DaemonProcess:
    def __enter__(self):
        try:
            self.wait_log("ready socket")
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._own:
            self._own.cleanup()

    def log(self):
        return self.errors.read_text()

    def wait_log(self, words, count=1):
        self.wait(lambda: self.log().count(words) >= count or self.process.poll() is not None)
        assert self.log().count(words) >= count, self.log()

    @staticmethod
    def wait(condition):
        end = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < end:
            time.sleep(0.01)

    def lines(self, count=1):
        """The decisions so far; waits for `count` of them."""
        self.wait(lambda: self.decisions.exists() and self.decisions.read_bytes().count(b"\n") >= count)
        return [json.loads(line) for line in self.decisions.read_text().splitlines()]

    def hup(self):
        os.kill(self.process.pid, signal.SIGHUP)

    def stop(self):
        self.process.terminate()
        return self.process.wait(PATIENCE)
