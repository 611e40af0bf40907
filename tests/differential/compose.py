"""Ordinary mails with attachments, by a grammar of what mail programs write; chosen by a seeded generator.

In: random.Random. Out: a tree (tree.py). About every second attachment is a program whose entry point returns, under
a harmless or an executable name; the others are scripts (one comment line) under executable names, or plain data.
Each carries a text of its own, so that no two are the same file. Sources: RFC 2045-2049, 2047, 2183, 2231.
"""

from __future__ import annotations

import base64
import binascii
import io
import sys
import zipfile
from pathlib import Path
from random import Random
from urllib.parse import quote_from_bytes

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "samples"))
from formats import pe  # noqa: E402

from tree import CRLF, Delimiter, Entity, Field, Leaf, Multipart, Nested, Param, entities  # noqa: E402

SAFE_NAMES = ["ho-so.pdf", "bao cao.docx", "Công văn 123.pdf", "anh.jpg", "dữ liệu.bin", "a.txt", "x"]
PROGRAM_NAMES = ["setup.exe", "Thông báo.exe", "xem truoc.scr", "chay.com", "văn bản.pdf.exe", "a;b.exe", "q\"uote.exe",
                 "e'x.exe", "(c).exe", "dài " + "rất " * 20 + ".exe", "tệp.pif"]
SCRIPT_NAMES = ["in.js", "macro.vbs", "Chạy thử.bat", "tải về.cmd", "lịch.hta", "go.ps1", "phím tắt.lnk", "a b.wsf"]
FILE_TYPES = [b"application/octet-stream", b"application/pdf", b"image/jpeg", b"application/x-msdownload",
              b"application/vnd.ms-excel", b"text/plain", b"audio/mpeg", b"application/zip"]
NO_LINE_ENDS = bytes.maketrans(b"\r\n", b"\x0e\x0b")
TEXT = "Kính gửi các đồng chí,\r\n\r\nGửi kèm tài liệu. Trân trọng.\r\n"
BOUNDARIES = [b"----=_Part_%d", b"=_%dabc", b"0000000000%d", b"Apple-Mail=_%d", b"b%d", b"_NextPart_%d.x", b"-%d-"]


