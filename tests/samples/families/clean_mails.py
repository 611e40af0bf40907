"""Harmless mails whose shape is the point: replies, lists, bounces, invitations, signatures, old programs."""

from __future__ import annotations

import base64
import random
import unicodedata
from collections.abc import Iterator

import mail
import words
from corpus import Context
from families import clean_documents as documents
from formats import images, rich_containers, smime_pgp

Named = tuple[str, bytes, str]  # label, mail, why


def attached(*files: documents.File, style: str = "auto", text: str = "Xem tệp đính kèm.\n", **options) -> bytes:
    parts = [mail.attachment(data, name, ctype, style=style) for name, data, ctype in files]
    return mail.with_attachments(parts, text, **options)


def html(rng: random.Random, rows: int = 0) -> str:
    """A page as mail programs write it: styles, tables, pictures by reference, no script."""
    table = "".join("<tr>" + "".join(f'<td style="border:1px solid #ccc">{cell}</td>' for cell in row) + "</tr>"
                    for row in (words.rows(rng, rows) if rows else []))
    return (f'<!DOCTYPE html>\n<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n<style>p{{margin:0}}'
            f"</style></head><body>\n<p>{words.paragraph(rng)}</p>\n<table>{table}</table>\n"
            '<p><a href="https://bacgiang.gov.vn/van-ban?id=1&amp;x=2">Xem văn bản</a></p><img src="cid:anh@bacgiang" alt="">\n'
            "</body></html>\n").replace("</tr>", "</tr>\n")


def everyday(context: Context) -> Iterator[Named]:
    styles = ["auto", "2047", "2231", "raw"]
    for number in range(70):
        rng = context.rng("clean", "everyday", number)
        files = [documents.everyday(rng) for _ in range(rng.randrange(1, 4))]
        data = attached(*files, style=styles[number % 4], text=words.letter(rng), subject=rng.choice(words.TITLES))
        if number % 5 == 4:
            data = data.replace(b"\r\n", b"\n")
        yield f"everyday-{number:02d}", data, "documents of every day"
    for number in range(15):
        rng = context.rng("clean", "pictures", number)
        data = attached(*[documents.picture(rng) for _ in range(3)], text=words.letter(rng))
        yield f"pictures-{number:02d}", data, "pictures"


def texts(rng: random.Random) -> Iterator[Named]:
    for encoding in ("7bit", "8bit", "quoted-printable", "base64"):
        text = "Kinh gui cac dong chi\n" if encoding == "7bit" else words.letter(rng)
        yield f"text-{encoding}", mail.message(mail.text_part(text, encoding=encoding)), f"a text as {encoding}"
    yield "text-no-mime", mail.message(mail.entity([], mail.crlf("Kinh gui\n\nXin bao cao.\n")), mime=False), "a mail without MIME"
    yield "text-empty", mail.message(mail.text_part("")), "an empty text"
    for charset in ("windows-1258", "utf-16", "iso-8859-1", "us-ascii", "koi8-r", "x-unknown"):
        if charset in ("iso-8859-1", "us-ascii", "x-unknown"):
            body = documents.legacy(rng, "tcvn3") if charset != "us-ascii" else b"Kinh gui\r\n"
        else:
            body = "Quyet dinh ve viec".encode(charset)
        part = mail.entity([("Content-Type", f"text/plain; charset={charset}"), ("Content-Transfer-Encoding", "base64")], mail.b64(body))
        yield f"charset-{charset}", mail.message(part), f"text in {charset}"
    for charset in ("tcvn3", "viscii"):
        body = documents.legacy(rng, charset)
        part = mail.entity([("Content-Type", f"text/plain; charset={'viscii' if charset == 'viscii' else 'iso-8859-1'}"),
                            ("Content-Transfer-Encoding", "8bit")], body)
        yield f"text-{charset}-8bit", mail.message(part), f"{charset} text, eight bits"
    yield "html-only", mail.message(mail.text_part(html(rng), "html", encoding="quoted-printable")), "HTML"
    alternative = mail.multipart([mail.text_part(words.letter(rng)), mail.text_part(html(rng), "html")], "alternative")
    yield "alternative", mail.message(alternative), "text and HTML"
    picture = mail.attachment(images.png(rng), "image001.png", "image/png", disposition="inline", extra=[("Content-ID", "<anh@bacgiang>")])
    yield "related", mail.message(mail.multipart([alternative, picture], "related")), "HTML with its picture"
    yield "large-table", mail.message(mail.text_part(html(rng, 2500), "html", encoding="base64")), "a large table in HTML"
    newsletter = "".join(f'<div class="tin"><h2>{title}</h2><p>{words.paragraph(rng)}</p></div>\n' for title in words.TITLES)
    yield "newsletter", mail.message(mail.text_part(f"<html><body>\n{newsletter}</body></html>\n", "html", encoding="base64"), extra=[
        ("List-Unsubscribe", "<https://example.vn/huy>"), ("Precedence", "bulk")]), "a newsletter"
    data_uri = base64.b64encode(images.png(rng)).decode()
    lines = "\n".join(data_uri[i : i + 76] for i in range(0, len(data_uri), 76))
    yield "html-data-picture", mail.message(mail.text_part(f'<p>a</p><img src="data:image/png;base64,{lines}">\n', "html")), \
        "a picture inside HTML"
    yield "enriched", mail.message(mail.text_part("<bold>Kinh gui</bold>\n", "enriched", encoding="7bit")), "text/enriched"


