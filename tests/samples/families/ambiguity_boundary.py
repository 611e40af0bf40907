"""Boundaries: which one a head declares, and which one the body uses.

Yields Case objects for one Encoding of the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapes import CRLF, DISPOSITION, ID, NOTE, OTHER, OUTER, Case, Encoding, build, declared, fields, multipart

WORD = b"bien"


def cases(e: Encoding) -> Iterator[Case]:
    yield from _two_declared(e)
    for name, covers, parameter, used in _spelled():
        for extra, label in ((b"", ""), (CRLF, "-blank-line")):
            between = b"--" + used + CRLF + extra
            yield Case(name + label, declared(e, parameter, used, between=between), "a boundary that is spelled oddly", covers)
    for name, covers, head, used in _folded():
        yield Case(name, build(e, top=(multipart(head), ID), boundary=used), "a boundary parameter that is folded", covers)
    yield from _lines(e)
    yield from _not_declared(e)


def _two_declared(e: Encoding) -> Iterator[Case]:
    why = "two boundaries declared"
    own, other = multipart(b"boundary=" + OUTER), multipart(b"boundary=" + OTHER)
    mixed = lambda one, two: multipart(b"boundary=" + one + b", boundary=" + two)
    cover = b"--" + OTHER + CRLF + NOTE
    end = b"--" + OUTER + b"--\r\n--" + OTHER + b"--\r\n"
    for order, (one, two) in {"prev": (own, other), "latter": (other, own)}.items():
        yield Case(f"boundary-fields-{order}", build(e, top=(one, two)), why, f"mul_bound_header_valid_{order}")
        yield Case(f"boundary-fields-{order}-both-used", build(e, top=(one, two), opening=cover, note=b"", closing=end), why,
                   f"mul_bound_header_valid_{order}_mix_app")
    for order, (one, two) in {"prev": (OUTER, OTHER), "latter": (OTHER, OUTER)}.items():
        yield Case(f"boundary-parameters-{order}", build(e, top=(mixed(one, two),)), why, f"mul_bound_para_valid_{order}")
        yield Case(f"boundary-parameters-{order}-both-used", build(e, top=(mixed(one, two),), opening=cover, note=b"", closing=end), why,
                   f"mul_bound_para_valid_{order}_mix_app")


def _spelled() -> Iterator[tuple[str, str, bytes, bytes]]:
    """name, case, the parameter, the boundary in use"""
    w = WORD
    comma = b"boundary=" + w + b",sau"
    yield "comma-whole", "comma_bound_app_both", comma, w + b",sau"
    yield "comma-before", "comma_bound_app_prev", comma, w
    yield "comma-behind", "comma_bound_app_latter", comma, b"sau"
    for label, byte, code in (("blank", b" ", "blank_char"), ("nul", b"\0", "0")):
        plain, quoted = b"boundary=" + byte + w, b'boundary="' + byte + w + b'"'
        yield f"{label}-first-declared", f"bound_begin_{code}_sta", plain, w
        yield f"{label}-first-both", f"bound_begin_{code}_sta_app", plain, byte + w
        yield f"{label}-first-quoted-declared", f"bound_begin_{code}_quo_sta", quoted, w
        yield f"{label}-first-quoted-both", f"bound_begin_{code}_quo_sta_app", quoted, byte + w
    for label, byte, code in (("blank", b" ", "blank_char"), ("semicolon", b";", "semicolon")):
        whole = w + byte + w
        yield f"{label}-inside-cut", f"{code}_within_bound_sta", b"boundary=" + whole, w
        yield f"{label}-inside-whole", f"{code}_within_bound_sta_app", b"boundary=" + whole, whole
        yield f"{label}-inside-quoted", f"{code}_within_bound_q_sta_app", b'boundary="' + whole + b'"', whole
        yield f"{label}-inside-quotes-used", f"{code}_within_bound_q_sta_q_app", b'boundary="' + whole + b'"', b'"' + whole + b'"'
    empty = b'boundary=""' + w
    yield "empty-quotes-none", "bound_quot_null_str_app_null", empty, b""
    yield "empty-quotes-word", "bound_quot_null_str_app_str", empty, w
    yield "empty-quotes-whole", "bound_quot_null_str_app_both", empty, b'""' + w
    half = b'boundary="truoc"' + w
    yield "half-quoted-quoted", "bound_quot_half_app_prev", half, b"truoc"
    yield "half-quoted-rest", "bound_quot_half_app_latter", half, w
    yield "half-quoted-whole", "bound_quot_half_app_both", half, b'"truoc"' + w
    yield "empty", "null_bound", b"boundary=", b""
    yield "empty-open-quote", "null_bound_q", b'boundary="', b""
    yield "empty-quoted", "null_bound_qq", b'boundary=""', b""
    yield "empty-semicolon", "null_bound_semicolon", b"boundary=;", b""
    yield "empty-semicolon-used", "null_bound_semicolon_app", b"boundary=;", b";"
    yield "blank-behind", "bound_end_blank_char_sta", b"boundary=" + w + b" ", w
    yield "blank-before-equal", "boundary_space_eq", b"boundary =" + w, w
    yield "nul-before-equal", "boundary_0_eq", b"boundary\0=" + w, w


def _folded() -> Iterator[tuple[str, str, bytes, bytes]]:
    both = WORD * 2
    yield "folded-inside-half", "boundary_truncated_folding_app_half", b"boundary=" + WORD + b"\r\n " + WORD, WORD
    yield "folded-inside-whole", "boundary_truncated_folding_app_full", b"boundary=" + WORD + b"\r\n " + WORD, both
    yield "folded-behind-equal", "boundary_eq_folding", b"boundary=\r\n " + both, both
    yield "folded-behind-equal-blank", "boundary_eq_space_folding", b"boundary= \r\n " + both, both
    yield "folded-before-equal", "boundary_folding_eq", b"boundary\r\n =" + both, both
    yield "folded-before-equal-blank", "boundary_space_folding_eq", b"boundary \r\n =" + both, both


def _lines(e: Encoding) -> Iterator[Case]:
    """Boundary lines with blanks, or without their dashes."""
    line = b"--" + OUTER
    why = "a boundary line with a blank too many or dashes too few"
    yield Case("line-blank-first-opening", build(e, opening=b" " + line + CRLF), why, "bound_begin_blank_char_app_begin")
    yield Case("line-blank-first-between", build(e, between=b" " + line + CRLF), why, "bound_begin_blank_char_app_sep")
    yield Case("line-blank-first-closing", build(e, closing=b" " + line + b"--\r\n"), why, "bound_begin_blank_char_app_end")
    yield Case("line-blank-behind", build(e, between=line + b" \r\n"), why, "bound_end_blank_char_app")
    yield Case("closing-without-dashes", build(e, closing=line + CRLF), why, "terminating_bound_no_dash")
    yield Case("blank-line-behind-boundary", build(e, between=line + b"\r\n\r\n"), "a part that begins with a blank line",
               "blank_line_after_bound")


def _not_declared(e: Encoding) -> Iterator[Case]:
    why = "a boundary that is not declared, or where none belongs"
    no_semicolon = b"Content-Type: multipart/mixed boundary=" + OUTER + CRLF
    for extra, label in ((CRLF, "-blank-line"), (b"", "")):
        between = b"--" + OUTER + CRLF + extra
        yield Case(f"no-semicolon{label}", build(e, top=(no_semicolon,), between=between), why, "bound_para_no_semicolon")
    leaf = (b"Content-Type: application/octet-stream; boundary=" + OTHER + CRLF, DISPOSITION, e.field)
    yield Case("parameter-misspelled", declared(e, b"bound=" + OUTER, part=leaf), why, "wrong_bound_para")
    yield Case("boundary-on-a-leaf", build(e, part=leaf), why, "bound_para_for_singlepart")
    yield Case("another-boundary-used", declared(e, b"boundary=" + OUTER, OTHER, part=leaf), why, "wrong_boundary")
    encoding = e.says(b"utf-7")
    composite = b"(" + WORD + b")1"
    for extra, label in ((CRLF, "-blank-line"), (b"", "")):
        between = b"--" + composite + CRLF + extra
        yield Case(f"commented-boundary-unknown-encoding{label}", declared(e, b"boundary=" + composite, composite, between=between,
                   part=(*fields(e)[:2], encoding)), why, "bound_encoding_composite_bypass")
