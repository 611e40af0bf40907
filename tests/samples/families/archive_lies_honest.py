"""Honest archives with odd but usual headers, as the common writers make them: none may raise a flag.

The twins of archive_lies: whoever flags these flags every day's mail. Written by hand after what each writer puts down, or by the writer itself
where a package of tests/samples/PACKAGES (or Debian's own tar) has it.
"""

from __future__ import annotations

import base64
import bz2
import io
import lzma
import os
import struct
import subprocess
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import mail
from corpus import CLEAN, Context, Sample
from families.archive_lies_packed import _cabinet, _file4, _file5
from families.archive_lies_tar import END, entry, head, pax
from families.archive_lies_two import disc, rock_ridge
from formats import images, ooxml, pdf, rar, sevenzip, small_archives
from formats.zip_records import DEFLATED, DESCRIPTOR, STORED, archive, central, deflate, descriptor, end, end64, field, local, locator64, unicode_path

UTF8 = 0x800
NOTE = "Kính gửi Sở Thông tin và Truyền thông.\r\n".encode() * 40
FILES = {"Công văn số 12.txt": NOTE, "phu luc/bang 1.csv": b"stt,ten\r\n1,A\r\n" * 50}
LONG = "Báo cáo tổng kết công tác ứng dụng công nghệ thông tin năm 2026 của Sở Thông tin và Truyền thông tỉnh Bắc Giang.txt"
ZERO = {"packed_size": 0, "size": 0, "crc": 0}
Twin = tuple[str, str, str, bytes]


def samples(context: Context) -> Iterator[Sample]:
    for label, name, why, data in (*_zips(), *_documents(), *_tars(), *_others()):
        yield Sample(label, mail.with_attachments([mail.attachment(data, name)]), why, CLEAN)


def _streamed(name: str, data: bytes, method: int, *, signature: bool = True, extra: bytes = b"", flags: int = DESCRIPTOR, version: int = 20) -> bytes:
    packed = deflate(data) if method == DEFLATED else data
    behind = descriptor(data, packed)
    return local(name, data, method=method, flags=flags, extra=extra, version=version, **ZERO) + (behind if signature else behind[4:])


def _joined(parts: list[tuple[str, bytes, bytes]], method: int, *, flags: int = DESCRIPTOR, extra: bytes = b"", comment: bytes = b"", made_by: int = 20) -> bytes:
    """name, data, the bytes of the local entry"""
    body, records = b"", []
    for name, data, whole in parts:
        records.append(central(name, len(body), data, method=method, flags=flags, extra=extra, made_by=made_by))
        body += whole
    return archive(body, *records, comment=comment)


