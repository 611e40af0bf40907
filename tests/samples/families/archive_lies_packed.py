"""rar, 7z, cab and lha that lie: label, file name, what the lie is, bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from formats import pe, rar, sevenzip, small_archives, zips

Lie = tuple[str, str, str, bytes]
PROGRAM = pe.exe32()
SCRIPT = b"@echo off\r\nexit /b 0\r\n"
NOTE = b"xin chao\r\n"


def lies() -> Iterator[Lie]:
    for label, why, data in (*_rar4(), *_rar5()):
        yield label, "ho-so.rar", why, data
    for label, why, data in _seven_zip():
        yield label, "ho-so.7z", why, data
    for label, why, data in _cab():
        yield label, "ho-so.cab", why, data
    for label, why, data in _lha():
        yield label, "ho-so.lzh", why, data


def _file4(name: bytes, data: bytes, *, kind: int = 0x74, flags: int = 0x8000, method: int = 0x30, size: int | None = None, packed: int | None = None,
           attributes: int = 0x20, extra: bytes = b"", sum_off: int = 0, version: int = 29) -> bytes:
    fields = struct.pack("<IIBIIBBHI", len(data) if packed is None else packed, len(data) if size is None else size, 2, zlib.crc32(data), rar.DOS_TIME, version,
                         method, len(name), attributes) + name + extra
    head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", (zlib.crc32(head) + sum_off) & 0xFFFF) + head + data


def _rar4() -> Iterator[tuple[str, str, bytes]]:
    begin, end = rar.RAR4_MARK + rar._block4(0x73, 0, b"\0" * 6), rar._block4(0x7B, 0x4000, b"")
    note, evil = _file4(b"a.txt", NOTE), _file4(b"b.dat", PROGRAM)
    yield "rar4-sum", "a wrong sum in the program's header", begin + note + _file4(b"b.dat", PROGRAM, sum_off=1) + end
    yield "rar4-main-sum", "a wrong sum in the main header", rar.RAR4_MARK + b"\0\0" + begin[9:] + evil + end
    yield "rar4-no-main", "no main header", rar.RAR4_MARK + note + evil + end
    yield "rar4-junk", "junk between two blocks: repair finds the next", begin + note + b"x" * 50 + evil + end
    yield "rar4-behind-end", "an archive behind the end block", begin + note + end + begin + evil + end
    unicode_name = lambda plain, wide: plain + b"\0\0" + b"".join(b"\xaa" + wide[i : i + 4].decode().encode("utf-16-le") for i in range(0, len(wide), 4))
    yield "rar4-unicode-shows", "the Unicode name says .bat, the plain one .txt", begin + _file4(unicode_name(b"a.txt", b"b.bat"), SCRIPT, flags=0x8200) + end
    yield "rar4-unicode-hides", "the Unicode name says .txt, the plain one .bat", begin + _file4(unicode_name(b"b.bat", b"a.txt"), SCRIPT, flags=0x8200) + end
    yield "rar4-nul", "NUL in a name without a Unicode form", begin + _file4(b"b.bat\0.txt", SCRIPT) + end
    yield "rar4-folder", "a program that says it is a folder", begin + note + _file4(b"b.dat", PROGRAM, flags=0x80E0) + end
    yield "rar4-folder-attribute", "a program whose attributes say folder", begin + note + _file4(b"b.dat", PROGRAM, attributes=0x10) + end
    yield "rar4-method", "stored data that say they are packed", begin + note + _file4(b"b.dat", PROGRAM, method=0x33) + end
    yield "rar4-version", "a version that nobody knows", begin + note + _file4(b"b.dat", PROGRAM, version=99) + end
    yield "rar4-size-zero", "a size of 0 with data", begin + note + _file4(b"b.dat", PROGRAM, size=0) + end
    yield "rar4-size-over", "data that run over the end", begin + note + _file4(b"b.dat", PROGRAM, packed=10**9) + end
    yield "rar4-swallow", "the data of the first cover the second entry", begin + _file4(b"a.txt", NOTE, packed=len(NOTE) + len(evil)) + evil + end
    yield "rar4-size-high", "a size of 64 bits whose upper half lies", begin + _file4(b"b.dat", PROGRAM, flags=0x8100, extra=b"") + end
    yield "rar4-stream", "a program as an alternate stream", begin + note + _file4(b"STM", PROGRAM, kind=0x7A, extra=":b.exe".encode("utf-16-le")) + end
    yield "rar4-old-stream", "a program as a stream of the older kind", begin + note + rar._block4(
        0x77, 0x8000, struct.pack("<IHBIIBBIH", len(PROGRAM), 0x105, 0, len(PROGRAM), 0, 29, 0x30, zlib.crc32(PROGRAM), 6) + b":b.exe", PROGRAM) + end
    yield "rar4-unknown-block", "an entry inside the data of a block that nobody knows", begin + note + rar._block4(0x7C, 0x8000, struct.pack("<I", len(evil)), evil) + end
    yield "rar4-comment-block", "an entry inside the data of a comment block", begin + rar._block4(0x75, 0x8000, struct.pack("<I", len(evil)), evil) + note + end
    yield "rar4-main-data", "an entry behind a main header that says it has data: some skip it", (
        rar.RAR4_MARK + rar._block4(0x73, 0x8000, struct.pack("<IH", len(evil), 0)) + evil + note + end)
    yield "rar4-encrypted-flag", "a stored entry that says it is encrypted", begin + note + _file4(b"b.dat", PROGRAM, flags=0x8004) + end
    yield "rar4-headers-flag", "the main header says that all headers are encrypted; they are plain", rar.RAR4_MARK + rar._block4(0x73, 0x80, b"\0" * 6) + note + evil + end
    yield "rar4-volume-flag", "the main header says one volume of several", rar.RAR4_MARK + rar._block4(0x73, 0x01, b"\0" * 6) + evil + end
    yield "rar4-mark-moved", "a mark of RAR 5 in front of RAR 4 blocks", rar.RAR5_MARK + begin[7:] + evil + end
    yield "rar4-front", "600,000 bytes in front", b"x" * 600_000 + begin + evil + end


def _file5(name: bytes, data: bytes, *, kind: int = 2, flags: int = 0, extra: bytes = b"", size: int | None = None, packed: int | None = None,
           method: int = 0, file_flags: int = 4, sum_off: int = 0, swallow: bytes = b"") -> bytes:
    vint = rar.vint
    info = vint(file_flags) + vint(len(data) if size is None else size) + vint(0x20) + (struct.pack("<I", zlib.crc32(data)) if file_flags & 4 else b"")
    info += vint(method) + vint(0) + vint(len(name)) + name
    body = vint(kind) + vint(flags | (1 if extra else 0) | 2) + (vint(len(extra)) if extra else b"") + vint(len(data + swallow) if packed is None else packed)
    head = vint(len(body + info + extra)) + body + info + extra
    return struct.pack("<I", (zlib.crc32(head) + sum_off) & 0xFFFFFFFF) + head + data + swallow


def _rar5() -> Iterator[tuple[str, str, bytes]]:
    vint = rar.vint
    begin, end = rar.RAR5_MARK + rar._block5(1, 0, vint(0)), rar._block5(5, 0, vint(0))
    note, evil = _file5(b"a.txt", NOTE), _file5(b"b.dat", PROGRAM)
    record = lambda kind, data: vint(len(vint(kind) + data)) + vint(kind) + data
    yield "rar5-sum", "a wrong sum in the program's header", begin + note + _file5(b"b.dat", PROGRAM, sum_off=1) + end
    yield "rar5-no-main", "no main header", rar.RAR5_MARK + note + evil + end
    yield "rar5-behind-end", "an archive behind the end block", begin + note + end + begin + evil + end
    yield "rar5-nul", "NUL in a name", begin + _file5(b"b.bat\0.txt", SCRIPT) + end
    yield "rar5-folder", "a program that says it is a folder", begin + note + _file5(b"b.dat", PROGRAM, file_flags=5) + end
    yield "rar5-method", "stored data that say they are packed", begin + note + _file5(b"b.dat", PROGRAM, method=3 << 7) + end
    yield "rar5-version", "a version of packing that nobody knows", begin + note + _file5(b"b.dat", PROGRAM, method=0x3F) + end
    yield "rar5-size-zero", "a size of 0 with data", begin + note + _file5(b"b.dat", PROGRAM, size=0) + end
    yield "rar5-size-unknown", "a size that is not known", begin + note + _file5(b"b.dat", PROGRAM, file_flags=12) + end
    yield "rar5-size-over", "data that run over the end", begin + note + _file5(b"b.dat", PROGRAM, packed=10**9) + end
    yield "rar5-swallow", "the data of the first cover the second entry", begin + _file5(b"a.txt", NOTE, swallow=evil) + end
    yield "rar5-stream", "a program as an alternate stream", begin + note + _file5(b"STM", PROGRAM, kind=3, flags=0x20, extra=record(7, b":b.exe")) + end
    yield "rar5-service", "a program as a service block that nobody knows", begin + note + _file5(b"ABC", PROGRAM, kind=3) + end
    yield "rar5-unknown-block", "an entry inside the data of a block that nobody knows", begin + note + rar._block5(9, 4, b"", b"", evil) + end
    yield "rar5-main-data", "an entry inside the data of the main header", rar.RAR5_MARK + rar._block5(1, 0, vint(0), b"", evil) + note + end
    yield "rar5-copy", "a file that copies another under a program's name", begin + _file5(b"a.txt", SCRIPT) + _file5(
        b"b.bat", b"", extra=record(5, vint(5) + vint(0) + vint(5) + b"a.txt")) + end
    yield "rar5-version-name", "a program as an older version of a file", begin + note + _file5(b"b.dat", PROGRAM, extra=record(4, vint(0) + vint(3))) + end
    quick = _quick_open(begin, note, _file5(b"b.bat", SCRIPT))
    yield "rar5-quick-open", "the copies of the headers name a program that the headers do not", quick
    yield "rar5-encryption-behind", "an encryption header between plain entries", begin + note + rar._block5(4, 0, vint(0) + vint(0) + bytes([15]) + b"x" * 16) + evil + end
    yield "rar5-mark-moved", "a mark of RAR 4 in front of RAR 5 blocks", rar.RAR4_MARK + begin[8:] + evil + end
    yield "rar5-front", "600,000 bytes in front", b"x" * 600_000 + begin + evil + end
    yield "rar5-locator", "the main header's locator points nowhere", rar.RAR5_MARK + rar._block5(1, 0, vint(0), record(1, vint(1) + vint(10**6))) + evil + end


def _quick_open(begin: bytes, note: bytes, other: bytes) -> bytes:
    """The copy of the first file's header is that of another file."""
    vint = rar.vint
    header = other[: len(other) - len(SCRIPT)]
    body = vint(0) + vint(len(note)) + vint(len(header)) + header
    framed = vint(len(body)) + body
    data = struct.pack("<I", zlib.crc32(framed)) + framed
    return begin + note + _file5(b"QO", data, kind=3) + rar._block5(5, 0, vint(0))