class Composer:
    def __init__(self, rng: Random, label: str):
        self.rng = rng
        self.label = label
        self.count = 0

    def mail(self) -> Entity:
        top = self._body(0)
        top.fields[:0] = [Field(b"From", b"Van thu <vanthu@bacgiang.gov.vn>"), Field(b"To", b"ubnd@bacgiang.gov.vn"),
                          Field(b"Subject", self._words("Báo cáo tuần")),
                          Field(b"Date", b"Tue, 24 Nov 2026 08:30:00 +0700"), Field(b"MIME-Version", b"1.0")]
        if self.rng.random() < 0.2:
            self.rng.shuffle(top.fields)
        return top

    def _body(self, depth: int) -> Entity:
        roll = self.rng.random()
        if depth == 0 and roll < 0.08:
            return self._attachment()
        if depth == 0 and roll < 0.13:
            return self._uuencoded_text()
        if roll < 0.2 and depth < 3:
            return self._message(depth)
        return self._multipart(depth)

    def _multipart(self, depth: int) -> Entity:
        rng = self.rng
        subtype = rng.choice([b"mixed", b"mixed", b"mixed", b"related", b"alternative", b"digest", b"signed",
                              b"x-other"])
        if subtype == b"digest":
            parts = [self._digested(depth) for _ in range(rng.randint(1, 2))]
        else:
            parts = [self._text()] if rng.random() < 0.8 else []
            for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
                roll = rng.random()
                deeper = depth < 3 and roll < 0.25
                parts.append(self._body(depth + 1) if deeper else self._uuencoded_text() if roll > 0.96
                             else self._attachment())
        self.count += 1
        boundary = rng.choice(BOUNDARIES) % (self.count * 7919 + rng.randint(0, 999))
        body = Multipart(boundary, [(Delimiter(boundary), part) for part in parts], Delimiter(boundary, close=b"--"))
        if rng.random() < 0.4:
            body.preamble = b"This is a multi-part message in MIME format." + rng.choice([b"", CRLF])
        if rng.random() < 0.15:
            body.epilogue = b"--" + CRLF + b"Danh sach thu" + CRLF
        params = [Param(b"boundary", self._token_or_quoted(boundary))]
        if subtype == b"signed":
            params += [Param(b"micalg", b"sha-256"), Param(b"protocol", b'"application/pkcs7-signature"')]
        if rng.random() < 0.3:
            params.append(Param(b"type", b'"text/html"'))
        if rng.random() < 0.4:
            params[0].before = b";" + CRLF + b"\t"
        return Entity([Field(b"Content-Type", b"multipart/" + subtype, params)], body)

    def _message(self, depth: int) -> Entity:
        fields = [Field(b"Content-Type", b"message/rfc822")]
        if self.rng.random() < 0.4:
            fields.append(self._disposition("thu.eml"))
        return Entity(fields, Nested(Composer.mail(self) if depth < 2 else self._inner(depth)))

    def _inner(self, depth: int) -> Entity:
        inner = self._multipart(depth + 1)
        inner.fields.insert(0, Field(b"Subject", b"tiep"))
        return inner

    def _digested(self, depth: int) -> Entity:
        """A part of multipart/digest, which is a mail without saying so (RFC 2046 5.1.5)."""
        return Entity([], Nested(self._inner(depth + 1)))

    def _text(self) -> Entity:
        rng = self.rng
        if rng.random() < 0.15:
            return Entity([], Leaf(b"Kinh gui." + CRLF))
        encoding = rng.choice(["8bit", "quoted-printable", "base64", "7bit"])
        text = TEXT.encode() if encoding != "7bit" else b"Kinh gui." + CRLF
        fields = [Field(b"Content-Type", rng.choice([b"text/plain", b"text/html"]), [Param(b"charset", b"utf-8")]),
                  Field(b"Content-Transfer-Encoding", encoding.encode())]
        return Entity(fields, Leaf(encode(text, encoding, "t.txt", rng), encoding))

    def _file(self) -> tuple[str, bytes]:
        """A name and the bytes under it, without line ends but at their end, so that files of other line ends agree."""
        rng = self.rng
        self.count += 1
        mark = f"{self.label}/{self.count}".encode()
        roll = rng.random()
        if roll < 0.5:
            return rng.choice(SAFE_NAMES + PROGRAM_NAMES), program(mark)
        if roll < 0.58:
            return rng.choice(SAFE_NAMES), archive(mark)
        if roll < 0.75:
            return rng.choice(SCRIPT_NAMES + PROGRAM_NAMES), b"rem congvu test " + mark + CRLF
        name = rng.choice(SAFE_NAMES)
        noise = bytes(rng.randrange(256) for _ in range(rng.randint(0, 90))).translate(NO_LINE_ENDS)
        return name, b"\x89data " + mark + noise

    def _attachment(self) -> Entity:
        rng = self.rng
        name, data = self._file()
        encoding = rng.choice(["base64"] * 8 + ["quoted-printable"] * 3 + ["8bit", "binary", "x-uuencode", "7bit"])
        if data.startswith(b"PK"):  # has line ends that must stay
            encoding = "base64"
        fields = []
        if rng.random() < 0.95:
            fields.append(Field(b"Content-Type", rng.choice(FILE_TYPES),
                                [self.name_param(b"name", name)] if rng.random() < 0.6 else []))
        if encoding != "7bit" or rng.random() < 0.5:
            fields.append(Field(b"Content-Transfer-Encoding", encoding.encode()))
        if rng.random() < 0.85:
            fields.append(self._disposition(name))
        if rng.random() < 0.3:
            fields.append(Field(b"Content-ID", b"<1@bacgiang.gov.vn>"))
        if rng.random() < 0.2:
            fields.append(Field(b"Content-Description", self._words(name)))
        rng.shuffle(fields)
        return Entity(fields, Leaf(encode(data, encoding, name, rng), encoding))

    def _uuencoded_text(self) -> Entity:
        name, data = self._file()
        body = TEXT.encode() + encode(data, "x-uuencode", name, self.rng) + CRLF
        return Entity([Field(b"Content-Type", b"text/plain", [Param(b"charset", b"utf-8")])], Leaf(body))

    def _disposition(self, name: str) -> Field:
        value = self.rng.choice([b"attachment", b"attachment", b"attachment", b"inline"])
        params = [self.name_param(b"filename", name)] if self.rng.random() < 0.9 else []
        if self.rng.random() < 0.2:
            params.insert(self.rng.randint(0, len(params)), Param(b"size", b"%d" % self.rng.randint(1, 9999)))
        return Field(b"Content-Disposition", value, params)

    def name_param(self, key: bytes, name: str) -> Param:
        roll = self.rng.random()
        raw = name.encode()
        if name.isascii():
            return Param(key, self._token_or_quoted(raw))
        if roll < 0.35:
            return Param(key + b"*", b"UTF-8''" + quote_from_bytes(raw, safe="").encode())
        if roll < 0.7:
            return Param(key, b'"' + self._words(name) + b'"')
        return Param(key, b'"' + raw.replace(b'"', b'\\"') + b'"')

    def _token_or_quoted(self, value: bytes) -> bytes:
        plain = not set(value) & set(b' ()<>@,;:\\"/[]?=')
        if plain and self.rng.random() < 0.5:
            return value
        return b'"' + value.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'

    def _words(self, text: str) -> bytes:
        return encoded_words(text, self.rng.choice(["utf-8", "UTF-8", "utf-8", "windows-1258"]), self.rng.choice("BQ"))


