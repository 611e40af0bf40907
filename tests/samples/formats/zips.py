"""Zip files written by hand, so that both headers of an entry can say what they like.

In: Entry values. Out: a zip. Source: PKWARE APPNOTE 6.3.10; the ZipCrypto cipher is its section 6.1.
"""

from __future__ import annotations

import bz2
import lzma
import random
import struct
import zlib
from dataclasses import dataclass

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
UTF8 = 0x800


@dataclass
class Entry:
    name: str | bytes
    data: bytes = b""
    method: int = DEFLATED
    local_name: str | bytes | None = None  # where it shall differ
    flags: int = 0
    local_flags: int | None = None  # where they shall differ
    password: bytes | None = None  # ZipCrypto
    extra: bytes = b""
    version: int = 20
    packed: bytes | None = None  # ready bytes instead of compressing `data`
    date: tuple[int, int] = (0x4000, 0x5D78)  # time, date


def _name(name: str | bytes) -> tuple[bytes, int]:
    if isinstance(name, bytes):
        return name, 0
    return name.encode(), 0 if name.isascii() else UTF8


def compress(data: bytes, method: int) -> bytes:
    if method == STORED:
        return data
    if method == BZIP2:
        return bz2.compress(data)
    if method == LZMA:
        filters = [{"id": lzma.FILTER_LZMA1, "preset": 6}]
        packer = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=filters)
        properties = lzma._encode_filter_properties(filters[0])  # the five bytes of LZMA1
        return struct.pack("<BBH", 9, 20, len(properties)) + properties + packer.compress(data) + packer.flush()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def zipcrypto(data: bytes, password: bytes, check: int, rng: random.Random) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]
    rows = []
    for value in range(256):
        for _ in range(8):
            value = (value >> 1) ^ (0xEDB88320 if value & 1 else 0)
        rows.append(value)

    def update(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ rows[(keys[0] ^ byte) & 255]
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ rows[(keys[2] ^ (keys[1] >> 24)) & 255]

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in rng.randbytes(11) + bytes([check]) + data:
        low = (keys[2] | 2) & 0xFFFF
        out.append(byte ^ ((low * (low ^ 1)) >> 8) & 255)
        update(byte)
    return bytes(out)


def build(entries: list[Entry], comment: bytes = b"", prefix: bytes = b"", seed: int = 0) -> bytes:
    """`prefix` stands in front; offsets count from its beginning, as self-extractors do it."""
    out, central = bytearray(prefix), bytearray()
    for number, entry in enumerate(entries):
        crc = zlib.crc32(entry.data)
        packed = entry.packed if entry.packed is not None else compress(entry.data, entry.method)
        flags = entry.flags
        if entry.password is not None:
            packed = zipcrypto(packed, entry.password, crc >> 24, random.Random(seed * 1000 + number))
            flags |= 1
        if entry.method == LZMA:
            flags |= 2
        local, local_utf8 = _name(entry.name if entry.local_name is None else entry.local_name)
        name, utf8 = _name(entry.name)
        local_flags = (flags if entry.local_flags is None else entry.local_flags) | local_utf8
        offset = len(out)
        version = max(entry.version, {BZIP2: 46, LZMA: 63}.get(entry.method, 20))
        sizes = struct.pack("<III", crc, len(packed), len(entry.data))
        out += b"PK\3\4" + struct.pack("<HHHHH", version, local_flags, entry.method, *entry.date) + sizes
        out += struct.pack("<HH", len(local), len(entry.extra)) + local + entry.extra + packed
        central += b"PK\1\2" + struct.pack("<HHHHHH", version, version, flags | utf8, entry.method, *entry.date) + sizes
        central += struct.pack("<HHHHHII", len(name), len(entry.extra), 0, 0, 0, 0x20, offset) + name + entry.extra
    return bytes(out) + bytes(central) + end_of_central(len(entries), len(central), len(out), comment)


def end_of_central(count: int, size: int, offset: int, comment: bytes = b"") -> bytes:
    return b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, min(count, 0xFFFF), min(count, 0xFFFF), size, offset,
                                  len(comment)) + comment


def simple(files: dict[str, bytes], method: int = DEFLATED) -> bytes:
    return build([Entry(name, data, method) for name, data in files.items()])


def strong_encryption(name: str, size: int, rng: random.Random) -> bytes:
    """Bits 0 and 6 and the strong encryption header field (0x0017): AES-256 by password."""
    extra = struct.pack("<HHHHHH", 0x0017, 8, 2, 0x6610, 256, 1)
    packed = _decryption_header(rng) + rng.randbytes(size)
    return build([Entry(name, b"\0" * size, DEFLATED, flags=0x41, extra=extra, version=51, packed=packed)])


def _decryption_header(rng: random.Random) -> bytes:
    vector = rng.randbytes(16)
    erd = rng.randbytes(80)
    validation = rng.randbytes(32)
    rest = struct.pack("<HHHHH", 3, 0x6610, 256, 1, len(erd)) + erd + struct.pack("<IH", 0, len(validation)) + validation
    return struct.pack("<H", len(vector)) + vector + struct.pack("<I", len(rest)) + rest


def central_directory_encryption(count: int, rng: random.Random) -> bytes:
    """The directory is ciphertext behind a decryption header and an archive extra data record; local headers are masked (bit 13) and carry no real name."""
    out = bytearray()
    extra = struct.pack("<HHHHHH", 0x0017, 8, 2, 0x6610, 256, 1)
    for number in range(count):
        packed = _decryption_header(rng) + rng.randbytes(300)
        name = f"{number + 1:x}".encode()
        out += b"PK\3\4" + struct.pack("<HHHHHIII", 62, 0x2041, 8, 0, 0, 0, len(packed), 0)
        out += struct.pack("<HH", len(name), len(extra)) + name + extra + packed
    directory_offset = len(out)
    directory = _decryption_header(rng) + struct.pack("<II", 0x08064B50, 0) + rng.randbytes(256)
    out += directory
    record = len(out)
    tail = struct.pack("<HQQHHHH", 8, len(directory), 200, 0x6610, 256, 1, 0x8004)  # method, sizes, cipher
    out += b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44 + len(tail), 62, 62, 0, 0, count, count, len(directory),
                                  directory_offset) + tail
    out += b"PK\6\7" + struct.pack("<IQI", 0, record, 1)
    return bytes(out) + end_of_central(count, len(directory), directory_offset)