def conversations(rng: random.Random) -> Iterator[Named]:
    code = ("> @echo off\n> copy a.bat b.cmd\n> reg add HKLM\\Software\\A\n>\n> <script>var a = document.write('x');</script>\n"
            "> CreateObject(\"WScript.Shell\")\n> powershell -File a.ps1\n> MZ\\x90\\x00 là đầu tệp .exe\n")
    yield "reply-quoting-code", mail.message(mail.text_part(f"Trả lời bên dưới:\n\n{code}\nĐoạn trên là gì?\n"), subject="Re: lỗi kịch bản"), \
        "a reply that quotes code"
    yield "code-in-text", mail.message(mail.text_part(code.replace("> ", ""))), "code as text"
    yield "talks-of-files", mail.message(mail.text_part(
        "Đừng mở tệp hoa-don.exe, virus.scr hay x.js.\nbegin nào cũng có end.\nbegin 2026 là năm mới\nend\n")), "names of programs in a text"
    yield "base64-in-text", mail.message(mail.text_part("Mã: TVqQAAMAAAAEAAAA//8AALgAAAA=\n")), "base64 of a program's head in a text"
    quoted = "\n".join("> " * depth + words.SENTENCES[depth % 9] for depth in range(30))
    yield "reply-deep", mail.message(mail.text_part(quoted + "\n"), subject="Re: Re: Trả lời: Fwd: Họp"), "a long conversation"
    original = attached(documents.everyday(rng))
    yield "forward-rfc822", mail.with_attachments([mail.rfc822(original)], subject="Fwd: Báo cáo"), "forwarded as message/rfc822"
    yield "forward-rfc822-named", mail.with_attachments([mail.rfc822(original, "Thư gốc.eml")]), "forwarded, with a name"
    yield "forward-several", mail.with_attachments([mail.rfc822(attached(documents.everyday(rng)), f"thu {i}.eml") for i in range(4)]), \
        "four mails forwarded"
    yield "forward-of-forward", mail.with_attachments([mail.rfc822(mail.with_attachments([mail.rfc822(original)]))]), "forwarded twice"
    yield "eml-octets", attached(("thu cu.eml", original, "application/octet-stream")), "an .eml as a file"
    yield "forward-inline", mail.message(mail.text_part("-------- Thư chuyển tiếp --------\nTiêu đề: Báo cáo\nTừ: a@example.vn\n\nNội dung\n")), \
        "forwarded in the text"