def program(mark: bytes) -> bytes:
    """Without line ends, so that it survives where it stands in the clear."""
    return pe.image(salt=b"<congvu-test " + mark + b">").replace(b"\r\r\n", b"...")


def archive(mark: bytes) -> bytes:
    """A zip with a program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("cai-dat.exe"), program(mark))
    return out.getvalue()


def encoded_words(text: str, charset: str = "utf-8", form: str = "B") -> bytes:
    if text.isascii():
        return text.encode()
    try:
        text.encode(charset)
    except (UnicodeError, LookupError):
        charset = "utf-8"
    pieces = [text[i : i + 12] for i in range(0, len(text), 12)]
    return (CRLF + b" ").join(one_word(piece.encode(charset), charset, form) for piece in pieces)


def one_word(data: bytes, charset: str = "utf-8", form: str = "B") -> bytes:
    if form == "B":
        body = base64.b64encode(data)
    else:
        body = b"".join(b"_" if b == 32 else bytes([b]) if chr(b).isalnum() and b < 128 else b"=%02X" % b for b in data)
    return b"=?" + charset.encode() + b"?" + form.encode() + b"?" + body + b"?="


def encode(data: bytes, encoding: str, name: str, rng: Random) -> bytes:
    if encoding == "base64":
        width = rng.choice([76, 76, 76, 60, 72])
        text = base64.b64encode(data)
        return CRLF.join(text[i : i + width] for i in range(0, len(text), width))
    if encoding == "quoted-printable":
        # b2a_qp() takes the line ends that it finds in the data.
        return binascii.b2a_qp(data, istext=False).replace(CRLF, b"\n").replace(b"\n", CRLF)
    if encoding == "x-uuencode":
        lines = [binascii.b2a_uu(data[i : i + 45]).rstrip(b"\n") for i in range(0, len(data), 45)]
        return CRLF.join([b"begin 644 " + name.encode(), *lines, b"`", b"end"])
    return data


def compose(rng: Random, label: str) -> Entity:
    return Composer(rng, label).mail()


__all__ = ["compose", "encode", "encoded_words", "entities", "one_word", "program"]
