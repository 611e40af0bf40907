"""Executables in the open, under every name and disguise that a mail program could show (acceptance 4)."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import mail
from corpus import Context, Flags, Sample
from formats import dos, executables, images, legacy_office, ooxml, pdf, pe, rich_containers, scripts
from formats.executables import Program

YES = Flags(executable=True)
ODD = Flags(executable=True, unchecked=None, ambiguous=None)  # a name of this kind may well count as ambiguous too
KIND = ["executable"]


def _plain(name, data, **options) -> bytes:
    return mail.with_attachments([mail.attachment(data, name, **options)])


def _open(program: Program) -> Iterator[Sample]:
    yield Sample(f"open-{program.id}", _plain(f"bao-cao.{program.extension}", program.data), "under its right name", YES, KIND)
    yield Sample(f"upper-{program.id}", _plain(f"BAO CAO.{program.extension.upper()}", program.data),
                 "upper-case extension", YES, KIND)
    double = Flags(executable=True, ambiguous=None)
    yield Sample(f"double-{program.id}", _plain(f"Báo cáo quý IV.pdf.{program.extension}", program.data),
                 "double extension", double, KIND)


def _renamed(program: Program) -> Iterator[Sample]:
    """By content alone; what is only a program by its name is none under another one."""
    expected = YES if program.by_content else Flags(executable=None, unchecked=None, ambiguous=None)
    kinds = KIND if program.by_content else []
    why = "renamed: the content decides" if program.by_content else "renamed: Windows would not run it either"
    for label, name, ctype in [("pdf", "bao-cao.pdf", "application/pdf"), ("txt", "ghi chu.txt", "text/plain"),
                               ("docx", "Kế hoạch.docx", mail_type("docx")), ("noname", None, "application/octet-stream"),
                               ("noext", "baocao", "application/octet-stream"), ("jpg", "anh.jp g", "image/jpeg"),
                               ("dat", "du lieu.dat", "application/octet-stream")]:
        yield Sample(f"renamed-{label}-{program.id}", _plain(name, program.data, ctype=ctype), why, expected, kinds)


def mail_type(extension: str) -> str:
    return {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}[extension]


def _names(extension: str) -> list[tuple[str, str | bytes, str]]:
    """(label, name, parameter style): the disguises; each ends in something that runs on Windows."""
    e = extension
    return [
        ("trailing-dot", f"bao-cao.{e}.", "raw"),
        ("trailing-dots", f"bao-cao.{e}...", "raw"),
        ("trailing-spaces", f"bao-cao.{e}   ", "raw"),
        ("trailing-mixed", f"bao-cao.{e}. . .", "raw"),
        ("many-spaces", f"bao-cao.pdf{' ' * 120}.{e}", "raw"),
        ("rlo", f"cong van\u202efdp.{e}", "2231"),
        ("rlo-in-extension", f"cong van\u202efdp.\u202c{e}", "2047"),
        ("lro", f"\u202dcong van.{e}\u202c", "2231"),
        ("isolate", f"cong van\u2067.{e}\u2069", "2231"),
        ("zero-width-end", f"bao-cao.{e}\u200b", "2231"),
        ("zero-width-inside", f"bao-cao.{e[0]}\u200b{e[1:]}", "2231"),
        ("word-joiner", f"bao-cao.{e[0]}\u2060{e[1:]}", "2047"),
        ("bom", f"bao-cao.{e}\ufeff", "2231"),
        ("soft-hyphen", f"bao-cao.{e[0]}\u00ad{e[1:]}", "2231"),
        ("full-width", f"bao-cao.{''.join(chr(ord(c) + 0xFEE0) for c in e)}", "2231"),
        ("full-width-dot", f"bao-cao\uff0e{e}", "2231"),
        ("nul-behind", f"bao-cao.{e}\0.txt", "2231"),
        ("nul-before", f"bao-cao.txt\0.{e}", "2231"),
        ("nul-raw", f"bao-cao.{e}\0.txt".encode(), "raw"),
        ("nul-2047", f"bao-cao.{e}\0.pdf", "2047"),
        ("newline", f"bao-cao.{e}\n", "2231"),
        ("tab", f"bao-cao.{e}\t", "2231"),
        ("slash-path", f"../../Startup/a.{e}", "raw"),
        ("drive-path", f"C:\\Windows\\a.{e}", "raw"),
        ("data-stream", f"bao-cao.{e}::$DATA", "raw"),
        ("only-extension", f".{e}", "raw"),
        ("long", f"{'rat dai ' * 30}.{e}", "raw"),
        ("8bit-utf8", f"báo cáo.{e}", "raw"),
        ("8bit-latin1", b"b\xe1o c\xe1o." + e.encode(), "raw"),
        ("rfc2231", f"Báo cáo.{e}", "2231"),
        ("rfc2047", f"Báo cáo tình hình thực hiện nhiệm vụ.{e}", "2047"),
    ]


def _disguised(extension: str, data: bytes) -> Iterator[Sample]:
    for label, name, style in _names(extension):
        flags = YES if label in ("8bit-utf8", "rfc2231", "rfc2047", "long", "only-extension") else ODD
        yield Sample(f"name-{label}-{extension}", _plain(name, data, style=style), f"name disguise: {label}", flags, KIND)


def _parameter_forms(extension: str, data: bytes) -> Iterator[Sample]:
    """The name in one place only, in pieces, or hidden in the grammar of parameters."""
    e = extension.encode()

    def sample(label: str, ctype: bytes, disposition: bytes | None, why: str, flags: Flags = ODD) -> Sample:
        headers: list[mail.Header] = [("Content-Type", ctype), ("Content-Transfer-Encoding", "base64")]
        if disposition is not None:
            headers.append(("Content-Disposition", disposition))
        part = mail.entity(headers, mail.b64(data))
        return Sample(f"param-{label}-{extension}", mail.with_attachments([part]), why, flags, KIND)

    octets, cut = b"application/octet-stream", len(e) // 2 or 1
    yield sample("only-type", octets + b'; name="a.' + e + b'"', None, "name only in Content-Type", YES)
    yield sample("only-disposition", octets, b'attachment; filename="a.' + e + b'"', "name only in Content-Disposition", YES)
    yield sample("differ", octets + b'; name="a.pdf"', b'attachment; filename="a.' + e + b'"', "the two names differ")
    yield sample("differ-reverse", octets + b'; name="a.' + e + b'"', b'attachment; filename="a.pdf"', "the two names differ")
    yield sample("pieces", octets, b'attachment; filename*0="bao-cao.' + e[:cut] + b'";\r\n filename*1="' + e[cut:] + b'"',
                 "RFC 2231 pieces", YES)
    yield sample("pieces-encoded", octets, b"attachment; filename*0*=UTF-8''b%C3%A1o;\r\n filename*1*=%2E" + e[:cut]
                 + b';\r\n filename*2="' + e[cut:] + b'"', "RFC 2231 pieces, some encoded", YES)
    yield sample("pieces-unordered", octets, b'attachment; filename*1="' + e + b'";\r\n filename*0="bao-cao."',
                 "RFC 2231 pieces out of order")
    yield sample("star-and-plain", octets, b"attachment; filename=\"a.pdf\"; filename*=UTF-8''a." + e, "filename and filename*")
    yield sample("plain-and-star", octets, b"attachment; filename=\"a." + e + b"\"; filename*=UTF-8''a.pdf",
                 "filename and filename*, the other way round")
    yield sample("twice", octets, b'attachment; filename="a.pdf"; filename="a.' + e + b'"', "filename twice")
    yield sample("unquoted", octets, b"attachment; filename=a." + e, "no quotes", YES)
    yield sample("unquoted-space", octets, b"attachment; filename=bao cao." + e, "a blank outside quotes")
    yield sample("backslash", octets, b'attachment; filename="a.' + e[:1] + b"\\" + e[1:] + b'"', "a quoted pair in the name")
    yield sample("comment", octets, b'attachment (a.pdf); filename="a.' + e + b'"', "a comment in the field")
    yield sample("folded", octets, b'attachment;\r\n\tfilename="bao\r\n cao.' + e + b'"', "folded inside the quotes")
    yield sample("case", octets, b'ATTACHMENT; FileName="a.' + e + b'"', "parameter in mixed case", YES)
    yield sample("percent-in-plain", octets, b'attachment; filename="a%2E' + e + b'"', "percent code in a plain value",
                 Flags(executable=None if not data.startswith(b"MZ") else True, unchecked=None, ambiguous=None))
    yield sample("utf16", octets, b"attachment; filename*=UTF-16BE''" + "".join(
        f"%{b:02X}" for b in f"a.{extension}".encode("utf-16-be")).encode(), "name in UTF-16")
    yield sample("word-q", octets + b'; name="=?utf-8?q?a=2E' + e + b'?="', None, "quoted-printable word", YES)
    yield sample("word-split", octets + b'; name="=?utf-8?B?YS4=?= =?utf-8?Q?' + e + b'?="', None, "two words", YES)
    yield sample("word-unquoted", octets + b"; name==?utf-8?Q?a=2E" + e + b"?=", None, "a word without quotes")


def _transports(extension: str, data: bytes) -> Iterator[Sample]:
    """Other ways for a file to travel in a mail."""
    name = f"bao-cao.{extension}"
    text = mail.text_part("Xem tệp bên dưới.\n")
    inner = _plain(name, data)
    single = mail.entity([("Content-Type", f'application/octet-stream; name="{name}"'), ("Content-Transfer-Encoding", "base64"),
                          ("Content-Disposition", f'attachment; filename="{name}"')], mail.b64(data))
    binary = Flags(executable=True, unchecked=None, ambiguous=None)
    mails = {
        "whole-mail": (mail.message(single), "the mail is the file", YES),
        "inline": (_plain(name, data, disposition="inline"), "disposition inline", YES),
        "quoted-printable": (_plain(name, data, encoding="quoted-printable"), "quoted-printable",
                             YES if data.isascii() else binary),
        "as-text-plain": (_plain(name, data, ctype="text/plain"), "declared as text/plain", binary),
        "as-image": (_plain(name, data, ctype="image/png"), "declared as image/png", binary),
        "as-msdownload": (_plain(name, data, ctype="application/x-msdownload"), "declared as a program", YES),
        "in-related": (mail.message(mail.multipart([mail.text_part("<p>x</p>", "html"), mail.attachment(
            data, name, extra=[("Content-ID", "<a@b>")])], "related")), "in multipart/related", YES),
        "in-alternative": (mail.message(mail.multipart([text, mail.attachment(data, name)], "alternative")),
                           "in multipart/alternative", YES),
        "nested-multipart": (mail.with_attachments([mail.multipart([mail.multipart([mail.attachment(data, name)])])]),
                             "in a multipart in a multipart", YES),
        "rfc822": (mail.with_attachments([mail.rfc822(inner)]), "in message/rfc822", YES),
        "rfc822-base64": (mail.with_attachments([mail.rfc822(inner, encoding="base64")]), "in message/rfc822 as base64", binary),
        "rfc822-twice": (mail.with_attachments([mail.rfc822(mail.with_attachments([mail.rfc822(inner)]))]),
                         "in message/rfc822 twice", YES),
        "eml-octets": (mail.with_attachments([mail.attachment(inner, "thu.eml")]), "an .eml as application/octet-stream", YES),
        "digest": (mail.message(mail.multipart([mail.entity([], inner)], "digest")), "in multipart/digest", YES),
        "uuencode": (mail.message(mail.entity([("Content-Type", "text/plain; charset=utf-8")],
                                              b"Xem tep:\r\n\r\n" + mail.uu(data, name) + b"\r\nHet.\r\n")),
                     "uuencoded in the text", binary),
        "uuencode-no-mime": (mail.message(mail.entity([], b"Xem tep:\r\n\r\n" + mail.uu(data, name)), mime=False),
                             "uuencoded in a mail without MIME", binary),
        "uuencode-cte": (mail.with_attachments([mail.entity([("Content-Type", f'application/octet-stream; name="{name}"'),
                                                             ("Content-Transfer-Encoding", "x-uuencode")], mail.uu(data, name))]),
                         "transfer encoding x-uuencode", binary),
        "tnef": (mail.with_attachments([mail.attachment(rich_containers.tnef({name: data}), "winmail.dat",
                                                        "application/ms-tnef")]), "in winmail.dat", YES),
        "tnef-renamed": (mail.with_attachments([mail.attachment(rich_containers.tnef({name: data}), "a.bin")]),
                         "in a TNEF of another name", YES),
        "tnef-long-name": (mail.with_attachments([mail.attachment(
            rich_containers.tnef({name: data}, long_names_only=True), "winmail.dat", "application/ms-tnef")]),
            "in winmail.dat, the real name in the properties", ODD),
        "preamble": (mail.message(mail.entity([("Content-Type", 'multipart/mixed; boundary="B"')], mail.join_parts(
            [text, mail.attachment(data, name)], "B", b"This is a multi-part message.\r\n"))), "behind a preamble", YES),
    }
    for label, (data_, why, flags) in mails.items():
        yield Sample(f"transport-{label}-{extension}", data_, why, flags, KIND)


def _others(context: Context) -> Iterator[Sample]:
    """Kinds of their own beside the executables."""
    docm = ooxml.docx("Mẫu biểu", ["Có macro"], macros=legacy_office.vba_project())
    for name in ("mau-bieu.docm", "mau-bieu.docx"):
        yield Sample(f"macro-{name.rpartition('.')[2]}", _plain(name, docm), "a document with macros is its own kind",
                     Flags(unchecked=None, ambiguous=None), ["macro"])
    vba = legacy_office.doc("Có macro", storages={"Macros": {"VBA": legacy_office.vba_storage()}})
    yield Sample("macro-doc", _plain("mau-bieu.doc", vba), "an old document with macros", Flags(unchecked=None), ["macro"])
    blob = base64.b64encode(pe.exe32()).decode()
    page = (f"<html><body><script>var d=atob('{blob}');var u=new Uint8Array(d.length);for(var i=0;i<d.length;i++)"
            "u[i]=d.charCodeAt(i);var b=new Blob([u]);var a=document.createElement('a');a.href=URL.createObjectURL(b);"
            "a.download='bao-cao.exe';a.click();</script></body></html>").encode()
    free = Flags(executable=None, unchecked=None, ambiguous=None)
    yield Sample("smuggling-html", _plain("hoa-don.html", page, ctype="text/html"), "HTML that assembles a file", free, ["smuggling"])
    svg = (b'<svg xmlns="http://www.w3.org/2000/svg"><script><![CDATA[' + page[page.index(b"var d"):page.index(b"</script>")]
           + b"]]></script></svg>")
    yield Sample("smuggling-svg", _plain("so-do.svg", svg, ctype="image/svg+xml"), "SVG that assembles a file", free, ["smuggling"])
    # A .com of mere words: a saved page or note named like a domain, or (rarely) a program in printable letters.
    yield Sample("com-of-words", _plain("bao-cao.com", b"xin chao\r\n"), "a text named .com: free",
                 Flags(executable=None, unchecked=None, ambiguous=None))
    rng = context.rng("executables", "polyglot")
    mixed = Flags(executable=True, unchecked=None, ambiguous=None)
    yield Sample("pdf-behind-pe", _plain("a.pdf", pe.exe32() + pdf.document("a", ["a"])), "a program that is also a PDF", mixed, KIND)
    yield Sample("pe-in-name-of-image", _plain("anh.png", pe.exe32() + images.png(rng)), "a program with a picture behind", mixed, KIND)


def samples(context: Context) -> Iterator[Sample]:
    for program in executables.PROGRAMS:
        yield from _open(program)
        yield from _renamed(program)
    for extension, data in [("bat", scripts.TEXT["bat"]), ("vbs", scripts.TEXT["vbs"]), ("exe", pe.exe32()), ("com", dos.com_mov())]:
        yield from _disguised(extension, data)
        yield from _parameter_forms(extension, data)
        yield from _transports(extension, data)
    yield from _others(context)
