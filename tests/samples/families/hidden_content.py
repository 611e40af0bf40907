"""A program whose part is written down oddly: its transfer encoding, the end of its head, its type.

A second collection of shapes beside families/ambiguity.py, after what public toolkits try on mail programs and filters.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import gzip
from collections.abc import Iterator

import mail
from corpus import Context, Sample
from families import hidden_parts
from families.ambiguity import sample
from shapes import BASE64, CRLF, DISPOSITION, PROGRAM, QUOTED, TYPE, Case, build

DIGITS = base64.b64encode(PROGRAM)
FIELD = b"Content-Transfer-Encoding"
HARMLESS = mail.b64(b"vo hai\r\n" * 20)
# As RFC 2045 and 2046 allow: nothing to flag.
PLAIN = {"base64-line-4", "base64-line-5", "base64-line-6", "base64-line-7", "qp-break-behind-each", "qp-break-behind-each-space",
         "qp-break-behind-each-tab", "qp-literal", "encoding-base64-no-blank", "encoding-base64-tab", "encoding-base64-folded",
         "encoding-base64-upper", "multipart-blank-inside-quoted", "multipart-key-upper",
         "multipart-extended", "multipart-extended-escaped", "multipart-pieces", "multipart-extended-pieces", "multipart-type-folded",
         "multipart-type-mixed-case", "multipart-line-blank", "multipart-line-tab", "multipart-inner-extends-outer",
         "multipart-outer-extends-inner", "multipart-mail-rfc822", "multipart-mail-global", "multipart-digest",
         "multipart-lines-end-in-lf"}


def samples(context: Context) -> Iterator[Sample]:
    for group, cases in {"base64": _base64, "qp": _quoted_printable, "encoding": _encodings, "other": _other_encodings,
                         "head": _heads, "leaf": _leaves, "multipart": hidden_parts.cases}.items():
        for case in cases():
            name = f"{group}-{case.name}"
            yield sample(name, dataclasses.replace(case, control=name in PLAIN))


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size] for i in range(0, len(data), size)]


def _lines(data: bytes, size: int = 76, end: bytes = CRLF) -> bytes:
    return b"".join(line + end for line in _cut(data, size))


def _base64() -> Iterator[Case]:
    for name, body in (*_spread_base64(), *_padded_base64(), *_restarted_base64()):
        yield Case(name, build(BASE64, body=body), "base64 written oddly")


def _spread_base64() -> Iterator[tuple[str, bytes]]:
    for name, junk in {"space": b" ", "tab": b"\t", "vtab": b"\v", "cr": b"\r", "hash": b"#", "colon": b":", "dot": b".", "percent": b"%",
                       "minus": b"-", "underscore": b"_", "nul": b"\0", "high": b"\xe9"}.items():
        yield f"{name}-behind-each", _lines(b"".join(digit + junk for digit in _cut(DIGITS, 1)), 152)
    for size in (1, 2, 3):
        yield f"blank-lines-behind-{size}", _lines(DIGITS, size, b"\r\n\r\n")
    yield "blank-lines", _lines(DIGITS, 76, b"\r\n\r\n")
    for size in (3, 4, 5, 6, 7, 500, 5000):
        yield f"line-{size}", _lines(DIGITS, size)
    for junk in (b"X", b"XX", b"XXX"):
        yield f"line-4-{junk.decode()}", _lines(DIGITS, 4, junk + CRLF)
    yield "uu-head", b"begin-base64 744 ho-so.dat\r\n" + _lines(DIGITS) + b"====\r\n"
    for size in (3, 4):
        yield f"comment-behind-{size}", DIGITS[:size] + b"#abce01234567fghj\r\n" + _lines(DIGITS[size:])
    for junk in (b"A", b"AB", b"ABC"):
        yield f"junk-{len(junk)}-in-front", junk + b"\r\n\r\n" + _lines(DIGITS)


def _padded_base64() -> Iterator[tuple[str, bytes]]:
    plain = _lines(DIGITS)
    yield "equal-last", plain[:-2] + b"=\r\n"
    yield "equal-line-ends", _lines(DIGITS, 76, b"=\r\n")
    yield "equal-first", b"=\r\n" + plain
    yield "equal-4-first", b"====\r\n" + plain
    yield "equal-line-starts", b"=" + plain[:-2].replace(CRLF, b"\r\n=") + CRLF
    yield "equal-4-line-starts", b"====" + plain[:-2].replace(CRLF, b"\r\n====") + CRLF
    yield "equal-inside-4", _lines(b"".join(four[:2] + b"=" + four[2:] for four in _cut(DIGITS, 4)))
    single = b"".join(base64.b64encode(byte)[:3] for byte in _cut(PROGRAM, 1))  # XX= for XX==
    yield "padding-short", _lines(single)
    yield "padding-short-line-each", _lines(single, 3)
    pairs = [base64.b64encode(pair)[:3] for pair in _cut(PROGRAM, 2)]
    for at in range(4):
        yield f"equal-at-{at}", _lines(b"".join(pair[:at] + b"=" + pair[at:] for pair in pairs))
    yield "equal-for-zero", _lines(DIGITS[:-8].replace(b"A", b"=") + DIGITS[-8:])
    yield "equal-for-zero-in-last", _lines(b"".join(_zero_as_padding(byte) for byte in _cut(PROGRAM, 1)))


def _zero_as_padding(byte: bytes) -> bytes:
    digits = base64.b64encode(byte)
    return digits.replace(b"A==", b"=A=") if digits.endswith(b"A==") and not byte[0] % 4 else digits


def _restarted_base64() -> Iterator[tuple[str, bytes]]:
    yield "more-behind-end", _lines(DIGITS) + b"====\r\n" + HARMLESS
    for rest in (1, 2):
        cut = len(PROGRAM) // 6 * 3 + rest
        yield f"two-runs-{rest}", mail.b64(PROGRAM[:cut]) + mail.b64(PROGRAM[cut:])


def _quoted_printable() -> Iterator[Case]:
    escaped = [b"=%02X" % byte for byte in PROGRAM]
    row = lambda pieces, size=24, end=b"=\r\n": end.join(b"".join(pieces[i : i + size]) for i in range(0, len(pieces), size)) + CRLF
    spread = {"each": b"=\r\n", "each-space": b"= \r\n", "each-tab": b"=\t\r\n"}
    bodies = {f"break-behind-{name}": end.join(escaped) + CRLF for name, end in spread.items()}
    bodies["lower-case"] = row(escaped).lower()
    bodies["mixed-case"] = row([b"=" + (b"%02x" % byte).capitalize() for byte in PROGRAM])
    for name, junk in {"equal": b"=", "equal-0": b"=0", "equal-0x": b"=0X", "equal-xx": b"=XX", "equal-blank": b"= ",
                       "equal-blanks": b"=  "}.items():
        bodies[f"{name}-in-front"] = row([junk + piece for piece in escaped])
    literal = [bytes([byte]) if 33 <= byte <= 126 and byte != 61 else b"=%02X" % byte for byte in PROGRAM]
    bodies["literal"] = row(literal)
    hexadecimal = b"0123456789ABCDEFabcdef"
    bodies["escaped-literal"] = row([b"=" + piece if len(piece) == 1 and piece not in hexadecimal else piece for piece in literal])
    bodies["escaped-literal-0"] = row([b"=0" + piece if len(piece) == 1 and piece not in hexadecimal else piece for piece in literal])
    for name, body in bodies.items():
        yield Case(name, build(QUOTED, body=body), "quoted-printable written oddly")


def _encodings() -> Iterator[Case]:
    values = {"no-blank": b":base64", "tab": b":\tbase64", "vtab": b":\vbase64", "cr": b":\rbase64", "x": b": x-base64",
              "folded": b":\r\n base64",
              "folded-twice": b":\r\n \r\n base64", "blanks-2000": b": " + b" " * 2000 + b"base64", "quoted": b': "base64"',
              "escaped": b": base\\64",
              "word-b": b": =?UTF-8?B?YmFzZTY0?=", "word-q-open": b": =?UTF-8?Q?base64", "comment-first": b": (xx) base64",
              "empty-comment-inside": b": bas()e64", "folded-comment-inside": b": bas(\r\n )e64", "comment-last": b": base64 (xx)",
              "word-in-front": b": xx base64", "word-behind": b": base64 xx", "letters-in-front": b": xxbase64",
              "letters-behind": b": base64xx",
              "comma-behind": b": base64,", "comma-in-front": b": ,base64", "semicolon-behind": b": base64;",
              "semicolon-in-front": b": ;base64",
              "parameter": b": base64; a=b", "blank-before-colon": b" : base64", "two-colons": b":: base64", "no-colon": b" base64",
              "equal": b"=base64",
              "upper": b": BASE64", "dash": b": base-64", "no-break-space": b":\xc2\xa0base64",
              "full-width": b": \xef\xbd\x82\xef\xbd\x81\xef\xbd\x93\xef\xbd\x8564"}
    for name, value in values.items():
        yield Case(f"base64-{name}", build(BASE64, part=(TYPE, DISPOSITION, FIELD + value + CRLF)), "a transfer encoding written oddly")
    fronts = {"blank": b" ", "cr": b"\r", "cr-behind-field": b"X-A: b\r", "letters": b"XXXXXXXXXX\r\n", "controls": b"\1\2\3\r\n",
              "blank-line": b" \r\n", "vtab": b"\v",
              "form-feed": b"\f"}
    for name, front in fronts.items():
        yield Case(f"behind-{name}", build(BASE64, part=(TYPE, DISPOSITION, front + BASE64.field)),
                   "something in front of the transfer encoding")
    for name, value in {"x": b"x-quoted-printable", "cut-1": b"quoted-printabl", "cut-2": b"quoted-print", "joined": b"quotedprint",
                        "underscore": b"quoted_printable",
                        "q": b"q", "qp": b"qp"}.items():
        yield Case(f"qp-{name}", build(QUOTED, part=(TYPE, DISPOSITION, QUOTED.says(value))), "a transfer encoding written oddly")


def _other_encodings() -> Iterator[Case]:
    bodies: dict[str, tuple[list[bytes], bytes]] = {}
    whole = mail.uu(PROGRAM, "ho-so.dat")
    lines = whole.partition(CRLF)[2]
    rows = lines.rpartition(b"`\r\n")[0]
    for spelling in (b"uuencode", b"x-uuencode", b"uue", b"x-uue", b"x-uu"):
        for label, body in (("bare", rows), ("begin", whole[: -len(b"`\r\nend\r\n")]), ("whole", whole)):
            bodies[f"{spelling.decode()}-{label}"] = ([BASE64.says(spelling)], body)
    bodies["yenc"] = ([BASE64.says(b"x-yencode")], _yenc(PROGRAM))
    for spelling in (b"binhex", b"binhex40", b"mac-binhex40", b"mac-binhex"):
        bodies[spelling.decode()] = ([BASE64.says(spelling)], _binhex(PROGRAM))
    for spelling in (b"gzip64", b"x-gzip64"):
        bodies[spelling.decode()] = ([BASE64.says(spelling)], mail.b64(gzip.compress(PROGRAM, mtime=0)))
    for name, (fields, body) in bodies.items():
        yield Case(name, build(BASE64, part=(TYPE, DISPOSITION, *fields), body=body), "another transfer encoding")
    text = b"Content-Type: text/plain\r\n\r\nKinh gui: tep dinh kem\r\n"
    for name, body in {"uuencode": whole, "yenc": _yenc(PROGRAM), "binhex": _binhex(PROGRAM)}.items():
        yield Case(f"text-{name}", build(BASE64, note=text + body), "a file in a text")


def _yenc(data: bytes) -> bytes:
    shifted = bytes((byte + 42) % 256 for byte in data)
    escaped = b"".join(b"=" + bytes([(byte + 64) % 256]) if byte in b"\0\r\n= " else bytes([byte]) for byte in shifted)
    rows, row = [], b""
    for piece in _yenc_pieces(escaped):
        row += piece
        if len(row) >= 128:
            rows.append(row)
            row = b""
    return b"=ybegin line=128 size=%d name=ho-so.dat\r\n" % len(data) + b"".join(line + CRLF for line in [*rows, row]) + b"=yend size=%d\r\n" % len(data)


def _yenc_pieces(escaped: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(escaped):
        size = 2 if escaped[at] == 61 else 1
        yield escaped[at : at + size]
        at += size


def _binhex(data: bytes) -> bytes:
    """BinHex 4.0: head, data fork, empty resource fork, each with its CRC; 0x90 doubled; six bits a digit."""
    digits = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr"
    head = b"\x09ho-so.dat\0????????\0\0" + len(data).to_bytes(4, "big") + b"\0\0\0\0"
    packed = b"".join(part + binascii.crc_hqx(part, 0).to_bytes(2, "big") for part in (head, data, b""))
    packed = packed.replace(b"\x90", b"\x90\0")
    number = int.from_bytes(packed + b"\0" * (-len(packed) % 3), "big")
    count = -(-len(packed) * 8 // 6)
    total = (len(packed) + -len(packed) % 3) // 3 * 4
    text = bytes(digits[number >> 6 * (total - 1 - at) & 63] for at in range(count))
    return b"(This file must be converted with BinHex 4.0)\r\n\r\n" + _lines(b":" + text + b":", 64)


def _heads() -> Iterator[Case]:
    """What stands between head and body, and in front of the head."""
    gaps = {"none": b"", "blank": b" \r\n", "blanks": b" \r\n \r\n", "tab": b"\t\r\n", "vtab": b"\v\r\n", "vtabs": b"\v\r\n\v\r\n",
            "form-feed": b"\f\r\n",
            "junk": b"ABCD\r\n\r\n", "padded-junk": b"ABC=\r\n\r\n", "junk-blank": b"ABCD\r\n \r\n",
            "padded-junk-blank": b"ABC=\r\n \r\n", "junk-only": b"ABCD\r\n",
            "padded-junk-only": b"ABC=\r\n", "junk-twice": b"ABCD\r\nABCD\r\n\r\n", "padded-junk-twice": b"ABC=\r\nABC=\r\n\r\n",
            "dashes": b"--\r\n", "colon": b":\r\n",
            "no-break-space": b"\xc2\xa0\r\n"}
    for name, gap in gaps.items():
        yield Case(f"gap-{name}", build(BASE64, gap=gap), "an odd end of a head")
    first, rest = BASE64.body[:4], BASE64.body[4:]
    yield Case("gap-inside-body", build(BASE64, gap=first + b"\r\n\r\n", body=rest), "the blank line behind the first digits")
    yield Case("gap-harmless-behind", build(BASE64, gap=b"", body=BASE64.body + CRLF + HARMLESS), "the blank line behind the program")
    for name, front in {"cr": b"\r", "lf": b"\n", "vtab": b"\v", "blank": b" \r\n", "colon": b":\r\n", "nul": b"\0\r\n",
                        "mark": b"\xef\xbb\xbf", "crlf-twice": b"\r\n\r\n"}.items():
        yield Case(f"front-{name}", build(BASE64, part=(front, BASE64.field, TYPE, DISPOSITION)), "something in front of a head")


def _leaves() -> Iterator[Case]:
    """A part that is one file, under a type that some programs take for a multipart."""
    types = {"multipart": b"multipart/mixed; boundary=khac", "multiparts": b"multiparts/mixed; boundary=khac",
             "x-multipart": b"x-multipart/mixed; boundary=khac",
             "boundary": b"application/octet-stream; boundary=khac", "subtype-unknown": b"multipart/invalid; boundary=khac",
             "no-subtype": b"multipart/; boundary=khac",
             "no-slash": b"multipart; boundary=khac", "no-boundary": b"multipart/mixed", "escaped": b"multi\\part/mixed; boundary=khac",
             "extended": b"multipart/mixed; boundary*=''khac", "piece": b"multipart/mixed; boundary*0=khac",
             "extended-piece": b"multipart/mixed; boundary*0*=''khac",
             "folded": b"\r\n multipart/mixed; boundary=khac", "cr": b"\rmultipart/mixed; boundary=khac", "mail": b"message/rfc822",
             "partial": b"message/partial; id=a; number=1; total=1",
             "external": b"message/external-body; access-type=local-file; name=a", "delivery": b"message/delivery-status",
             "headers": b"text/rfc822-headers", "empty": b"", "slash": b"/", "text": b"text/plain", "html": b"text/html"}
    for name, value in types.items():
        yield Case(name, build(BASE64, part=(b"Content-Type: " + value + CRLF, DISPOSITION, BASE64.field)),
                   "one file under the type of a container")
