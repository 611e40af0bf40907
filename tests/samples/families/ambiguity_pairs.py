"""Two of what there must be one of: boundaries, types, transfer encodings, file names. Either may count: first or last.

Yields Case objects; in the names, "first" and "last" say where the one that shows the program stands.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import mail
from shapes import BASE64, CRLF, DISPOSITION, NOTE, OTHER, OUTER, QUOTED, TYPE, Case, Encoding, build, inner, multipart

SCRIPT = dataclasses.replace(BASE64, body=mail.b64(b"rem xin chao\r\n"))  # text: only its name makes it a script
BAD, GOOD = b"ho-so.bat", b"ho-so.txt"


def cases() -> Iterator[Case]:
    for name, top in _boundaries():
        for label, wrap in (("", False), ("-both-used", True)):
            yield Case(f"boundary-{name}{label}", build(BASE64, top=(top,), **(_both_used() if wrap else {})), "two boundaries")
    for name, lines in _types():
        yield Case(f"type-{name}", build(BASE64, part=lines, body=inner(BASE64, OTHER)), "two types")
    for e in (BASE64, QUOTED):
        for name, lines in _encodings(e):
            yield Case(f"encoding-{e.name.decode()}-{name}", build(e, part=(TYPE, DISPOSITION, *lines)), "two transfer encodings")
    for name, lines in _names():
        yield Case(f"name-{name}", build(SCRIPT, part=(*lines, SCRIPT.field)), "two file names, one of a script")


def _orders(true: bytes, false: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    yield "first", true, false
    yield "last", false, true


def _both_used() -> dict:
    """A part between lines of the other boundary around all: a reader of either finds parts."""
    return {"opening": b"--" + OTHER + CRLF + NOTE + b"--" + OUTER + CRLF, "closing": b"--" + OUTER + b"--\r\n--" + OTHER + b"--\r\n"}


def _boundaries() -> Iterator[tuple[str, bytes]]:
    plain = lambda value: b"boundary=" + value
    extended = lambda value: b"boundary*=us-ascii'en'" + value
    piece = lambda value: b"boundary*0=" + value
    extended_piece = lambda value: b"boundary*0*=us-ascii'en'" + value
    quoted = lambda value: b'boundary="' + value + b'"'
    upper = lambda value: b"BOUNDARY=" + value
    spellings = {"plain-plain": (plain, plain), "plain-quoted": (plain, quoted), "quoted-plain": (quoted, plain),
                 "plain-upper": (plain, upper),
                 "plain-extended": (plain, extended), "extended-plain": (extended, plain), "plain-piece": (plain, piece),
                 "piece-plain": (piece, plain), "plain-extended-piece": (plain, extended_piece),
                 "extended-piece-plain": (extended_piece, plain),
                 "extended-extended": (extended, extended), "piece-piece": (piece, piece)}
    for spelling, (one, two) in spellings.items():
        for order, first, second in _orders(OUTER, OTHER):
            yield f"{spelling}-{order}", multipart(one(first) + b"; " + two(second))
    for order, first, second in _orders(multipart(plain(OUTER)), multipart(plain(OTHER))):
        yield f"fields-{order}", first + second
        yield f"fields-apart-{order}", first + b"X-A: b\r\n" + second
    yield "three-middle", multipart(b"; ".join(map(plain, (OTHER, OUTER, b"ba"))))
    yield "three-fields-middle", multipart(plain(OTHER)) + multipart(plain(OUTER)) + multipart(plain(b"ba"))


def _types() -> Iterator[tuple[str, tuple[bytes, ...]]]:
    true = b"multipart/mixed; boundary=" + OTHER
    others = {"text": b"text/plain", "octets": b"application/octet-stream", "mail": b"message/rfc822", "image": b"image/png",
              "other-boundary": b"multipart/mixed; boundary=ba", "no-boundary": b"multipart/mixed", "empty": b"", "unknown": b"x"}
    for label, other in others.items():
        for order, first, second in _orders(true, other):
            yield f"fields-{label}-{order}", (b"Content-Type: " + first + CRLF, b"Content-Type: " + second + CRLF)
            yield f"list-{label}-{order}", (b"Content-Type: " + first + b", " + second + CRLF,)


def _encodings(e: Encoding) -> Iterator[tuple[str, tuple[bytes, ...]]]:
    for other in (b"7bit", b"8bit", b"binary", e.other, b"x-unknown", b"x-uuencode", b""):
        label = other.decode() or "empty"
        for order, first, second in _orders(e.name, other):
            yield f"fields-{label}-{order}", (e.says(first), e.says(second))
            yield f"list-{label}-{order}", (e.says(first + b", " + second),)
            yield f"blank-{label}-{order}", (e.says(first + b" " + second),)


def _names() -> Iterator[tuple[str, tuple[bytes, ...]]]:
    octets = b"Content-Type: application/octet-stream"
    attached = b"Content-Disposition: attachment"
    plain, extended, piece = b"filename=%s", b"filename*=utf-8''%s", b"filename*0=%s"
    for order, first, second in _orders(BAD, GOOD):
        yield f"parameters-{order}", (octets + CRLF, attached + b"; " + plain % first + b"; " + plain % second + CRLF)
        yield f"fields-{order}", (octets + CRLF, attached + b"; " + plain % first + CRLF, attached + b"; " + plain % second + CRLF)
        yield f"type-fields-{order}", (octets + b"; name=" + first + CRLF, octets + b"; name=" + second + CRLF)
        yield f"type-parameters-{order}", (octets + b"; name=" + first + b"; name=" + second + CRLF,)
        yield f"type-and-disposition-{order}", (octets + b"; name=" + first + CRLF, attached + b"; " + plain % second + CRLF)
        yield f"disposition-and-type-{order}", (attached + b"; " + plain % first + CRLF, octets + b"; name=" + second + CRLF)
        for spelling, (one, two) in {"plain-extended": (plain, extended), "extended-plain": (extended, plain),
                                     "plain-piece": (plain, piece),
                                     "piece-plain": (piece, plain), "extended-extended": (extended, extended)}.items():
            yield f"{spelling}-{order}", (octets + CRLF, attached + b"; " + one % first + b"; " + two % second + CRLF)
