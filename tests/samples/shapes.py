"""Mails whose structure is wrong in one place: a text and a program, as parts that programs find differently.

In: what differs from the plain mail, as bytes. Out: whole mails (families/ambiguity*.py name them).
The program's file name says nothing, so it must be found by its bytes: whoever does not decode it does not see it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import mail
from formats import pe

CRLF = b"\r\n"
PROGRAM = pe.exe32()
FILE = b"ho-so.dat"

HEAD = (b"From: vanthu@bacgiang.gov.vn\r\nTo: ubnd@bacgiang.gov.vn\r\nDate: Tue, 24 Nov 2026 08:30:00 +0700\r\n"
        b"Message-ID: <mo-ho@bacgiang.gov.vn>\r\nMIME-Version: 1.0\r\nSubject: Ho so\r\n")
TYPE = b"Content-Type: application/octet-stream; name=tep\r\n"
DISPOSITION = b"Content-Disposition: attachment; filename=" + FILE + CRLF
ID = b"Content-ID: 3\r\n"
SENTENCE = b"Mot cau khong co nghia.\r\n"
NOTE = b"Content-Type: text/plain\r\n\r\nKinh gui: xem tep dinh kem.\r\n"  # the part in front of the program
OUTER, OTHER = b"ngoai", b"khac"


@dataclass(frozen=True)
class Encoding:
    """A way to write the program down, and the other one, which a wrong reading would take."""

    name: bytes
    other: bytes
    body: bytes

    @property
    def field(self) -> bytes:
        return self.says(self.name)

    @property
    def false_field(self) -> bytes:
        return self.says(self.other)

    def says(self, value: bytes) -> bytes:
        return b"Content-Transfer-Encoding: " + value + CRLF


def quoted_printable(data: bytes, a_line: int = 24, end: bytes = b"=\r\n") -> bytes:
    """Every byte escaped, `a_line` bytes a line, lines joined by `end`."""
    pieces = [data[i : i + a_line] for i in range(0, len(data), a_line)]
    return end.join(b"".join(b"=%02X" % byte for byte in piece) for piece in pieces) + CRLF


BASE64 = Encoding(b"base64", b"quoted-printable", mail.b64(PROGRAM))
QUOTED = Encoding(b"quoted-printable", b"base64", quoted_printable(PROGRAM))


@dataclass(frozen=True)
class Case:
    """`covers`: the case of the public catalogue that has this shape (families/named_cases.txt)."""

    name: str
    data: bytes
    why: str
    covers: str = ""
    control: bool = False  # well-formed: seen, and no strong reason
    program: bool = True  # False: there is nothing to see


def multipart(declared: bytes) -> bytes:
    """The head's Content-Type; `declared` is its parameters."""
    return b"Content-Type: multipart/mixed; " + declared + CRLF


def fields(e: Encoding) -> tuple[bytes, ...]:
    return TYPE, DISPOSITION, e.field


def build(
    e: Encoding,
    *,
    top: Iterable[bytes] = (multipart(b"boundary=" + OUTER),),
    boundary: bytes = OUTER,
    opening: bytes | None = None,
    note: bytes = NOTE,
    between: bytes | None = None,
    part: Iterable[bytes] | None = None,
    gap: bytes = CRLF,
    body: bytes | None = None,
    closing: bytes | None = None,
) -> bytes:
    """Top fields, blank line, opening, note, between, the program's fields, gap, body, closing. `boundary` is the
    one in use, whatever the top declares."""
    line = b"--" + boundary
    return b"".join([
        HEAD, *top, CRLF,
        line + CRLF if opening is None else opening, note,
        line + CRLF if between is None else between, *(fields(e) if part is None else part),
        gap, e.body if body is None else body,
        line + b"--\r\n" if closing is None else closing,
    ])


def declared(e: Encoding, parameters: bytes, boundary: bytes = OUTER, **more) -> bytes:
    """A mail whose head declares `parameters` and whose body uses `boundary`."""
    return build(e, top=(multipart(parameters),), boundary=boundary, **more)


def inner(e: Encoding, boundary: bytes, *, opening: bytes | None = None, between: bytes | None = None) -> bytes:
    """A multipart's body: note and program between lines of `boundary`."""
    line = b"--" + boundary
    return b"".join([opening or line + CRLF, NOTE, between or line + CRLF, *fields(e), CRLF, e.body, line, b"--\r\n"])
