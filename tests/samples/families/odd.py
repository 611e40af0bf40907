"""Containers that programs read differently, or that hide an entry in an unusual place: the program must be found all the same.

Each shape is one on which 7-Zip, Info-ZIP, Python, libarchive or Office are known to disagree.
"""

from __future__ import annotations

import base64
import struct
import tarfile
import zlib
from collections.abc import Iterator

import mail
from corpus import Context, Flags, Sample
from formats import images, legacy_office, odf, ooxml, pdf, pe, rar, rich_containers, small_archives, zips

FOUND = Flags(executable=True, encrypted=None, unchecked=None, ambiguous=None)
Entry = zips.Entry
PROGRAM = pe.exe32()
SCRIPT = b"@echo off\r\nexit /b 0\r\n"
NOTE = b"xin chao\r\n"


def _zip_shapes() -> Iterator[tuple[str, str, bytes]]:
    two_names = lambda central, local: zips.build([Entry(central, SCRIPT, local_name=local)])
    yield "zip-central-name", "the central directory says .bat, the local header .txt", two_names("a.bat", "a.txt")
    yield "zip-local-name", "the local header says .bat, the central directory .txt", two_names("a.txt", "a.bat")
    whole = zips.build([Entry("a.txt", NOTE), Entry("b.bat", SCRIPT)])
    only_note = zips.build([Entry("a.txt", NOTE)])
    note_size = only_note.index(b"PK\1\2")
    hidden = whole[: whole.index(b"PK\1\2")]
    central = only_note[note_size : only_note.index(b"PK\5\6")]
    yield "zip-local-only", "an entry that the central directory leaves out", hidden + central + zips.end_of_central(1, len(central), len(hidden))
    evil = zips.build([Entry("x.bat", SCRIPT)])
    yield "zip-two-joined-first", "two zips joined, the program in the first", evil + only_note
    yield "zip-two-joined-last", "two zips joined, the program in the last", only_note + evil
    yield "zip-in-comment", "a zip in the comment of a zip", zips.build([Entry("a.txt", NOTE)], comment=evil)
    yield "zip-behind-comment-lie", "a comment longer than it says", zips.build([Entry("b.bat", SCRIPT)], comment=b"a") + b"\0" * 70_000
    for size in (1, 1000, 200_000):
        yield f"zip-junk-{size}", f"{size} bytes in front, offsets unchanged", b"\n" * size + evil
    yield "zip-no-directory", "no central directory at all", hidden
    yield "zip-count-zero", "the end record counts no entry", evil[:-22] + evil[-22:-14] + b"\0\0\0\0" + evil[-10:]
    unicode_path = struct.pack("<BI", 1, zlib.crc32(b"a.txt")) + b"b.bat"
    yield "zip-unicode-path", "the Unicode path field says .bat", zips.build(
        [Entry("a.txt", SCRIPT, extra=struct.pack("<HH", 0x7075, len(unicode_path)) + unicode_path)])
    yield "zip-nul-name", "NUL in the entry's name", zips.build([Entry(b"a.bat\0.txt", SCRIPT)])
    yield "zip-nul-name-reverse", "NUL in the entry's name", zips.build([Entry(b"a.txt\0.bat", SCRIPT)])
    yield "zip-backslash", "a path with backslashes", zips.build([Entry("thu muc\\a.bat", SCRIPT)])
    yield "zip-trailing", "dots and blanks behind the name", zips.build([Entry("a.bat. .", SCRIPT)])
    yield "zip-rlo", "a bidi control in the name", zips.build([Entry("bao cao\u202efdp.bat", SCRIPT)])
    yield "zip-duplicate", "two entries of one name", zips.build([Entry("a.txt", NOTE), Entry("a.txt", PROGRAM)])
    yield "zip-utf8-unflagged", "UTF-8 without its flag", zips.build([Entry("báo cáo.bat".encode(), SCRIPT)])
    yield "zip-size-lie", "the headers say 0 bytes", _size_lie()
    yield "zip-descriptor", "sizes in a data descriptor only", _descriptor()
    yield "zip64", "Zip64 sizes", _zip64()
    yield "zip-directory-bit", "a program whose attributes say directory", _as_directory()
    yield "zip-stored-in-stored", "a stored zip in a stored zip", zips.simple({"b.zip": zips.simple({"c.dat": PROGRAM}, 0)}, 0)
    yield "zip-crx", "an archive behind a head of 300 bytes", b"Cr24" + b"\x03\0\0\0" + b"\0" * 292 + evil


def _size_lie() -> bytes:
    data = bytearray(zips.build([Entry("a.dat", PROGRAM)]))
    central = data.index(b"PK\1\2")
    for at in (22, central + 24):
        data[at : at + 4] = b"\0\0\0\0"
    return bytes(data)


