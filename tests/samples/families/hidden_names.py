"""A script that only its file name tells, and the ways to write that name: parameters, quotes, words, pieces, comments.

A second collection of shapes beside families/ambiguity.py, after what public toolkits try on mail programs and filters.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator

import mail
from corpus import Context, Sample
from families.ambiguity import sample
from shapes import BASE64, CRLF, Case, build

SCRIPT = mail.b64(b"rem xin chao\r\n")  # text to every reader: only its name makes it a script
TYPE, ATTACHED = b"Content-Type: application/octet-stream", b"Content-Disposition: attachment"
BAD, GOOD = b"ho-so.bat", b"ho-so.png"
# As RFC 2183 and 2231 allow, or as most programs write: nothing to flag.
PLAIN = {"plain", "quoted", "folded", "upper", "word", "word-q", "extended-star", "extended-star-escaped", "extended-utf8", "extended-pieces",
         "extended-star-pieces", "extended-star-pieces-escaped", "extended-star-and-plain", "quote-escaped"}


def samples(context: Context) -> Iterator[Sample]:
    for name, lines in (*_two_fields(), *_single()):
        plain = name.partition("-")[2] in PLAIN
        yield sample(name, Case(name, build(BASE64, part=(*lines, BASE64.field), body=SCRIPT), "a script whose name is written oddly",
                                control=plain))


def _single() -> Iterator[tuple[str, tuple[bytes, ...]]]:
    """Each spelling in the type and in the disposition."""
    for group in (_plain, _words, _quotes, _comments, _extended):
        for name, text in group():
            yield f"type-{name}", (TYPE + text.replace(b"KEY", b"name") + CRLF,)
            yield f"disposition-{name}", (TYPE + CRLF, ATTACHED + text.replace(b"KEY", b"filename") + CRLF)


def _plain() -> Iterator[tuple[str, bytes]]:
    yield "plain", b"; KEY=" + BAD
    yield "quoted", b'; KEY="' + BAD + b'"'
    yield "single-quoted", b"; KEY='" + BAD + b"'"
    yield "folded", b";\r\n KEY=" + BAD
    yield "folded-twice", b";\r\n \r\n KEY=" + BAD
    for name, text in {"blank-before": b" =", "blank-behind": b"= ", "fold-before": b"\r\n =", "fold-behind": b"=\r\n ",
                       "tab-behind": b"=\t", "cr-behind": b"=\r",
                       "two": b"=="}.items():
        yield f"equal-{name}", b"; KEY" + text + BAD
    yield "no-semicolon", b" KEY=" + BAD
    yield "comma", b", KEY=" + BAD
    yield "blank-inside", b"; KEY=ho so.bat"
    yield "fold-inside", b"; KEY=ho-so.\r\n bat"
    yield "fold-inside-quotes", b'; KEY="ho-so.\r\n bat"'
    yield "nul-behind", b"; KEY=" + BAD + b"\0.png"
    yield "cr-inside", b"; KEY=" + BAD + b"\r.png"
    yield "lf-inside", b"; KEY=" + BAD + b"\n.png"
    yield "upper", b"; KEY=HO-SO.BAT"
    yield "dot-behind", b"; KEY=" + BAD + b"."
    yield "blank-behind-quoted", b'; KEY="' + BAD + b' "'
    yield "stream", b'; KEY="ho-so.bat::$DATA"'
    yield "path", b'; KEY="anh.png/../ho-so.bat"'
    yield "percent", b"; KEY=ho-so%2Ebat"


def _words() -> Iterator[tuple[str, bytes]]:
    encode = lambda text: base64.b64encode(text)
    wide = BAD.decode()
    yield "word", b'; KEY="=?us-ascii?B?' + encode(BAD) + b'?="'
    yield "word-plain", b"; KEY==?us-ascii?B?" + encode(BAD) + b"?="
    yield "word-q", b'; KEY="=?utf-8?Q?ho-so=2Ebat?="'
    yield "word-part", b'; KEY="ho-so.=?utf-8?Q?bat?="'
    yield "word-two", b'; KEY="=?utf-8?Q?ho-so.?= =?utf-8?Q?bat?="'
    yield "word-split-digits", b'; KEY="=?utf-8?B?' + encode(BAD)[:5] + b"?= =?utf-8?B?" + encode(BAD)[5:] + b'?="'
    yield "word-utf16le", b'; KEY="=?utf-16le?B?' + encode(wide.encode("utf-16-le")) + b'?="'
    yield "word-utf16be", b'; KEY="=?utf-16be?B?' + encode(wide.encode("utf-16-be")) + b'?="'
    yield "word-utf16", b'; KEY="=?utf-16?B?' + encode(wide.encode("utf-16")) + b'?="'
    yield "word-utf7", b'; KEY="=?utf-7?Q?ho-so+AC4-bat?="'
    yield "word-open", b'; KEY="=?utf-8?B?' + encode(BAD)
    yield "word-in-extended", b"; KEY*=utf-8''=?utf-8?B?" + encode(BAD) + b"?="


def _quotes() -> Iterator[tuple[str, bytes]]:
    for name, text in {"inside": b'ho-so".bat', "front": b'"ho-so".bat', "three": b'"ho-so".bat"', "escaped": b'"ho-so\\".bat"',
                       "escaped-plain": b'ho-so\\".bat', "open": b'"ho-so.bat',
                       "behind": b'ho-so.bat"', "then-other": b'"ho-so.bat".png', "empty-then": b'""ho-so.bat'}.items():
        yield f"quote-{name}", b"; KEY=" + text
    for name, text in {"plain": b"ho-so;.bat", "escaped": b"ho-so\\;.bat", "quoted": b'"ho-so;.bat"', "behind": b"ho-so.bat;.png"}.items():
        yield f"semicolon-{name}", b"; KEY=" + text
    yield "escape-inside", b"; KEY=ho-so.b\\at"
    yield "escape-inside-quotes", b'; KEY="ho-so.b\\at"'


def _comments() -> Iterator[tuple[str, bytes]]:
    for name, text in {"behind": b"ho-so.bat()", "behind-name": b"ho-so.bat(.png)", "inside": b"ho-so.b()at",
                       "inside-name": b"ho-so.b(.png)at", "front": b"(.png)ho-so.bat",
                       "blank-behind": b"ho-so.bat (.png)", "open": b"ho-so.bat(.png"}.items():
        yield f"comment-{name}", b"; KEY=" + text
    yield "comment-behind-key", b"; KEY()=" + BAD
    yield "comment-before-key", b"; ()KEY=" + BAD


def _extended() -> Iterator[tuple[str, bytes]]:
    spellings = {"star": (b"*=''ho-so.bat",), "star-escaped": (b"*=''ho-so.%62%61%74",), "piece": (b"*0=ho-so.bat",),
                 "pieces": (b"*0=ho-so.", b"*1=bat"),
                 "pieces-gap": (b"*0=ho-so.", b"*2=bat"), "pieces-from-1": (b"*1=ho-so.", b"*2=bat"), "pieces-reversed": (b"*1=bat",
                                                            b"*0=ho-so."),
                 "pieces-misnumbered": (b"*1=ho-so.", b"*0=bat"), "pieces-gap-reversed": (b"*2=bat", b"*0=ho-so."),
                 "pieces-from-1-reversed": (b"*2=bat", b"*1=ho-so."),
                 "star-piece": (b"*0*=''ho-so.bat",), "star-piece-escaped": (b"*0*=''ho-so.%62%61%74",),
                 "star-pieces": (b"*0*=''ho-so.", b"*1*=bat"),
                 "star-pieces-escaped": (b"*0*=''ho-so.", b"*1*=%62%61%74"), "star-pieces-reversed": (b"*1*=bat", b"*0*=''ho-so."),
                 "star-pieces-misnumbered": (b"*1*=''ho-so.", b"*0*=bat"), "star-and-plain": (b"*0*=''ho-so.", b"*1=bat"),
                 "leading-zero": (b"*00=ho-so.", b"*01=bat"),
                 "no-charset": (b"*=ho-so.bat",), "utf8": (b"*=UTF-8''ho-so.bat",), "unknown-charset": (b"*=x-sai''ho-so%2Ebat",),
                 "escaped-quotes": (b"*=%27%27ho-so.bat",),
                 "quoted": (b"*=\"utf-8''ho-so.bat\"",)}
    for name, pieces in spellings.items():
        joined = b"; ".join(b"KEY" + piece for piece in pieces)
        yield f"extended-{name}", b"; " + joined
        yield f"extended-{name}-behind-other", b"; KEY=" + GOOD + b"; " + joined
        yield f"extended-{name}-before-other", b"; " + joined + b"; KEY=" + GOOD
    wide = {"be": b"".join(b"%%00%c" % byte for byte in BAD), "le": b"".join(b"%c%%00" % byte for byte in BAD)}
    for name, value in wide.items():
        yield f"extended-utf16{name}", b"; KEY*=UTF-16" + name.upper().encode() + b"''" + value


def _two_fields() -> Iterator[tuple[str, tuple[bytes, ...]]]:
    typed = lambda key, name: TYPE + b"; " + key + b"=" + name + CRLF
    attached = lambda key, name: ATTACHED + b"; " + key + b"=" + name + CRLF
    for one, two, label in ((BAD, GOOD, "type"), (GOOD, BAD, "disposition")):
        yield f"both-bad-in-{label}", (typed(b"name", one), attached(b"filename", two))
        yield f"both-reversed-bad-in-{label}", (attached(b"filename", two), typed(b"name", one))
    yield "other-key-in-type", (typed(b"khac", GOOD), attached(b"filename", BAD))
    yield "other-key-in-disposition", (typed(b"name", BAD), attached(b"khac", GOOD))
    yield "filename-in-type", (typed(b"filename", BAD), ATTACHED + CRLF)
    yield "name-in-disposition", (TYPE + CRLF, attached(b"name", BAD))
    yield "pieces-over-type-fields", (typed(b"name*0", b"ho-so."), typed(b"name*1", b"bat"))
    yield "pieces-over-disposition-fields", (TYPE + CRLF, attached(b"filename*0", b"ho-so."), attached(b"filename*1", b"bat"))
    yield "no-disposition-type-misspelled", (b"Content-Typ: application/octet-stream; name=" + BAD + CRLF, attached(b"filename", BAD))
    yield "description", (TYPE + CRLF, ATTACHED + CRLF, b"Content-Description: " + BAD + CRLF)
    yield "location", (TYPE + CRLF, ATTACHED + CRLF, b"Content-Location: http://example.vn/" + BAD + CRLF)