def _seven_zip() -> Iterator[tuple[str, str, bytes]]:
    note, evil = sevenzip.seven({"a.txt": NOTE}), sevenzip.seven({"b.dat": PROGRAM}, "-mx=0", "-mhc=off")
    yield "7z-front", "1,000 bytes in front: 7-Zip finds it", b"x" * 1000 + evil
    yield "7z-joined", "two archives joined", note + evil
    yield "7z-joined-reversed", "two archives joined, the program in the first", evil + note
    start = bytearray(evil)
    start[8:12] = b"\0" * 4
    yield "7z-start-sum", "a wrong sum of the start header", bytes(start)
    yield "7z-header-sum", "a wrong sum of the header", _start(evil, sum_off=1)
    yield "7z-version", "another version in the start header", evil[:6] + b"\x05\x09" + evil[8:]
    yield "7z-header-empty", "the start header says that there is no header", _start(evil, empty=True)
    yield "7z-header-over", "the start header points over the end", _start(evil, offset=10**6)
    yield "7z-two-headers", "two headers, one of another archive", _start(evil + note, offset=None)
    yield "7z-zip-between", "a zip between the data and the header", _between(evil, zips.simple({"c.dat": PROGRAM}, 0))
    yield "7z-name-nul", "NUL in a name", _renamed("bxbat.txt", "b.bat\0txt", SCRIPT)
    yield "7z-name-slash", "a slash behind a name", _renamed("b.batx", "b.bat/", SCRIPT)
    yield "7z-cut", "cut in the header", evil[:-20]