def _descriptor() -> bytes:
    packed = zips.compress(PROGRAM, zips.DEFLATED)
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 8, 8, 0, 0x5D78, 0, 0, 0, 5, 0) + b"a.dat" + packed
    local += b"PK\7\x08" + struct.pack("<III", zlib.crc32(PROGRAM), len(packed), len(PROGRAM))
    central = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 8, 8, 0, 0x5D78, zlib.crc32(PROGRAM), len(packed), len(PROGRAM), 5, 0, 0,
                                      0, 0, 0, 0) + b"a.dat"
    return local + central + zips.end_of_central(1, len(central), len(local))


def _zip64() -> bytes:
    extra = struct.pack("<HHQQ", 1, 16, len(PROGRAM), len(PROGRAM))
    crc, big = zlib.crc32(PROGRAM), 0xFFFFFFFF
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 45, 0, 0, 0, 0x5D78, crc, big, big, 5, len(extra)) + b"a.dat" + extra + PROGRAM
    central = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 45, 45, 0, 0, 0, 0x5D78, crc, big, big, 5, len(extra), 0, 0, 0, 0, 0)
    central += b"a.dat" + extra
    record = len(local) + len(central)
    end = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, len(central), len(local))
    end += b"PK\6\7" + struct.pack("<IQI", 0, record, 1)
    return local + central + end + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, big, big, 0)


def _as_directory() -> bytes:
    data = bytearray(zips.build([Entry("a.dat", PROGRAM)]))
    at = data.index(b"PK\1\2") + 38
    data[at : at + 4] = struct.pack("<I", 0x10)
    return bytes(data)


def _other_archives() -> Iterator[tuple[str, str, str, bytes]]:
    """label, file name, why, bytes"""
    tar, gz = small_archives.tar, small_archives.gz
    yield "gz-two-members", "a.gz", "a program as the second member", gz(b"") + gz(PROGRAM)
    yield "gz-header-name", "a.txt.gz", "the gz header names a script", gz(SCRIPT, "b.bat")
    yield "xz-two-streams", "a.xz", "two streams", small_archives.xz(PROGRAM[:100]) + small_archives.xz(PROGRAM[100:])
    yield "tar-joined", "a.tar", "two tars joined", tar({"a.txt": NOTE}) + tar({"b.bat": SCRIPT})
    yield "tar-gnu-long", "a.tar", "a GNU long name", tar({"x" * 150 + ".bat": SCRIPT}, tarfile.GNU_FORMAT)
    yield "tar-pax-long", "a.tar", "a pax long name", tar({"đ" * 150 + ".bat": SCRIPT})
    yield "tar-old", "a.tar", "a tar without magic (V7)", _old_tar()
    yield "tar-no-end", "a.tar", "no end blocks", tar({"a.bat": SCRIPT})[:1024]
    yield "iso-plain", "a.iso", "no Joliet", small_archives.iso({"a.exe": PROGRAM}, False)
    yield "iso-named-pdf", "a.pdf", "a disk image under the name of a document", small_archives.iso({"a.exe": PROGRAM})
    yield "cpio-named-doc", "a.doc", "cpio under another name", small_archives.cpio({"a.bat": SCRIPT})
    yield "rar4-junk", "a.rar", "100 KB in front of a RAR 4", b"\n" * 100_000 + rar.rar4({"a.bat": SCRIPT})
    yield "rar5-junk", "a.rar", "100 KB in front of a RAR 5", b"\n" * 100_000 + rar.rar5({"a.bat": SCRIPT})
    yield "rar4-unicode", "a.rar", "a Unicode name", rar.rar4({"báo cáo.bat": SCRIPT})
    yield "rar5-in-rar4", "a.rar", "a RAR 5 in a RAR 4", rar.rar4({"b.rar": rar.rar5({"a.bat": SCRIPT})})
    yield "rar4-joined", "a.rar", "two RAR 4 joined", rar.rar4({"a.txt": NOTE}) + rar.rar4({"a.bat": SCRIPT})
    yield "rar5-joined", "a.rar", "two RAR 5 joined", rar.rar5({"a.txt": NOTE}) + rar.rar5({"a.bat": SCRIPT})
    yield "zip-and-pdf", "a.pdf", "a zip behind a PDF", zips.build([Entry("a.bat", SCRIPT)], prefix=pdf.document("a", ["a"]))
    yield "zip-and-gif", "a.gif", "a zip behind a picture", zips.build([Entry("a.bat", SCRIPT)], prefix=images.gif())
    yield "cab-and-jpg", "a.jpg", "a cabinet behind a picture", images.gif() + small_archives.cab({"a.bat": SCRIPT})
    yield "arj-like-name", "a.arj", "a zip under the name of an ARJ", zips.simple({"a.bat": SCRIPT})


def _old_tar() -> bytes:
    head = bytearray(tarfile.TarInfo("a.bat").tobuf(tarfile.USTAR_FORMAT))
    head[124:136] = b"%011o\0" % len(SCRIPT)
    head[257:512] = b"\0" * 255
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + SCRIPT.ljust(512, b"\0") + b"\0" * 1024


