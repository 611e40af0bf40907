"""Programs older than PE: plain MZ, NE, LE, and .com images. Each ends at once.

Sources: the DOS, Windows 3.x and OS/2 executable header layouts.
"""

from __future__ import annotations

import struct

EXIT = b"\xb8\x00\x4c\xcd\x21"  # mov ax, 4C00h; int 21h


def mz() -> bytes:
    code = EXIT.ljust(0x200, b"\0")
    size = 32 + len(code)
    fields = [0x5A4D, size % 512, -(-size // 512), 0, 2, 0x10, 0xFFFF, 0, 0x100, 0, 0, 0, 0x1C, 0]
    return struct.pack("<14H", *fields).ljust(32, b"\0") + code


def _behind_stub(new: bytes) -> bytes:
    fields = [0x5A4D, 0x80, 1, 0, 4, 0x10, 0xFFFF, 0, 0xB8, 0, 0, 0, 0x40, 0]
    head = struct.pack("<14H", *fields).ljust(60, b"\0") + struct.pack("<I", 0x80)
    return (head + EXIT).ljust(0x80, b"\0") + new


def ne() -> bytes:
    """A 16-bit Windows program: one code segment, no imports."""
    header = bytearray(0x40)
    header[0:2] = b"NE"
    struct.pack_into("<BB", header, 2, 5, 60)  # linker version
    struct.pack_into("<HH", header, 4, 0x60, 2)  # entry table
    struct.pack_into("<HH", header, 0x0C, 0x0302, 1)  # flags, automatic data segment
    struct.pack_into("<HH", header, 0x10, 0x400, 0x400)  # heap, stack
    struct.pack_into("<HH", header, 0x14, 0, 1)  # CS:IP = segment 1, offset 0
    struct.pack_into("<HHHHHHH", header, 0x1C, 1, 0, 0, 0x40, 0x48, 0x48, 0x50)
    header[0x36] = 2  # Windows
    segment = struct.pack("<HHHH", 0x10, 0x10, 0x0D50, 0x10)
    return _behind_stub(bytes(header) + segment + b"\0" * 56 + EXIT.ljust(0x80, b"\0"))


def le() -> bytes:
    """A linear executable, as the VxD drivers of Windows 9x."""
    header = bytearray(0xC4)
    header[0:2] = b"LE"
    struct.pack_into("<BBI", header, 2, 0, 0, 0)
    struct.pack_into("<HHI", header, 8, 2, 4, 0)  # CPU 386, Windows 386
    struct.pack_into("<III", header, 0x10, 0x28000, 1, 1)
    return _behind_stub(bytes(header) + EXIT.ljust(0x100, b"\0"))


def com_short_jump() -> bytes:
    return b"\xeb\x10" + b"\x90" * 16 + EXIT


def com_near_jump() -> bytes:
    return b"\xe9\x10\x00" + b"\x90" * 16 + EXIT


def com_mov() -> bytes:
    return EXIT
