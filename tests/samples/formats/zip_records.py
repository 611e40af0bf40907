"""The records of a zip one by one, every field free to lie: for zips that programs read differently.

In: field values; what is left out is honest. Out: the bytes of one record. Source: PKWARE APPNOTE 6.3.10.
"""

from __future__ import annotations

import struct
import zlib

STORED, DEFLATED = 0, 8
DESCRIPTOR = 0x08
TIME = struct.pack("<HH", 0x4000, 0x5D78)


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def raw(name: str | bytes) -> bytes:
    return name if isinstance(name, bytes) else name.encode()


def local(name: str | bytes, data: bytes = b"", *, method: int = STORED, flags: int = 0, crc: int | None = None, packed: bytes | None = None,
          packed_size: int | None = None, size: int | None = None, extra: bytes = b"", version: int = 20) -> bytes:
    """A local header and the data behind it; `packed` stands in for what `method` makes of `data`."""
    body = packed if packed is not None else deflate(data) if method == DEFLATED else data
    head = struct.pack("<HHH", version, flags, method) + TIME
    head += struct.pack("<III", _or(crc, zlib.crc32(data)), _or(packed_size, len(body)), _or(size, len(data)))
    return b"PK\3\4" + head + struct.pack("<HH", len(raw(name)), len(extra)) + raw(name) + extra + body


def central(name: str | bytes, offset: int, data: bytes = b"", *, method: int = STORED, flags: int = 0, crc: int | None = None,
            packed_size: int | None = None, size: int | None = None, extra: bytes = b"", comment: bytes = b"", disk: int = 0,
            attributes: int = 0x20, made_by: int = 20, version: int = 20) -> bytes:
    body = deflate(data) if method == DEFLATED else data
    head = struct.pack("<HHHH", made_by, version, flags, method) + TIME
    head += struct.pack("<III", _or(crc, zlib.crc32(data)), _or(packed_size, len(body)), _or(size, len(data)))
    head += struct.pack("<HHHHHII", len(raw(name)), len(extra), len(comment), disk, 0, attributes, offset)
    return b"PK\1\2" + head + raw(name) + extra + comment


def end(count: int, size: int, offset: int, comment: bytes = b"", *, comment_size: int | None = None, disk: int = 0,
        disk_count: int | None = None) -> bytes:
    return b"PK\5\6" + struct.pack("<HHHHIIH", disk, disk, _or(disk_count, min(count, 0xFFFF)), min(count, 0xFFFF), size, offset,
                                  _or(comment_size, len(comment))) + comment


def end64(count: int, size: int, offset: int) -> bytes:
    return b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, count, count, size, offset)


def locator64(offset: int, disks: int = 1) -> bytes:
    return b"PK\6\7" + struct.pack("<IQI", 0, offset, disks)


def field(identity: int, data: bytes) -> bytes:
    return struct.pack("<HH", identity, len(data)) + data


def unicode_path(name: bytes, of: bytes, version: int = 1) -> bytes:
    """The Info-ZIP Unicode path field: another name for the entry whose plain name is `of`."""
    return field(0x7075, struct.pack("<BI", version, zlib.crc32(of)) + name)


def descriptor(data: bytes, packed: bytes) -> bytes:
    return b"PK\7\x08" + struct.pack("<III", zlib.crc32(data), len(packed), len(data))


def archive(locals_: bytes, *records: bytes, comment: bytes = b"") -> bytes:
    """Local entries, then the directory as given, then an honest end record."""
    directory = b"".join(records)
    return locals_ + directory + end(len(records), len(directory), len(locals_), comment)


def one(name: str | bytes, data: bytes, method: int = STORED) -> bytes:
    return archive(local(name, data, method=method), central(name, 0, data, method=method))


def _or(value: int | None, otherwise: int) -> int:
    return otherwise if value is None else value
