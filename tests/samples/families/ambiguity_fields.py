"""Header fields that programs read differently: repeated, with several values, with bytes in front, behind or inside.

Yields Case objects for one Encoding of the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapes import BASE64, CRLF, DISPOSITION, OTHER, OUTER, TYPE, Case, Encoding, build, inner, multipart

TOP = multipart(b"boundary=" + OUTER)
OCTETS = b"Content-Type: application/octet-stream\r\n"
FIELD = b"Content-Transfer-Encoding"


def cases(e: Encoding) -> Iterator[Case]:
    for name, covers, lines in _repeated_encoding(e):
        yield Case(name, build(e, part=(TYPE, DISPOSITION, *lines)), "a transfer encoding said more than once", covers)
    for name, covers, lines in _odd_encoding(e):
        yield Case(name, build(e, part=lines), "a transfer encoding with bytes where none belong", covers)
    for name, covers, lines in _repeated_type(e):
        yield Case(name, build(e, part=(*lines, DISPOSITION, e.field)), "a part of two types", covers)
    for name, covers, lines in _odd_top():
        yield Case(name, build(e, top=lines), "a mail's type that is doubtful", covers)
    yield from _first_fields(e)
    without = TYPE[TYPE.index(b":") :]
    yield Case("type-without-name", build(e, part=(without, DISPOSITION, e.field)), "a field without a name", "type_no_header")


def _repeated_encoding(e: Encoding) -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    true, false, unknown = e.field, e.false_field, e.says(b"xxxxxxx")
    yield "encoding-true-false", "multiple_encoding_valid_prev", (true, false)
    yield "encoding-false-true", "multiple_encoding_valid_latter", (false, true)
    yield "encoding-false-true-true", "multiple_encoding_ftt", (false, true, true)
    yield "encoding-true-true-false", "multiple_encoding_ttf", (true, true, false)
    yield "encoding-unknown-true", "multiple_encoding_invalid_valid", (unknown, true)
    yield "encoding-true-unknown", "multiple_encoding_valid_invalid", (true, unknown)
    yield "encoding-list-true-false", "multiple_encoding_value_valid_prev", (e.says(e.name + b", " + e.other),)
    yield "encoding-list-false-true", "multiple_encoding_value_valid_latter", (e.says(e.other + b", " + e.name),)
    yield "encoding-quoted-list-true-false", "multiple_encoding_value_quote_valid_prev", (e.says(b'"' + e.name + b'", ' + e.other),)
    yield "encoding-quoted-list-false-true", "multiple_encoding_value_quote_valid_latter", (e.says(b'"' + e.other + b'", ' + e.name),)


def _odd_encoding(e: Encoding) -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    """name, case, the part's whole head"""
    behind = lambda line: (TYPE, DISPOSITION, line)
    before = lambda line: (line, TYPE, DISPOSITION)
    amid = lambda line: (TYPE, line, DISPOSITION)
    half = 3 if e.name == BASE64.name else 4
    first, rest = e.name[:half], e.name[half:]
    suffix = "b64" if e.name == BASE64.name else "qp"
    yield "blank-before-encoding", "space_before_CTE", behind(b" " + e.field)
    yield "blank-before-first-field", "space_before_first_CTE", before(b" " + e.field)
    yield "nul-before-encoding", "0_before_CTE", behind(b"\0" + e.field)
    yield "nul-before-first-field", "0_before_first_CTE", before(b"\0" + e.field)
    yield "blank-before-colon", "space_before_CTE_colon", behind(FIELD + b" : " + e.name + CRLF)
    yield "nul-before-colon", "0_before_CTE_colon", behind(FIELD + b"\0: " + e.name + CRLF)
    mixed = b"bASe64" if e.name == BASE64.name else b"qUOteD-PrinTAblE"
    yield "encoding-mixed-case", f"CTE_value_abnormal_case_{suffix}", behind(e.says(mixed))
    yield "encoding-nul-first", "CTE_value_with_0_start", behind(e.says(b"\0" + e.name))
    yield "encoding-nul-inside", f"CTE_value_with_0_mid_{suffix}", behind(e.says(first + b"\0" + rest))
    yield "encoding-nul-last", "CTE_value_with_0_end", behind(e.says(e.name + b"\0"))
    yield "encoding-folded-inside", f"CTE_truncated_folding_{suffix}", amid(e.says(first + b"\r\n " + rest))
    yield "encoding-folded-behind-colon", "CTE_colon_folding", amid(FIELD + b":\r\n " + e.name + CRLF)
    yield "encoding-folded-before-colon", "CTE_folding_colon", amid(FIELD + b"\r\n :" + e.name + CRLF)
    yield "encoding-folded-in-comment", f"CTE_comment_folding_{suffix}", amid(e.says(first + b"(ghi\r\n chu)" + rest))
    yield "encoding-name-twice", "CTE_header_overlap", behind(FIELD + b":" + FIELD + b":" + e.name + CRLF)
    yield "encoding-value-twice", "CTE_value_overlap", behind(e.says(e.name * 2))
    yield "encoding-digit-behind", "CTE_value_invalid_base645" if e.name == BASE64.name else "", behind(e.says(e.name + b"5"))
    yield "encoding-dash-behind", "CTE_value_invalid_dash", behind(e.says(e.name + b"-"))
    yield "encoding-missing-disposition", "no_disp", (TYPE, e.field)