def _start(data: bytes, *, offset: int | None = None, sum_off: int = 0, empty: bool = False) -> bytes:
    at, size, check = struct.unpack("<QQI", data[12:32])
    if empty:
        at = size = check = 0
    fields = struct.pack("<QQI", at if offset is None else offset, size, (check + sum_off) & 0xFFFFFFFF)
    return data[:8] + struct.pack("<I", zlib.crc32(fields)) + fields + data[32:]


def _between(data: bytes, more: bytes) -> bytes:
    at = struct.unpack("<Q", data[12:20])[0]
    return _start(data[: 32 + at] + more + data[32 + at :], offset=at + len(more))


def _renamed(before: str, after: str, data: bytes) -> bytes:
    """An archive with an unpacked header in which a name is replaced by one of the same length."""
    out = sevenzip.seven({before: data}, "-mx=0", "-mhc=off").replace(before.encode("utf-16-le"), after.encode("utf-16-le"))
    at, size = struct.unpack("<QQ", out[12:28])
    fields = struct.pack("<QQI", at, size, zlib.crc32(out[32 + at : 32 + at + size]))
    return out[:8] + struct.pack("<I", zlib.crc32(fields)) + fields + out[32:]


def _cabinet(names: list[bytes], datas: list[bytes], *, reserve: bytes = b"", folder_reserve: bytes = b"", data_reserve: bytes = b"", total: int | None = None,
             count: int | None = None, folder: int = 0, flags: int = 0, strings: bytes = b"", sum_off: int = 0, offset: int = 0,
             attributes: int = 0x20, sizes: list[int] | None = None) -> bytes:
    whole = b"".join(datas)
    flags |= 4 if reserve or folder_reserve or data_reserve else 0
    head_size = 36 + (4 + len(reserve) if flags & 4 else 0) + len(strings)
    table, at = b"", offset
    for number, name in enumerate(names):
        size = sizes[number] if sizes else len(datas[number])
        table += struct.pack("<IIHHHH", size, at, folder, 0x5D78, 0x4000, attributes) + name + b"\0"
        at += size
    first_file = head_size + 8 + len(folder_reserve)
    first_data = first_file + len(table)
    lengths = struct.pack("<HH", len(whole), len(whole)) + data_reserve
    check = small_archives._cab_checksum(lengths, small_archives._cab_checksum(whole, 0)) if not data_reserve else 0
    data = struct.pack("<I", (check + sum_off) & 0xFFFFFFFF) + lengths + whole
    size = first_data + len(data)
    head = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, size if total is None else total, 0, first_file, 0, 3, 1, 1,
                                 len(names) if count is None else count, flags, 27, 0)
    if flags & 4:
        head += struct.pack("<HBB", len(reserve), len(folder_reserve), len(data_reserve)) + reserve
    return head + strings + struct.pack("<IHH", first_data, 1, 0) + folder_reserve + table + data


