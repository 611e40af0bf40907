"""Portable Executables whose entry point returns at once.

Out: PE32 and PE32+ images: programs, libraries, drivers, .NET. Source: Microsoft "PE Format".
"""

from __future__ import annotations

import struct

STUB = b"\x0e\x1f\xba\x0e\x00\xb4\x09\xcd\x21\xb8\x01\x4c\xcd\x21This program cannot be run in DOS mode.\r\r\n$"
EXE, DLL = 0x0002, 0x2002
GUI, CONSOLE, NATIVE = 2, 3, 1


def dos_header(new_header: int) -> bytes:
    fields = [0x5A4D, 0x90, 3, 0, 4, 0, 0xFFFF, 0, 0xB8, 0, 0, 0, 0x40, 0]
    return struct.pack("<14H", *fields).ljust(60, b"\0") + struct.pack("<I", new_header)


def image(bits: int = 32, characteristics: int = EXE, subsystem: int = GUI, dotnet: bool = False,
          salt: bytes = b"") -> bytes:
    """One section that holds `xor eax, eax; ret` (a library says "yes": `mov eax, 1; ret`)."""
    wide = bits == 64
    code = b"\xb8\x01\0\0\0\xc3" if characteristics & 0x2000 else b"\x31\xc0\xc3"
    section = code.ljust(16, b"\xcc")
    if dotnet:
        section += struct.pack("<IHHIIII", 72, 2, 5, 0x1060, 64, 1, 0x06000001).ljust(72, b"\0")
        section = section.ljust(0x60, b"\0") + _metadata()
    section = (section.ljust(0x100, b"\0") + salt).ljust(0x200, b"\0")[:0x200]

    coff = struct.pack("<HHIIIHH", 0x8664 if wide else 0x14C, 1, 0x65000000, 0, 0, 240 if wide else 224,
                       characteristics | (0x20 if wide else 0x100))
    optional = struct.pack("<HBBIIIII", 0x20B if wide else 0x10B, 14, 0, 0x200, 0, 0, 0x1000, 0x1000)
    if not wide:
        optional += struct.pack("<I", 0x2000)  # BaseOfData
    optional += struct.pack("<Q" if wide else "<I", 0x140000000 if wide else 0x400000)
    optional += struct.pack("<IIHHHHHHIIIIHH", 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0, 0x2000, 0x200, 0, subsystem, 0x8100)
    optional += struct.pack("<QQQQ" if wide else "<IIII", 0x100000, 0x1000, 0x100000, 0x1000)
    optional += struct.pack("<II", 0, 16)
    directories = [(0, 0)] * 16
    if dotnet:
        directories[14] = (0x1010, 72)
    optional += b"".join(struct.pack("<II", *entry) for entry in directories)
    table = b".text\0\0\0" + struct.pack("<IIIIIIHHI", 0x200, 0x1000, 0x200, 0x200, 0, 0, 0, 0, 0x60000020)

    head = dos_header(0x80) + STUB
    head = head.ljust(0x80, b"\0") + b"PE\0\0" + coff + optional + table
    return head.ljust(0x200, b"\0") + section


def _metadata() -> bytes:
    version = b"v4.0.30319\0\0"
    return struct.pack("<IHHII", 0x424A5342, 1, 1, 0, len(version)) + version + struct.pack("<HH", 0, 0)


def exe32() -> bytes:
    return image()


def exe64() -> bytes:
    return image(64, subsystem=CONSOLE)


def dll() -> bytes:
    return image(64, DLL)


def driver() -> bytes:
    return image(64, EXE, NATIVE)


def dotnet_exe() -> bytes:
    return image(32, EXE, CONSOLE, dotnet=True)


def dotnet_dll() -> bytes:
    return image(32, DLL, CONSOLE, dotnet=True)
