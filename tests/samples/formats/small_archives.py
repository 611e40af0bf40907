"""Archive formats that are simple enough to write by hand: cab, iso, lha, cpio, ar, deb, xar, tar and one-file packers.

In: {name: bytes}. Out: one archive. Times are fixed.
Sources: MS-CAB, ECMA-119 and Joliet, LHA header notes, cpio(5) "newc", ar(5), deb(5), the xar file format.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import struct
import subprocess
import tarfile
import zlib

Files = dict[str, bytes]


def tar(files: Files, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime, info.mode = len(data), 1795000000, 0o644
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def gz(data: bytes, name: str = "") -> bytes:
    if not name:
        return gzip.compress(data, 9, mtime=0)
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = body.compress(data) + body.flush()
    raw = name.encode("latin-1", "replace") + b"\0"
    return b"\x1f\x8b\x08\x08\0\0\0\0\x02\x03" + raw + packed + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def bz(data: bytes) -> bytes:
    return bz2.compress(data)


def xz(data: bytes) -> bytes:
    return lzma.compress(data, preset=6)


def lzma_alone(data: bytes) -> bytes:
    return lzma.compress(data, lzma.FORMAT_ALONE, preset=6)


def compress_z(data: bytes) -> bytes:
    """compress(1): LZW with codes of 9 to 16 bits. At each change of width the group of eight codes is filled up."""
    table = {bytes([i]): i for i in range(256)}
    out, group, width, known = bytearray(b"\x1f\x9d\x90"), [], 9, 257  # 256 is the clear code

    def flush() -> None:
        bits = sum(code << (width * i) for i, code in enumerate(group))
        out.extend(bits.to_bytes(width, "little") if len(group) == 8 else bits.to_bytes(-(-width * len(group) // 8), "little"))
        group.clear()

    word = b""
    for byte in data:
        longer = word + bytes([byte])
        if longer in table:
            word = longer
            continue
        group.append(table[word])
        if len(group) == 8:
            flush()
        if known < 65536:
            table[longer] = known
            known += 1
            # The reader is one entry behind: it widens once this entry no longer fits.
            if known > (1 << width) and width < 16:
                group.extend([0] * (8 - len(group)) if group else [])
                if group:
                    flush()
                width += 1
        word = bytes([byte])
    if word:
        group.append(table[word])
    if group:
        flush()
    return bytes(out)


def zst(data: bytes) -> bytes:
    return subprocess.run(["zstd", "-q", "-c", "-9"], input=data, stdout=subprocess.PIPE, check=True).stdout


def cab(files: Files, mszip: bool = True, part_of_set: bool = False) -> bytes:
    """One folder; blocks of 32 KB. `part_of_set`: the header says that a next cabinet follows."""
    whole = b"".join(files.values())
    blocks = [whole[i : i + 32768] for i in range(0, len(whole), 32768)] or [b""]
    data = b""
    for block in blocks:
        packed = block
        if mszip:
            packer = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = b"CK" + packer.compress(block) + packer.flush()
        lengths = struct.pack("<HH", len(packed), len(block))
        check = _cab_checksum(lengths, _cab_checksum(packed, 0))
        data += struct.pack("<I", check) + lengths + packed
    table, offset = b"", 0
    for name, content in files.items():
        attributes = 0x20 | (0 if name.isascii() else 0x80)
        table += struct.pack("<IIHHHH", len(content), offset, 0, 0x5D78, 0x4000, attributes) + name.encode() + b"\0"
        offset += len(content)
    flags, following = (2, b"tap2.cab\0dia 2\0") if part_of_set else (0, b"")
    first_file = 36 + len(following) + 8
    first_data = first_file + len(table)
    head = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, first_data + len(data), 0, first_file, 0, 3, 1, 1, len(files), flags,
                                 27, 0)
    return head + following + struct.pack("<IHH", first_data, len(blocks), 1 if mszip else 0) + table + data


def _cab_checksum(data: bytes, seed: int) -> int:
    full = len(data) // 4 * 4
    for (word,) in struct.iter_unpack("<I", data[:full]):
        seed ^= word
    rest = 0
    for byte in data[full:]:
        rest = rest << 8 | byte
    return seed ^ rest


def lha(files: Files, level: int = 1) -> bytes:
    """Stored (-lh0-) entries with level 0 or level 1 headers."""
    out = b""
    for name, data in files.items():
        raw = name.encode("cp1252", "replace")
        body = b"-lh0-" + struct.pack("<II", len(data), len(data)) + struct.pack("<I", 0x5D784000)
        body += bytes([0x20, level, len(raw)]) + raw + struct.pack("<H", _crc16(data))
        if level == 1:
            body += b"M" + struct.pack("<H", 0)
        out += bytes([len(body), sum(body) & 255]) + body + data
    return out + b"\0"


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
    return crc


def cpio(files: Files) -> bytes:
    out = b""
    for number, (name, data) in enumerate([*files.items(), ("TRAILER!!!", b"")], 1):
        raw = name.encode() + b"\0"
        fields = [number, 0o100644, 0, 0, 1, 1795000000, len(data), 0, 0, 0, 0, len(raw), 0]
        entry = b"070701" + b"".join(b"%08X" % value for value in fields) + raw
        out += entry + b"\0" * (-len(entry) % 4) + data + b"\0" * (-len(data) % 4)
    return out


def ar(files: Files) -> bytes:
    """GNU flavour: names of more than 15 bytes stand in the "//" table."""
    names, table = {}, b""
    for name in files:
        raw = name.encode()
        if len(raw) > 15:
            names[name] = b"/%d" % len(table)
            table += raw + b"/\n"
        else:
            names[name] = raw + b"/"
    out = b"!<arch>\n"
    if table:
        out += b"%-48s%-10d`\n" % (b"//", len(table)) + table + b"\n" * (len(table) % 2)
    for name, data in files.items():
        out += b"%-16s%-12d%-6d%-6d%-8s%-10d`\n" % (names[name], 1795000000, 0, 0, b"100644", len(data))
        out += data + b"\n" * (len(data) % 2)
    return out


def deb(files: Files) -> bytes:
    control = b"Package: mau\nVersion: 1.0\nArchitecture: all\nMaintainer: STTTT <stttt@bacgiang.gov.vn>\nDescription: mau\n"
    return ar({"debian-binary": b"2.0\n", "control.tar.gz": gz(tar({"./control": control})),
               "data.tar.xz": xz(tar({f"./usr/share/{name}": data for name, data in files.items()}))})


def xar(files: Files) -> bytes:
    """Entries zlib-packed in the heap, the table of contents as zlib-packed XML."""
    heap, rows = b"\0" * 20, []
    for number, (name, data) in enumerate(files.items(), 1):
        packed = zlib.compress(data)
        rows.append(
            f'<file id="{number}"><name>{name}</name><type>file</type><data><length>{len(packed)}</length>'
            f'<offset>{len(heap)}</offset><size>{len(data)}</size><encoding style="application/x-gzip"/>'
            f'<extracted-checksum style="sha1">{hashlib.sha1(data).hexdigest()}</extracted-checksum>'
            f'<archived-checksum style="sha1">{hashlib.sha1(packed).hexdigest()}</archived-checksum></data></file>'
        )
        heap += packed
    toc = ('<?xml version="1.0" encoding="UTF-8"?><xar><toc><creation-time>2026-11-24T01:30:00</creation-time>'
           '<checksum style="sha1"><offset>0</offset><size>20</size></checksum>' + "".join(rows) + "</toc></xar>").encode()
    packed = zlib.compress(toc)
    heap = hashlib.sha1(packed).digest() + heap[20:]
    return b"xar!" + struct.pack(">HHQQI", 28, 1, len(packed), len(toc), 1) + packed + heap


SECTOR = 2048


def _both(value: int, size: int) -> bytes:
    return value.to_bytes(size, "little") + value.to_bytes(size, "big")


def _record(name: bytes, extent: int, size: int, directory: bool) -> bytes:
    body = b"\0" + _both(extent, 4) + _both(size, 4) + bytes([126, 11, 24, 1, 30, 0, 28, 2 if directory else 0, 0, 0])
    body += _both(1, 2) + bytes([len(name)]) + name
    body += b"\0" * (len(body) % 2 == 0)
    return bytes([len(body) + 1]) + body


def _directory(records: list[tuple[bytes, int, int]], extent: int) -> bytes:
    size = SECTOR
    out = _record(b"\0", extent, size, True) + _record(b"\1", extent, size, True)
    for name, start, length in records:
        out += _record(name, start, length, False)
    if len(out) > SECTOR:
        raise ValueError("too many files for this writer")
    return out.ljust(SECTOR, b"\0")


def _volume(kind: int, sectors: int, table: int, root: int, joliet: bool) -> bytes:
    text = (lambda value, size: value.encode("utf-16-be").ljust(size, b"\0")[:size]) if joliet else (
        lambda value, size: value.encode().ljust(size))
    blank = (lambda size: b"\0 " * (size // 2) + b"\0" * (size % 2)) if joliet else (lambda size: b" " * size)
    out = bytes([kind]) + b"CD001\1\0" + blank(32) + text("TAI_LIEU", 32) + b"\0" * 8 + _both(sectors, 4)
    out += (b"%/E" if joliet else b"").ljust(32, b"\0") + _both(1, 2) * 2 + _both(SECTOR, 2) + _both(10, 4)
    out += struct.pack("<II", table, 0) + struct.pack(">II", table + 1, 0) + _record(b"\0", root, SECTOR, True)
    out += blank(128 * 4 + 37 * 3) + b"2026112401300000\x1c" * 2 + b"0" * 16 + b"\0" + b"0" * 16 + b"\0" + b"\1\0"
    return out.ljust(SECTOR, b"\0")


def iso(files: Files, joliet: bool = True) -> bytes:
    """All files in the root directory; short upper-case names, and the real ones in Joliet."""
    volumes = 3 if joliet else 2
    tables = 16 + volumes
    plain_root, joliet_root = tables + 4, tables + 5
    position, extents, body = tables + 6, [], b""
    for data in files.values():
        extents.append((position, len(data)))
        block = data + b"\0" * (-len(data) % SECTOR)
        body += block
        position += len(block) // SECTOR
    short = []
    for number, name in enumerate(files, 1):
        extension = name.rpartition(".")[2].upper()[:3] if "." in name else ""
        letters = "".join(char if char.isalnum() and char.isascii() else "_" for char in extension)
        short.append((f"FILE{number:04d}.{letters};1".encode(), *extents[number - 1]))
    names = sorted((name.encode("utf-16-be"), *extents[number]) for number, name in enumerate(files))
    path = lambda root, order: (bytes([1, 0]) + struct.pack(order + "IH", root, 1) + b"\0\0").ljust(SECTOR, b"\0")
    out = b"\0" * 16 * SECTOR + _volume(1, position, tables, plain_root, False)
    if joliet:
        out += _volume(2, position, tables + 2, joliet_root, True)
    out += (b"\xffCD001\1").ljust(SECTOR, b"\0")
    out += path(plain_root, "<") + path(plain_root, ">") + path(joliet_root, "<") + path(joliet_root, ">")
    return out + _directory(sorted(short), plain_root) + _directory(names, joliet_root) + body