def _cab() -> Iterator[tuple[str, str, bytes]]:
    names, datas = [b"a.txt", b"b.dat"], [NOTE, PROGRAM]
    zipped = zips.simple({"b.dat": PROGRAM}, 0)
    yield "cab-reserve", "reserve areas in header, folder and data", _cabinet(names, datas, reserve=b"x" * 100, folder_reserve=b"y" * 7, data_reserve=b"z" * 5)
    yield "cab-reserve-zip", "a zip in the header's reserve area", _cabinet(names[:1], datas[:1], reserve=zipped)
    yield "cab-reserve-cab", "a cabinet in the header's reserve area", _cabinet(names[:1], datas[:1], reserve=_cabinet(names, datas))
    yield "cab-size-short", "a size that ends in front of the program", _cabinet(names, datas, total=200)
    yield "cab-size-long", "a size that runs over the end", _cabinet(names, datas, total=10**6)
    yield "cab-size-zero", "a size of 0", _cabinet(names, datas, total=0)
    yield "cab-count-over", "the header counts more files than there are", _cabinet(names, datas, count=9)
    yield "cab-folder", "a file of a folder that is not there", _cabinet(names, datas, folder=7)
    yield "cab-continued", "a file that is said to go on from another cabinet", _cabinet(names, datas, folder=0xFFFD)
    yield "cab-set", "one of a set, says the header", _cabinet(names, datas, flags=1, strings=b"truoc.cab\0dia 1\0")
    yield "cab-sum", "a wrong checksum of the data", _cabinet(names, datas, sum_off=5)
    yield "cab-up", "a name that leads upwards", _cabinet([b"..\\..\\b.bat"], [SCRIPT])
    yield "cab-utf-8", "a name in UTF-8, the flag is set", _cabinet(["báo cáo.bat".encode()], [SCRIPT], attributes=0xA0)
    yield "cab-folder-name", "a name that ends in a slash", _cabinet([b"b.bat\\"], [SCRIPT])
    yield "cab-same-bytes", "two files over the same bytes", _cabinet([b"a.txt", b"b.bat"], [SCRIPT, b""], sizes=[len(SCRIPT), 0])
    yield "cab-offset", "a file that begins behind the folder's end", _cabinet([b"b.dat"], [PROGRAM], offset=50)
    yield "cab-joined", "two cabinets joined", _cabinet(names[:1], datas[:1]) + _cabinet(names, datas)
    yield "cab-front", "junk in front: expand and 7-Zip look for the mark", b"x" * 3000 + _cabinet(names, datas)
    yield "cab-zip-behind", "a zip behind the cabinet", _cabinet(names[:1], datas[:1]) + zipped


