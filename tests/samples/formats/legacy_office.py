"""Word, Excel and PowerPoint 97-2003, encrypted Office Open XML, Outlook .msg, MSI: all compound files.

Sources: MS-DOC, MS-XLS, MS-PPT, MS-OFFCRYPTO, MS-MSG, the Windows Installer database layout.
"""

from __future__ import annotations

import random
import struct

from formats import cfb

SUMMARY = "\x05SummaryInformation"


def _summary() -> bytes:
    section = struct.pack("<IIII", 24, 1, 1, 16) + struct.pack("<IHH", 2, 1258, 0)
    fmtid = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
    return struct.pack("<HHI16sI", 0xFFFE, 0, 0x00020006, b"\0" * 16, 1) + fmtid + struct.pack("<I", 48) + section


def doc(text: str, *, encrypted: bool = False, obfuscated: bool = False, storages: cfb.Tree | None = None) -> bytes:
    """`encrypted`: fEncrypted of the FIB; with `obfuscated` also the XOR bit."""
    flags = 0x0200 | (0x0100 if encrypted else 0) | (0x8000 if obfuscated else 0)
    fib = struct.pack("<HHHHHHHIBB", 0xA5EC, 0x00C1, 0, 0x042A, 0, flags, 0x00BF, 0x13 if encrypted else 0, 0, 0)
    fib = fib.ljust(0x200, b"\0")
    body = text.encode("utf-16-le")
    if encrypted:
        body = random.Random(len(text)).randbytes(len(body))
    return cfb.build({"WordDocument": (fib + body).ljust(8192, b"\0"), "1Table": b"\0" * 4096, SUMMARY: _summary(),
                      "\x01CompObj": b"\x01\0\xfe\xff" + b"\0" * 60, **(storages or {})},
                     "00020906-0000-0000-c000-000000000046")


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls(texts: list[str], *, encrypted: str | None = None, stream: str = "Workbook", storages: cfb.Tree | None = None) -> bytes:
    """`encrypted`: "rc4", "cryptoapi" or "xor" puts a FILEPASS record behind the first BOF."""
    locks = {"xor": struct.pack("<HHH", 0, 0x1234, 0x5678),
             "rc4": struct.pack("<HHH", 1, 1, 1) + bytes(range(48)),
             "cryptoapi": struct.pack("<HHHII", 1, 2, 2, 4, 126) + bytes(range(150))}
    bof = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0x41, 0x06))
    body = bof + (_record(0x002F, locks[encrypted]) if encrypted else b"")
    body += _record(0x0042, struct.pack("<H", 1200))
    strings = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    if encrypted:
        strings = random.Random(len(strings)).randbytes(len(strings))
    body += _record(0x00FC, struct.pack("<II", len(texts), len(texts)) + strings[:8000]) + _record(0x000A)
    return cfb.build({stream: body.ljust(4608, b"\0"), SUMMARY: _summary(), **(storages or {})},
                     "00020820-0000-0000-c000-000000000046")


def ppt(text: str, *, encrypted: bool = False) -> bytes:
    """The header token of the Current User stream tells; an encrypted one also has the session container."""
    body = struct.pack("<HHI", 0x000F, 0x03E8, 40) + struct.pack("<HHI", 1, 0x03E9, 32) + b"\0" * 32
    slide = text.encode("utf-16-le")
    body += struct.pack("<HHI", 0, 0x0FA0, len(slide)) + slide
    if encrypted:
        body += struct.pack("<HHI", 0x000F, 0x2F14, 120) + random.Random(7).randbytes(120)
    edit = len(body)
    body += struct.pack("<HHI", 0, 0x0FF5, 32 if encrypted else 28) + b"\0" * (32 if encrypted else 28)
    token = 0xF3D1C4DF if encrypted else 0xE391C05F
    name = b"Van thu"
    user = struct.pack("<IIIHHBBH", 20, token, edit, len(name), 0x03F4, 3, 0, 0) + name + struct.pack("<I", 8)
    user = struct.pack("<HHI", 0, 0x0FF6, len(user)) + user
    tree: cfb.Tree = {"PowerPoint Document": body.ljust(4608, b"\0"), "Current User": user, SUMMARY: _summary()}
    if encrypted:
        tree["EncryptedSummary"] = random.Random(8).randbytes(300)
    return cfb.build(tree, "64818d10-4f9b-11cf-86ea-00aa00b929e8")


