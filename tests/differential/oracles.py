"""What programs see in a mail: GMime and congvu as child processes, Python's `email` in this one.

In: the bytes of a mail. Out: views, each a name and its leaves; for congvu its facts. Failure: a child that dies or
hangs is started anew and its answer is None, which is counted and, for congvu, a miss; whatever `email` raises costs
only the value that was asked for.
"""

from __future__ import annotations

import base64
import email
import email.policy
import functools
import json
import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass, field
from email.headerregistry import HeaderRegistry
from email.message import Message
from pathlib import Path

# `email` parses a field anew each time that it is asked for.
DEFAULT = email.policy.default.clone(header_factory=functools.lru_cache(maxsize=512)(HeaderRegistry()))
PATIENCE = 20  # seconds for one mail of some kilobytes


@dataclass
class Seen:
    """A leaf as one program sees it."""

    data: bytes
    names: list[str] = field(default_factory=list)
    type: str = ""
    disposition: str = ""


class Child:
    def __init__(self, program: Path):
        self.program = program
        self.process: subprocess.Popen | None = None
        self.rest = b""

    def send(self, mail: bytes) -> None:
        if self.process is None:
            self.process = subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
            self.rest = b""
        view = memoryview(b"%d\n" % len(mail) + mail)
        try:
            while view:
                view = view[self.process.stdin.write(view) :]
        except BrokenPipeError:
            pass  # receive() finds the end of its answers

    def receive(self) -> dict | None:
        until = time.monotonic() + PATIENCE
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0.0, until - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 1 << 20) if ready else b""
            if not piece:
                self.stop()
                return None
            self.rest += piece
        line, _, self.rest = self.rest.partition(b"\n")
        return json.loads(line)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


def gmime_views(answer: dict | None) -> dict[str, list[Seen]]:
    if answer is None:
        return {}
    return {f"gmime-{mode}": [Seen(base64.b64decode(leaf["data"]), leaf["names"], leaf["type"].lower(),
                                   leaf["disposition"].lower()) for leaf in leaves]
            for mode, leaves in answer.items()}


class TooLong(Exception):
    pass


def python_views(mail: bytes, faults: dict[str, int]) -> dict[str, list[Seen]]:
    def late(*_):
        raise TooLong

    signal.signal(signal.SIGALRM, late)
    views = {}
    for name, policy in (("python-compat32", email.policy.compat32), ("python-default", DEFAULT)):
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        leaves = views[name] = []
        try:
            message = email.message_from_bytes(mail, policy=policy)
            for part in _parts(message):
                if (leaf := _leaf(part, faults)) is not None:
                    leaves.append(leaf)
        except Exception as fault:
            faults[f"{name}: {type(fault).__name__}"] = faults.get(f"{name}: {type(fault).__name__}", 0) + 1
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return views


def _parts(message: Message):
    """As walk() does, but not into a delivery status, whose groups of fields `email` takes for mails (no other does)."""
    todo = [message]
    while todo:
        part = todo.pop()
        yield part
        if part.is_multipart() and part.get_content_type() != "message/delivery-status":
            todo.extend(reversed(part.get_payload()))


def _leaf(part: Message, faults: dict[str, int]) -> Seen | None:
    def attempt(what, otherwise):
        try:
            return what()
        except TooLong:
            raise
        except Exception as fault:
            key = f"python: {type(fault).__name__}"
            faults[key] = faults.get(key, 0) + 1
            return otherwise

    names: list[str] = []

    def add(value) -> None:
        if isinstance(value, tuple):
            value = attempt(lambda: email.utils.collapse_rfc2231_value(value), None)
        if isinstance(value, str) and value and value not in names:
            names.append(value)

    add(attempt(part.get_filename, None))
    add(attempt(lambda: part.get_param("name"), None))
    add(attempt(lambda: part.get_param("filename", header="content-disposition"), None))
    for header in ("content-type", "content-disposition"):
        params = attempt(lambda: getattr(part[header], "params", {}), {})
        for key in ("name", "filename"):
            add(attempt(lambda: params.get(key), None))
    for name in list(names):
        if "=?" in name:
            add(attempt(lambda: str(email.header.make_header(email.header.decode_header(name))), None))
    type_ = attempt(part.get_content_type, "text/plain")
    disposition = attempt(part.get_content_disposition, None) or ""
    if part.is_multipart():
        return Seen(b"", names, type_, disposition) if names and not type_.startswith("multipart/") else None
    data = attempt(lambda: part.get_payload(decode=True), None)
    return Seen(data if isinstance(data, bytes) else b"", names, type_, disposition)