def lists_and_reports(rng: random.Random) -> Iterator[Named]:
    footer = mail.text_part("_______________________________________________\nDanh sách thư Công nghệ thông tin\nhttps://lists.example.vn/\n")
    yield "list-footer", mail.message(mail.multipart([mail.text_part(words.letter(rng)), footer]), subject="[CNTT] Họp", extra=[
        ("List-Id", "CNTT <cntt.lists.example.vn>"), ("Sender", "cntt-bounces@lists.example.vn"), ("Precedence", "list")]), "a list mail"
    wrapped = mail.multipart([mail.multipart([mail.text_part(words.letter(rng)), mail.text_part(html(rng), "html")], "alternative"), footer])
    yield "list-wrapped", mail.message(wrapped), "a list mail, wrapped"
    digest = mail.multipart([mail.entity([], mail.message(mail.text_part(words.letter(rng)))) for _ in range(5)], "digest")
    yield "list-digest", mail.message(mail.multipart([mail.text_part("Tổng hợp"), digest])), "a digest"
    for label, form, name in (("dsn", "delivery-status", None), ("mdn", "disposition-notification", None)):
        status = mail.entity([("Content-Type", f"message/{form}")], b"Reporting-MTA: dns; mail.bacgiang.gov.vn\r\n\r\nFinal-Recipient: rfc822; "
                             b"a@example.vn\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 unknown\r\n")
        headers = mail.entity([("Content-Type", "text/rfc822-headers")], b"From: a@bacgiang.gov.vn\r\nSubject: Bao cao\r\n")
        original = mail.rfc822(attached(documents.everyday(rng)))
        for kind, last in (("headers", headers), ("whole", original)):
            top = mail.multipart([mail.text_part("Thư không gửi được.\n"), status, last], "report", f"; report-type={form}")
            yield f"{label}-{kind}", mail.message(top, subject="Undelivered Mail Returned to Sender", sender="MAILER-DAEMON@bacgiang.gov.vn",
                                                   extra=[("Auto-Submitted", "auto-replied")]), f"a {form} with the original's {kind}"
    invitation = mail.entity([("Content-Type", "text/calendar; charset=utf-8; method=REQUEST"), ("Content-Transfer-Encoding", "base64")],
                             mail.b64(documents.calendar(rng)))
    alternative = mail.multipart([mail.text_part("Mời họp"), mail.text_part(html(rng), "html"), invitation], "alternative")
    yield "invitation", mail.message(alternative, subject="Giấy mời họp"), "a calendar invitation"
    yield "invitation-attached", mail.message(mail.multipart([alternative, mail.attachment(
        documents.calendar(rng), "invite.ics", "application/ics")])), "an invitation, also as a file"
    reply = mail.entity([("Content-Type", "text/calendar; method=REPLY; charset=utf-8")], documents.calendar(rng))
    yield "invitation-reply", mail.message(reply), "the answer to an invitation"
    yield "vcard", attached(("Nguyễn Văn An.vcf", documents.vcard(rng), "text/x-vcard")), "a business card"
    auto = mail.text_part("Tôi đi công tác đến hết ngày 30/11.\n")
    yield "vacation", mail.message(auto, extra=[("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")]), "out of office"


def signed(rng: random.Random) -> Iterator[Named]:
    body = mail.text_part(words.letter(rng), encoding="quoted-printable")
    with_file = mail.multipart([body, mail.attachment(documents.docx(rng)[1], "Báo cáo.docx", documents.DOCX)])
    for label, inner in (("text", body), ("file", with_file)):
        yield f"smime-signed-{label}", smime_pgp.signed_mail(inner), "S/MIME signature"
        yield f"pgp-signed-{label}", smime_pgp.pgp_mime_signed(inner), "PGP/MIME signature"
    opaque = smime_pgp.pkcs7_mail(smime_pgp.smime().sign(with_file, detached=False), "signed-data")
    yield "smime-opaque", opaque, "S/MIME, opaque signature"
    yield "smime-signed-forwarded", mail.with_attachments([mail.rfc822(smime_pgp.signed_mail(with_file))]), "a signed mail, forwarded"
    yield "dkim", mail.message(body, extra=[("DKIM-Signature", "v=1; a=rsa-sha256; d=bacgiang.gov.vn; s=mail;\r\n h=from:to:subject;\r\n"
                                             " bh=AAAA;\r\n b=AAAA"), ("Authentication-Results", "mx1; dkim=pass")]), "a DKIM signature"


