"""The plain mails of the catalogue, parts outside their multipart, and multiparts in each other that share a boundary.

Yields Case objects for one Encoding of the program.
"""

from __future__ import annotations

from collections.abc import Iterator

import mail
from shapes import BASE64, CRLF, DISPOSITION, HEAD, ID, NOTE, OTHER, OUTER, PROGRAM, TYPE, Case, Encoding, build, fields, inner, multipart

HARMLESS = mail.b64("Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc\r\n".encode() * 6)
LINE = b"--" + OUTER


def cases(e: Encoding) -> Iterator[Case]:
    yield from _controls(e)
    yield from _outside(e)
    yield from _nested(e)


def _controls(e: Encoding) -> Iterator[Case]:
    plain = HEAD + b"Content-Type: text/plain\r\n\r\nXin chao, day la thu thu nghiem.\r\n"
    yield Case("plain-text", plain, "a text, nothing else", "normal_msg", control=True, program=False)
    yield Case("plain-attachment", build(e), "an ordinary attachment", "generic_structure", control=True)
    harmless = build(BASE64, body=HARMLESS)
    yield Case("plain-harmless", harmless, "an ordinary attachment that is a text", "manual_case", control=True, program=False)
    yield Case("plain-no-encoding", build(e, part=(TYPE, DISPOSITION), body=PROGRAM + CRLF), "the program as it is, in eight bits",
               "generic_no_encoding", control=True)


def _outside(e: Encoding) -> Iterator[Case]:
    """The program before the first or behind the last boundary line, a harmless part where parts belong."""
    why = "a part outside its multipart"
    program = b"".join((*fields(e), CRLF, e.body))
    harmless = (TYPE, DISPOSITION, BASE64.field)
    yield Case("part-in-preamble", build(e, opening=program + LINE + CRLF, part=harmless, body=HARMLESS), why,
               "entity_outside_of_bound_preamble")
    yield Case("part-in-epilogue", build(e, part=harmless, body=HARMLESS, closing=LINE + b"--\r\n" + program), why,
               "entity_outside_of_bound_epilogue")


def _nested(e: Encoding) -> Iterator[Case]:
    why = "a multipart in a multipart, with boundaries that do not fit"
    other = multipart(b"boundary=" + OTHER)
    end = b"--" + OTHER + b"--\r\n" + LINE + b"--\r\n"
    program = b"".join((*fields(e), CRLF))
    yield Case("inner-uses-outer", build(e, part=(other,),
                                         body=b"--" + OTHER + CRLF + NOTE + LINE + CRLF + program + e.body, closing=end), why,
               "inner_using_outer_bound")
    own = multipart(b"boundary=" + OUTER)
    yield Case("inner-same-boundary", build(e, part=(own,), body=LINE + CRLF + NOTE + LINE + b"--\r\n" + program + e.body), why,
               "inner_outer_same_bound")
    undeclared = b"Content-Type: multipart/mixed\r\n"
    yield Case("inner-undeclared", build(e, part=(undeclared,), body=inner(e, OTHER)), why, "inner_no_bound_para")
    yield Case("inner-undeclared-uses-outer", build(e, part=(undeclared,), body=inner(e, OUTER)), why, "inner_no_bound_para_using_outer")
    empty = ID + b"\r\n\r\n"
    yield Case("inner-without-body",
               build(e, top=(own, ID), note=other + empty, part=(b"Content-Type: application/octet-stream\r\n", e.field,
                                                                                  ID, DISPOSITION)), why, "deleted_inner_multipart_body")
