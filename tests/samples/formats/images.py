"""Small real pictures, and the heads of media files. Sources: PNG, GIF89a, JPEG (ITU T.81), BMP, TIFF 6, ISO BMFF."""

from __future__ import annotations

import random
import struct
import zlib


def png(rng: random.Random, width: int = 32, height: int = 32) -> bytes:
    lines = b"".join(b"\0" + rng.randbytes(width * 3) for _ in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def gif() -> bytes:
    return bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")


def jpeg(rng: random.Random, size: int = 600) -> bytes:
    """A frame with tables and a scan of noise (no 0xFF inside, so it ends where it says)."""
    quantization = b"\xff\xdb\x00\x43\x00" + bytes([8] * 64)
    frame = b"\xff\xc0\x00\x0b\x08\x00\x20\x00\x20\x01\x01\x11\x00"
    codes = b"\xff\xc4\x00\x1f\x00" + bytes([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0]) + bytes(range(12))
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + bytes(rng.randrange(255) for _ in range(size))
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x48\0\x48\0\0" + quantization + frame + codes + scan + b"\xff\xd9"


def bmp(rng: random.Random) -> bytes:
    body = rng.randbytes(16 * 48)
    return b"BM" + struct.pack("<IHHI", 54 + len(body), 0, 0, 54) + struct.pack(
        "<IiiHHIIiiII", 40, 16, 16, 1, 24, 0, len(body), 2835, 2835, 0, 0) + body


def tiff(rng: random.Random) -> bytes:
    pixels = rng.randbytes(256)
    tags = [(256, 3, 1, 16), (257, 3, 1, 16), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
            (278, 3, 1, 16), (279, 4, 1, 256)]
    table = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + b"\0" * 4
    return b"II*\0" + struct.pack("<I", 8 + len(pixels)) + pixels + table


def webp(rng: random.Random) -> bytes:
    body = b"\x30\x01\x00\x9d\x01\x2a\x10\x00\x10\x00" + rng.randbytes(200)
    chunk = b"VP8 " + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def svg() -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">'
            '<title>Sơ đồ</title><rect x="2" y="2" width="76" height="36" fill="#c00"/>'
            '<text x="8" y="24">Phòng họp</text></svg>\n').encode()


def mp4(rng: random.Random) -> bytes:
    body = rng.randbytes(900)
    return (struct.pack(">I4s4sI4s4s", 24, b"ftyp", b"isom", 512, b"isom", b"mp41")
            + struct.pack(">I4s", 8 + len(body), b"mdat") + body)


def mp3(rng: random.Random) -> bytes:
    tag = b"ID3\x03\0\0\0\0\0\x10" + b"\0" * 16
    return tag + b"".join(b"\xff\xfb\x90\x64" + rng.randbytes(413) for _ in range(3))


def wav(rng: random.Random) -> bytes:
    body = rng.randbytes(800)
    head = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data" + struct.pack("<I", len(body))
    return b"RIFF" + struct.pack("<I", len(head) + len(body)) + head + body


def dwg(rng: random.Random) -> bytes:
    return b"AC1032\0\0\0\0\0\x00\x03" + rng.randbytes(2048)


def font(rng: random.Random) -> bytes:
    """A TrueType file: table directory and tables of noise."""
    tables = [b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post"]
    offset, directory, body = 12 + 16 * len(tables), b"", b""
    for tag in tables:
        data = rng.randbytes(64)
        directory += tag + struct.pack(">III", zlib.crc32(data), offset + len(body), len(data))
        body += data
    return struct.pack(">IHHHH", 0x00010000, len(tables), 128, 3, 32) + directory + body
