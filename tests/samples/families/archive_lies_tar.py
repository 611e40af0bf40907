"""tar, cpio, ar and one-stream packers that lie: label, file name, what the lie is, bytes.

Programs that were seen to list or unpack the program are named in the reasons (GNU tar 1.34 with -i, 7-Zip 22, bsdtar 3.6, Python's tarfile).
"""

from __future__ import annotations

import bz2
import lzma
import struct
import tarfile
import zlib
from collections.abc import Iterator

from formats import pe, small_archives, zips

Lie = tuple[str, str, str, bytes]
PROGRAM = pe.exe32()
SCRIPT = b"@echo off\r\nexit /b 0\r\n"
NOTE = b"xin chao\r\n"
END = b"\0" * 1024
gz = small_archives.gz


def lies() -> Iterator[Lie]:
    for label, why, data in (*_tar_names(), *_tar_blocks()):
        yield label, "ho-so.tar", why, data
    yield from _tar_packed()
    yield from _streams()
    yield from _unix()


def head(name: bytes, size: int, kind: bytes = b"0", *, prefix: bytes = b"", link: bytes = b"", magic: bytes = b"ustar\x0000", size_field: bytes | None = None,
         wrong_sum: bool = False) -> bytes:
    """One tar header block."""
    out = bytearray(512)
    for at, value in ((0, name[:100]), (100, b"0000644\0"), (108, b"0000000\0"), (116, b"0000000\0"), (124, size_field or b"%011o\0" % size),
                      (136, b"15277262400\0"), (148, b" " * 8), (156, kind), (157, link[:100]), (257, magic), (345, prefix[:155])):
        out[at : at + len(value)] = value
    out[148:156] = b"%06o\0 " % (sum(out) + (77 if wrong_sum else 0))
    return bytes(out)


def padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 512)


def entry(name: bytes, data: bytes, kind: bytes = b"0", **more) -> bytes:
    return head(name, len(data), kind, **more) + padded(data)


def pax(kind: bytes = b"x", **values: str | bytes) -> bytes:
    rows = b""
    for key, value in values.items():
        text = key.replace("__", ".").encode() + b"=" + (value if isinstance(value, bytes) else value.encode()) + b"\n"
        length = len(text) + 2
        while length != len(b"%d " % length) + len(text):
            length = len(b"%d " % length) + len(text)
        rows += b"%d " % length + text
    return entry(b"PaxHeader/a", rows, kind)


def _tar_names() -> Iterator[tuple[str, str, bytes]]:
    note = entry(b"a.txt", NOTE)
    yield "tar-pax-hides", "the pax path says .txt, the header .bat: readers without pax show the program", pax(path="b.txt") + entry(b"b.bat", SCRIPT) + END
    yield "tar-pax-shows", "the pax path says .bat, the header .txt", pax(path="b.bat") + entry(b"b.txt", SCRIPT) + END
    yield "tar-pax-twice", "two pax paths in one header", pax(path="b.txt") + pax(path="b.bat") + entry(b"c.txt", SCRIPT) + END
    yield "tar-pax-global", "a global pax path", pax(b"g", path="b.bat") + entry(b"b.txt", SCRIPT) + END
    yield "tar-pax-global-hides", "a global pax path says .txt", pax(b"g", path="b.txt") + entry(b"b.bat", SCRIPT) + END
    yield "tar-pax-nul", "NUL in the pax path", pax(path=b"b.bat\0.txt") + entry(b"b.txt", SCRIPT) + END
    yield "tar-pax-sparse-name", "the name of a sparse file in GNU's own field", pax(GNU__sparse__name="b.bat", path="c.txt") + entry(b"b.txt", SCRIPT) + END
    yield "tar-gnu-hides", "the GNU long name says .txt, the header .bat", entry(b"././@LongLink", b"b.txt\0", b"L") + entry(b"b.bat", SCRIPT) + END
    yield "tar-gnu-shows", "the GNU long name says .bat, the header .txt", entry(b"././@LongLink", b"b.bat\0", b"L") + entry(b"b.txt", SCRIPT) + END
    yield "tar-gnu-nul", "NUL in the GNU long name", entry(b"././@LongLink", b"b.bat\0.txt", b"L") + entry(b"b.txt", SCRIPT) + END
    yield "tar-prefix", "the name ends in the prefix field", entry(b"a.bat", SCRIPT, prefix=b"thu muc") + END
    yield "tar-prefix-old", "a prefix in a header without the ustar mark", entry(b"a.bat", SCRIPT, prefix=b"x.txt", magic=b"") + END
    yield "tar-name-nul", "NUL in the header's name", entry(b"a.bat\0.txt", SCRIPT) + END
    yield "tar-name-slash", "a slash behind the name of a file with content", entry(b"a.bat/", SCRIPT) + END
    yield "tar-same-twice", "two entries of one name: the last one stays", note + entry(b"a.txt", PROGRAM) + END


