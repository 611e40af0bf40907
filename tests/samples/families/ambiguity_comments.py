"""Comments and encoded words where some programs take them out and others do not.

Yields Case objects for one Encoding of the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapes import BASE64, CRLF, DISPOSITION, TYPE, Case, Encoding, build, declared

FIELD = b"Content-Transfer-Encoding"
W = b"bien"


def cases(e: Encoding) -> Iterator[Case]:
    for name, covers, lines in (*_in_encoding(e), *_half_open(e), *_words_in_encoding(e)):
        yield Case(name, build(e, part=(TYPE, *lines)), "a comment or encoded word in a transfer encoding", covers)
    for name, covers, parameter, used in _in_boundary():
        yield Case(name, declared(e, parameter, used), "a comment or encoded word in a boundary", covers)
    half = (DISPOSITION, e.says(b"(" + e.name), e.field)
    for gap, label in ((b"", ""), (CRLF, "-blank-line")):
        yield Case(f"open-comment-then-encoding{label}", build(e, part=(TYPE, *half), gap=gap), "an open comment, then the encoding",
                   "half_paren_CTE")


def _in_encoding(e: Encoding) -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    suffix, at = ("b64", 3) if e.name == BASE64.name else ("qp", 4)
    yield "comment-is-encoding", "comment_CTE_wrap_value", (DISPOSITION, e.says(b"(" + e.name + b")"))
    yield ("comment-inside-encoding", f"comment_CTE_wrap_invalid_{suffix}",
           (DISPOSITION, e.says(e.name[:at] + b"(mot ghi chu)" + e.name[at:])))
    yield "comment-around-colon", "comment_CTE_wrap_colon", (DISPOSITION, FIELD + b"(: )" + e.name + CRLF)
    yield "paren-in-field-name", "comment_CTE_half_wrap_header", (DISPOSITION, b"Content-Transfe(r-Encoding: " + e.name + CRLF)


def _half_open(e: Encoding) -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    opened = FIELD + b": " + e.name + b"(" + e.other
    for code, end in {"rn": CRLF, "r": b"\r", "n": b"\n"}.items():
        yield f"open-comment-{code}", f"comment_CTE_half_wrap_end_{code}", (opened + end, DISPOSITION)
    for code, end in {"r": b"\r)", "n": b"\n)", "rn": b"\r)\n"}.items():
        yield f"comment-over-{code}", f"comment_CTE_wrap_end_{code}", (opened + end, DISPOSITION)


def _words_in_encoding(e: Encoding) -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    word = lambda text: b"=?US-ASCII?Q?" + text + b"?="
    suffix, at = ("b64", 2) if e.name == BASE64.name else ("qp", 4)
    escaped = b"base=364" if e.name == BASE64.name else b"quote=64=2Dprintable"
    yield "word-encoding", "ecdw_CTE_all", (DISPOSITION, e.says(word(e.name)))
    yield "word-encoding-escaped", f"ecdw_CTE_all_encode_char_{suffix}", (DISPOSITION, e.says(word(escaped)))
    yield "word-encoding-part", f"ecdw_CTE_part_{suffix}", (DISPOSITION, e.says(e.name[:at] + word(e.name[at:])))


def _in_boundary() -> Iterator[tuple[str, str, bytes, bytes]]:
    amid, around = W + b"(" + W + b")" + W, b"(" + W * 3 + b")"
    yield "comment-inside-whole", "comment_boundary_app_all", b"boundary=" + amid, amid
    yield "comment-inside-without", "comment_boundary_app_uncom", b"boundary=" + amid, W * 2
    yield "comment-around-whole", "comment_boundary_wrap_all_app_all", b"boundary=" + around, around
    yield "comment-around-without", "comment_boundary_wrap_all_app_uncom", b"boundary=" + around, b""
    yield "open-comment-first-whole", "comment_boundary_half_wrap_start_app_all", b"boundary=(" + W, b"(" + W
    yield "open-comment-first-without", "comment_boundary_half_wrap_start_app_uncom", b"boundary=(" + W, b""
    yield "open-comment-inside-whole", "comment_boundary_half_wrap_end_app_all", b"boundary=" + W + b"(" + W, W + b"(" + W
    yield "open-comment-inside-without", "comment_boundary_half_wrap_end_app_uncom", b"boundary=" + W + b"(" + W, W
    word = b"=?US-ASCII?Q?" + W + b"?="
    yield "word-boundary-decoded", "ecdw_bound_app_decoded", b"boundary=" + word, W
    yield "word-boundary-as-it-is", "ecdw_bound_app_original", b"boundary=" + word, word
