"""Programs that only one mail program finds: what the sources of Thunderbird and Zimbra and the documents of Exchange say.

Each mail is read in the usual way without a program in it. Scripts are one line of no effect under the name that the
program makes of the mail. Sources: comm-central mailnews/mime, zm-mailbox common/mime, MS-OXCMAIL 2.2.3.4, RFC 1740,
MacBinary III.
"""

from __future__ import annotations

import binascii
import struct
from collections.abc import Iterator

import mail
from corpus import Context, Flags, Sample
from formats import pe

CRLF = b"\r\n"
SCRIPT = b"rem congvu" + CRLF
PROGRAM = pe.image(salt=b"<clients>")
OCTETS = b"Content-Type: application/octet-stream"


def samples(_: Context) -> Iterator[Sample]:
    for name, data, why in (*_thunderbird(), *_zimbra(), *_exchange(), *_names()):
        yield Sample(name, data, why, Flags(executable=True, encrypted=None, unchecked=None, ambiguous=None))
    for name, data, why in _elsewhere():
        yield Sample(name, data, why, Flags(unchecked=True, ambiguous=None))


def _mail(head: bytes, body: bytes) -> bytes:
    fields = [("From", "a@example.vn"), ("To", mail.TO), ("Subject", "bao cao"), ("Date", mail.DATE), ("MIME-Version", "1.0")]
    return mail.header_block(fields) + head + CRLF + CRLF + body


def _with(part_head: bytes, data: bytes = SCRIPT, encoded: bool = True) -> bytes:
    if encoded:
        part_head += CRLF + b"Content-Transfer-Encoding: base64"
        data = mail.b64(data)
    parts = [b"Content-Type: text/plain" + CRLF * 2 + b"Kinh gui." + CRLF, part_head + CRLF * 2 + data + CRLF]
    return _mail(b"Content-Type: multipart/mixed; boundary=b", b"".join(b"--b" + CRLF + part for part in parts) + b"--b--" + CRLF)


def _disposed(parameters: bytes) -> bytes:
    return _with(OCTETS + CRLF + b"Content-Disposition: attachment; " + parameters)


def _small_letters(line: bytes) -> bytes:
    return bytes(c + 64 if 33 <= c <= 62 else c for c in line)


def _thunderbird() -> Iterator[tuple[str, bytes, str]]:
    inner = b"Content-Disposition: attachment; filename=ho-so.bat" + CRLF * 2 + SCRIPT
    yield "type-behind-question-mark", _with(b"Content-Type: a?message/rfc822", inner, False), "the type behind a '?'"
    for field in (b"Content-Name", b"X-Sun-Data-Name"):
        yield field.decode().lower(), _with(OCTETS + CRLF + field + b": ho-so.bat"), "a field that names the part"
    lines = mail.uu(PROGRAM, "ho-so.dat").split(CRLF)
    small = CRLF.join([lines[0], *map(_small_letters, lines[1:-2]), *lines[-2:]])
    yield "uuencode-small-letters", _mail(b"Content-Type: text", small), "uuencode in other letters of the same value"
    behind_junk = b"begin 644 ho-so.bat" + CRLF + b"lines of other words" + CRLF + mail.uu(SCRIPT, "x").partition(CRLF)[2]
    yield "uuencode-behind-words", _mail(b"Content-Type: text", behind_junk), "a uuencoded file by its first line alone"
    slot = mail.b64(PROGRAM[:9]).rstrip() + b"A=AA" + mail.b64(PROGRAM[11:])
    yield "base64-padding-in-place", _with(OCTETS + CRLF + b"Content-Transfer-Encoding: base64", slot, False), "'=' as a digit"
    long_language = b'filename="=?utf-8*' + b"v" * 200 + b'?Q?ho-so=2Ebat?="'
    yield "encoded-word-long-language", _disposed(long_language), "a language of any length in an encoded word"


def _zimbra() -> Iterator[tuple[str, bytes, str]]:
    for name, key in {"slash": b"fi/lename", "marks": b'f<i>l@e:n"a"me', "blank": b"filena me", "comment": b"filena(c)me"}.items():
        yield f"key-with-{name}", _disposed(key + b"=ho-so.bat"), "what may not stand in a parameter's name is left out"
    yield "plus-is-blank", _disposed(b"filename*=utf-8''ho-so.bat+"), "'+' in an extended parameter"
    for name, reference in {"decimal": b"&#46;", "hexadecimal": b"&#x2E;"}.items():
        yield f"reference-{name}", _disposed(b'filename="ho-so' + reference + b'bat"'), "character references in a name"
    yield "charset-with-blank", _disposed(b'filename="=?utf-8 ?Q?ho-so=2Ebat?="'), "blanks around a charset"
    head = b"Content-Type: multipart/mixed; boun/dary=b"
    body = b"--b" + CRLF + OCTETS + b"; name=ho-so.bat" + CRLF * 2 + SCRIPT + b"--b--" + CRLF
    yield "boundary-key-with-slash", _mail(head, body), "the same for a boundary"


def _exchange() -> Iterator[tuple[str, bytes, str]]:
    single = struct.pack(">II16xH", 0x00051600, 0x00020000, 2) + struct.pack(">III", 1, 50, len(PROGRAM))
    single += struct.pack(">III", 3, 50 + len(PROGRAM), 5) + PROGRAM + b"ho-so"
    yield "apple-single", _with(b"Content-Type: application/applefile; name=ho-so", single), "a file inside AppleSingle"
    head = bytearray(128)
    head[1], head[2:11], head[122], head[123] = 9, b"ho-so.bat", 130, 129
    struct.pack_into(">I", head, 83, len(SCRIPT))
    struct.pack_into(">H", head, 124, binascii.crc_hqx(bytes(head[:124]), 0))
    binary = bytes(head) + SCRIPT.ljust(128, b"\0")
    yield "mac-binary", _with(b"Content-Type: application/macbinary; name=ho-so.bin", binary), "a file inside MacBinary"
    loose = b"begin  ho-so.bat" + CRLF + mail.uu(SCRIPT, "x").partition(CRLF)[2]
    yield "uuencode-without-mode", _mail(b"Content-Type: text/plain", loose), "two blanks in place of a mode (Outlook Express)"


def _names() -> Iterator[tuple[str, bytes, str]]:
    for ending in ("hta", "url", "rdp"):
        head = f'Content-Type: message/rfc822; name="ho-so.{ending}"'.encode()
        yield f"mail-called-{ending}", _with(head, b"From: a" + CRLF * 2 + b"x", False), "run whatever stands around its lines"
    for name, text in {"star": b"ho-so.b*at", "angle": b"ho-so.b<at", "colon": b"ho-so.b:at"}.items():
        yield f"name-with-{name}", _disposed(b'filename="' + text + b'"'), "what Windows allows in no name is dropped"


def _elsewhere() -> Iterator[tuple[str, bytes, str]]:
    for name, url in {"web": b"http://a.example.vn/x.exe", "share": b"file:////a.example.vn/x.exe"}.items():
        head = b"Content-Type: application/pdf; name=ho-so.pdf" + CRLF + b"X-Mozilla-External-Attachment-URL: " + url
        yield f"detached-{name}", _with(head, b"x"), "Thunderbird opens another file than the part"
    sun = b"----------" + CRLF + b"X-Sun-Data-Name: ho-so.bat" + CRLF * 2 + SCRIPT
    yield "x-sun-attachment", _mail(b"Content-Type: X-sun-attachment", sun), "a container that only Thunderbird reads"
