"""Too much of everything: bounded time and memory, outcome "unchecked", the process alive (acceptance 6).

Made on the fly; nothing of this size is kept anywhere.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import mail
from corpus import CLEAN, Context, Flags, Sample
from formats import ooxml, pe, small_archives, zips

OVER = Flags(encrypted=None, unchecked=True, ambiguous=None)
EITHER = Flags(executable=None, encrypted=None, unchecked=None, ambiguous=None)


def _attached(data: bytes, name: str) -> bytes:
    return mail.with_attachments([mail.attachment(data, name)])


def overlapping_zip(entries: int, kernel: int) -> bytes:
    """Every entry is the same packed bytes: each quotes the next local header as a stored deflate block."""
    kernel_data = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel_data.compress(b"a" * kernel) + kernel_data.flush()
    crc, size, files = zlib.crc32(b"a" * kernel), kernel, []
    body = b""
    chunk, content_crc = packed, b"a" * kernel
    for number in reversed(range(entries)):
        name = b"%d" % number
        head = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0x5D78, crc, len(chunk), size, len(name), 0) + name
        files.append((name, crc, len(chunk), size, len(head)))
        body = head + chunk
        if number:
            quote = b"\0" + struct.pack("<HH", len(head), len(head) ^ 0xFFFF) + head
            content_crc = head + content_crc
            chunk, crc, size = quote + chunk, zlib.crc32(content_crc), size + len(head)
    # Now lay the quotes between the headers: header 0, quote of header 1, header 1, ...
    out, central, offset = body, b"", 0
    for name, crc, packed_size, size, head in reversed(files):
        central += b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 0x5D78, crc, packed_size, size, len(name), 0, 0,
                                           0, 0, 0, offset) + name
        offset += head + 5
    return out + central + zips.end_of_central(entries, len(central), len(out))


def nested_zip(levels: int, width: int, data: bytes) -> bytes:
    for level in range(levels):
        data = zips.simple({f"{level}-{i}.zip": data for i in range(width)})
    return data


def quine_like_gz(layers: int, data: bytes) -> bytes:
    for _ in range(layers):
        data = small_archives.gz(data)
    return data


def _archives(context: Context) -> Iterator[Sample]:
    rng = context.rng("limits")
    big = zips.build([zips.Entry(f"anh/{i:02d}.jpg", rng.randbytes(2_500_000), zips.STORED) for i in range(10)])
    yield Sample("zip-25mb", _attached(big, "anh-hoi-nghi.zip"), "25 MB of photographs: large, but ordinary", CLEAN)
    del big
    many = zips.build([zips.Entry(f"{i:05d}.txt", b"a", zips.STORED) for i in range(60_000)])
    yield Sample("zip-60000-entries", _attached(many, "nhieu.zip"), "60,000 entries", OVER)
    last = zips.build([zips.Entry(f"{i:05d}.{'exe' if i == 59_999 else 'txt'}", b"a", zips.STORED) for i in range(60_000)])
    yield Sample("zip-60000-entries-exe-last", _attached(last, "nhieu.zip"), "60,000 entries, the last one a program",
                 Flags(executable=None, encrypted=None, unchecked=True, ambiguous=None))
    note, program = b"xin chao\r\n", pe.exe32()
    yield Sample("gz-30-layers", _attached(quine_like_gz(30, note), "a.gz"), "30 layers around a text: seen through, or unchecked",
                 Flags(unchecked=None))
    yield Sample("gz-30-layers-exe", _attached(quine_like_gz(30, program), "a.gz"), "30 layers around a program: never clean",
                 EITHER, not_clean=True)
    yield Sample("gz-60-layers", _attached(quine_like_gz(60, note), "a.gz"), "60 layers", OVER)
    yield Sample("gz-1000-layers", _attached(quine_like_gz(1000, program), "a.gz"), "1,000 layers around a program", EITHER, not_clean=True)
    flat = zips.build([zips.Entry(f"{i}.bin", b"\0" * 50_000_000) for i in range(6)])
    yield Sample("bomb-flat", _attached(flat, "bom.zip"), "1000:1, 300 MB", OVER)
    one = zips.build([zips.Entry("a.bin", b"\0" * 300_000_000)])
    yield Sample("bomb-flat-one-entry", _attached(one, "bom.zip"), "1000:1 in one entry of 300 MB", OVER)
    yield Sample("bomb-overlapping", _attached(overlapping_zip(250, 2_000_000), "bom.zip"), "overlapping entries", OVER)
    leaf = zips.simple({"0.txt": b"0" * 4_000_000})
    yield Sample("bomb-nested", _attached(nested_zip(5, 10, leaf), "bom.zip"),
                 "a tree of equal zips, 10 wide and 5 deep: seen once each is enough", Flags(unchecked=None))
    leaf = zips.simple({"0.bin": b"\0" * 300_000_000})
    yield Sample("bomb-nested-large", _attached(nested_zip(5, 10, leaf), "bom.zip"), "the same with 300 MB at the leaves", OVER)
    leaf = zips.simple({"a.dat": program})
    yield Sample("nested-exe", _attached(nested_zip(5, 10, leaf), "bom.zip"), "the same with a program at the leaves", EITHER,
                 not_clean=True)
    for label, inside in (("", note), ("-exe", program)):
        data = inside
        for level in range(5):
            data = ooxml.docx("a", [], embeddings={f"{level}-{i}.{'docx' if level else 'bin'}": data for i in range(10)})
        yield Sample(f"nested-docx{label}", _attached(data, "a.docx"), "documents in documents, 10 wide and 5 deep", EITHER,
                     not_clean=bool(label))
    for label, packer in {"gz": small_archives.gz, "bz2": small_archives.bz, "xz": small_archives.xz, "zst": small_archives.zst}.items():
        yield Sample(f"bomb-{label}", _attached(packer(b"\0" * 300_000_000), f"bom.{label}"), f"300 MB of zeros as {label}", OVER)


def _mails() -> Iterator[Sample]:
    part = b"--B\r\n\r\na\r\n"
    head = b"From: a@example.vn\r\nTo: b@example.vn\r\nSubject: nhieu phan\r\nMIME-Version: 1.0\r\n"
    many = head + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n' + part * 100_000 + b"--B--\r\n"
    yield Sample("parts-100000", many, "100,000 parts", OVER)
    depth = 10_000
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%05d"\r\n\r\n--b%05d\r\n' % (i, i) for i in range(depth))
    closed = b"".join(b"\r\n--b%05d--\r\n" % i for i in reversed(range(depth)))
    yield Sample("multipart-10000-deep", head + opened + b"\r\na\r\n" + closed, "10,000 multiparts in each other", OVER)
    yield Sample("multipart-10000-unclosed", head + opened + b"\r\na\r\n", "10,000 multiparts, none closed", OVER)
    mails = b"".join(b"Subject: %d\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" % i for i in range(depth))
    yield Sample("rfc822-10000-deep", mails + b"\r\na\r\n", "10,000 mails in each other", OVER)
    lines = b"X-A: " + b"a" * 70 + b"\r\n"
    text = b"\r\nxin chao\r\n"
    yield Sample("headers-100000", head + lines * 100_000 + text, "100,000 header fields", EITHER)
    yield Sample("header-8mb", head + b"X-A: " + b"a" * 8_000_000 + b"\r\n" + text, "one header field of 8 MB", EITHER)
    names = b"; ".join(b'filename*%d="a"' % i for i in range(50_000))
    yield Sample("parameters-50000", head + b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; " + names
                 + b"\r\n" + text, "a name in 50,000 pieces", EITHER)
    yield Sample("boundary-lines-1mb", head + b'Content-Type: multipart/mixed; boundary="B"\r\n\r\n' + b"--\r\n" * 250_000
                 + b"--B--\r\n", "250,000 lines that are almost a boundary", EITHER)
    yield Sample("newlines-5mb", head + b"\r\n" + b"\n" * 5_000_000, "five million empty lines", EITHER)
    yield Sample("one-line-20mb", head + b"\r\n" + b"a" * 20_000_000 + b"\r\n", "one line of 20 MB", EITHER)
    yield Sample("uuencode-20000", head + b"\r\n" + mail.uu(b"a" * 40, "a.txt") * 20_000, "20,000 uuencoded files", OVER)
    yield Sample("empty", b"", "no byte at all", EITHER)
    yield Sample("nul-1mb", b"\0" * 1_000_000, "a million NUL bytes", EITHER)


def samples(context: Context) -> Iterator[Sample]:
    yield from _archives(context)
    yield from _mails()