def _tar_blocks() -> Iterator[tuple[str, str, bytes]]:
    note, evil = entry(b"a.txt", NOTE), entry(b"b.dat", PROGRAM)
    yield "tar-joined", "two tars joined: tar -i lists both", note + END + evil + END
    yield "tar-one-zero-block", "one block of zeros between the entries", note + b"\0" * 512 + evil + END
    yield "tar-many-zero-blocks", "40 blocks of zeros between the entries", note + b"\0" * 20480 + evil + END
    yield "tar-sum-first", "a wrong sum in the first header: GNU tar skips to the next", entry(b"a.txt", NOTE, wrong_sum=True) + evil + END
    yield "tar-sum-second", "a wrong sum in the second header", note + entry(b"b.txt", NOTE, wrong_sum=True) + evil + END
    yield "tar-sum-program", "a wrong sum in the program's header", note + entry(b"b.dat", PROGRAM, wrong_sum=True) + END
    yield "tar-junk-first", "a block of junk in front: GNU tar skips to the next header", b"x" * 512 + evil + END
    yield "tar-zeros-first", "two blocks of zeros in front", END + evil + END
    yield "tar-junk-between", "a block of junk between the entries", note + b"x" * 512 + evil + END
    yield "tar-size-pax-over", "a pax size that covers the next entry; readers without pax see it", pax(size=str(512 + len(evil))) + entry(b"a.txt", NOTE) + evil + END
    yield "tar-size-pax-zero", "a pax size of 0 in front of a program's content", pax(size="0") + entry(b"a.dat", evil) + END
    yield "tar-size-base-256", "a size in base 256", head(b"b.dat", 0, size_field=b"\x80" + len(PROGRAM).to_bytes(11, "big")) + padded(PROGRAM) + END
    yield "tar-size-negative", "a negative size", head(b"a.txt", 0, size_field=b"\xff" * 12) + evil + END
    yield "tar-size-blank", "a size field of blanks", head(b"a.txt", 0, size_field=b" " * 12) + evil + END
    yield "tar-size-letters", "a size field that ends in letters", head(b"b.dat", 0, size_field=b"%oxxxxx" % len(PROGRAM)) + padded(PROGRAM) + END
    for label, kind, why in (("directory", b"5", "directory"), ("hard-link", b"1", "hard link"), ("symbolic-link", b"2", "symbolic link"), ("device", b"3", "device"),
                             ("pipe", b"6", "pipe"), ("contiguous", b"7", "contiguous file"), ("unknown", b"Z", "type that nobody knows"),
                             ("old", b"\0", "file of the old kind"), ("volume", b"V", "volume label"), ("part", b"M", "rest of another volume"),
                             ("incremental", b"D", "GNU directory listing")):
        yield f"tar-type-{label}", f"a program as the content of a {why}", note + entry(b"b.dat", PROGRAM, kind, link=b"a.txt") + END
        yield f"tar-type-{label}-entry", f"an entry inside the content of a {why}", note + entry(b"b.dat", evil, kind, link=b"a.txt") + END
    yield "tar-long-name-content", "an entry inside a GNU long name", note + entry(b"././@LongLink", evil, b"L") + entry(b"c.txt", NOTE) + END
    yield "tar-zip-behind", "a zip behind the end", note + END + zips.simple({"b.dat": PROGRAM}, 0)
    yield "tar-cut", "no end blocks, cut in the program", (note + evil)[:-100]


def _tar_packed() -> Iterator[Lie]:
    note, evil = entry(b"a.txt", NOTE), entry(b"b.dat", PROGRAM)
    joined = note + END + evil + END
    zipped = note + END + zips.simple({"b.dat": PROGRAM}, 0)
    for ending, packer in (("gz", gz), ("bz2", bz2.compress), ("xz", lzma.compress), ("zst", small_archives.zst)):
        yield f"tar-in-{ending}-joined", f"a.tar.{ending}", "two tars joined, packed as one stream", packer(joined)
        yield f"tar-in-{ending}-two-streams", f"a.tar.{ending}", "two tars, each packed, joined", packer(note + END) + packer(evil + END)
        yield f"tar-in-{ending}-zip", f"a.tar.{ending}", "a zip behind the end of the tar", packer(zipped)
        yield f"tar-in-{ending}-sum", f"a.tar.{ending}", "a wrong sum in the first header", packer(entry(b"a.txt", NOTE, wrong_sum=True) + evil + END)
    yield "tar-in-gz-zip-behind", "a.tgz", "a zip behind a packed tar", gz(note + END) + zips.simple({"b.dat": PROGRAM}, 0)
    yield "tar-in-gz-pax", "a.tgz", "a packed tar whose pax path hides the header's", gz(pax(path="b.txt") + entry(b"b.bat", SCRIPT) + END)


