"""A program in a multipart whose type, boundary or boundary lines are written oddly.

Yields Case objects for families/hidden_content.py.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import mail
from shapes import BASE64, CRLF, DISPOSITION, HEAD, OTHER, OUTER, TYPE, Case, build, declared, inner, multipart

W = b"bien_gioi"
LINE = b"--" + OUTER


def cases() -> Iterator[Case]:
    for name, parameters, used in (*_spaces(), *_equal_signs(), *_extended(), *_quotes(), *_hidden_parameters(), *_comments()):
        yield Case(name, declared(BASE64, parameters, used), "a boundary parameter written oddly")
    for name, head in (*_types(), *_hidden_fields()):
        yield Case(name, build(BASE64, top=(head,), boundary=W), "a multipart's type written oddly")
    yield from _lines()
    yield from _nested()
    yield from _in_heads()
    yield from _mails()


def _spaces() -> Iterator[tuple[str, bytes, bytes]]:
    for name, boundary in {"before": b" " + W, "inside": b"bien gioi", "behind": W + b" "}.items():
        yield f"blank-{name}-quoted", b'boundary="' + boundary + b'"', boundary
        yield f"blank-{name}-single-quoted", b"boundary='" + boundary + b"'", boundary
        yield f"blank-{name}-plain", b"boundary=" + boundary + b";", boundary
        yield f"blank-{name}-extended", b"boundary*=''" + boundary.replace(b" ", b"%20"), boundary
    yield "blank-behind-declared", b'boundary="' + W + b' "', W
    yield "blank-behind-used", b"boundary=" + W, W + b" "
    yield "other-word-behind", b'boundary="' + W + b' mot"', W + b" hai"
    yield "other-word-behind-fold", b'boundary="' + W + b'\r\n mot"', W + b" hai"
    yield "cr-behind", b'boundary="' + W + b'\r"', W + b"\r"
    yield "cr-behind-declared", b'boundary="' + W + b'\r"', W
    yield "empty", b'boundary=""', b""
    yield "blank-only", b'boundary=" "', b" "
    yield "fold-inside-quotes", b'boundary="bien\r\n gioi"', b"bien gioi"


def _equal_signs() -> Iterator[tuple[str, bytes, bytes]]:
    for name, text in {"blank-before": b" =", "tab-before": b"\t=", "fold-before": b"\r\n =", "escape-before": b"\\=",
                       "blank-behind": b"= ", "tab-behind": b"=\t",
                       "fold-behind": b"=\r\n ", "escape-behind": b"=\\", "folds": b"\r\n =\r\n ", "colon": b":", "two": b"=="}.items():
        yield f"equal-{name}", b"boundary" + text + W, W
    yield "escape-inside", b"boundary=bien\\_gioi", W
    yield "escape-inside-used", b"boundary=bien\\_gioi", b"bien\\_gioi"
    yield "key-cut", b"oundary=" + W, W
    yield "key-escaped", b"bou\\ndary=" + W, W
    yield "key-upper", b"BOUNDARY=" + W, W
    yield "key-plural", b"boundarys=" + W, W


def _extended() -> Iterator[tuple[str, bytes, bytes]]:
    """RFC 2231 spellings, percent-encoded and not; the order of pieces; pieces that stand twice."""
    wide = {"be": b"".join(b"%%00%c" % byte for byte in W), "le": b"".join(b"%c%%00" % byte for byte in W)}
    for name, value in wide.items():
        yield f"extended-utf16{name}", b"boundary*=UTF-16''" + value, W
    for name, one in {"": b"bien_", "-escaped": b"bien%5F"}.items():
        two, star = b"gioi", b"boundary*%d*=%s"
        plain = b"boundary*%d=%s"
        yield f"extended{name}", b"boundary*=''" + one + two, W
        yield f"extended-piece{name}", star % (0, b"''" + one + two), W
        yield f"extended-pieces{name}", b"; ".join((star % (0, b"''" + one), star % (1, two))), W
        yield f"extended-pieces-reversed{name}", b"; ".join((star % (1, two), star % (0, b"''" + one))), W
        yield f"extended-pieces-misnumbered{name}", b"; ".join((star % (1, b"''" + one), star % (0, two))), W
        yield f"extended-pieces-twice-first{name}", b"; ".join((star % (0, b"''" + one), star % (0, b"''sai"), star % (1, two))), W
        yield f"extended-pieces-twice-last{name}", b"; ".join((star % (0, b"''sai"), star % (0, b"''" + one), star % (1, two))), W
        yield f"piece{name}", plain % (0, one + two), W
        yield f"pieces{name}", b"; ".join((plain % (0, one), plain % (1, two))), W
        yield f"pieces-reversed{name}", b"; ".join((plain % (1, two), plain % (0, one))), W
        yield f"pieces-misnumbered{name}", b"; ".join((plain % (1, one), plain % (0, two))), W
        yield f"pieces-twice-first{name}", b"; ".join((plain % (0, one), b"boundary*0=sai", plain % (1, two))), W
        yield f"pieces-twice-last{name}", b"; ".join((b"boundary*0=sai", plain % (0, one), plain % (1, two))), W
        yield f"pieces-gap{name}", b"; ".join((plain % (0, one), plain % (2, two))), W
        yield f"pieces-from-1{name}", b"; ".join((plain % (1, one), plain % (2, two))), W
    yield "word-q", b'boundary="=?us-ascii?Q?' + W + b'?="', W
    yield "word-b", b'boundary="=?us-ascii?B?' + base64.b64encode(W) + b'?="', W


def _quotes() -> Iterator[tuple[str, bytes, bytes]]:
    one, two = b"bien", b"gioi"
    semicolon = b"boundary=" + one + b"\\;" + two
    yield "semicolon-escaped-cut", semicolon, one
    yield "semicolon-escaped-cut-behind", semicolon, one + b"\\"
    yield "semicolon-escaped-whole", semicolon, one + b";" + two
    yield "semicolon-escaped-as-it-is", semicolon, one + b"\\;" + two
    yield "semicolon-cut", b"boundary=" + one + b";" + two, one
    yield "semicolon-whole", b"boundary=" + one + b";" + two, one + b";" + two
    escaped = b'boundary=' + one + b'\\"' + two + b'\\"'
    used = {"whole": one + b'"' + two + b'"', "first": one, "first-escape": one + b"\\", "second": two,
            "second-escape": two + b"\\", "as-it-is": one + b'\\"' + two + b'\\"'}
    for name, boundary in used.items():
        yield f"quote-escaped-{name}", escaped, boundary
    amid = b"boundary=" + one + b'"' + two + b'"'
    for name, boundary in {"whole": one + b'"' + two + b'"', "first": one, "second": two, "joined": one + two}.items():
        yield f"quote-inside-{name}", amid, boundary
    front = b'boundary="' + one + b'"' + two
    for name, boundary in {"whole": b'"' + one + b'"' + two, "first": one, "joined": one + two}.items():
        yield f"quote-in-front-{name}", front, boundary
    for name, boundary in {"inside": one, "whole": b'"' + one}.items():
        yield f"quote-open-{name}", b'boundary="' + one, boundary
    yield "single-quotes", b"boundary='" + one + b"'", one
    yield "single-quotes-used", b"boundary='" + one + b"'", b"'" + one + b"'"


def _hidden_parameters() -> Iterator[tuple[str, bytes, bytes]]:
    """The parameter inside what another one says."""
    key = b"boundary=" + W
    yield "behind-blank", b"a=b " + key, W
    yield "behind-quote", b'a=b"' + key, W
    yield "behind-escape", b"a=b\\;" + key, W
    yield "in-quotes", b'a="b;' + key + b'"', W
    yield "in-quotes-with-quote", b'a="b;' + key + b'"', W + b'"'
    yield "in-open-quotes", b'a="b;' + key, W
    yield "behind-escaped-quote", b'a="b\\";' + key, W
    yield "behind-escape-and-quote", b'a=b\\";' + key, W
    yield "twice-key", b"boundary=" + key, b"boundary"
    yield "twice-value", b"boundary=" + key, W
    yield "twice-whole", b"boundary=" + key, key
    yield "all-quoted-blanks", b'" ' + key + b' "', W
    yield "all-quoted", b'"' + key + b'"', W


def _comments() -> Iterator[tuple[str, bytes, bytes]]:
    one, two = b"bien_", b"gioi"
    yield "comment-behind-key", b"boundary()=" + W, W
    yield "comment-behind-equal", b"boundary=()" + W, W
    yield "comment-behind", b"boundary=" + W + b"()", W
    yield "comment-behind-used", b"boundary=" + W + b"()", W + b"()"
    amid = b"boundary=" + one + b"()" + two
    yield "comment-inside-without", amid, W
    yield "comment-inside-cut", amid, one
    yield "comment-inside-whole", amid, one + b"()" + two
    trap = b"boundary=(boundary=" + two + b")" + W
    yield "comment-with-parameter", trap, W
    yield "comment-with-parameter-inner", trap, two
    yield "comment-with-parameter-whole", trap, b"(boundary=" + two + b")" + W
    yield "comment-inside-key", b"boun()dary=" + W, W
    yield "comment-before-key-blank", b"() boundary=" + W, W
    yield "comment-before-key", b"()boundary=" + W, W
    yield "comment-around", b"( boundary=" + W + b" )", W
    yield "comment-around-nested", b"(() boundary=" + W + b" )", W


def _types() -> Iterator[tuple[str, bytes]]:
    rest = b"; boundary=" + W + CRLF
    values = {"folded": b"\r\n multipart/mixed", "folded-twice": b"\r\n \r\n multipart/mixed",
              "parameter-folded-twice": b" multipart/mixed;\r\n ", "two-colons": b": multipart/mixed",
              "comment-first-blank": b" () multipart/mixed", "comment-first": b" ()multipart/mixed",
              "comment-inside": b" multipar()t/mixed", "comment-behind": b" multipart/mixed()",
              "singlepart": b" singlepart/mixed", "cut": b" ultipart/mixed", "x": b" x-multipart/mixed",
              "mixed-case": b" mULtipart/mixed", "word": b" =?UTF-8?B?bXVsdGlwYXJ0?=/mixed",
              "escaped": b" multi\\part/mixed", "no-subtype": b" multipart/", "no-slash": b" multipart",
              "blanks-around-slash": b" multipart / mixed", "text": b" text/plain",
              "html": b" text/html", "octets": b" application/octet-stream", "mail": b" message/rfc822",
              "external": b" message/external-body", "signed": b" multipart/signed", "unknown": b" x/y"}
    for name, value in values.items():
        yield f"type-{name}", b"Content-Type:" + value + rest
    yield "type-quoted", b'Content-Type: "multipart/mixed"; boundary=' + W + CRLF
    yield "type-only-boundary", b"Content-Type: boundary=" + W + CRLF
    yield "type-no-boundary", b"Content-Type: multipart/mixed\r\n"
    yield "type-no-semicolon", b"Content-Type: multipart/mixed  boundary=" + W + CRLF
    yield "type-comma", b"Content-Type: multipart/mixed, boundary=" + W + CRLF
    yield "type-text-first", b"Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=" + W + CRLF
    yield "type-text-last", b"Content-Type: multipart/mixed; boundary=" + W + CRLF + b"Content-Type: text/plain\r\n"


def _hidden_fields() -> Iterator[tuple[str, bytes]]:
    field = b"Content-Type: multipart/mixed; boundary=" + W + CRLF
    for name, front in {"cr": b"X-A: b\r", "blank-before-colon": b"X-A :b\r\n ", "blank-in-name": b"X-A B:b\r\n ",
                        "no-colon": b"X-A-b\r\n ", "vtab": b"\v", "blank-line": b" \r\n",
                        "from-line": b"From a@b Tue Nov 24 08:30:00 2026\r\n", "from-quoted": b">From a\r\n", "no-name": b": b\r\n",
                        "dash-line": b"--\r\n"}.items():
        yield f"field-behind-{name}", front + field
    yield "field-two-colons", b"Content-Type::" + field[13:]


def _lines() -> Iterator[Case]:
    """Boundary lines that go on, and line ends other than CRLF around them."""
    why = "boundary lines written oddly"
    for name, tail in {"letter": b"X", "word": b" X", "dash": b"-", "blank": b" ", "tab": b"\t", "vtab": b"\v", "nul": b"\0",
                       "quote": b'"', "dashes": b"--", "dashes-word": b"-- x"}.items():
        yield Case(f"line-{name}", build(BASE64, opening=LINE + tail + CRLF, between=LINE + tail + CRLF), why)
        yield Case(f"line-between-{name}", build(BASE64, between=LINE + tail + CRLF), why)
    for name, front in {"blank": b" ", "tab": b"\t", "dash": b"-", "quote": b"> ", "nul": b"\0", "mark": b"\xef\xbb\xbf"}.items():
        yield Case(f"line-behind-{name}", build(BASE64, opening=front + LINE + CRLF, between=front + LINE + CRLF), why)
    yield Case("line-upper", build(BASE64, opening=LINE.upper() + CRLF, between=LINE.upper() + CRLF), why)
    harmless = LINE + b"\r\nContent-Type: text/plain\r\n\r\nvo hai\r\n" + LINE + b"--\r\n"
    for name, front in {"lf-cr": b"\n\r", "blank-cr": b" \r", "cr": b"\r"}.items():
        yield Case(f"line-{name}", build(BASE64, opening=front + LINE + CRLF, between=front + LINE + CRLF, closing=CRLF + harmless), why)
    yield Case("line-ended-by-cr", build(BASE64, opening=LINE + b"\r", between=LINE + b"\r", closing=CRLF + harmless), why)
    yield Case("lines-end-in-lf", build(BASE64).replace(CRLF, b"\n"), why)
    yield Case("lines-end-in-cr", build(BASE64).replace(CRLF, b"\r"), why)
    yield Case("closing-missing", build(BASE64, closing=b""), why)
    yield Case("closing-first", build(BASE64, opening=LINE + b"--\r\n" + LINE + CRLF), why)
    yield Case("closing-between", build(BASE64, between=LINE + b"--\r\n" + LINE + CRLF), why)


def _nested() -> Iterator[Case]:
    why = "a multipart in a multipart"
    outer = lambda boundary, *rest: HEAD + multipart(b"boundary=" + boundary) + CRLF + b"--" + boundary + CRLF + b"".join(rest)
    typed = lambda boundary: multipart(b"boundary=" + boundary) + CRLF
    end = lambda boundary: b"--" + boundary + b"--\r\n"
    dummy = b"Content-Type: text/plain\r\n\r\nvo hai\r\n"
    o = OUTER
    yield Case("inner-is-outer-end", outer(o, typed(o + b"--"), inner(BASE64, o + b"--"), end(o)), why)
    yield Case("inner-is-outer", outer(o, typed(o), inner(BASE64, o), end(o)), why)
    yield Case("inner-is-outer-behind-end", outer(o, dummy, end(o), CRLF, b"--", o, CRLF, typed(o), inner(BASE64, o), end(o)), why)
    yield Case("inner-dummy-then-outer", outer(o, typed(o), LINE, CRLF, dummy, end(o), CRLF, inner(BASE64, o), end(o)), why)
    yield Case("outer-extends-inner", outer(o + b"_", typed(o), inner(BASE64, o), end(o + b"_")), why)
    yield Case("outer-extends-inner-dummy", outer(o + b"_", typed(o), LINE, b"_X\r\n\r\n", inner(BASE64, o), end(o + b"_")), why)
    yield Case("inner-extends-outer", outer(o, typed(o + b"_"), inner(BASE64, o + b"_"), end(o)), why)
    yield Case("inner-unclosed", outer(o, typed(OTHER), inner(BASE64, OTHER)[: -len(end(OTHER))], end(o)), why)
    yield Case("outer-unclosed", outer(o, typed(OTHER), inner(BASE64, OTHER)), why)
    marks = b"#####+"
    broken = inner(BASE64, OTHER).replace(BASE64.body, b"--" + marks + CRLF + BASE64.body)
    yield Case("outer-line-in-inner-base64", outer(marks, typed(OTHER), broken, end(marks)), why)


def _in_heads() -> Iterator[Case]:
    """Boundary lines where a head should be."""
    why = "a boundary line inside a head"
    marks = b"ngoai:1"
    top = b'Content-Type: multipart/mixed; boundary="' + marks + b'"\r\n'
    line = b"--" + marks
    typed, body = multipart(b"boundary=" + OTHER), inner(BASE64, OTHER)
    yield Case("end-in-own-head", HEAD + top + line + b"--\r\n\r\n" + line + CRLF + typed + CRLF + body + line + b"--\r\n", why)
    yield Case("end-in-inner-head", HEAD + top + CRLF + line + CRLF + typed + line + b"--\r\n\r\n" + body + line + b"--\r\n", why)
    yield Case("line-in-inner-head", HEAD + top + CRLF + line + CRLF + typed + line + b"\r\n\r\n" + body + line + b"--\r\n", why)
    yield Case("line-in-part-head", build(BASE64, part=(TYPE, LINE + CRLF, DISPOSITION, BASE64.field)), why)


def _mails() -> Iterator[Case]:
    """Mails in mails."""
    why = "a mail in a mail"
    whole = b"From: a@example.vn\r\nSubject: a\r\nMIME-Version: 1.0\r\n" + multipart(b"boundary=" + OTHER) + CRLF + inner(BASE64, OTHER)

    for kind in (b"rfc822", b"global", b"news", b"x-unknown"):
        head = b"Content-Type: message/" + kind + CRLF
        name = kind.decode()
        yield Case(f"mail-{name}", build(BASE64, part=(head,), body=whole), why)
        yield Case(f"mail-{name}-base64", build(BASE64, part=(head, BASE64.field), body=mail.b64(whole)), why)
    yield Case("mail-twice", build(BASE64, part=(b"Content-Type: message/rfc822\r\n",),
                                   body=b"Content-Type: message/rfc822\r\n\r\n" + whole), why)
    digest = b"Content-Type: multipart/digest; boundary=" + OUTER + CRLF
    yield Case("digest", build(BASE64, top=(digest,), note=b"\r\nFrom: a@example.vn\r\n\r\na\r\n", part=(CRLF,), gap=b"", body=whole), why)
    yield Case("digest-no-blank", build(BASE64, top=(digest,), note=b"From: a@example.vn\r\n\r\na\r\n", part=(), gap=b"", body=whole), why)