def _zips() -> Iterator[Twin]:
    three = [("a.txt", NOTE), ("thu muc/b.csv", b"1,2\r\n" * 30), ("rong.txt", b"")]
    stream = lambda method, **more: _joined([(name, data, _streamed(name, data, method, **more)) for name, data in three], method)
    yield "zip-descriptor", "a.zip", "sizes behind the data", stream(DEFLATED)
    yield "zip-descriptor-unsigned", "a.zip", "the same without the mark of a descriptor", stream(DEFLATED, signature=False)
    yield "zip-descriptor-stored", "a.zip", "stored, sizes behind the data", stream(STORED)
    yield "zip-descriptor-stored-unsigned", "a.zip", "the same without the mark", stream(STORED, signature=False)
    mac = [(name, data) for pair in (("Báo cáo.txt", NOTE), ("__MACOSX/._Báo cáo.txt", b"\0\5\x16\7\0\2\0\0Mac OS X        " + b"\0" * 80)) for name, data in [pair]]
    stamp = field(0x5855, b"\0" * 12)
    body, records = b"", []
    for name, data in (("Thư mục/", b""), *mac):
        method = STORED if name.endswith("/") else DEFLATED
        flags = UTF8 if name.endswith("/") else UTF8 | DESCRIPTOR
        records.append(central(name, len(body), data, method=method, flags=flags, extra=field(0x5855, b"\0" * 8), made_by=0x315, attributes=0x81A4 << 16))
        body += local(name, extra=stamp, flags=flags) if method == STORED else _streamed(name, data, DEFLATED, extra=stamp, flags=flags)
    yield "zip-mac", "Lưu trữ.zip", "Archive Utility of macOS", archive(body, *records)
    java = field(0xCAFE, b"")
    body = _streamed("META-INF/", b"", STORED, extra=java) + _streamed("so lieu.json", NOTE, DEFLATED, flags=DESCRIPTOR | UTF8)
    first = len(_streamed("META-INF/", b"", STORED, extra=java))
    yield "zip-java", "xuat.zip", "java.util.zip with a folder", archive(
        body, central("META-INF/", 0, b"", flags=DESCRIPTOR, extra=java), central("so lieu.json", first, NOTE, method=DEFLATED, flags=DESCRIPTOR | UTF8))
    go = field(0x5455, b"\1" + struct.pack("<I", 1795000000))
    yield "zip-go", "sao luu.zip", "Go's writer: descriptors with 8-byte sizes never, UTF-8 flag", _joined(
        [("dữ liệu.txt", NOTE, _streamed("dữ liệu.txt", NOTE, DEFLATED, flags=DESCRIPTOR | UTF8, extra=go))], DEFLATED, flags=DESCRIPTOR | UTF8, extra=go)
    yield "zip-dotnet", "tai ve.zip", ".NET ZipArchive: version 0 made it, sizes in place", _joined(
        [(name, data, local(name, data, method=DEFLATED)) for name, data in three[:2]], DEFLATED, flags=0, made_by=0)
    yield "zip-dotnet-backslash", "tai ve.zip", "older .NET: backslashes in names", _joined(
        [("Thu muc\\a.txt", NOTE, local("Thu muc\\a.txt", NOTE, method=DEFLATED))], DEFLATED, flags=0)
    plain = "Báo cáo.txt".encode("cp1258", "replace")
    path = unicode_path("Báo cáo.txt".encode(), plain)
    yield "zip-unicode-path", "a.zip", "the same name in a code page and in the Unicode field", archive(
        local(plain, NOTE, extra=path), central(plain, 0, NOTE, extra=path))
    yield "zip-utf8-central-only", "a.zip", "the UTF-8 flag in the directory only", archive(
        local("Báo cáo.txt", NOTE), central("Báo cáo.txt", 0, NOTE, flags=UTF8))
    yield "zip-comment", "a.zip", "a comment", archive(local("a.txt", NOTE), central("a.txt", 0, NOTE), comment="Hồ sơ gửi ngày 24-11".encode())
    size = len(NOTE)
    wide = field(1, struct.pack("<QQ", size, size))
    body, record = local("a.txt", NOTE, packed_size=0xFFFFFFFF, size=0xFFFFFFFF, extra=wide, version=45), central("a.txt", 0, NOTE, version=45)
    at = len(body) + len(record)
    yield "zip-zip64", "a.zip", "zip64 records although nothing is large", body + record + end64(1, len(record), len(body)) + locator64(at) + end(
        0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        with made.open(zipfile.ZipInfo("lon.txt", (2026, 11, 24, 8, 30, 0)), "w", force_zip64=True) as stream_out:
            stream_out.write(NOTE)
    yield "zip-python-zip64", "a.zip", "Python, prepared for a large file", out.getvalue()
    yield "zip-python-streamed", "a.zip", "Python into a pipe", _python_piped()
    padding = field(0xD935, b"\4\0" + b"\0" * 9)
    yield "zip-aligned", "a.zip", "entries aligned by an extra field in the local header", archive(
        local("a.txt", NOTE, extra=padding), central("a.txt", 0, NOTE))
    one = local("a.txt", NOTE)
    yield "zip-empty", "a.zip", "an empty zip", end(0, 0, 0)
    yield "zip-line-behind", "a.zip", "a line end behind the zip, as gateways add it", archive(one, central("a.txt", 0, NOTE)) + b"\r\n"
    yield "zip-zeros-behind", "a.zip", "zeros behind the zip", archive(one, central("a.txt", 0, NOTE)) + b"\0" * 512
    for options, label in (((), "info"), (("-fz",), "info-zip64"), (("-0",), "info-stored"), (("-X",), "info-bare"), (("-l",), "info-lines")):
        yield f"zip-{label}", "a.zip", f"Info-ZIP {' '.join(options)}", _info_zip(*options)
    yield "zip-info-piped", "a.zip", "Info-ZIP into a pipe", _info_zip("-fd", piped=True)
    yield "zip-7z", "a.zip", "7-Zip", sevenzip.pack(FILES, ".zip", "-tzip")


def _python_piped() -> bytes:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            super().__init__()
            self.out = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.out += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in FILES.items():
            made.writestr(zipfile.ZipInfo(name, (2026, 11, 24, 8, 30, 0)), data)
        made.writestr(zipfile.ZipInfo("rong.txt", (2026, 11, 24, 8, 30, 0)), b"")
    return bytes(pipe.out)


def _in_folder(command: list[str], files: dict[str, bytes], out: str | None) -> bytes:
    with tempfile.TemporaryDirectory(prefix="congvu-samples-") as folder:
        for name, data in files.items():
            path = Path(folder) / "in" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            os.utime(path, (1795000000, 1795000000))
        done = subprocess.run(command, cwd=Path(folder) / "in", check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return (Path(folder) / out).read_bytes() if out else done.stdout


def _info_zip(*options: str, piped: bool = False) -> bytes:
    command = ["zip", "-q", "-r", *options, "-" if piped else "../a.zip", "."]
    return _in_folder(command, FILES, None if piped else "a.zip")


def _repacked(document: bytes, write) -> bytes:
    """The same package, each entry put down by `write(name, data, method)` -> local bytes; central records follow."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        parts = [(info.filename, package.read(info)) for info in package.infolist()]
    body, records = b"", []
    for name, data in parts:
        whole, record = write(name, data, len(body))
        body += whole
        records.append(record)
    return archive(body, *records)


def _documents() -> Iterator[Twin]:
    document = ooxml.docx("Công văn", ["Kính gửi UBND tỉnh."] * 20)
    hint = field(0xA220, struct.pack("<HH", 0xA028, 0xFF) + b"\0" * 255)

    def word(name: str, data: bytes, at: int) -> tuple[bytes, bytes]:
        extra = hint if name == "[Content_Types].xml" else b""
        return (local(name, data, method=DEFLATED, flags=6, extra=extra, version=20),
                central(name, at, data, method=DEFLATED, flags=6, made_by=45))

    def google(name: str, data: bytes, at: int) -> tuple[bytes, bytes]:
        return (_streamed(name, data, DEFLATED, flags=DESCRIPTOR | UTF8), central(name, at, data, method=DEFLATED, flags=DESCRIPTOR | UTF8))

    def libre(name: str, data: bytes, at: int) -> tuple[bytes, bytes]:
        return (_streamed(name, data, DEFLATED, flags=DESCRIPTOR | UTF8, version=20), central(name, at, data, method=DEFLATED, flags=DESCRIPTOR | UTF8, made_by=20))

    def wide(name: str, data: bytes, at: int) -> tuple[bytes, bytes]:
        packed = deflate(data)
        extra = field(1, struct.pack("<QQ", len(data), len(packed)))
        return (local(name, data, method=DEFLATED, packed_size=0xFFFFFFFF, size=0xFFFFFFFF, extra=extra, version=45), central(name, at, data, method=DEFLATED, version=45))

    for label, write, why in (("word", word, "Word: room to grow in the first entry"), ("google", google, "Google Docs: descriptors"),
                              ("libreoffice", libre, "LibreOffice: descriptors"), ("sdk", wide, "the Open XML SDK: zip64 in local headers only")):
        yield f"docx-{label}", "Công văn.docx", why, _repacked(document, write)


def _gnu_tar(*options: str, files: dict[str, bytes]) -> bytes:
    return _in_folder(["tar", "--owner=0", "--group=0", "--sort=name", *options, "-cf", "-", "."], files, None)


def _tars() -> Iterator[Twin]:
    long_files = {**FILES, LONG: NOTE, "x" * 120 + ".com.vn.txt": NOTE, "/".join(["thu muc dai hon nua"] * 9) + "/bang.csv": NOTE}
    for form in ("gnu", "posix", "oldgnu"):
        yield f"tar-{form}", "a.tar", f"GNU tar, {form}", _gnu_tar(f"--format={form}", files=long_files)
    yield "tar-ustar", "a.tar", "GNU tar, ustar", _gnu_tar("--format=ustar", files=FILES)
    yield "tar-v7", "a.tar", "GNU tar, v7", _gnu_tar("--format=v7", files=FILES)
    yield "tar-sparse", "a.tar", "GNU tar of a file with holes", _gnu_tar("-S", "--format=gnu", files={"thua.txt": b"a" * 4096 + b"\0" * 300_000 + b"b" * 4096})
    yield "tar-sparse-posix", "a.tar", "the same in pax", _gnu_tar("-S", "--format=posix", files={"thua.txt": b"a" * 4096 + b"\0" * 300_000 + b"b" * 4096})
    yield "tar-python", "a.tar", "Python's tarfile", small_archives.tar(long_files)
    yield "tar-links", "a.tar", "links, a folder", head(b"thu muc/", 0, b"5") + entry(b"a.txt", NOTE) + head(b"b.txt", 0, b"1", link=b"a.txt") + head(
        b"c.txt", 0, b"2", link=b"a.txt") + END
    yield "tar-git", "a.tar", "git archive: a global comment", pax(b"g", comment="0" * 40) + entry(b"a.txt", NOTE) + END
    yield "tar-mac", "a.tar", "macOS: companion files and extended attributes", entry(b"._a.txt", b"\0\5\x16\7" + b"\0" * 100) + pax(
        mtime="1795000000.5", LIBARCHIVE__xattr__com="YQ==") + entry(b"a.txt", NOTE) + END
    yield "tar-one-end", "a.tar", "one block of zeros at the end", entry(b"a.txt", NOTE) + b"\0" * 512
    yield "tar-no-end", "a.tar", "no block of zeros at the end", entry(b"a.txt", NOTE)
    shortened = b"Thu muc so lieu/" + b"x" * 79 + b".tx"
    yield "tar-cut-name", "a.tar", "a header's name cut within the extension", pax(path=shortened + b"t va nhieu nua.txt") + entry(shortened, NOTE) + END
    for ending, packer in (("gz", small_archives.gz), ("bz2", bz2.compress), ("xz", lzma.compress), ("zst", small_archives.zst)):
        yield f"tar-{ending}", f"a.tar.{ending}", f"GNU tar in {ending}", packer(_gnu_tar("--format=posix", files=long_files))
        yield f"tar-{ending}-blocked", f"a.tar.{ending}", "the same, filled up to 1 MB", packer(entry(b"a.txt", NOTE) + b"\0" * (1 << 20))


def _others() -> Iterator[Twin]:
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = raw.compress(NOTE) + raw.flush()
    tail = struct.pack("<II", zlib.crc32(NOTE), len(NOTE))
    yield "gz-full-header", "a.txt.gz", "extra field, name and comment", b"\x1f\x8b\x08\x1c" + b"\0" * 4 + b"\0\xff" + struct.pack("<H", 8) + b"BC\4\0abcd" + b"a.txt\0" + b"ghi chu\0" + packed + tail
    yield "gz-members", "nhat ky.txt.gz", "three members", small_archives.gz(NOTE) * 3
    yield "gz-zeros", "a.txt.gz", "zeros behind the stream", small_archives.gz(NOTE) + b"\0" * 512
    yield "xz-padded", "a.txt.xz", "zeros behind the stream", lzma.compress(NOTE) + b"\0" * 8
    for form in ("rar4", "rar5"):
        yield form, "a.rar", "plain", getattr(rar, form)(FILES)
    vint = rar.vint
    comment = _file5(b"CMT", b"Ghi chu cua nguoi gui", kind=3)
    recovery = _file5(b"RR", b"\x11" * 400, kind=3)
    yield "rar5-services", "a.rar", "a comment and a recovery record", rar.RAR5_MARK + rar._block5(1, 0, vint(0)) + comment + _file5(b"a.txt", NOTE) + recovery + rar._block5(5, 0, vint(0))
    yield "rar4-services", "a.rar", "a comment and a recovery record", rar.RAR4_MARK + rar._block4(0x73, 0, b"\0" * 6) + _file4(b"CMT", b"Ghi chu", kind=0x7A) + _file4(
        b"a.txt", NOTE) + _file4(b"RR", b"\x11" * 400, kind=0x7A) + rar._block4(0x7B, 0x4000, b"")
    yield "rar4-zone", "a.rar", "the zone of a download as an alternate stream", rar.RAR4_MARK + rar._block4(0x73, 0, b"\0" * 6) + _file4(b"a.txt", NOTE) + _file4(
        b"STM", b"[ZoneTransfer]\r\nZoneId=3\r\n", kind=0x7A, extra=":Zone.Identifier".encode("utf-16-le")) + rar._block4(0x7B, 0x4000, b"")
    yield "7z", "a.7z", "solid", sevenzip.seven(FILES)
    yield "7z-blocks", "a.7z", "a block a file", sevenzip.seven(FILES, "-ms=off", "-mhc=off")
    yield "cab-signed", "a.cab", "the room of a signature in the header", _cabinet([b"a.txt"], [NOTE], reserve=b"\0" * 20)
    yield "cab-signed-behind", "a.cab", "a signature behind the cabinet", _signed_cab()
    yield "iso-joliet", "a.iso", "both trees of names", disc({b"A.TXT;1": NOTE, b"B.CSV;1": b"1,2\r\n"}, {"Công văn.txt": NOTE, "b.csv": b"1,2\r\n"})
    yield "iso-cut-names", "a.iso", "Joliet cuts a name in front of its extension", disc({b"A.TXT;1": NOTE}, {LONG[:64]: NOTE})
    yield "iso-rock-ridge", "a.iso", "Rock Ridge", disc({b"A.TXT;1": NOTE}, None, extra_plain=rock_ridge(b"a.txt"))
    yield "iso-plain", "a.iso", "plain", small_archives.iso({"a.txt": NOTE, "b.csv": b"1,2\r\n"}, False)
    yield "base64-picture", "anh.txt", "a picture in base64", base64.encodebytes(images.gif())
    yield "base64-pdf", "cong van.txt", "a PDF in base64", base64.encodebytes(pdf.document("a", ["a"]))
    yield "certificate", "ca.pem", "a certificate", b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(b"\x30\x82\x01\x22" + b"\x55" * 290) + b"-----END CERTIFICATE-----\n"
    yield "letters", "ghi chu.txt", "letters and blanks alone", b"Kinh gui cac dong chi xem va cho y kien ve du thao nay " * 20
    yield "ar", "a.a", "names from the table", small_archives.ar({"mot ten dai hon muoi sau.txt": NOTE, "b.txt": NOTE})
    yield "cpio", "a.cpio", "cpio", small_archives.cpio({"a.txt": NOTE, "rong.txt": b""})
    yield "lzh", "a.lzh", "lha", small_archives.lha({"a.txt": NOTE})
    yield "picture-and-zip-in-zip", "a.zip", "a stored zip and a picture in a zip", _info_zip_stored()
    yield "pdf-in-tar", "a.tar", "a PDF in a tar", small_archives.tar({"a.pdf": pdf.document("a", ["a"])})


def _signed_cab() -> bytes:
    plain = _cabinet([b"a.txt"], [NOTE], reserve=b"\0" * 20)
    return plain + b"\x30\x82\x01\x00" + b"\0" * 256


def _info_zip_stored() -> bytes:
    inner = _info_zip("-0")
    return _in_folder(["zip", "-q", "-0", "-r", "../a.zip", "."], {"ben trong.zip": inner, "anh.gif": images.gif()}, "a.zip")
