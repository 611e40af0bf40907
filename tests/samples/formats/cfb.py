"""Compound files (OLE2): any tree of storages and streams.

In: {"name": bytes or nested dict}. Out: a version 3 file. Names are case-free unique per storage.
Source: MS-CFB. The directory of each storage is a right-leaning chain, which readers accept as a tree
(all nodes black); order is by length, then by upper case, as the specification wants.
"""

from __future__ import annotations

import struct
import uuid

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FATSECT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
NONE = 0xFFFFFFFF
Tree = dict[str, "bytes | Tree"]


class _Entry:
    def __init__(self, name: str, kind: int, data: bytes = b""):
        self.name, self.kind, self.data = name, kind, data
        self.right = self.child = NONE
        self.start, self.clsid = END, b"\0" * 16


def _order(name: str) -> tuple[int, str]:
    return len(name.encode("utf-16-le")), name.upper()


def _collect(tree: Tree, entries: list[_Entry]) -> int:
    first = previous = NONE
    for name in sorted(tree, key=_order):
        value = tree[name]
        index = len(entries)
        entries.append(_Entry(name, 1) if isinstance(value, dict) else _Entry(name, 2, value))
        if isinstance(value, dict):
            entries[index].child = _collect(value, entries)
        if previous == NONE:
            first = index
        else:
            entries[previous].right = index
        previous = index
    return first


def _chain(table: list[int], count: int) -> int:
    """Appends a chain of `count` cells to an allocation table and gives its first index."""
    start = len(table)
    table.extend([start + i + 1 for i in range(count - 1)] + [END])
    return start


def _cells(size: int, unit: int) -> int:
    return -(-size // unit)


def build(tree: Tree, clsid: str | None = None) -> bytes:
    entries = [_Entry("Root Entry", 5)]
    entries[0].child = _collect(tree, entries)
    if clsid:
        entries[0].clsid = uuid.UUID(clsid).bytes_le
    fat: list[int] = []
    minifat: list[int] = []
    mini = body = b""
    for entry in entries[1:]:
        if entry.kind != 2 or not entry.data:
            continue
        if len(entry.data) < CUTOFF:
            entry.start = _chain(minifat, _cells(len(entry.data), MINI))
            mini += entry.data.ljust(_cells(len(entry.data), MINI) * MINI, b"\0")
        else:
            entry.start = _chain(fat, _cells(len(entry.data), SECTOR))
            body += entry.data.ljust(_cells(len(entry.data), SECTOR) * SECTOR, b"\0")
    minifat_start, minifat_sectors = END, 0
    if mini:
        entries[0].start = _chain(fat, _cells(len(mini), SECTOR))
        entries[0].data = mini
        body += mini.ljust(_cells(len(mini), SECTOR) * SECTOR, b"\0")
        packed = struct.pack(f"<{len(minifat)}I", *minifat)
        minifat_sectors = _cells(len(packed), SECTOR)
        minifat_start = _chain(fat, minifat_sectors)
        body += packed.ljust(minifat_sectors * SECTOR, b"\xff")
    directory = b"".join(_directory_entry(entry) for entry in entries)
    unused = b"\0" * 68 + struct.pack("<III", NONE, NONE, NONE) + b"\0" * 48
    while len(directory) % SECTOR:
        directory += unused
    directory_start = _chain(fat, len(directory) // SECTOR)
    body += directory
    return _finish(body, fat, directory_start, minifat_start, minifat_sectors)


def _finish(body: bytes, fat: list[int], directory: int, minifat: int, minifat_sectors: int) -> bytes:
    """Adds the FAT itself (and the DIFAT beyond 109 FAT sectors) and the header."""
    per = SECTOR // 4
    fat_sectors = difat_sectors = 0
    while (len(fat) + fat_sectors + difat_sectors) > fat_sectors * per:
        fat_sectors += 1
        difat_sectors = _cells(max(0, fat_sectors - 109), per - 1)
    first_fat = len(fat)
    fat = fat + [FATSECT] * fat_sectors + [0xFFFFFFFC] * difat_sectors
    fat += [FREE] * (fat_sectors * per - len(fat))
    places = list(range(first_fat, first_fat + fat_sectors))
    difat_start = first_fat + fat_sectors if difat_sectors else END
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, fat_sectors, directory, 0, CUTOFF, minifat, minifat_sectors,
                          difat_start, difat_sectors)
    header += struct.pack("<109I", *(places[:109] + [FREE] * (109 - len(places[:109]))))
    difat = b""
    rest = places[109:]
    for i in range(difat_sectors):
        piece = rest[i * (per - 1) : (i + 1) * (per - 1)]
        following = difat_start + i + 1 if i + 1 < difat_sectors else END
        difat += struct.pack(f"<{per}I", *(piece + [FREE] * (per - 1 - len(piece))), following)
    return header + body + struct.pack(f"<{len(fat)}I", *fat) + difat


def _directory_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    if len(name) > 62:
        raise ValueError(f"too long for a compound file: {entry.name}")
    head = (name + b"\0\0").ljust(64, b"\0") + struct.pack("<HBB", len(name) + 2, entry.kind, 1)
    links = struct.pack("<III", NONE, entry.right, entry.child)
    return head + links + entry.clsid + b"\0" * 20 + struct.pack("<IQ", entry.start, len(entry.data))