def _streams() -> Iterator[Lie]:
    zipped = zips.simple({"b.dat": PROGRAM}, 0)
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = raw.compress(SCRIPT) + raw.flush()
    tail = struct.pack("<II", zlib.crc32(SCRIPT), len(SCRIPT))
    start = lambda flags: b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\x02\x03"
    yield "gz-name", "a.txt.gz", "the header names a program", gz(SCRIPT, "b.bat")
    yield "gz-name-outside", "a.bat.gz", "the header names a text, the file a program", gz(SCRIPT, "b.txt")
    yield "gz-name-extra", "a.txt.gz", "the header's name behind an extra field", start(0x0C) + struct.pack("<H", 8) + b"ab\4\0abcd" + b"b.bat\0" + packed + tail
    yield "gz-name-text", "a.txt.gz", "the header says text, and names a program", start(0x09) + b"b.bat\0" + packed + tail
    yield "gz-name-second", "a.txt.gz", "the second member names a program", gz(b"", "a.txt") + gz(SCRIPT, "b.bat")
    yield "gz-sum", "a.gz", "a wrong sum and length", gz(PROGRAM)[:-8] + b"\0" * 8
    yield "gz-cut", "a.gz", "the sum is missing", gz(PROGRAM)[:-8]
    yield "gz-members", "a.gz", "a program in two members", gz(PROGRAM[:500]) + gz(PROGRAM[500:])
    yield "gz-zeros-member", "a.gz", "zeros between two members", gz(NOTE) + b"\0" * 64 + gz(PROGRAM)
    yield "gz-extra-zip", "a.gz", "a zip in the extra field of the header", start(4) + struct.pack("<H", len(zipped)) + zipped + packed + tail
    yield "gz-comment-zip", "a.gz", "a zip in the comment of the header", start(0x10) + zipped.replace(b"\0", b"\1") + b"\0" + packed + tail + zipped
    yield "gz-method", "a.gz", "a method that nobody knows", b"\x1f\x8b\x07" + gz(PROGRAM)[3:]
    for ending, packer in (("gz", gz), ("bz2", bz2.compress), ("xz", lzma.compress), ("zst", small_archives.zst)):
        yield f"{ending}-zip-behind", f"a.{ending}", "a zip behind the stream", packer(NOTE) + zipped
        yield f"{ending}-stream-behind", f"a.{ending}", "two streams", packer(b"") + packer(PROGRAM)
    yield "zst-skippable", "a.zst", "a frame to be skipped in front", struct.pack("<II", 0x184D2A50, 8) + b"x" * 8 + small_archives.zst(PROGRAM)
    yield "xz-padding", "a.xz", "zeros between two streams", lzma.compress(b"") + b"\0" * 8 + lzma.compress(PROGRAM)


def _unix() -> Iterator[Lie]:
    evil, note = small_archives.cpio({"b.bat": SCRIPT}), small_archives.cpio({"a.txt": NOTE})
    yield "cpio-joined", "a.cpio", "two archives joined", note + evil
    yield "cpio-nul", "a.cpio", "NUL in a name", small_archives.cpio({"b.bat\0.txt": SCRIPT})
    yield "cpio-behind-trailer", "a.cpio", "an entry behind the trailer, after padding", note + b"\0" * (-len(note) % 512) + evil
    row = lambda name, data, size=None: b"%-16s%-12d%-6d%-6d%-8s%-10s`\n" % (name, 0, 0, 0, b"100644", size or b"%d" % len(data)) + data + b"\n" * (len(data) % 2)
    ar = b"!<arch>\n"
    yield "ar-bsd-name", "a.a", "a BSD name in front of the content", ar + row(b"#1/8", b"b.bat\0\0\0" + SCRIPT)
    yield "ar-gnu-name", "a.a", "a name from the table", ar + row(b"//", b"b.bat/\n") + row(b"/0", SCRIPT)
    yield "ar-gnu-name-over", "a.a", "a place behind the table", ar + row(b"//", b"a.txt/\n") + row(b"/99", PROGRAM)
    yield "ar-two-tables", "a.a", "two tables of names", ar + row(b"//", b"a.txt/\n") + row(b"//", b"b.bat/\n") + row(b"/0", SCRIPT)
    yield "ar-blank-name", "a.a", "no name", ar + row(b"", PROGRAM)
    yield "ar-symbol-table", "a.a", "a program as the table of symbols", ar + row(b"/", PROGRAM) + row(b"a.txt/", NOTE)
    yield "ar-size-over", "a.a", "a size over the end", ar + row(b"b.dat/", PROGRAM, b"99999999")
    yield "ar-size-letters", "a.a", "a size of letters", ar + row(b"b.dat/", PROGRAM, b"abc")
    yield "ar-mark", "a.a", "the mark of the second header is broken", ar + row(b"a.txt/", NOTE) + row(b"b.dat/", PROGRAM).replace(b"`\n", b"xx", 1)
    yield "ar-thin", "a.a", "a thin archive with content", b"!<thin>\n" + row(b"b.dat/", PROGRAM)
