"""Zips that say different things in different places: label, file name, what the lie is, bytes.

The program is always what one reading shows and another hides. Names of programs in the reasons are those that were seen to list or
unpack it (7-Zip 22, Info-ZIP unzip 6, Python's zipfile, bsdtar, or a reader that goes from one local header to the next).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from formats import pe, zips
from formats.zip_records import (DEFLATED, DESCRIPTOR, STORED, archive, central, deflate, descriptor, end, end64, field, local, locator64, one,
                                 unicode_path)

Lie = tuple[str, str, str, bytes]
PROGRAM = pe.exe32()
SCRIPT = b"@echo off\r\nexit /b 0\r\n"
NOTE = b"xin chao\r\n"
BIG = 0xFFFFFFFF


def lies() -> Iterator[Lie]:
    for maker in (_names, _flags, _sizes, _places, _directories, _end_records, _zip64, _around):
        for label, why, data in maker():
            yield label, "ho-so.zip", why, data
    yield from _endings()


def _names() -> Iterator[tuple[str, str, bytes]]:
    two = lambda inner, outer, data=SCRIPT, **more: archive(local(inner, data), central(outer, 0, data, **more))
    yield "name-local-text", "local a.txt, central a.bat: 7-Zip, unzip and zipfile show the program", two("a.txt", "a.bat")
    yield "name-local-program", "local a.bat, central a.txt: readers of local headers show the program", two("a.bat", "a.txt")
    yield "name-local-empty", "no local name, central a.bat", two("", "a.bat")
    yield "name-central-empty", "no central name, local a.bat", two("a.bat", "")
    note = local("a.txt", NOTE)
    yield "name-two-for-one", "two directory records for one local entry", archive(local("a.txt", SCRIPT), central("a.txt", 0, SCRIPT), central("a.bat", 0, SCRIPT))
    for label, name, plain, version in (("unicode", b"b.bat", b"a.txt", 1), ("unicode-other-sum", b"b.bat", b"c.txt", 1),
                                        ("unicode-version-2", b"b.bat", b"a.txt", 2), ("unicode-hides", b"a.txt", b"b.bat", 1)):
        shown = b"b.bat" if label == "unicode-hides" else b"a.txt"
        extra = unicode_path(name, plain, version)
        yield f"name-{label}", "the Unicode path field of the directory has another name", archive(local(shown, SCRIPT), central(shown, 0, SCRIPT, extra=extra))
        yield f"name-{label}-local", "the Unicode path field of the local header has another name", archive(local(shown, SCRIPT, extra=extra), central(shown, 0, SCRIPT))
    twice = unicode_path(b"a.txt", b"a.txt") + unicode_path(b"b.bat", b"a.txt")
    yield "name-unicode-twice", "two Unicode path fields", archive(local("a.txt", SCRIPT), central("a.txt", 0, SCRIPT, extra=twice))
    yield "name-unicode-twice-reversed", "two Unicode path fields, the program first", archive(
        local("a.txt", SCRIPT), central("a.txt", 0, SCRIPT, extra=unicode_path(b"b.bat", b"a.txt") + unicode_path(b"a.txt", b"a.txt")))
    for label, name in (("nul", b"a.bat\0.txt"), ("nul-front", b"a.txt\0.bat"), ("slash-behind", b"a.bat/"), ("backslash-behind", b"a.bat\\"),
                        ("backslash", b"thu muc\\a.bat"), ("drive", b"C:a.bat"), ("share", b"\\\\may\\chung\\a.bat"), ("up", b"../../a.bat"),
                        ("absolute", b"/a.bat"), ("stream", b"a.txt:b.bat"), ("stream-data", b"a.bat::$DATA"), ("dots", b"a.bat..."),
                        ("blank", b"a.bat "), ("tab", b"a.bat\t"), ("line", b"a.txt\r\nb.bat"), ("escape", b"a.\x1b[8mbat"),
                        ("bidi", "a\u202etxt.bat".encode()), ("long", b"x" * 60_000 + b".bat"), ("folders", b"a/" * 20_000 + b"a.bat")):
        yield f"name-{label}", "one name that programs cut or turn differently", one(name, SCRIPT)
    yield "name-same-twice", "two entries of one name: what is unpacked last stays", archive(
        note + local("a.txt", PROGRAM), central("a.txt", 0, NOTE), central("a.txt", len(note), PROGRAM))


def _flags() -> Iterator[tuple[str, str, bytes]]:
    build = lambda inner, outer, **more: archive(local("a.dat", PROGRAM, flags=inner, **more), central("a.dat", 0, PROGRAM, flags=outer))
    yield "flag-encrypted-local", "only the local header says encrypted; the data are plain: 7-Zip unpacks", build(1, 0)
    yield "flag-encrypted-central", "only the directory says encrypted; the data are plain: readers of local headers unpack", build(0, 1)
    yield "flag-encrypted-both", "both say encrypted, the data are plain", build(1, 1)
    yield "flag-strong-local", "only the local header says strong encryption", build(0x41, 0)
    yield "flag-masked", "the local header says that its values are masked", build(0x2000, 0)
    yield "flag-patch", "compressed patched data, says the flag; the data are plain", build(0x20, 0x20)
    aes = field(0x9901, struct.pack("<H2sBH", 2, b"AE", 3, STORED))
    yield "method-aes-local", "the local header says AES", archive(local("a.dat", PROGRAM, method=99, extra=aes, packed=PROGRAM), central("a.dat", 0, PROGRAM))
    yield "method-aes-central", "the directory says AES", archive(local("a.dat", PROGRAM), central("a.dat", 0, PROGRAM, method=99, extra=aes))
    packed = deflate(PROGRAM)
    sizes = {"packed_size": len(packed), "size": len(PROGRAM)}
    yield "method-central-stored", "deflated, the directory says stored", archive(local("a.dat", PROGRAM, method=DEFLATED), central("a.dat", 0, PROGRAM, **sizes))
    yield "method-local-stored", "deflated, the local header says stored", archive(
        local("a.dat", PROGRAM, packed=packed), central("a.dat", 0, PROGRAM, method=DEFLATED))
    yield "method-central-deflated", "stored, the directory says deflated", archive(
        local("a.dat", PROGRAM), central("a.dat", 0, PROGRAM, method=DEFLATED, packed_size=len(PROGRAM)))
    yield "method-both-deflated", "stored, both headers say deflated", archive(
        local("a.dat", PROGRAM, method=DEFLATED, packed=PROGRAM), central("a.dat", 0, PROGRAM, method=DEFLATED, packed_size=len(PROGRAM)))
    yield "method-unknown-central", "deflated, the directory says method 77", archive(
        local("a.dat", PROGRAM, method=DEFLATED), central("a.dat", 0, PROGRAM, method=77, **sizes))
    yield "method-unknown-both", "a method that nobody knows", archive(local("a.dat", PROGRAM, method=77), central("a.dat", 0, PROGRAM, method=77))
    yield "version-needed", "version 25.5 is needed, say both headers", archive(local("a.dat", PROGRAM, version=255), central("a.dat", 0, PROGRAM, version=255))
    yield "sum-wrong", "a wrong checksum: most unpack with a warning", archive(local("a.dat", PROGRAM, crc=1), central("a.dat", 0, PROGRAM, crc=1))


def _sizes() -> Iterator[tuple[str, str, bytes]]:
    packed = deflate(PROGRAM)
    told = descriptor(PROGRAM, PROGRAM)
    zero = {"packed_size": 0, "size": 0, "crc": 0}
    yield "size-central-zero", "the directory says 0 bytes", archive(local("a.dat", PROGRAM), central("a.dat", 0, PROGRAM, **zero))
    yield "size-central-zero-deflated", "the directory says 0 bytes of a deflated entry", archive(
        local("a.dat", PROGRAM, method=DEFLATED), central("a.dat", 0, PROGRAM, method=DEFLATED, **zero))
    yield "size-local-zero", "the local header says 0 bytes: 7-Zip, unzip and zipfile unpack", archive(local("a.dat", PROGRAM, **zero), central("a.dat", 0, PROGRAM))
    yield "size-both-zero", "both say 0 bytes, without a descriptor", archive(
        local("a.dat", PROGRAM, method=DEFLATED, **zero), central("a.dat", 0, PROGRAM, method=DEFLATED, **zero))
    yield "size-descriptor-central-zero", "stored with a descriptor, the directory says 0", archive(
        local("a.dat", PROGRAM, flags=DESCRIPTOR, **zero) + told, central("a.dat", 0, PROGRAM, flags=DESCRIPTOR, **zero))
    yield "size-descriptor-lies", "the descriptor says 0 bytes", archive(
        local("a.dat", PROGRAM, method=DEFLATED, flags=DESCRIPTOR, **zero) + descriptor(b"", b""), central("a.dat", 0, PROGRAM, method=DEFLATED, flags=DESCRIPTOR))
    yield "size-descriptor-unflagged", "a descriptor that no flag announces", archive(
        local("a.dat", PROGRAM, method=DEFLATED, **zero) + descriptor(PROGRAM, packed), central("a.dat", 0, PROGRAM, method=DEFLATED))
    yield "size-central-short", "the directory stops in front of the program's bytes", archive(
        local("a.dat", PROGRAM), central("a.dat", 0, PROGRAM, packed_size=1, size=1))
    yield "size-local-over-end", "the local header's length runs over the end", archive(
        local("a.dat", PROGRAM, packed_size=10**9, size=10**9), central("a.dat", 0, PROGRAM))
    yield "size-central-over-end", "the directory's length runs over the end", archive(
        local("a.dat", PROGRAM), central("a.dat", 0, PROGRAM, packed_size=10**9, size=10**9))
    hidden = local("b.dat", PROGRAM)
    grown = NOTE + hidden
    yield "size-swallows-entry", "the directory's length covers an entry that no record names", archive(
        local("a.txt", NOTE) + hidden, central("a.txt", 0, NOTE, packed_size=len(grown), size=len(grown)))
    yield "size-swallows-entry-stream", "so does the length behind a descriptor: readers of local headers see it", archive(
        local("a.txt", NOTE, flags=DESCRIPTOR, **zero) + descriptor(NOTE, NOTE) + hidden,
        central("a.txt", 0, NOTE, flags=DESCRIPTOR, packed_size=len(NOTE) + 16 + len(hidden), size=len(NOTE) + 16 + len(hidden)))
    short = deflate(NOTE)
    yield "size-behind-deflate", "an entry behind the end of another's deflate stream, within its length", archive(
        local("a.txt", NOTE, method=DEFLATED, packed=short + hidden), central("a.txt", 0, NOTE, method=DEFLATED, packed_size=len(short + hidden)))
    yield "size-program-behind-deflate", "a program behind a deflate stream", archive(
        local("a.txt", NOTE, method=DEFLATED, packed=short + PROGRAM), central("a.txt", 0, NOTE, method=DEFLATED, packed_size=len(short + PROGRAM)))
    two = local("a.txt", PROGRAM, method=DEFLATED, packed=short + packed)
    yield "size-second-deflate", "a second deflate stream behind the first", archive(
        two, central("a.txt", 0, PROGRAM, method=DEFLATED, packed_size=len(short + packed)))


def _places() -> Iterator[tuple[str, str, bytes]]:
    inner = local("b.dat", PROGRAM)
    note = local("a.txt", NOTE)
    outer = local("a.txt", b"", packed=inner, packed_size=len(inner), size=len(inner))
    at = len(outer) - len(inner)
    yield "place-inside-entry", "the directory points into the data of another entry", archive(outer, central("a.txt", 0, inner), central("b.dat", at, PROGRAM))
    yield "place-only-inside", "a whole entry as the stored data of another", archive(outer, central("a.txt", 0, inner))
    yield "place-overlap", "two entries share their bytes", archive(
        local("a.txt", b"", packed=inner, size=len(inner)), central("a.txt", 0, inner), central("b.dat", at, PROGRAM), central("c.dat", at, PROGRAM))
    yield "place-gap", "an entry in the gap between two: readers of local headers list it", archive(
        note + inner + local("c.txt", NOTE), central("a.txt", 0, NOTE), central("c.txt", len(note + inner), NOTE))
    yield "place-gap-in-front", "an entry in front of the first that the directory names", archive(inner + note, central("a.txt", len(inner), NOTE))
    whole = one("b.dat", PROGRAM)
    yield "place-gap-zip", "a whole zip in the gap between two entries", archive(
        note + whole + local("c.txt", NOTE), central("a.txt", 0, NOTE), central("c.txt", len(note + whole), NOTE))
    records = central("a.txt", 0, NOTE)
    yield "place-before-end", "an entry between the directory and the end record", note + records + inner + end(1, len(records), len(note))
    yield "place-in-directory", "an entry among the records of the directory", (
        lambda first, second: note + first + inner + second + end(2, len(first + inner + second), len(note)))(records, central("c.txt", 0, NOTE))
    yield "place-behind-end", "an entry behind the end record", one("a.txt", NOTE) + inner
    yield "place-in-extra", "an entry inside an extra field of the local header", archive(
        local("a.txt", NOTE, extra=field(0x4242, inner)), central("a.txt", 0, NOTE), central("b.dat", 35 + 4, PROGRAM))
    comment = central("a.txt", 0, NOTE, comment=central("b.dat", len(note), PROGRAM))
    yield "place-in-file-comment", "a directory record inside the comment of another", (
        lambda locals_: locals_ + comment + end(1, len(comment), len(locals_)))(note + inner)
    yield "place-wrong", "the directory points 4 bytes too far; the local header stands alone", archive(inner, central("b.dat", 4, PROGRAM))


def _directories() -> Iterator[tuple[str, str, bytes]]:
    locals_ = local("a.txt", NOTE) + local("b.dat", PROGRAM)
    good, bad = central("a.txt", 0, NOTE), central("b.dat", len(local("a.txt", NOTE)), PROGRAM)
    yield "directory-at-offset", "one directory where the offset says, another in front of the end record", locals_ + bad + good + end(1, len(good), len(locals_))
    yield "directory-at-end", "the same, the program in the one in front of the end record", locals_ + good + bad + end(1, len(bad), len(locals_))
    yield "directory-behind-count", "the end record counts one record of two", locals_ + good + bad + end(1, len(good + bad), len(locals_))
    yield "directory-behind-size", "the end record's size covers one record of two", locals_ + good + bad + end(2, len(good), len(locals_))
    yield "directory-count-zero", "the end record counts none", locals_ + good + bad + end(0, len(good + bad), len(locals_))
    yield "directory-size-zero", "the end record's size is 0", locals_ + good + bad + end(2, 0, len(locals_))
    yield "directory-size-over", "the end record's size runs over the front", locals_ + good + bad + end(2, 10**6, len(locals_))
    yield "directory-disk-count", "other counts for this disk and for all", locals_ + good + bad + end(2, len(good + bad), len(locals_), disk_count=1)
    yield "directory-first", "the directory in front of its entries", (
        lambda records: records + local("b.dat", PROGRAM) + end(1, len(records), 0))(central("b.dat", 46 + 5, PROGRAM))
    signed = b"PK\5\5" + struct.pack("<H", 4) + b"abcd"
    yield "directory-behind-signature", "a record behind the directory's signature", locals_ + good + signed + bad + end(
        2, len(good + signed + bad), len(locals_))
    yield "directory-behind-junk", "a record behind four bytes of junk", locals_ + good + b"junk" + bad + end(2, len(good + bad) + 4, len(locals_))
    yield "directory-absent", "no directory, an end record that counts none", local("b.dat", PROGRAM) + end(0, 0, 0)
    yield "directory-cut", "cut in the middle of the directory", (locals_ + good + bad)[:-10]
    many = b"".join(local(f"{i}.txt", b"") for i in range(65_536))
    offsets, names = 0, []
    for i in range(65_536):
        names.append(central(f"{i}.txt", offsets))
        offsets += len(local(f"{i}.txt", b""))
    records = b"".join(names) + central("b.dat", len(many), PROGRAM)
    yield "directory-65537", "65,537 entries, the count says 1", many + local("b.dat", PROGRAM) + records + end(1, len(records), len(many) + len(local("b.dat", PROGRAM)))


def _end_records() -> Iterator[tuple[str, str, bytes]]:
    locals_ = local("a.txt", NOTE) + local("b.dat", PROGRAM)
    good, bad = central("a.txt", 0, NOTE), central("b.dat", len(local("a.txt", NOTE)), PROGRAM)
    both = locals_ + good + bad
    first, second = end(1, len(good), len(locals_)), end(1, len(bad), len(locals_ + good))
    yield "end-in-comment", "the comment is an end record with another directory", both + end(1, len(good), len(locals_), second)
    yield "end-in-comment-reversed", "the comment is an end record with the plain directory: 7-Zip lists the outer one", both + end(1, len(bad), len(locals_ + good), first)
    yield "end-in-comment-unsaid", "the same; the outer comment's length says 0", both + end(1, len(bad), len(locals_ + good)) + first
    yield "end-comment-short", "a comment shorter than it says", both + end(2, len(good + bad), len(locals_), b"abc", comment_size=9000)
    yield "end-comment-long", "70,000 bytes behind the end record: unzip and zipfile stop looking", both + end(2, len(good + bad), len(locals_)) + b" " * 70_000
    yield "end-three", "three end records, each its own directory", both + second + first + end(0, 0, 0)
    yield "end-empty-last", "an empty end record behind the zip", one("b.dat", PROGRAM) + end(0, 0, 0)
    yield "end-empty-first", "an empty end record in front of the zip", end(0, 0, 0) + one("b.dat", PROGRAM)
    plain, evil = one("a.txt", NOTE), one("b.dat", PROGRAM)
    yield "end-joined", "two zips joined, the program in the second: unzip and zipfile", plain + evil
    yield "end-joined-reversed", "two zips joined, the program in the first: 7-Zip", evil + plain
    yield "end-joined-three", "three zips joined, the program in the middle", plain + evil + plain
    yield "end-joined-text", "two zips with text between them", evil + b"\r\n-- het --\r\n" + plain
    yield "end-missing", "no end record", locals_ + good + bad
    yield "end-disk", "the end record says disk 3 of several", both + end(2, len(good + bad), len(locals_), disk=3)


def _zip64() -> Iterator[tuple[str, str, bytes]]:
    locals_ = local("a.txt", NOTE) + local("b.dat", PROGRAM)
    good, bad = central("a.txt", 0, NOTE), central("b.dat", len(local("a.txt", NOTE)), PROGRAM)
    body = locals_ + good + bad
    to_good, to_bad = (1, len(good), len(locals_)), (1, len(bad), len(locals_ + good))
    for label, large, plain in (("zip64-other", to_bad, to_good), ("zip64-other-reversed", to_good, to_bad)):
        yield label, "the zip64 end record names another directory than the plain one", body + end64(*large) + locator64(len(body)) + end(*plain)
    full = (0xFFFF, BIG, BIG)
    for label, far, near in (("zip64-locator", to_bad, to_good), ("zip64-adjacent", to_good, to_bad)):
        yield label, "the locator names one zip64 end record, another stands in front of it: zipfile reads that one", (
            body + end64(*far) + end64(*near) + locator64(len(body)) + end(*full))
    yield "zip64-locator-wrong", "the locator points nowhere", body + end64(*to_bad) + locator64(10**12) + end(*full)
    yield "zip64-no-locator", "a zip64 end record without a locator", body + end64(*to_bad) + end(*to_good)
    wide = field(1, struct.pack("<QQQ", len(PROGRAM), len(PROGRAM), len(local("a.txt", NOTE))))
    hidden = central("b.dat", BIG, PROGRAM, packed_size=BIG, size=BIG, extra=wide)
    yield "zip64-offset", "the program's place stands in the zip64 field", archive(locals_, good, hidden)
    other = field(1, struct.pack("<QQQ", len(NOTE), len(NOTE), 0))
    for label, fields in (("zip64-field-twice", other + wide), ("zip64-field-twice-reversed", wide + other)):
        yield label, "two zip64 fields with different places", archive(
            locals_, central("c.dat", BIG, PROGRAM, packed_size=BIG, size=BIG, extra=fields))
    yield "zip64-field-unasked", "a zip64 field where the plain values are not full", archive(
        locals_, central("a.txt", 0, NOTE, extra=field(1, struct.pack("<QQQ", len(PROGRAM), len(PROGRAM), len(local("a.txt", NOTE))))))
    yield "zip64-field-short", "a zip64 field that is too short", archive(locals_, good, central("b.dat", BIG, PROGRAM, extra=field(1, b"\0\0")))


def _around() -> Iterator[tuple[str, str, bytes]]:
    evil = one("b.dat", PROGRAM)
    yield "around-front", "5,000 bytes in front, offsets unchanged", b"x" * 5000 + evil
    yield "around-front-counted", "5,000 bytes in front, offsets counted from the start", zips.build([zips.Entry("b.dat", PROGRAM)], prefix=b"x" * 5000)
    yield "around-front-wrong", "5,000 bytes in front, offsets that fit neither", b"x" * 4000 + zips.build([zips.Entry("b.dat", PROGRAM)], prefix=b"x" * 1000)
    yield "around-span", "the mark of a split archive in front", b"PK\7\x08" + evil
    yield "around-span-temporary", "the mark of a split archive that fitted in one", b"PK00" + evil
    yield "around-zeros", "zeros in front", b"\0" * 512 + evil
    mangled = bytearray(one("b.dat", PROGRAM))
    mangled[0:4] = b"PK\3\5"
    yield "around-local-signature", "the local header's signature is broken; some go by the directory", bytes(mangled)


def _endings() -> Iterator[Lie]:
    evil = one("b.dat", PROGRAM)
    for name in ("a.docx", "a.pdf", "a.jpg", "a.txt", "a.rar", "a.7z", "a.tar", "a.gz", "a.iso", "a.html", "a", "a.zip.001", "a.z01"):
        yield f"ending-{name.replace('.', '-')}", name, f"a zip under the name {name}", evil