def _repeated_type(e: Encoding) -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    other = multipart(b"boundary=" + OTHER)
    yield "types-octets-multipart", "multiple_type_header_valid_prev", (TYPE, other)
    yield "types-multipart-octets", "multiple_type_header_valid_latter", (other, TYPE)
    both = lambda one, two: b"Content-Type: " + one + b", " + two + b"; boundary=" + OTHER + CRLF
    octets, mixed = b"application/octet-stream", b"multipart/mixed"
    yield "type-list-octets-multipart", "multiple_type_value_valid_prev", (both(octets, mixed),)
    yield "type-list-multipart-octets", "multiple_type_value_valid_latter", (both(mixed, octets),)


def _odd_top() -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    value = TOP.partition(b": ")[2]
    parameters = b"; boundary=" + OUTER + CRLF
    yield "mail-types-multipart-octets", "multiple_type_header_valid_prev_mp", (TOP, OCTETS)
    yield "mail-types-octets-multipart", "multiple_type_header_valid_latter_mp", (OCTETS, TOP)
    yield ("mail-type-list-multipart-octets", "multiple_type_value_valid_prev_mp",
           (b"Content-Type: multipart/mixed, application/octet-stream" + parameters,))
    yield ("mail-type-list-octets-multipart", "multiple_type_value_valid_latter_mp",
           (b"Content-Type: application/octet-stream, multipart/mixed" + parameters,))
    yield "mail-blank-before-type", "space_before_type", (b" " + TOP,)
    yield "mail-nul-before-type", "0_before_type", (b"\0" + TOP,)
    yield "mail-blank-before-colon", "space_before_type_colon", (b"Content-Type : " + value,)
    yield "mail-nul-before-colon", "0_before_type_colon", (b"Content-Type\0: " + value,)
    yield "mail-type-mixed-case", "type_value_abnormal_case", (b"Content-Type: mUltIpARt/mIxeD" + parameters,)
    yield "mail-type-nul-first", "type_value_with_0_start", (b"Content-Type: \0" + value,)
    yield "mail-type-nul-inside", "type_value_with_0_mid", (b"Content-Type: multipar\0t/mixed" + parameters,)
    yield "mail-type-nul-last", "type_value_with_0_end", (b"Content-Type: multipart/mixed\0" + parameters,)
    yield "mail-type-name-twice", "mp_type_header_overlap", (b"Content-Type:Content-Type:multipart/mixed" + parameters,)
    yield "mail-type-value-twice", "mp_type_value_overlap", (b"Content-Type: multipart/mixedmultipart/mixed" + parameters,)


def _first_fields(e: Encoding) -> Iterator[Case]:
    """The first field of a part, a multipart, with a byte in front of it."""
    for name, covers, byte in (("blank", "space_before_first_type", b" "), ("nul", "0_before_first_type", b"\0")):
        part = byte + multipart(b"boundary=" + OTHER)
        yield Case(f"{name}-before-inner-multipart", build(e, part=(part,), body=inner(e, OTHER)),
                   "a byte in front of the first field of a part", covers)
