"""What is put into a mail to damage it, and the places where it is put; drawn at random.

In: random.Random and a tree (tree.py). Out: places of the tree, or None where there is none of that kind.
Sources: RFC 5322 3.2 (blanks, comments, folding), RFC 2045, 2046; spellings that programs are known to take.
"""

from __future__ import annotations

from random import Random

from tree import CRLF, Delimiter, Entity, Field, Multipart, Param, delimiters, entities

MIME_FIELDS = (b"content-type", b"content-transfer-encoding", b"content-disposition")
BLANKS = [b" ", b"\t", b"  ", CRLF + b" ", CRLF + b"\t", CRLF + b"  "]
COMMENTS = [b"(c)", b" (a (b) c) ", b"(;)", b'(")', b"(=?utf-8?q?x?=)"]
CONTROLS = [b"\0", b"\r", b"\n", b"\x0b", b"\x0c", b"\x1f", b"\x7f", b"\x85", b"\xa0", b"\xc2\xa0", b"\r ", b"\n ",
            b"\r\r\n ", b"\x1c", b"\xe2\x80\xa8"]
MARKS = [b"(", b")", b'"', b"'", b"\\", b";", b",", b"=", b":", b"/", b"<", b">", b"*", b"%", b"?", b"--", b"\\\"",
         b'""']
NOISE = BLANKS * 3 + COMMENTS * 2 + CONTROLS + MARKS
OTHER_NAMES = ["khac.exe", "khac.txt", "other.js", "Khác.scr", "a.pdf", "trang.hta", "noi.url"]
TYPES = [b"text/plain", b"text/html", b"multipart/mixed", b"message/rfc822", b"application/octet-stream",
         b"multipart/digest", b"multipart/x-none", b"application/x-none", b"message/partial", b"text", b"", b"/",
         b"text/", b"/plain", b"image/png", b"message/external-body", b"text/plain, multipart/mixed",
         b"multipart/mixed multipart/mixed", b"multipart/", b"application/applefile", b"multipart/appledouble",
         b"message/delivery-status", b"text/rfc822-headers"]
ENCODINGS = [b"base64", b"BASE64", b"Base64", b"quoted-printable", b"Quoted-Printable", b"7bit", b"8bit", b"binary",
             b"x-uuencode", b"uuencode", b"x-uue", b"uue", b"base-64", b"x-base64", b"base64 ", b"base64;",
             b"base64; x=y", b'"base64"', b"(c)base64", b"base64(c)", b"base64 (c)", b"base64, 7bit", b"7bit, base64",
             b"7bit base64", b"base64 7bit", b"base64/x", b"", b"=?utf-8?q?base64?=", b"none", b"b64", b"\0base64",
             b"base64\0", b"base64\t", b"yenc", b"binhex", b"x-yenc", b"'base64'", b"base64.", b"quoted-printable;",
             b"quoted printable", b"qp", b"8-bit", b"base 64", b"b\r\n ase64", b"BASE64,"]


def splice(rng: Random, text: bytes, noise: bytes | None = None) -> bytes:
    at = rng.choice([0, len(text), rng.randint(0, len(text))])
    return text[:at] + (rng.choice(NOISE) if noise is None else noise) + text[at:]


def any_entity(rng: Random, root: Entity) -> Entity:
    return rng.choice(entities(root))


def any_field(rng: Random, root: Entity) -> tuple[Entity, Field] | None:
    places = [(e, f) for e in entities(root) for f in e.fields if f.name.lower() in MIME_FIELDS]
    return rng.choice(places) if places else None


def any_param(rng: Random, root: Entity) -> tuple[Entity, Field, Param] | None:
    places = [(e, f, p) for e in entities(root) for f in e.fields for p in f.params]
    return rng.choice(places) if places else None


def any_multipart(rng: Random, root: Entity) -> tuple[Entity, Multipart] | None:
    places = [(e, e.body) for e in entities(root) if isinstance(e.body, Multipart)]
    return rng.choice(places) if places else None


def any_line(rng: Random, root: Entity) -> Delimiter | None:
    lines = [line for e in entities(root) if isinstance(e.body, Multipart) for line in delimiters(e.body)]
    return rng.choice(lines) if lines else None