def names(rng: random.Random) -> Iterator[Named]:
    composed = "Quyết định số 27 về Đường bộ"
    decomposed = unicodedata.normalize("NFD", composed)
    document = documents.docx(rng)[1]
    for label, name in (("nfc", composed), ("nfd", decomposed), ("latin-eth", composed.replace("Đ", "Ð")), ("african-d", composed.replace("Đ", "Ɖ")),
                        ("nbsp", "Báo\u00a0cáo"), ("dash", "Báo cáo – quý IV"), ("quotes", "Báo cáo “mới”"), ("emoji", "Chúc mừng 🎉"),
                        ("chinese", "报告"), ("japanese-fullwidth", "ｂａｏ ｃａｏ"), ("korean", "보고서"), ("russian", "Отчёт"),
                        ("long", "Báo cáo tổng hợp " * 9), ("apostrophe", "H'Hen Niê"), ("hash", "#1 & 2 = 3; 4, 5"), ("brackets", "[a]{b}(c)")):
        for style in ("2231", "2047", "raw"):
            yield f"name-{label}-{style}", attached((name + ".docx", document, documents.DOCX), style=style), f"name: {label}, as {style}"
    for charset in ("windows-1258", "viscii", "tcvn"):
        raw = {"windows-1258": "Quyêìt ðiònh".encode("latin-1"), "viscii": bytes.fromhex("51757966AA74"), "tcvn": b"Quy\xd5t \xae\xdenh"}[charset]
        yield f"name-8bit-{charset}", mail.with_attachments([mail.attachment(document, raw + b".docx", documents.DOCX)]), \
            f"eight-bit name in {charset}"
        word = f"=?{'x-viet-tcvn5712' if charset == 'tcvn' else charset}?B?{base64.b64encode(raw + b'.docx').decode()}?="
        yield f"name-word-{charset}", mail.with_attachments([mail.attachment(document, word.encode(), documents.DOCX)]), f"word in {charset}"
    yield "name-gmail", mail.with_attachments([mail.entity([
        ("Content-Type", b'application/pdf; name="=?UTF-8?B?QsOhbyBjw6FvLnBkZg==?="'), ("Content-Disposition",
         b'attachment; filename="=?UTF-8?B?QsOhbyBjw6FvLnBkZg==?="'), ("Content-Transfer-Encoding", "base64"), ("X-Attachment-Id", "f_a0")],
        mail.b64(documents.pdf_file(rng)[1]))]), "as Gmail writes names"
    both = b"attachment; filename=\"=?UTF-8?Q?B=C3=A1o_c=C3=A1o.pdf?=\";\r\n filename*=UTF-8''B%C3%A1o%20c%C3%A1o.pdf"
    yield "name-both", mail.with_attachments([mail.entity([("Content-Type", "application/pdf"), ("Content-Disposition", both),
                                                           ("Content-Transfer-Encoding", "base64")],
                                                          mail.b64(documents.pdf_file(rng)[1]))]), "filename and filename* that agree"
    pieces = b"attachment;\r\n filename*0*=UTF-8''B%C3%A1o%20c%C3%A1o%20;\r\n filename*1*=t%E1%BB%95ng%20h%E1%BB%A3p;\r\n filename*2=\".docx\""
    yield "name-pieces", mail.with_attachments([mail.entity([("Content-Type", documents.DOCX), ("Content-Disposition", pieces),
                                                             ("Content-Transfer-Encoding", "base64")], mail.b64(document))]), "name in pieces"


