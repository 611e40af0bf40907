"""Mails, byte by byte: nothing is folded, encoded or repaired unless a caller asks for it.

In: headers and bodies. Out: bytes with CRLF line ends. Header values may be str (UTF-8) or bytes (as they are).
Sources: RFC 5322, 2045-2049, 2047, 2183, 2231.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import quopri
from urllib.parse import quote_from_bytes

CRLF = b"\r\n"
Header = tuple[str, "str | bytes"]

FROM = "Văn thư Sở TT&TT <vanthu_stttt@bacgiang.gov.vn>"
TO = "ubnd@bacgiang.gov.vn"
DATE = "Tue, 24 Nov 2026 08:30:00 +0700"


def raw(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8")


def crlf(text: str | bytes) -> bytes:
    return raw(text).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def encoded_word(text: str, charset: str = "UTF-8", encoding: str = "B") -> str:
    """RFC 2047 words of at most 75 characters, cut at characters."""
    words, piece = [], ""
    for char in text + "\0":
        if char == "\0" or len((piece + char).encode(charset, "replace")) > 36:
            if piece:
                words.append(_word(piece.encode(charset, "replace"), charset, encoding))
            piece = ""
        piece += char
    return "\r\n ".join(words)


def _word(data: bytes, charset: str, encoding: str) -> str:
    if encoding == "B":
        body = base64.b64encode(data).decode()
    else:
        safe = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        body = "".join(chr(b) if b in safe else "_" if b == 32 else f"={b:02X}" for b in data)
    return f"=?{charset}?{encoding}?{body}?="


def header_text(text: str) -> str:
    """A value as mail programs write it: encoded words where it is not ASCII."""
    if text.isascii():
        return text
    if "<" in text and text.endswith(">"):
        name, _, address = text.rpartition(" ")
        return f"{encoded_word(name)} {address}"
    return encoded_word(text)


def header_block(headers: list[Header]) -> bytes:
    return b"".join(raw(name) + b": " + raw(value) + CRLF for name, value in headers)


def b64(data: bytes) -> bytes:
    lines = base64.b64encode(data)
    return CRLF.join(lines[i : i + 76] for i in range(0, len(lines), 76)) + CRLF


def qp(data: bytes) -> bytes:
    return crlf(quopri.encodestring(data.replace(b"\r\n", b"\n")))


def uu(data: bytes, name: str | bytes, mode: str = "644") -> bytes:
    lines = [b"begin " + mode.encode() + b" " + raw(name)]
    lines += [binascii.b2a_uu(data[i : i + 45]).rstrip(b"\n") for i in range(0, len(data), 45)]
    return CRLF.join([*lines, b"`", b"end", b""])


def quoted(name: str | bytes) -> bytes:
    return b'"' + raw(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def rfc2231(name: str, charset: str = "UTF-8") -> str:
    return f"{charset}''" + quote_from_bytes(name.encode(charset), safe="")


def entity(headers: list[Header], body: bytes) -> bytes:
    return header_block(headers) + CRLF + body


def text_part(text: str, subtype: str = "plain", charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    data = crlf(text.encode(charset))
    bodies = {"8bit": data, "7bit": data, "base64": b64(data), "quoted-printable": qp(data)}
    return entity(
        [("Content-Type", f"text/{subtype}; charset={charset}"), ("Content-Transfer-Encoding", encoding)],
        bodies[encoding],
    )


def parameters(name: str | bytes, style: str) -> tuple[bytes, bytes]:
    """The name as parameter text for Content-Type and for Content-Disposition, in one of the usual styles."""
    if isinstance(name, bytes) or style == "raw":
        return b'; name=' + quoted(name), b'; filename=' + quoted(name)
    if style == "auto":
        style = "raw" if name.isascii() else "2231"
        return parameters(name, style)
    if style == "2047":
        word = raw(encoded_word(name))
        return b'; name="' + word + b'"', b'; filename="' + word + b'"'
    value = raw(rfc2231(name))
    return b"; name*=" + value, b"; filename*=" + value


def attachment(
    data: bytes,
    name: str | bytes | None,
    ctype: str = "application/octet-stream",
    *,
    style: str = "auto",
    where: str = "both",  # both | type | disposition
    disposition: str = "attachment",
    encoding: str = "base64",
    extra: list[Header] | None = None,
) -> bytes:
    in_type, in_disposition = (b"", b"") if name is None else parameters(name, style)
    if where == "type":
        in_disposition = b""
    elif where == "disposition":
        in_type = b""
    bodies = {"base64": b64, "quoted-printable": qp, "7bit": crlf, "8bit": crlf}
    return entity(
        [
            ("Content-Type", raw(ctype) + in_type),
            ("Content-Transfer-Encoding", encoding),
            ("Content-Disposition", raw(disposition) + in_disposition),
            *(extra or []),
        ],
        bodies[encoding](data),
    )


def boundary_of(parts: list[bytes], salt: str = "") -> str:
    digest = hashlib.sha256(salt.encode() + b"\0".join(parts)).hexdigest()
    return f"----=_Part_{digest[:24]}"


def join_parts(parts: list[bytes], boundary: str, preamble: bytes = b"") -> bytes:
    line = b"--" + raw(boundary)
    body = preamble
    for part in parts:
        body += line + CRLF + part + (b"" if part.endswith(CRLF) else CRLF)
    return body + line + b"--" + CRLF


def multipart(parts: list[bytes], subtype: str = "mixed", extra: str = "") -> bytes:
    boundary = boundary_of(parts, subtype)
    headers: list[Header] = [("Content-Type", f'multipart/{subtype}{extra};\r\n boundary="{boundary}"')]
    return entity(headers, join_parts(parts, boundary))


def rfc822(message: bytes, name: str | None = None, encoding: str = "7bit") -> bytes:
    in_type, in_disposition = (b"", b"") if name is None else parameters(name, "auto")
    body = b64(message) if encoding == "base64" else message
    return entity(
        [
            ("Content-Type", b"message/rfc822" + in_type),
            ("Content-Transfer-Encoding", encoding),
            ("Content-Disposition", b"attachment" + in_disposition),
        ],
        body,
    )


def message(
    top: bytes,
    subject: str = "Gửi tài liệu",
    *,
    sender: str = FROM,
    to: str = TO,
    extra: list[Header] | None = None,
    mime: bool = True,
) -> bytes:
    """A whole mail around one entity (its headers and body are taken over as they are)."""
    identity = hashlib.sha256(top + raw(subject)).hexdigest()[:20]
    headers: list[Header] = [
        ("Received", "from mx1.bacgiang.gov.vn (mx1.bacgiang.gov.vn [192.0.2.25])\r\n by mail.bacgiang.gov.vn "
                     f"with ESMTPS id {identity[:10]};\r\n {DATE}"),
        ("From", header_text(sender)),
        ("To", header_text(to)),
        ("Subject", header_text(subject)),
        ("Date", DATE),
        ("Message-ID", f"<{identity}@bacgiang.gov.vn>"),
        *(extra or []),
    ]
    if mime:
        headers.append(("MIME-Version", "1.0"))
    return header_block(headers) + top


def with_attachments(parts: list[bytes], text: str = "Kính gửi: xem tệp đính kèm.\n", **options) -> bytes:
    """The everyday mail: a text and its attachments."""
    return message(multipart([text_part(text), *parts]), **options)