def _lha() -> Iterator[tuple[str, str, bytes]]:
    def member(name: bytes, data: bytes, *, level: int = 0, method: bytes = b"-lh0-", extended: bytes = b"", sum_off: int = 0, size: int | None = None) -> bytes:
        body = method + struct.pack("<II", len(data) + (len(extended) if level == 1 else 0), len(data) if size is None else size) + struct.pack("<I", 0x5D784000)
        body += bytes([0x20, level])
        if level < 2:
            body += bytes([len(name)]) + name
        body += struct.pack("<H", small_archives._crc16(data))
        if level == 0:
            return bytes([len(body), (sum(body) + sum_off) & 255]) + body + data
        if level == 1:
            first = struct.pack("<H", struct.unpack("<H", extended[:2])[0] if extended else 0)
            body += b"M" + first
            return bytes([len(body), (sum(body) + sum_off) & 255]) + body + extended[2:] + data
        total = 2 + len(body) + 1 + len(extended)
        return struct.pack("<H", total) + body + b"M" + extended + data

    block = lambda kind, data: struct.pack("<H", len(data) + 3) + bytes([kind]) + data
    chain = lambda *blocks: b"".join(blocks) + b"\0\0"
    yield "lzh-sum", "a wrong sum of the header", member(b"a.txt", NOTE) + member(b"b.dat", PROGRAM, sum_off=1) + b"\0"
    yield "lzh-name-extended", "another name in an extended header", member(b"a.txt", SCRIPT, level=1, extended=chain(block(1, b"b.bat"))) + b"\0"
    yield "lzh-name-hides", "an extended header hides the plain name", member(b"b.bat", SCRIPT, level=1, extended=chain(block(1, b"a.txt"))) + b"\0"
    yield "lzh-level-2", "the name in an extended header only", member(b"", SCRIPT, level=2, extended=chain(block(0, b"\0\0"), block(1, b"b.bat"))) + b"\0"
    yield "lzh-name-unicode", "a Unicode name beside the plain one", member(b"a.txt", SCRIPT, level=1, extended=chain(block(1, b"a.txt"), block(0x44, "b.bat".encode("utf-16-le")))) + b"\0"
    yield "lzh-method", "a method that nobody knows", member(b"a.txt", NOTE) + member(b"b.dat", PROGRAM, method=b"-lh9-") + b"\0"
    yield "lzh-nul", "NUL in a name", member(b"b.bat\0.txt", SCRIPT) + b"\0"
    yield "lzh-zip-behind", "a zip behind the end byte", member(b"a.txt", NOTE) + b"\0" + zips.simple({"b.dat": PROGRAM}, 0)