def old_programs(rng: random.Random) -> Iterator[Named]:
    document = documents.docx(rng)[1]
    old = mail.entity([("Content-Type", 'application/msword; name="BAOCAO.DOC"'), ("Content-Transfer-Encoding", "base64"),
                       ("Content-Disposition", "attachment; filename=\"BAOCAO.DOC\"")], mail.b64(documents.legacy_office.doc("a")))
    express = mail.multipart([mail.text_part(words.letter(rng)), old])
    yield "outlook-express", mail.message(express, extra=[("X-Mailer", "Microsoft Outlook Express 6.00.2900.5512"), ("X-Priority", "3"),
                                                          ("X-MimeOLE", "Produced By Microsoft MimeOLE V6.00.2900.5579")]), "Outlook Express"
    notes = mail.multipart([mail.multipart([mail.text_part("a", encoding="7bit"), mail.text_part(html(rng), "html")], "alternative"),
                            mail.attachment(images.gif(), None, "image/gif", disposition="inline", extra=[("Content-ID", "<_1_A@A>")]),
                            mail.attachment(document, "Báo cáo.docx", style="2047")], "related")
    yield "lotus-notes", mail.message(notes, extra=[("X-Mailer", "Lotus Notes Release 8.5")]), "Lotus Notes"
    apple = mail.multipart([mail.text_part("a", encoding="7bit"), mail.attachment(document, "Ba\u0301o ca\u0301o.docx", disposition="inline"),
                            mail.text_part("b", encoding="7bit")])
    yield "apple-mail", mail.message(apple, extra=[("X-Mailer", "Apple Mail (2.3826.200.121)")]), "Apple Mail: text around files"
    yield "winmail", attached(("winmail.dat", rich_containers.tnef({"Bao cao.docx": document}), "application/ms-tnef")), "Exchange: winmail.dat"
    yield "uuencode-document", mail.message(mail.entity([], b"Xem:\r\n\r\n" + mail.uu(b"xin chao\r\n" * 9, "ghi chu.txt") + b"\r\n"), mime=False), \
        "an old mail with a uuencoded text"
    yield "preamble-epilogue", mail.message(mail.entity([("Content-Type", 'multipart/mixed; boundary="B"')], mail.join_parts(
        [mail.text_part("a")], "B", b"This is a multi-part message in MIME format.\r\n\r\n") + b"\r\n")), "preamble and epilogue"
    yield "appledouble", mail.message(mail.multipart([mail.multipart([
        mail.attachment(b"\0\x05\x16\x07\0\x02\0\0" + b"\0" * 70, "a.docx", "application/applefile"), mail.attachment(document, "a.docx")],
        "appledouble")])), "two forks of one file"
    yield "no-names", mail.with_attachments([mail.attachment(data, None, ctype) for _, data, ctype in (documents.pdf_file(rng), documents.docx(rng))]), \
        "attachments without names"
    yield "octet-stream", attached(*[(n, d, "application/octet-stream") for n, d, _ in (documents.everyday(rng) for _ in range(4))]), \
        "every file as application/octet-stream"
    yield "wrong-type", attached(("a.pdf", documents.pdf_file(rng)[1], "application/x-pdf"), ("b.docx", document, "application/msword")), \
        "types that are not quite right"
    yield "scanner", mail.with_attachments([mail.attachment(documents.pdf_file(rng)[1], "20261124083000.pdf", "application/pdf")],
                                           text="", subject="Message from RNP0026736A", sender="scan@bacgiang.gov.vn"), "a scanner"
    yield "fax-tiff", attached(("fax.tif", images.tiff(rng), "image/tiff")), "a fax"
    yield "many-files", attached(*[documents.everyday(rng) for _ in range(25)]), "25 files"
    long_base64 = mail.entity([("Content-Type", documents.DOCX + '; name="a.docx"'), ("Content-Transfer-Encoding", "base64")],
                              base64.b64encode(document)[:900] + b"\r\n" + base64.b64encode(document)[900:1800] + b"\r\n"
                              + mail.CRLF.join(base64.b64encode(document)[i : i + 76] for i in range(1800, len(base64.b64encode(document)), 76)) + b"\r\n")
    yield "long-base64-lines", mail.with_attachments([long_base64]), "base64 in lines of 900 letters"


def samples(context: Context) -> Iterator[Named]:
    yield from everyday(context)
    for family in (texts, conversations, lists_and_reports, signed, names, old_programs):
        yield from family(context.rng("clean", family.__name__))