def _documents() -> Iterator[tuple[str, str, str, bytes]]:
    page = pdf.document("a", ["a"], files={"a.exe": PROGRAM})
    yield "pdf-owner-password", "a.pdf", "embedded, owner password only: readable", pdf.encrypt(page, "", "chu")
    yield "pdf-object-streams", "a.pdf", "embedded, everything in object streams", pdf.qpdf(page, "--object-streams=generate")
    yield "pdf-no-xref", "a.pdf", "embedded, no cross-reference table", page[: page.index(b"\nxref")] + b"\n%%EOF\n"
    yield "pdf-leading-junk", "a.pdf", "embedded, 900 bytes in front", pdf.document("a", ["a"], files={"a.exe": PROGRAM}, prefix=b" " * 900)
    yield "pdf-script-name", "a.pdf", "an embedded script, told by its name", pdf.document("a", ["a"], files={"báo cáo.bat": SCRIPT})
    yield "pdf-in-pdf", "a.pdf", "a program in a PDF in a PDF", pdf.document("a", ["a"], files={"b.pdf": page})
    package = legacy_office.ole_package("a.bat", SCRIPT)
    yield "xlsx-as-docx-package", "a.xlsx", "a package in a workbook", ooxml.docx("a", [], embeddings={"oleObject1.bin": package})
    yield "docx-bin-renamed", "a.docx", "the package under another name", ooxml.docx("a", [], embeddings={"anh.png": package})
    yield "odt-file", "a.odt", "a program as a file of an ODF", odf.package("odt", ["a"], files={"Object 1": legacy_office.ole_package("a.exe", PROGRAM)})
    yield "xls-package", "a.xls", "a package in an old workbook", legacy_office.xls(["a"], storages={"MBD00000001": {
        "\x01Ole10Native": struct.pack("<I", len(legacy_office.packager("a.bat", SCRIPT))) + legacy_office.packager("a.bat", SCRIPT)}})
    yield "ole-bare", "a.bin", "oleObject.bin alone", package
    plain = rich_containers.rtf("a", {"a.exe": PROGRAM})
    yield "rtf-as-doc", "a.doc", "an RTF under the name of a document", plain
    yield "rtf-odd-head", "a.rtf", "a head that only Word accepts", plain.replace(b"{\\rtf1", b"{\\rt ", 1)
    yield "rtf-blanks", "a.rtf", "blanks and line ends between the digits", _rtf_digits(plain, lambda d: b"\r\n\t ".join(d[i : i + 3] for i in range(0, len(d), 3)))
    yield "rtf-groups", "a.rtf", "groups among the digits", _rtf_digits(plain, lambda d: d[:40] + b"{\\*\\la xin}" + d[40:])
    yield "rtf-upper", "a.rtf", "upper-case digits", _rtf_digits(plain, bytes.upper)
    yield "rtf-unclosed", "a.rtf", "groups left open", plain[: plain.index(b"}{\\result")]
    yield "onenote-two", "a.one", "the program is the second file", rich_containers.onenote("a", {"a.png": b"x" * 50, "b.exe": PROGRAM})
    yield "msg-in-msg", "a.msg", "a mail item in a mail item", legacy_office.msg("a", "b", {"b.msg": legacy_office.msg("a", "b", {"a.bat": SCRIPT})})
    yield "tnef-in-tnef", "winmail.dat", "TNEF in TNEF", rich_containers.tnef({"winmail.dat": rich_containers.tnef({"a.bat": SCRIPT})})
    yield "chm-like", "a.hlp", "a program under the name of a help file", PROGRAM
    blob = base64.b64encode(package).decode()
    mhtml = mail.message(mail.multipart([mail.text_part("<p>a</p>", "html"), mail.attachment(PROGRAM, "a.exe")], "related"))
    yield "mhtml-as-doc", "a.doc", "a web archive under the name of a document", mhtml
    yield "flat-opc", "a.xml", "a package as one XML", (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/'
        f'xmlPackage"><pkg:part pkg:name="/word/embeddings/oleObject1.bin"><pkg:binaryData>{blob}</pkg:binaryData></pkg:part></pkg:package>').encode()


def _rtf_digits(document: bytes, change) -> bytes:
    start = document.index(b"\\objdata ") + 9
    end = document.index(b"}", start)
    return document[:start] + change(document[start:end]) + document[end:]


def _attached(name: str, data: bytes) -> bytes:
    ctype = "application/ms-tnef" if name == "winmail.dat" else "application/octet-stream"
    return mail.with_attachments([mail.attachment(data, name, ctype)])


def samples(context: Context) -> Iterator[Sample]:
    for label, why, data in _zip_shapes():
        yield Sample(label, _attached("ho-so.zip", data), why, FOUND, ["executable"])
    for label, name, why, data in (*_other_archives(), *_documents()):
        yield Sample(label, _attached(name, data), why, FOUND, ["executable"])
    page = f'<a href="data:application/octet-stream;base64,{base64.b64encode(PROGRAM).decode()}" download="a.exe">tai ve</a>\n'
    yield Sample("html-data-link", _attached("a.html", page.encode()), "a page with the program in a link",
                 Flags(executable=None, unchecked=None, ambiguous=None), ["smuggling"])
