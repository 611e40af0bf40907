"""Documents and mail formats that carry files: RTF objects, OneNote, TNEF (winmail.dat).

Sources: RTF 1.9.1 with MS-OLEDS, MS-ONESTORE (FileDataStoreObject), MS-OXTNEF.
"""

from __future__ import annotations

import struct
import uuid

from formats import legacy_office


def rtf_text(text: str) -> bytes:
    """Text only; every letter outside ASCII as \\uN?."""
    return b"".join(char.encode() if char.isascii() else b"\\u%d?" % ((ord(char) + 0x8000) % 0x10000 - 0x8000) for char in text)


def rtf(text: str, files: dict[str, bytes] | None = None) -> bytes:
    body = rtf_text(text).replace(b"\n", b"\\par\n")
    for name, data in (files or {}).items():
        native = legacy_office.packager(name, data)
        ole1 = struct.pack("<III", 0x501, 2, 8) + b"Package\0" + struct.pack("<III", 0, 0, len(native)) + native
        lines = ole1.hex().encode()
        text_lines = b"\n".join(lines[i : i + 128] for i in range(0, len(lines), 128))
        body += b"{\\object\\objemb\\objw1\\objh1{\\*\\objclass Package}{\\*\\objdata " + text_lines + b"}{\\result }}"
    return b"{\\rtf1\\ansi\\ansicpg1258\\deff0{\\fonttbl{\\f0 Times New Roman;}}\\f0 " + body + b"\\par}\n"


def onenote(text: str, files: dict[str, bytes]) -> bytes:
    """A section file: header, the page text, and the embedded files as the format stores them."""
    head = uuid.UUID("7b5c52e4-d88c-4da7-aeb1-5378d02996d3").bytes_le
    head += uuid.UUID("00000000-0000-0000-0000-000000000027").bytes_le
    head += uuid.UUID("00000000-0000-0000-0000-000000000000").bytes_le
    head += uuid.UUID("109add3f-911b-49f5-a5d0-1791edc8aed8").bytes_le + struct.pack("<IIII", 0x2A, 0x2A, 0x2A, 0x2A)
    out = head.ljust(1024, b"\0") + text.encode("utf-16-le")
    for name, data in files.items():
        out += name.encode("utf-16-le")
        out += b"\0" * (-len(out) % 8) + uuid.UUID("bde316e7-2665-4511-a4c4-8d4d0b7a9eac").bytes_le
        out += struct.pack("<QIQ", len(data), 0, 0) + data + b"\0" * (-len(data) % 8)
        out += uuid.UUID("71fba722-0f79-4a0b-bb13-899256426b24").bytes_le
    return out + b"\0" * 64


def tnef(files: dict[str, bytes], *, long_names_only: bool = False, rtf_body: bool = False) -> bytes:
    """`long_names_only`: the short title is "ATT001.dat", the real name stands in the MAPI properties."""
    out = struct.pack("<IH", 0x223E9F78, 1)
    out += _attribute(1, 0x00089006, struct.pack("<I", 0x00010000)) + _attribute(1, 0x00069007, struct.pack("<II", 1258, 0))
    out += _attribute(1, 0x00078008, b"IPM.Microsoft Mail.Note\0")
    for number, (name, data) in enumerate(files.items()):
        title = f"ATT{number:03d}.dat".encode() if long_names_only else name.encode("cp1252", "replace")
        wide = name.encode("utf-16-le") + b"\0\0"
        padded = wide + b"\0" * (-len(wide) % 4)
        properties = struct.pack("<I", 2) + struct.pack("<II", 0x37050003, 1)
        properties += struct.pack("<III", 0x3707001F, 1, len(wide)) + padded
        out += _attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
        out += _attribute(2, 0x00018010, title + b"\0") + _attribute(2, 0x0006800F, data)
        out += _attribute(2, 0x00069005, properties)
    return out


def _attribute(level: int, tag: int, data: bytes) -> bytes:
    return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
