"""base64 and quoted-printable that programs decode differently.

Yields Case objects: an ordinary mail around a program that is written down oddly.
"""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Iterator

from shapes import BASE64, PROGRAM, QUOTED, Case, Encoding, build, quoted_printable

DIGITS = base64.b64encode(PROGRAM)
ROW = 8  # escapes in a line


def cases() -> Iterator[Case]:
    for name, covers, body in _base64():
        yield Case(f"base64-{name}", build(BASE64, body=body), "base64 that is written oddly", covers)
    for name, covers, body in _quoted_printable():
        yield Case(f"qp-{name}", build(QUOTED, body=body), "quoted-printable that is written oddly", covers)


def payloads() -> Iterator[tuple[str, Encoding]]:
    """The same as encodings, for a mail that is odd elsewhere, too."""
    for name, _, body in _base64():
        yield f"base64-{name}", dataclasses.replace(BASE64, body=body)
    for name, _, body in _quoted_printable():
        yield f"qp-{name}", dataclasses.replace(QUOTED, body=body)


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


def _spread(junk: bytes, size: int) -> bytes:
    """`junk` behind each `size` digits, a line end behind each 76."""
    return b"".join(junk.join(_cut(line, size)) + junk + b"\r\n" for line in _cut(DIGITS, 76))


def _base64() -> Iterator[tuple[str, str, bytes]]:
    yield "6-a-line", "b64_6char_per_line", b"".join(line + b"\r\n" for line in _cut(DIGITS, 6))
    for name, junk in {"dot": b".", "dash": b"-", "space": b" ", "pound": b"#"}.items():
        yield f"{name}-behind-each", f"b64_junk_char_{name}", _spread(junk, 1)
    for name, junk in {"dot": b".", "eq": b"="}.items():
        yield f"{name}-behind-4", f"b64_junk_char_4_{name}", _spread(junk, 4)
    yield "equal-at-line-end", "b64_line_end_eq", b"".join(line + b"=\r\n" for line in _cut(DIGITS, 4))
    for size in (1, 2):
        quads = b"".join(base64.b64encode(piece) for piece in _cut(PROGRAM, size))
        yield f"padded-each-{size}", f"b64_split_{size}", b"".join(line + b"\r\n" for line in _cut(quads, 76))


def _quoted_printable() -> Iterator[tuple[str, str, bytes]]:
    rows = [b"".join(b"=%02X" % byte for byte in piece) for piece in _cut(PROGRAM, ROW)]
    joined = lambda end: end.join(rows) + b"\r\n"
    behind_first = lambda junk: b"=\r\n".join(row[:3] + junk + row[3:] for row in rows) + b"\r\n"
    for code, blank in {"09": b"\t", "20": b" "}.items():
        yield f"blank-first-{code}", f"qp_blank_char_l{code}", b"=\r\n".join(blank + row for row in rows) + b"\r\n"
        yield f"blank-last-{code}", f"qp_blank_char_r{code}", joined(b"=" + blank + b"\r\n")
    for code, end in {"r": b"=\r", "n": b"=\n", "rrn": b"=\r\r\n", "rnn": b"=\r\n\n"}.items():
        yield f"soft-break-{code}", f"qp_lb_{code}", _alternating(rows, end)
    for code, junk in {"09": b"\t", "12": b"\x12", "aa": b"\xaa"}.items():
        yield f"byte-{code}", f"qp_illegal_char_{code}", behind_first(junk)
    for code, end in {"r": b"\r", "n": b"\n", "ern": b"=\r\n"}.items():
        split = [row[:-1] + end + row[-1:] for row in rows]
        yield f"escape-over-{code}", f"qp_line_end_split_{code}", b"=\r\n".join(split) + b"\r\n"
    for code, end in {"e": b"==", "e2": b"=2=", "eat": b"=@=", "e20e": b"= ="}.items():
        yield f"line-end-{code}", f"qp_line_end_{code}", joined(end + b"\r\n")
    for code, junk in {"e": b"=", "e2": b"=2", "eat": b"=@", "e20e": b"= =", "e09": b"=\t", "e12": b"=\x12", "e0": b"=0",
                       "e0x": b"=0x"}.items():
        yield f"broken-escape-{code}", f"qp_inline_{code}", behind_first(junk)
    yield "lower-case", "qp_improper_hex_case", joined(b"=\r\n").lower()
    yield "no-soft-break", "qp_no_soft_lb", joined(b"\r\n")
    yield "one-line", "qp_overlong_line", b"".join(rows) + b"\r\n"
    yield "plain", "", quoted_printable(PROGRAM)


def _alternating(rows: list[bytes], end: bytes) -> bytes:
    """Every second soft break is an odd one."""
    return b"".join(row + (b"=\r\n", end)[number % 2] for number, row in enumerate(rows[:-1])) + rows[-1] + b"\r\n"
