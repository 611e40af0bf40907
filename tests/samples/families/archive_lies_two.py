"""Discs whose trees differ, and files that are two formats at once: label, file name, what the lie is, bytes."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Iterator

from families.archive_lies_tar import END, entry
from formats import images, ooxml, pdf, pe, rar, sevenzip, small_archives, zips

Lie = tuple[str, str, str, bytes]
PROGRAM = pe.exe32()
SCRIPT = b"@echo off\r\nexit /b 0\r\n"
NOTE = b"xin chao\r\n"
SECTOR = small_archives.SECTOR


def lies() -> Iterator[Lie]:
    for label, why, data in _discs():
        yield label, "ho-so.iso", why, data
    yield from _two()
    yield from _digits()


def disc(plain: dict[bytes, bytes], joliet: dict[str, bytes] | None, *, front: bytes = b"", extra_plain: bytes = b"", sectors: int | None = None,
         flags: int = 0) -> bytes:
    """A disc whose ISO 9660 and Joliet trees name what they like. `extra_plain`: system-use bytes of each plain record."""
    volumes = 3 if joliet is not None else 2
    tables = 16 + volumes
    plain_root, joliet_root, position = tables + 4, tables + 5, tables + 6
    body, places = b"", {}
    for data in (*plain.values(), *(joliet or {}).values()):
        if data not in places:
            places[data] = (position + len(body) // SECTOR, len(data))
            body += data + b"\0" * (-len(data) % SECTOR)

    def record(name: bytes, data: bytes, more: bytes) -> bytes:
        made = bytearray(small_archives._record(name, *places[data], False) + more)
        made[0] = len(made)
        made[25] |= flags
        return bytes(made)

    def root(at: int, records: list[bytes]) -> bytes:
        return (small_archives._record(b"\0", at, SECTOR, True) + small_archives._record(b"\1", at, SECTOR, True) + b"".join(records)).ljust(SECTOR, b"\0")

    count = sectors if sectors is not None else position + len(body) // SECTOR
    out = front.ljust(16 * SECTOR, b"\0") + small_archives._volume(1, count, tables, plain_root, False)
    if joliet is not None:
        out += small_archives._volume(2, count, tables + 2, joliet_root, True)
    out += (b"\xffCD001\1").ljust(SECTOR, b"\0")
    table = lambda at, order: (bytes([1, 0]) + struct.pack(order + "IH", at, 1) + b"\0\0").ljust(SECTOR, b"\0")
    out += table(plain_root, "<") + table(plain_root, ">") + table(joliet_root, "<") + table(joliet_root, ">")
    out += root(plain_root, [record(name, data, extra_plain) for name, data in plain.items()])
    out += root(joliet_root, [record(name.encode("utf-16-be"), data, b"") for name, data in (joliet or {}).items()])
    return out + body


def rock_ridge(name: bytes) -> bytes:
    return b"PX\x24\1" + b"".join(small_archives._both(value, 4) for value in (0o100644, 1, 0, 0)) + b"NM" + bytes([5 + len(name), 1, 0]) + name


def _discs() -> Iterator[tuple[str, str, bytes]]:
    yield "iso-joliet-hides", "the plain tree has a program that Joliet has not", disc({b"A.TXT;1": NOTE, b"B.EXE;1": PROGRAM}, {"a.txt": NOTE})
    yield "iso-plain-hides", "Joliet has a program that the plain tree has not: Windows shows it", disc({b"A.TXT;1": NOTE}, {"a.txt": NOTE, "b.exe": PROGRAM})
    yield "iso-names", "one file, .bat in Joliet and .TXT in the plain tree", disc({b"A.TXT;1": SCRIPT}, {"a.bat": SCRIPT})
    yield "iso-names-reversed", "one file, .txt in Joliet and .BAT in the plain tree", disc({b"A.BAT;1": SCRIPT}, {"a.txt": SCRIPT})
    yield "iso-contents", "one name, other contents in the two trees", disc({b"A.TXT;1": PROGRAM}, {"a.txt": NOTE})
    yield "iso-contents-same-size", "the same; both have one length", disc({b"A.DAT;1": PROGRAM}, {"a.dat": NOTE.ljust(len(PROGRAM))})
    yield "iso-rock-ridge", "a Rock Ridge name .bat beside A.TXT", disc({b"A.TXT;1": SCRIPT}, None, extra_plain=rock_ridge(b"a.bat"))
    yield "iso-rock-ridge-hides", "a Rock Ridge name .txt beside A.BAT", disc({b"A.BAT;1": SCRIPT}, None, extra_plain=rock_ridge(b"a.txt"))
    yield "iso-hidden-flag", "a program with the flag of hidden files", disc({b"A.TXT;1": NOTE, b"B.EXE;1": PROGRAM}, None, flags=1)
    yield "iso-associated-flag", "a program with the flag of associated files", disc({b"A.TXT;1": NOTE, b"B.EXE;1": PROGRAM}, None, flags=4)
    yield "iso-multi-extent", "a program with the flag of files in several pieces", disc({b"A.TXT;1": NOTE, b"B.EXE;1": PROGRAM}, None, flags=0x80)
    yield "iso-size-short", "a volume size that ends in front of the program", disc({b"A.TXT;1": NOTE, b"B.EXE;1": PROGRAM}, None, sectors=22)
    yield "iso-size-zero", "a volume size of 0", disc({b"A.TXT;1": NOTE, b"B.EXE;1": PROGRAM}, None, sectors=0)
    zipped = zips.simple({"b.dat": PROGRAM}, 0)
    yield "iso-front-zip", "a zip in the area in front of the volume", disc({b"A.TXT;1": NOTE}, None, front=b"\0" * 100 + zipped)
    yield "iso-front-program", "a program in the area in front of the volume", disc({b"A.TXT;1": NOTE}, None, front=PROGRAM)
    yield "iso-behind-zip", "a zip behind the volume", disc({b"A.TXT;1": NOTE}, None) + zipped
    plain = disc({b"A.TXT;1": NOTE}, None)
    yield "iso-udf", "a second file system that Windows prefers", plain[: 18 * SECTOR] + b"\0NSR02\1".ljust(SECTOR, b"\0") + plain[19 * SECTOR :]
    yield "iso-nul-name", "NUL in a Joliet name", disc({b"A.TXT;1": NOTE}, {"a.bat\0.txt": SCRIPT})


def _two() -> Iterator[Lie]:
    zipped, zipped_note = zips.simple({"b.dat": PROGRAM}, 0), zips.simple({"a.txt": NOTE}, 0)
    tar, tar_note = entry(b"b.dat", PROGRAM) + END, entry(b"a.txt", NOTE) + END
    rar4, rar4_note = rar.rar4({"b.dat": PROGRAM}), rar.rar4({"a.txt": NOTE})
    rar5, rar5_note = rar.rar5({"b.dat": PROGRAM}), rar.rar5({"a.txt": NOTE})
    seven, seven_note = sevenzip.seven({"b.dat": PROGRAM}, "-mx=0"), sevenzip.seven({"a.txt": NOTE}, "-mx=0")
    cab, cab_note = small_archives.cab({"b.dat": PROGRAM}), small_archives.cab({"a.txt": NOTE})
    iso = disc({b"B.EXE;1": PROGRAM}, None)
    plain = {"zip": zipped_note, "rar4": rar4_note, "rar5": rar5_note, "7z": seven_note, "cab": cab_note, "tar": tar_note, "gz": small_archives.gz(NOTE)}
    for front, data in plain.items():
        for behind, evil in (("zip", zipped), ("rar4", rar4), ("rar5", rar5), ("7z", seven), ("cab", cab), ("tar", tar)):
            if front != behind:
                yield f"{front}-then-{behind}", f"a.{behind.strip('45')}", f"a {behind} behind a {front}", data + evil
        yield f"{front}-then-iso", "a.iso", f"a disc whose unused front is a {front}", data + iso[len(data) :]
    carriers = {"gif": (images.gif(), "a.gif"), "pdf": (pdf.document("a", ["a"]), "a.pdf"), "program-named-txt": (pe.exe32(), "a.txt"),
                "html": (b"<html><body><p>xin chao</p></body></html>\r\n", "a.html"), "text": (b"Kinh gui\r\n" * 50, "a.txt"),
                "docx": (ooxml.docx("a", ["a"]), "a.docx")}
    for label, (data, name) in carriers.items():
        for behind, evil in (("zip", zipped), ("rar5", rar5), ("7z", seven), ("cab", cab)):
            yield f"{label}-then-{behind}", name, f"a {behind} behind a {label}", data + evil
    yield "html-around-zip", "a.html", "a page with a zip inside a comment", b"<html><!-- " + zipped + b" --></html>"
    yield "pdf-around-zip", "a.pdf", "a zip inside a PDF's comment", pdf.document("a", ["a"]).replace(b"\n", b"\n%" + zipped + b"\n", 1)
    named = lambda start: start + entry(b"x" * 100, PROGRAM)[len(start) :]
    for label, start in (("zip", b"PK\3\4"), ("zip-end", zips.end_of_central(0, 0, 0)), ("rar", rar.RAR4_MARK), ("rar5", rar.RAR5_MARK), ("7z", b"7z\xbc\xaf\x27\x1c"),
                         ("gz", b"\x1f\x8b\x08"), ("bz2", b"BZh91AY&SY"), ("xz", b"\xfd7zXZ\0"), ("cab", b"MSCF\0\0\0\0"), ("ole", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
                         ("gif", b"GIF89a"), ("pdf", b"%PDF-1.4\n"), ("lz4", b"\x04\x22\x4d\x18"), ("squashfs", b"hsqs"), ("ar", b"!<arch>\n"), ("html", b"<html>")):
        yield f"tar-that-begins-as-{label}", "a.tar", f"a tar whose first name begins like a {label}", _resummed(named(start)) + END
    yield "tar-and-zip", "a.tar", "a tar and, from the first byte on, a zip", _tar_and_zip()
    yield "zip-and-vhd", "a.vhd", "a zip with the footer of a virtual disk", (zipped_note + b"\0" * 2048)[:2048] + b"conectix".ljust(512, b"\0")
    yield "zip-and-dmg", "a.dmg", "a zip with the footer of an Apple disk image", (zipped_note + b"\0" * 2048)[:2048] + b"koly\0\0\0\x04".ljust(512, b"\0")
    yield "docx-with-program", "a.docx", "a document with a file that no part names", _with(ooxml.docx("a", ["a"]), "b.exe")


def _digits() -> Iterator[Lie]:
    """A file written as digits: what certutil turns back."""
    zipped = zips.simple({"b.dat": PROGRAM})
    wrap = lambda data: base64.encodebytes(data).replace(b"\n", b"\r\n")
    yield "base64", "a.txt", "a program in base64", wrap(PROGRAM)
    yield "base64-one-line", "a.b64", "the same in one line", base64.b64encode(PROGRAM)
    yield "base64-certificate", "a.cer", "the same as a certificate", b"-----BEGIN CERTIFICATE-----\r\n" + wrap(PROGRAM) + b"-----END CERTIFICATE-----\r\n"
    yield "base64-zip", "a.txt", "a zip with a program in base64", wrap(zipped)
    yield "hexadecimal", "a.txt", "a program in hexadecimal digits", PROGRAM.hex(" ").encode()


def _resummed(block: bytes) -> bytes:
    out = bytearray(block)
    out[148:156] = b" " * 8
    out[148:156] = b"%06o\0 " % sum(out[:512])
    return bytes(out)


def _tar_and_zip() -> bytes:
    """The tar's first name is the head of a zip entry whose data are the whole rest of the tar."""
    first = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0x4000, 0x5D78, 0, 512 - 35, 512 - 35, 5, 0) + b"a.txt"
    tar = _resummed(first + entry(b"x" * 100, PROGRAM)[len(first) :]) + END
    central = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0x4000, 0x5D78, 0, 512 - 35, 512 - 35, 5, 0, 0, 0, 0, 0, 0) + b"a.txt"
    return tar + central + zips.end_of_central(1, len(central), len(tar))


def _with(document: bytes, name: str) -> bytes:
    out = io.BytesIO(document)
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(zipfile.ZipInfo(name, (2026, 11, 24, 8, 30, 0)), PROGRAM)
    return out.getvalue()
