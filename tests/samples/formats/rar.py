"""RAR 4 and RAR 5 files: stored, encrypted (data or headers), solid, one volume of several.

No program of Debian's main section writes RAR, so this does. Ciphertext is noise: without the password nobody can tell.
Source: the RAR 5.0 archive format notes and the technote of RAR 4 (technote.txt).
"""

from __future__ import annotations

import random
import struct
import zlib

RAR4_MARK = b"Rar!\x1a\x07\x00"
RAR5_MARK = b"Rar!\x1a\x07\x01\x00"
DOS_TIME = 0x5D784000


def _block4(kind: int, flags: int, fields: bytes, data: bytes = b"") -> bytes:
    head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data


def rar4(files: dict[str, bytes], *, encrypted: bool | set[str] = False, headers: bool = False, solid: bool = False,
         volume: int | None = None, rng: random.Random | None = None) -> bytes:
    """`encrypted`: all files, or those named; `headers`: everything behind the main header is ciphertext."""
    rng = rng or random.Random(4)
    main_flags = (0x80 if headers else 0) | (0x08 if solid else 0)
    if volume is not None:
        main_flags |= 0x01 | 0x10 | (0x100 if volume == 1 else 0)
    out = RAR4_MARK + _block4(0x73, main_flags, b"\0" * 6)
    blocks = b""
    for number, (name, data) in enumerate(files.items()):
        raw, unicode_name = _name4(name)
        locked = headers or encrypted is True or (isinstance(encrypted, set) and name in encrypted)
        flags = 0x8000 | (0x404 if locked else 0) | (0x200 if unicode_name else 0)
        if solid and number:
            flags |= 0x10
        if volume is not None:
            flags |= 0x02 if volume == 1 else 0x01
        packed = rng.randbytes(-(-len(data) // 16) * 16) if locked else data
        fields = struct.pack("<IIBIIBBHI", len(packed), len(data), 2, zlib.crc32(data), DOS_TIME, 29, 0x30, len(raw),
                             0x20) + raw + (rng.randbytes(8) if locked else b"")
        blocks += _block4(0x74, flags, fields, packed)
    blocks += _block4(0x7B, 0x4000 | (0x01 if volume is not None else 0), b"")
    if headers:
        return out + rng.randbytes(8) + rng.randbytes(-(-len(blocks) // 16) * 16)
    return out + blocks


def _name4(name: str) -> tuple[bytes, bool]:
    """A name that is not ASCII: the OEM form, NUL, then the packed Unicode form (all code units plain)."""
    if name.isascii():
        return name.replace("/", "\\").encode(), False
    units = name.replace("/", "\\").encode("utf-16-le")
    out = bytearray([0])  # the high byte that "plain" units do not need
    for i in range(0, len(units), 8):
        flags_byte, group = 0, b""
        for j, k in enumerate(range(i, min(i + 8, len(units)), 2)):
            flags_byte |= 2 << (6 - 2 * j)
            group += units[k : k + 2]
        out += bytes([flags_byte]) + group
    plain = name.replace("/", "\\").encode("ascii", "replace").replace(b"?", b"_")
    return plain + b"\0" + bytes(out), True


def vint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _block5(kind: int, flags: int, fields: bytes, extra: bytes = b"", data: bytes | None = None) -> bytes:
    body = vint(kind) + vint(flags | (1 if extra else 0) | (2 if data is not None else 0))
    if extra:
        body += vint(len(extra))
    if data is not None:
        body += vint(len(data))
    body += fields + extra
    head = vint(len(body)) + body
    return struct.pack("<I", zlib.crc32(head)) + head + (data or b"")


def rar5(files: dict[str, bytes], *, encrypted: bool | set[str] = False, headers: bool = False, solid: bool = False,
         volume: int | None = None, rng: random.Random | None = None) -> bytes:
    rng = rng or random.Random(5)
    archive_flags = (0x04 if solid else 0) | (0x01 if volume is not None else 0) | (0x02 if (volume or 1) > 1 else 0)
    fields = vint(archive_flags) + (vint(volume - 1) if (volume or 1) > 1 else b"")
    blocks = [_block5(1, 0, fields)]
    for number, (name, data) in enumerate(files.items()):
        locked = headers or encrypted is True or (isinstance(encrypted, set) and name in encrypted)
        packed = rng.randbytes(-(-len(data) // 16) * 16) if locked else data
        extra = b""
        if locked:
            record = vint(1) + vint(0) + vint(3) + bytes([15]) + rng.randbytes(16) + rng.randbytes(16) + rng.randbytes(12)
            extra = vint(len(record)) + record
        compression = 0x40 if solid and number else 0
        raw = name.encode()
        info = vint(0x04) + vint(len(data)) + vint(0x20) + struct.pack("<I", zlib.crc32(data))
        info += vint(compression) + vint(0) + vint(len(raw)) + raw
        flags = 0 if volume is None else (0x10 if volume == 1 else 0x08)
        blocks.append(_block5(2, flags, info, extra, packed))
    blocks.append(_block5(5, 0, vint(1 if volume is not None else 0)))
    if not headers:
        return RAR5_MARK + b"".join(blocks)
    lock = _block5(4, 0, vint(0) + vint(1) + bytes([15]) + rng.randbytes(16) + rng.randbytes(12))
    noise = b"".join(rng.randbytes(16) + rng.randbytes(-(-len(block) // 16) * 16) for block in blocks)
    return RAR5_MARK + lock + noise
