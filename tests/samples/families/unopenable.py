"""Containers that nothing here opens, and single volumes of a set: "unchecked", never clean (acceptance of 4.6: archives)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import mail
from corpus import Context, Flags, Sample
from formats import ooxml, rar, sevenzip, small_archives, zips

UNSEEN = Flags(encrypted=None, unchecked=True, ambiguous=None)


def ace(rng) -> bytes:
    """Archive header of ACE 2.0, then noise."""
    body = struct.pack("<BH", 0, 0x9000) + b"**ACE**" + struct.pack("<BBBBIII", 20, 20, 2, 0, 0x5D784000, 0, 0) + b"\x00"
    return struct.pack("<HH", (zlib.crc32(body) ^ 0xFFFFFFFF) & 0xFFFF, len(body)) + body + rng.randbytes(700)


def arj(rng) -> bytes:
    """Main header of ARJ, one stored file, end mark."""
    def header(first: bytes, name: bytes) -> bytes:
        body = first + name + b"\0" + b"\0"
        return b"\x60\xea" + struct.pack("<H", len(body)) + body + struct.pack("<I", zlib.crc32(body)) + b"\0\0"

    data = rng.randbytes(300)
    main = struct.pack("<BBBBBBBBIIIIHHH", 30, 11, 1, 2, 0x10, 0, 2, 0, 0x5D784000, 0x5D784000, 0, 0, 0, 0, 0)
    file = struct.pack("<BBBBBBBBIIIIHHH", 30, 11, 1, 2, 0x10, 0, 0, 0, 0x5D784000, len(data), len(data), zlib.crc32(data), 0, 0x20, 0)
    return header(main, b"ho-so.arj") + header(file, b"bao-cao.doc") + data + b"\x60\xea\0\0"


def wim(rng) -> bytes:
    return b"MSWIM\0\0\0" + struct.pack("<IIII", 208, 0x10D00, 0, 0) + rng.randbytes(16) + struct.pack("<HHI", 1, 1, 1) + rng.randbytes(900)


def vhdx(rng) -> bytes:
    return (b"vhdxfile" + "Microsoft Windows 10".encode("utf-16-le")).ljust(0x10000, b"\0") + b"head" + rng.randbytes(500)


def vhd(rng) -> bytes:
    """A fixed disk: its footer stands at the end."""
    footer = b"conectix" + struct.pack(">IIQI4sI4sQQ", 2, 0x10000, 0xFFFFFFFFFFFFFFFF, 0x2BF00000, b"vpc ", 0x50003, b"Wi2k", 8192, 8192)
    return rng.randbytes(8192) + footer.ljust(512, b"\0")


def _files(context: Context) -> Iterator[tuple[str, str, bytes, str]]:
    """label, name, bytes, why"""
    rng = context.rng("unopenable")
    files = {"bao-cao.docx": ooxml.docx("Báo cáo", ["a"]), "nhieu.txt": rng.randbytes(3000)}
    whole_zip, whole_7z = zips.simple(files), sevenzip.seven(files)
    yield "ace", "ho-so.ace", ace(rng), "ACE"
    yield "arj", "ho-so.arj", arj(rng), "ARJ"
    yield "wim", "ho-so.wim", wim(rng), "WIM"
    yield "vhdx", "dia.vhdx", vhdx(rng), "VHDX"
    yield "vhd", "dia.vhd", vhd(rng), "VHD: a disk that Windows mounts"
    yield "z01", "ho-so.z01", b"PK\x07\x08" + whole_zip[:1500], "first volume of a split zip"
    yield "zip-last-volume", "ho-so.zip", whole_zip[-700:], "the last volume of a split zip: its entries are elsewhere"
    yield "rar4-part1", "ho-so.part1.rar", rar.rar4(files, volume=1), "first RAR 4 volume"
    yield "rar4-part2", "ho-so.part2.rar", rar.rar4(files, volume=2), "second RAR 4 volume"
    yield "rar5-part1", "ho-so.part1.rar", rar.rar5(files, volume=1), "first RAR 5 volume"
    yield "rar5-part2", "ho-so.part2.rar", rar.rar5(files, volume=2), "second RAR 5 volume"
    yield "r00", "ho-so.r00", rar.rar4(files, volume=2), "old style volume name"
    yield "7z-001", "ho-so.7z.001", whole_7z[:1200], "first piece of a cut 7z"
    yield "7z-002", "ho-so.7z.002", whole_7z[1200:], "second piece of a cut 7z"
    yield "zip-001", "ho-so.zip.001", whole_zip[:1200], "first piece of a cut zip"
    yield "plain-001", "ho-so.001", rng.randbytes(1500), "a piece of nobody knows what"
    yield "cab-set", "tap1.cab", small_archives.cab(files, part_of_set=True), "first cabinet of a set"
    # Damage: what was cut off may hold anything.
    yield "cut-zip", "cut.zip", zips.simple({"a.bin": rng.randbytes(9000)})[:4000], "a zip cut in the middle"
    yield "cut-7z", "cut.7z", whole_7z[: len(whole_7z) // 2], "a 7z cut in the middle"
    yield "cut-rar4", "cut.rar", rar.rar4({"a.bin": rng.randbytes(9000)})[:4000], "a RAR 4 cut in the middle"
    yield "cut-rar5", "cut.rar", rar.rar5({"a.bin": rng.randbytes(9000)})[:4000], "a RAR 5 cut in the middle"
    yield "cut-gz", "cut.gz", small_archives.gz(rng.randbytes(9000))[:4000], "a gz cut in the middle"
    yield "cut-xz", "cut.xz", small_archives.xz(rng.randbytes(9000))[:4000], "an xz cut in the middle"
    yield "cut-bz2", "cut.bz2", small_archives.bz(rng.randbytes(9000))[:4000], "a bz2 cut in the middle"
    yield "cut-zst", "cut.zst", small_archives.zst(rng.randbytes(9000))[:4000], "a zst cut in the middle"
    yield "cut-tar", "cut.tar", small_archives.tar({"a.bin": rng.randbytes(9000)})[:4000], "a tar cut in the middle"
    yield "cut-cab", "cut.cab", small_archives.cab({"a.bin": rng.randbytes(9000)})[:4000], "a cab cut in the middle"
    yield "cut-docx", "cut.docx", zips.simple({"a.bin": rng.randbytes(9000), **files})[:12000], "a document cut in the middle"
    bad = bytearray(zips.simple({"a.txt": b"xin chao " * 900}))
    bad[60] ^= 0xFF
    yield "bad-deflate", "hong.zip", bytes(bad), "a zip whose packed data are damaged"
    unknown = zips.build([zips.Entry("a.bin", rng.randbytes(500), 97, packed=rng.randbytes(400))])
    yield "zip-unknown-method", "la.zip", unknown, "a zip entry packed by a method that nobody unpacks"


def samples(context: Context) -> Iterator[Sample]:
    for label, name, data, why in _files(context):
        yield Sample(label, mail.with_attachments([mail.attachment(data, name)]), why, UNSEEN)
        if label in ("ace", "arj", "wim", "vhdx"):
            hidden = mail.with_attachments([mail.attachment(data, "anh.jpg", "image/jpeg")])
            yield Sample(f"{label}-as-jpg", hidden, f"{why}, under a false name", UNSEEN)
        inner = zips.simple({"a.txt": b"xin chao", f"trong/{name}": data})
        yield Sample(f"{label}-in-zip", mail.with_attachments([mail.attachment(inner, "ho-so-gui.zip")]), f"{why}, in a zip", UNSEEN)
    external = mail.entity([("Content-Type", 'message/external-body; access-type=URL; URL="http://example.vn/a.exe"')],
                           b"Content-Type: application/octet-stream\r\n\r\n")
    yield Sample("external-body", mail.with_attachments([external]), "the content is elsewhere",
                 Flags(executable=None, encrypted=None, unchecked=True, ambiguous=None))
    partial = mail.entity([("Content-Type", 'message/partial; id="a@b"; number=1; total=2')], b"Subject: a\r\n\r\nnua dau\r\n")
    yield Sample("partial", mail.message(partial), "half a mail", UNSEEN)
    strange = mail.entity([("Content-Type", 'application/octet-stream; name="a.bin"'), ("Content-Transfer-Encoding", "x-la")],
                          b"AAAA\r\n")
    yield Sample("unknown-transfer-encoding", mail.with_attachments([strange]), "a transfer encoding that nobody knows", UNSEEN)
