"""ELF and Mach-O images that end at once.

Sources: the ELF generic ABI, Apple's mach-o/loader.h and mach-o/fat.h layouts.
"""

from __future__ import annotations

import struct


def elf64() -> bytes:
    code = b"\xb8\x3c\0\0\0\x31\xff\x0f\x05"  # exit(0)
    size = 0x78 + len(code)
    ident = b"\x7fELF\x02\x01\x01" + b"\0" * 9
    header = struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 1, 64, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, 0x400000, 0x400000, size, size, 0x1000)
    return ident + header + segment + code


def elf32() -> bytes:
    code = b"\xb8\x01\0\0\0\x31\xdb\xcd\x80"
    size = 0x54 + len(code)
    ident = b"\x7fELF\x01\x01\x01" + b"\0" * 9
    header = struct.pack("<HHIIIIIHHHHHH", 2, 3, 1, 0x8048054, 52, 0, 0, 52, 32, 1, 40, 0, 0)
    segment = struct.pack("<IIIIIIII", 1, 0, 0x8048000, 0x8048000, size, size, 5, 0x1000)
    return ident + header + segment + code


def macho64(cpu: int = 0x01000007) -> bytes:
    segment = struct.pack("<II16sQQQQIIII", 0x19, 72, b"__TEXT", 0x100000000, 0x1000, 0, 0x1000, 5, 5, 0, 0)
    header = struct.pack("<IIIIIIII", 0xFEEDFACF, cpu, 3, 2, 1, len(segment), 0x85, 0)
    return (header + segment + b"\x31\xc0\xc3").ljust(512, b"\0")


def macho_fat() -> bytes:
    """Two architectures in one file (big-endian header, shares its magic with Java classes)."""
    first, second = macho64(), macho64(0x0100000C)
    table = struct.pack(">IIIII", 0x01000007, 3, 4096, len(first), 12)
    table += struct.pack(">IIIII", 0x0100000C, 0, 8192, len(second), 12)
    head = struct.pack(">II", 0xCAFEBABE, 2) + table
    return (head.ljust(4096, b"\0") + first).ljust(8192, b"\0") + second