def encrypted_ooxml(size: int, rng: random.Random, agile: bool = True) -> bytes:
    """What Office writes for "Encrypt with Password": EncryptionInfo and EncryptedPackage in a compound file."""
    if agile:
        info = struct.pack("<HHI", 4, 4, 0x40) + (
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<encryption xmlns="http://schemas.microsoft.com/'
            b'office/2006/encryption"><keyData saltSize="16" blockSize="16" keyBits="256" hashSize="64" '
            b'cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="AAAA"/></encryption>')
    else:
        provider = "Microsoft Enhanced RSA and AES Cryptographic Provider".encode("utf-16-le") + b"\0\0"
        header = struct.pack("<IIIIIIII", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
        info = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header + struct.pack("<I", 16) + rng.randbytes(68)
    package = struct.pack("<Q", size) + rng.randbytes(-(-size // 16) * 16)
    spaces: cfb.Tree = {
        "Version": struct.pack("<I", 60) + "Microsoft.Container.DataSpaces".encode("utf-16-le") + struct.pack("<III", 1, 1, 1),
        "DataSpaceMap": struct.pack("<II", 8, 1) + b"\0" * 96,
        "DataSpaceInfo": {"StrongEncryptionDataSpace": struct.pack("<II", 8, 1) + b"\0" * 56},
        "TransformInfo": {"StrongEncryptionTransform": {"\x06Primary": b"\0" * 200}},
    }
    return cfb.build({"EncryptionInfo": info, "EncryptedPackage": package, "\x06DataSpaces": spaces})


def packager(name: str, data: bytes) -> bytes:
    """The payload of a "Package" object: label, path, temporary path, bytes."""
    label = name.encode("cp1252", "replace") + b"\0"
    path = b"C:\\Users\\vanthu\\" + label
    out = struct.pack("<H", 2) + label + path + struct.pack("<HHI", 0, 3, len(path)) + path
    out += struct.pack("<I", len(data)) + data
    for text in (path, label, path):
        wide = text.rstrip(b"\0").decode("cp1252").encode("utf-16-le")
        out += struct.pack("<I", len(wide) // 2) + wide
    return out


def ole_package(name: str, data: bytes) -> bytes:
    """oleObject1.bin: a compound file with the package in \\x01Ole10Native."""
    body = packager(name, data)
    return cfb.build({"\x01Ole10Native": struct.pack("<I", len(body)) + body, "\x01CompObj": b"\x01\0\xfe\xff" + b"\0" * 60,
                      "\x03ObjInfo": b"\0\0\x03\0\x04\0"}, "0003000c-0000-0000-c000-000000000046")


def doc_with_package(name: str, data: bytes) -> bytes:
    body = packager(name, data)
    return doc("Xem tệp đính kèm", storages={"ObjectPool": {"_1700000000": {
        "\x01Ole10Native": struct.pack("<I", len(body)) + body, "\x03ObjInfo": b"\0\0\x03\0\x04\0"}}})


def msi() -> bytes:
    """An installer database without tables: Windows knows it by the class identifier."""
    encode = "\u4840\u3f7f\u4164\u422f\u4836"  # "_Tables" in the packed alphabet of the format
    return cfb.build({encode: b"\0" * 16, "\u4840\u3f3f\u4577\u446c\u3e6a\u44b2\u482f": b"\0" * 16, SUMMARY: _summary()},
                     "000c1084-0000-0000-c000-000000000046")


def msp() -> bytes:
    return cfb.build({"\u4840\u3f7f\u4164\u422f\u4836": b"\0" * 16, SUMMARY: _summary()}, "000c1086-0000-0000-c000-000000000046")


def _properties(rows: list[tuple[int, int]], head: int) -> bytes:
    return b"\0" * head + b"".join(struct.pack("<III", tag, 6, size) + b"\0" * 4 for tag, size in rows)


def msg(subject: str, text: str, files: dict[str, bytes]) -> bytes:
    """An Outlook item with attachments by value."""
    tree: cfb.Tree = {
        "__nameid_version1.0": {"__substg1.0_00020102": b"", "__substg1.0_00030102": b"", "__substg1.0_00040102": b""},
        "__properties_version1.0": _properties([(0x0037001F, len(subject) * 2), (0x1000001F, len(text) * 2)], 32),
        "__substg1.0_001A001F": "IPM.Note".encode("utf-16-le"),
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": text.encode("utf-16-le"),
    }
    for number, (name, data) in enumerate(files.items()):
        short = (name[:6] + "~1." + name.rpartition(".")[2][:3]).upper()
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": _properties([(0x37010102, len(data)), (0x3707001F, len(name) * 2)], 8),
            "__substg1.0_37010102": data,
            "__substg1.0_3704001F": short.encode("utf-16-le"),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
        }
    return cfb.build(tree)


def vba_project() -> bytes:
    """vbaProject.bin: one module with a line of code that does nothing."""
    return cfb.build({"PROJECT": b'ID="{00000000-0000-0000-0000-000000000000}"\r\nModule=Module1\r\n', "VBA": vba_storage()})


def vba_storage() -> cfb.Tree:
    code = 'Attribute VB_Name = "Module1"\r\nSub Chao()\r\n  MsgBox "xin chao"\r\nEnd Sub\r\n'
    return {"dir": vba_packed(b"\x01\0\x04\0\0\0\x03\0\0\0"), "_VBA_PROJECT": b"\xcc\x61\xff\xff\0\0\0", "Module1": vba_packed(code.encode())}


def vba_packed(data: bytes) -> bytes:
    """A compressed container of MS-OVBA 2.4.1 with literals only (one chunk: at most 3,600 bytes)."""
    body = b"".join(b"\0" + data[i : i + 8] for i in range(0, len(data), 8))
    return b"\x01" + struct.pack("<H", (len(body) - 1) | 0xB000) + body
