"""Damage to the bytes of bodies in base64, quoted-printable and uuencode.

In: random.Random and a tree (tree.py), which is changed in place. Sources: RFC 2045 6.7, 6.8; POSIX uuencode.
"""

from __future__ import annotations

import base64
from random import Random

from tree import CRLF, Entity, Leaf, entities

BASE64_JUNK = [b" ", b"\t", b"\r", b"\n", b"\0", b"!", b"-", b"_", b"=", b"==", b"===", b",", b".", b"\xff", b"=\r\n",
               b"\r\n\r\n", b"#", b"(c)", b"=A", b"%3D", b"\x0b"]
QUOTED_JUNK = [b"=", b"=\r", b"=\n", b"= \r\n", b"=\t\r\n", b"==", b"=x", b"=4", b"=0", b"=zz", b"\0", b"\r", b"\n",
               b" \r\n", b"=\r\n=\r\n", b"\xff", b"=0d=0a", b"=\r\r\n"]
TEXT_JUNK = [b"\0", b"\r", b"\n", b"\r\n", b"begin 644 x.exe\r\n", b"--", b"=", b"\xff", b"\r\n.\r\n",
             b"\r\nFrom x\r\n"]


def any_leaf(rng: Random, root: Entity, *encodings: str) -> Leaf | None:
    leaves = [e.body for e in entities(root) if isinstance(e.body,
                                                           Leaf) and (not encodings or e.body.encoding in encodings)]
    return rng.choice(leaves) if leaves else None


def insert(rng: Random, text: bytes, what: bytes) -> bytes:
    at = rng.choice([0, len(text), rng.randint(0, len(text)), rng.randint(0, min(80, len(text)))])
    return text[:at] + what + text[at:]


def base64_junk(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root, "base64"):
        for _ in range(rng.choice([1, 1, 2, 5])):
            leaf.written = insert(rng, leaf.written, rng.choice(BASE64_JUNK))


def base64_padding(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root, "base64"):
        text = leaf.written.rstrip(b"=")
        leaf.written = rng.choice([text, text + b"=", text + b"==", text + b"====", text[:-1],
                                   text + b"=" + CRLF + b"=", text + b"==" + CRLF + b"QUJD"])


def base64_layout(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root, "base64"):
        text = b"".join(leaf.written.split())
        width = rng.choice([1, 2, 3, 4, 5, 75, 77, 998, 100000])
        end = rng.choice([CRLF, CRLF, b"\n", b"\r", b" ", CRLF + b" ", b"\r\n\r\n", b"\r\r\n", b" \r\n"])
        leaf.written = end.join(text[i : i + width] for i in range(0, len(text), width))


def base64_segments(rng: Random, root: Entity) -> None:
    """Several runs, each with a padding of its own."""
    if leaf := any_leaf(rng, root, "base64"):
        try:
            data = base64.b64decode(leaf.written)
        except ValueError:
            return
        cut = rng.choice([1, 2, 4, 7, 64, len(data) // 2 + 1])
        runs = [base64.b64encode(data[:cut]), base64.b64encode(data[cut:])]
        leaf.written = rng.choice([b"", CRLF, b" "]).join(runs)


def base64_url(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root, "base64"):
        leaf.written = leaf.written.replace(b"+", b"-").replace(b"/", b"_")


def quoted_junk(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root, "quoted-printable"):
        for _ in range(rng.choice([1, 1, 2, 5])):
            leaf.written = insert(rng, leaf.written, rng.choice(QUOTED_JUNK))


def quoted_layout(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root, "quoted-printable"):
        leaf.written = rng.choice([leaf.written.replace(b"=" + CRLF, b""),
                                   leaf.written.replace(b"=" + CRLF, b"= " + CRLF), leaf.written.lower(),
                                   leaf.written.replace(b"=" + CRLF, b"=\n"), leaf.written.replace(b"=" + CRLF, b"=\r"),
                                   leaf.written.replace(b"=" + CRLF, b"=\t " + CRLF),
                                   leaf.written.replace(b"=00", b"\0")])


def body_junk(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root):
        leaf.written = insert(rng, leaf.written, rng.choice(TEXT_JUNK))


def body_before(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root):
        leaf.written = rng.choice([CRLF, CRLF + CRLF, b" ", b"\t", b" " + CRLF, b"Kinh gui:" + CRLF, b"\xef\xbb\xbf",
                                   b"X: y" + CRLF + CRLF]) + leaf.written


def body_after(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root):
        leaf.written += rng.choice([CRLF, CRLF + CRLF, b"\0", CRLF + "Trân trọng".encode() + CRLF, b"=", b" ",
                                    CRLF + b"--" + CRLF + b"chu ky", CRLF + b"."])


def body_cut(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root):
        leaf.written = leaf.written[: rng.randint(len(leaf.written) * 3 // 4, len(leaf.written))]


def uu_shape(rng: Random, root: Entity) -> None:
    if leaf := any_leaf(rng, root, "x-uuencode"):
        leaf.written = rng.choice([leaf.written.replace(b"\r\nend", b""),
                                   leaf.written.replace(b"begin 644", b"begin 0644"),
                                   leaf.written.replace(b"begin 644", b"begin  644"),
                                   leaf.written.replace(b"begin 644", b"BEGIN 644"), leaf.written.replace(b"`", b" "),
                                   CRLF + leaf.written, b"x" + CRLF + leaf.written,
                                   leaf.written.replace(b"begin 644 ", b"begin "),
                                   leaf.written.replace(b"begin", b" begin"), leaf.written.replace(CRLF, b" " + CRLF),
                                   leaf.written.replace(b"begin 644", b"begin 6")])


BODY = [base64_junk, base64_junk, base64_padding, base64_layout, base64_segments, base64_url, quoted_junk,
        quoted_layout, body_junk, body_before, body_after, body_cut, uu_shape]
