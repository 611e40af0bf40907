"""Line ends other than CRLF, and what else may stand between two header fields or between head and body.

Yields Case objects for one Encoding of the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapes import CRLF, DISPOSITION, ID, OTHER, OUTER, SENTENCE, TYPE, Case, Encoding, build, inner, multipart

BETWEEN = "abnormal_line_break_between_headers_"
HEAD_END = "header_body_delimit_"


def cases(e: Encoding) -> Iterator[Case]:
    for name, covers, lines in _between_fields(e):
        yield Case(name, build(e, part=(TYPE, *lines)), "an odd line end between two fields", covers)
    for name, covers, gap in _head_ends():
        yield Case(name, build(e, part=(TYPE, DISPOSITION, e.field[:-2]), gap=gap), "an odd end of a part's head", covers)
    for name, covers, lines, gap in _late_fields(e):
        yield Case(name, build(e, part=(TYPE, *lines), gap=gap), "a field behind the end of a part's head", covers)
    yield from _boundary_lines(e)
    for name, first, second in _mixes():
        broken = DISPOSITION[:-2] + first + second
        yield Case(f"head-{name}", build(e, part=(TYPE, broken, e.field)), "a mix of CR, LF and NUL between two fields")
        top = b"X-A: b" + first + second + multipart(b"boundary=" + OUTER)
        yield Case(f"mail-head-{name}", build(e, top=(top,)), "a mix of CR, LF and NUL in front of the mail's type")
        note = b"Content-Type: text/plain\r\n\r\nKinh gui" + first + second
        yield Case(f"body-{name}", build(e, note=note), "a mix of CR, LF and NUL before a boundary line")


def _mixes() -> Iterator[tuple[str, bytes, bytes]]:
    """All 27 rows of three out of CR, LF and NUL."""
    letters = {"r": b"\r", "n": b"\n", "0": b"\0"}
    for a in letters:
        for b in letters:
            for c in letters:
                yield a + b + c, letters[a] + letters[b], letters[c]


def _between_fields(e: Encoding) -> Iterator[tuple[str, str, tuple[bytes, ...]]]:
    name = DISPOSITION[:-2]
    joined = lambda middle: (name + middle + e.field,)
    for code, middle in {
        "r": b"\r", "n": b"\n", "nr": b"\n\r", "rrn": b"\r\r\n", "rnn": b"\r\n\n", "rnr": b"\r\n\r", "nrn": b"\n\r\n",
        "rc": b"\r\x13", "cn": b"\x13\n", "rcn": b"\r{}\n", "rcnc": b"\r(\n)",
    }.items():
        yield f"fields-{code}", BETWEEN + code, joined(middle)
    yield "fields-r-blank", BETWEEN + "r_space", (*joined(b"\r "), ID)
    yield "fields-blank-n", BETWEEN + "space_n", (*joined(b" \n"), ID)
    yield "fields-hash", BETWEEN + "rnc", (DISPOSITION, e.field, b"#" + ID)
    yield "fold-rn-encoding", "pre_CTE_r_n_folding", (*joined(b"\r\n "), ID)
    yield "fold-r-encoding", "pre_CTE_r_folding", (*joined(b"\r "), ID)
    yield "fold-n-encoding", "pre_CTE_n_folding", (*joined(b"\n "), ID)
    encoding = e.field[:-2]
    yield "encoding-fold-rn", "post_CTE_r_n_folding", (DISPOSITION, encoding + b"\r\n " + ID)
    yield "encoding-fold-r", "post_CTE_r_folding", (DISPOSITION, encoding + b"\r " + ID)
    yield "encoding-fold-n", "post_CTE_n_folding", (DISPOSITION, encoding + b"\n " + ID)


def _head_ends() -> Iterator[tuple[str, str, bytes]]:
    """All that stands between the last field's value and the body."""
    for code, gap in {
        "rnr": b"\r\n\r", "rnn": b"\r\n\n", "rrn": b"\r\r\n", "nrn": b"\n\r\n", "rr": b"\r\r", "nn": b"\n\n", "nr": b"\n\r",
        "rn": b"\r\n", "rnrrn": b"\r\n\r\r\n", "rnnrn": b"\r\n\n\r\n", "rnrnr": b"\r\n\r\n\r", "rnrnn": b"\r\n\r\n\n",
        "rnrnrn": b"\r\n\r\n\r\n", "rcrn": b"\r/\r\n", "rcnrn": b"\r<>\n\r\n", "rncn": b"\r\nc\n", "rncrn": b"\r\n<\r\n",
        "rnrcn": b'\r\n\r""\n', "no_rn": b"\r\n",
    }.items():
        yield f"head-end-{code}", HEAD_END + code, gap


def _late_fields(e: Encoding) -> Iterator[tuple[str, str, tuple[bytes, ...], bytes]]:
    name = DISPOSITION[:-2]
    yield "head-end-paren", HEAD_END + "crnrn", (name + b"(\r\n", e.field), CRLF
    yield "head-end-two-parens", HEAD_END + "crncrn", (name + b"(\r\n", e.field, b")\r\n"), b""
    yield "head-end-paren-n", HEAD_END + "cnrn", (name + b"(\n", e.field), CRLF
    yield "late-encoding", HEAD_END + "rn_CTE_rn_body", (DISPOSITION, CRLF, e.field), CRLF
    yield "late-encoding-no-blank", HEAD_END + "rn_CTE_body", (DISPOSITION, CRLF, e.field), b""
    yield "late-encoding-behind-text", HEAD_END + "rn_l_CTE_rn_body", (DISPOSITION, CRLF, SENTENCE, e.field), CRLF
    yield "late-encoding-in-text", HEAD_END + "rn_l_CTE_l_rn_body", (DISPOSITION, CRLF, SENTENCE, e.field, SENTENCE), CRLF
    yield "late-encoding-in-text-no-blank", HEAD_END + "rn_l_CTE_l_body", (DISPOSITION, CRLF, SENTENCE, e.field, SENTENCE), b""
    yield "late-encoding-blank-before", HEAD_END + "rn_spaceCTE_rn_body", (DISPOSITION, CRLF, b" " + e.field), CRLF
    yield "encoding-behind-text", HEAD_END + "l_CTE_body", (DISPOSITION, SENTENCE, e.field), b""
    yield "blank-line-in-head", "header_redundant_bl_r_n", (CRLF, DISPOSITION, e.field), CRLF
    yield "bare-cr-in-head", "header_redundant_bl_r", (b"\r", DISPOSITION, e.field), CRLF
    yield "bare-lf-in-head", "header_redundant_bl_n", (b"\n", DISPOSITION, e.field), CRLF


def _boundary_lines(e: Encoding) -> Iterator[Case]:
    """A boundary line behind or in front of a bare CR."""
    why = "a bare CR at a boundary line"
    note = b"Content-Type: text/plain\r\n\r\nKinh gui"
    line = b"--" + OUTER
    for extra, label in ((CRLF, "-blank-line"), (b"", "")):
        between = line + CRLF + extra
        yield Case(f"boundary-behind-r{label}", build(e, note=note + b"\r", between=between), why, "entity_r_bound")
        yield Case(f"boundary-behind-r-comma{label}", build(e, note=note + b"\r,", between=between), why, "entity_rc_bound")
    part = multipart(b"boundary=" + OTHER)
    for code, middle in {"r": b"\r", "rc": b"\r\x13"}.items():
        yield Case(f"boundary-{code}-field", build(e, between=line + middle, part=(part,),
                                                   body=inner(e, OTHER)), why, f"bound_{code}_entity")
