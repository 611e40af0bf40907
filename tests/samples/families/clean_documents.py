"""Harmless attachments of office life: documents, pictures, archives, and data that look like something else."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator

import mail
import words
from corpus import Context
from formats import (images, legacy_office, odf, ooxml, pdf, rar, rich_containers, sevenzip, small_archives, smime_pgp, zips)

File = tuple[str, bytes, str]  # name, bytes, media type

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
OCTETS = "application/octet-stream"


def docx(rng: random.Random, name: str | None = None, **more) -> File:
    data = ooxml.docx(rng.choice(words.TITLES), [words.paragraph(rng) for _ in range(rng.randrange(2, 12))], **more)
    return (name or rng.choice(words.FILE_NAMES)) + ".docx", data, DOCX


def xlsx(rng: random.Random, name: str | None = None, count: int = 20, **more) -> File:
    data = ooxml.xlsx(rng.choice(words.TITLES), words.rows(rng, count), **more)
    return (name or rng.choice(words.FILE_NAMES)) + ".xlsx", data, XLSX


def pptx(rng: random.Random) -> File:
    data = ooxml.pptx(rng.choice(words.TITLES), [words.paragraph(rng, 2) for _ in range(5)])
    return rng.choice(words.FILE_NAMES) + ".pptx", data, PPTX


def pdf_file(rng: random.Random, name: str | None = None, **more) -> File:
    lines = [words.paragraph(rng, 1) for _ in range(20)]
    return (name or rng.choice(words.FILE_NAMES)) + ".pdf", pdf.document(rng.choice(words.TITLES), lines, **more), "application/pdf"


def everyday(rng: random.Random) -> File:
    """One of the usual documents."""
    makers = [docx, docx, xlsx, pptx, pdf_file, pdf_file,
              lambda r: docx(r, media={"image1.png": images.png(r), "image2.jpeg": images.jpeg(r)}),
              lambda r: docx(r, table=words.rows(r, 30)),
              lambda r: pdf_file(r, image=images.jpeg(r)), lambda r: pdf_file(r, signed=True),
              lambda r: (r.choice(words.FILE_NAMES) + ".doc", legacy_office.doc(words.paragraph(r, 9)), "application/msword"),
              lambda r: (r.choice(words.FILE_NAMES) + ".xls", legacy_office.xls([words.paragraph(r, 1) for _ in range(9)]),
                         "application/vnd.ms-excel"),
              lambda r: (r.choice(words.FILE_NAMES) + ".ppt", legacy_office.ppt(words.paragraph(r)), "application/vnd.ms-powerpoint"),
              lambda r: (r.choice(words.FILE_NAMES) + ".odt", odf.package("odt", [words.paragraph(r)]), odf.MIME["odt"]),
              lambda r: (r.choice(words.FILE_NAMES) + ".ods", odf.package("ods", [words.paragraph(r)]), odf.MIME["ods"]),
              lambda r: (r.choice(words.FILE_NAMES) + ".rtf", rich_containers.rtf(words.paragraph(r)), "application/rtf")]
    return rng.choice(makers)(rng)


def picture(rng: random.Random) -> File:
    makers = {"png": ("image/png", images.png), "jpg": ("image/jpeg", images.jpeg), "bmp": ("image/bmp", images.bmp),
              "tif": ("image/tiff", images.tiff), "webp": ("image/webp", images.webp), "gif": ("image/gif", lambda r: images.gif())}
    extension = rng.choice(sorted(makers))
    return f"{rng.choice(words.FILE_NAMES)}.{extension}", makers[extension][1](rng), makers[extension][0]


def archive(rng: random.Random) -> File:
    """Documents in one of the usual archives."""
    files = {f"{folder}{name}": data for folder in ("Hồ sơ/", "") for name, data, _ in (everyday(rng), picture(rng))}
    ascii_files = {f"ho so {i}.{name.rpartition('.')[2]}": data for i, (name, data) in enumerate(files.items())}
    makers = {"zip": lambda: zips.simple(files), "rar": lambda: rng.choice([rar.rar4, rar.rar5])(files),
              "7z": lambda: sevenzip.seven(files), "tar.gz": lambda: small_archives.gz(small_archives.tar(files)),
              "cab": lambda: small_archives.cab(ascii_files), "lzh": lambda: small_archives.lha(ascii_files),
              "tar": lambda: small_archives.tar(files)}
    extension = rng.choice(sorted(makers))
    return f"{rng.choice(words.FILE_NAMES)}.{extension}", makers[extension](), OCTETS


def tricky_names(rng: random.Random) -> Iterator[tuple[str, File]]:
    """Names with a domain, dots or an extension's word inside: nothing of it runs."""
    base = ["bao-cao-vnexpress.net", "www.bacgiang.com", "danh sach .com", "Thư từ dangcongsan.vn", "ubnd.bacgiang.gov.vn",
            "Báo cáo v1.0.exe-huong-dan", "hướng dẫn cài đặt .NET", "setup.exe hướng dẫn gỡ", "QĐ 27.2018.QD-UBND", "Bản cuối...",
            "Ke hoach 20.11.2026", "cmd va bat", "Mau so 01.js", "Công ty ABC.com.vn (báo giá)", "scr", "Bài giảng VB.NET",
            "danh-sach_facebook.com_zalo.me", "[BC] tháng 11 - lần 2 (sửa)", "Ảnh chụp màn hình lúc 10.15.32", "Node.js cơ bản",
            "1. Tờ trình", "Phụ lục I.1.a", "e", "Đ", "Ước", "Tài liệu (1) (1)", "Số 12-BC.ĐU", "STTTT & VNPT; hợp đồng", "100% hoàn thành"]
    for number, name in enumerate(base):
        makers = [lambda n: docx(rng, n), lambda n: pdf_file(rng, n), lambda n: xlsx(rng, n)]
        yield f"name-{number:02d}", makers[number % 3](name)
    yield "name-html", ("www.bacgiang.com.html", b"<html><body><p>Trang ch\xe1\xbb\xa7</p></body></html>", "text/html")
    yield "name-htm", ("vnexpress.net.htm", b"<html><body>tin</body></html>", "text/html")
    yield "name-txt", ("ghi chu .com.txt", b"xin chao\r\n", "text/plain")


def texts(rng: random.Random) -> Iterator[tuple[str, File]]:
    """Text files that begin like something else, legacy encodings, data of every trade."""
    for number, start in enumerate(["MZ là viết tắt", "Rar! là một chương trình", "PK: phòng khám", "BM: biểu mẫu", "%PDF là định dạng",
                                    "ELF là gì?", "ID3 tag", "GIF89a là gì", "MSCF", "7z\xbc", "Ước thực hiện", "Ưu tiên", "Ô nhiễm",
                                    "#!/bin/sh trong tài liệu", "@echo off là lệnh gì", "begin 644", "From: ai đó", "{\\rt",
                                    "Windows Registry Editor là gì", "ITSF", "MSWIM", "-lh5-", "ustar", "xin chào, REM", "CD001"]):
        body = (start + ". " + words.paragraph(rng, 6) + "\r\n").encode()
        yield f"text-begins-{number:02d}", (f"ghi chu {number}.txt", body, "text/plain")
    text = words.paragraph(rng, 8)
    yield "text-utf16", ("ghi chu.txt", b"\xff\xfe" + text.encode("utf-16-le"), "text/plain")
    yield "text-utf8-bom", ("ghi chu.txt", b"\xef\xbb\xbf" + text.encode(), "text/plain")
    for number in range(12):
        yield f"text-tcvn3-{number}", (f"van ban abc {number}.txt", legacy(rng, "tcvn3"), "text/plain")
        yield f"text-viscii-{number}", (f"van ban viscii {number}.txt", legacy(rng, "viscii"), "text/plain")
    yield "log", ("mail.log", b"".join(b"Nov 24 08:%02d:00 mx1 postfix/smtpd[%d]: connect from unknown[192.0.2.%d]\n" % (i, 900 + i, i)
                                       for i in range(60)), "text/plain")
    yield "sql", ("sao-luu.sql", b"-- sao luu\nCREATE TABLE can_bo (id INT, ten TEXT);\nINSERT INTO can_bo VALUES (1, 'An');\n", "text/plain")
    yield "json", ("du-lieu.json", json.dumps({"tên": words.PEOPLE, "số": list(range(40))}, ensure_ascii=False).encode(), "application/json")
    yield "csv", ("danh sách.csv", "\r\n".join(";".join(map(str, row)) for row in words.rows(rng, 200)).encode("utf-8-sig"), "text/csv")
    yield "csv-large", ("so lieu.csv", "\r\n".join(",".join(map(str, row)) for row in words.rows(rng, 4000)).encode(), "text/csv")
    yield "xml-invoice", ("hoadon_1C26TAA_00000123.xml", invoice(rng), "text/xml")
    yield "xml-plain", ("cau-hinh.xml", b'<?xml version="1.0" encoding="UTF-8"?>\n<cau-hinh><muc ten="a"/></cau-hinh>\n', "application/xml")
    yield "yaml", ("cau-hinh.yaml", b"ten: a\nmuc:\n  - 1\n", "text/plain")
    yield "ini", ("cau-hinh.ini", b"[chung]\r\nten=a\r\n", "text/plain")
    yield "markdown", ("huong-dan.md", "# Hướng dẫn\n\n```\n@echo off\ncopy a b\n```\n".encode(), "text/markdown")
    yield "source", ("bai-tap.py.txt", b"import os\nprint(os.getcwd())\n", "text/plain")
    yield "vcf", ("danh bạ.vcf", vcard(rng), "text/vcard")
    yield "ics", ("lich-hop.ics", calendar(rng), "text/calendar")
    yield "html-file", ("Thông báo.html", f"<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><h1>{words.TITLES[0]}</h1>"
                        f"<p>{words.paragraph(rng)}</p></body></html>".encode(), "text/html")
    yield "html-script", ("bieu-do.html", b"<html><body><div id=a></div><script>document.getElementById('a').textContent='2026';"
                          b"</script></body></html>", "text/html")
    yield "svg", ("so do.svg", images.svg(), "image/svg+xml")
    yield "empty", ("trong.txt", b"", "text/plain")
    yield "empty-docx", ("loi.docx", b"", DOCX)
    yield "empty-bin", ("loi.dat", b"", OCTETS)
    yield "one-byte", ("a.dat", b"M", OCTETS)
    yield "newlines", ("dong.txt", b"\r\n" * 3000, "text/plain")


def blobs(rng: random.Random) -> Iterator[tuple[str, File]]:
    """Bytes of no known kind, as measuring devices and special programs write them."""
    for number in range(24):
        yield f"random-{number:02d}", (f"du-lieu {number}.{rng.choice(['dat', 'bin', 'raw'])}", rng.randbytes(4096), OCTETS)
    for number, first in enumerate([b"\xe9", b"\xeb\x10", b"\xb8", b"\x99\x01", b"\x85\x01", b"\x8c", b"\xc6\xaf", b"\xc3\x2e", b"\x1f\x9d\xff",
                                    b"BZ", b"PK", b"\x60\xea", b"\x04\x22", b"0\x82\x10\x00"]):
        yield f"blob-begins-{number:02d}", (f"mau do {number}.dat", first + rng.randbytes(2000), OCTETS)
    yield "dwg", ("Mặt bằng.dwg", images.dwg(rng), "image/vnd.dwg")
    yield "mp4", ("hoi nghi.mp4", images.mp4(rng), "video/mp4")
    yield "mp3", ("ghi am.mp3", images.mp3(rng), "audio/mpeg")
    yield "wav", ("ghi am.wav", images.wav(rng), "audio/wav")
    yield "ttf", ("VnTime.ttf", images.font(rng), "font/ttf")
    yield "sqlite", ("du-lieu.db", (b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20" + b"\0" * 80).ljust(4096, b"\0"), OCTETS)
    yield "dbf", ("bang.dbf", b"\x03\x7e\x0b\x18\x02\0\0\0\x41\0\x21\0" + b"\0" * 20 + b"TEN".ljust(11, b"\0") + b"C" + b"\0" * 20
                  + b"\r" + b" " + b"An".ljust(32) + b"\x1a", OCTETS)
    yield "shp", ("ranh gioi.shp", b"\0\0\x27\x0a" + b"\0" * 20 + b"\0\0\0\x32\xe8\x03\0\0\x05\0\0\0" + b"\0" * 64, OCTETS)
    yield "mdb", ("du lieu.mdb", b"\0\x01\0\0Standard Jet DB\0" + rng.randbytes(2000), OCTETS)


def special(rng: random.Random) -> Iterator[tuple[str, File]]:
    """Packages and documents with unusual but harmless insides."""
    spreadsheet = xlsx(rng)[1]
    yield "docx-with-xlsx", docx(rng, embeddings={"Microsoft_Excel_Worksheet.xlsx": spreadsheet})
    yield "docx-with-ole-docx", docx(rng, embeddings={"oleObject1.bin": legacy_office.ole_package("bang.xlsx", spreadsheet)})
    yield "docx-signed", docx(rng, signed=True)
    yield "docx-large-table", docx(rng, table=words.rows(rng, 3000))
    yield "xlsx-external", xlsx(rng, external="file:///\\\\may-chu\\chung\\So%20lieu.xlsx")
    yield "xlsx-external-web", xlsx(rng, external="https://bacgiang.gov.vn/so-lieu.xlsx")
    yield "xlsx-props-first", xlsx(rng, props_first=True)
    yield "xlsx-large", xlsx(rng, count=6000)
    yield "pdf-with-xlsx", pdf_file(rng, files={"Phụ lục.xlsx": spreadsheet, "ghi-chu.txt": b"xin chao"})
    yield "pdf-invoice", pdf_file(rng, files={"hoadon.xml": invoice(rng)}, signed=True)
    yield "pdf-uncompressed", pdf_file(rng, compress=False)
    page = pdf_file(rng)[1]
    yield "pdf-owner", ("khong in.pdf", pdf.encrypt(page, "", "chu", 128, ("--print=none",)), "application/pdf")
    yield "pdf-linear", ("web.pdf", pdf.qpdf(page, "--linearize"), "application/pdf")
    yield "pdf-object-streams", ("nho.pdf", pdf.qpdf(page, "--object-streams=generate"), "application/pdf")
    yield "pdf-trailing", ("mang.pdf", page + b"\r\n\r\n\0\0", "application/pdf")
    yield "pdf-leading", ("may quet.pdf", pdf.document("a", ["a"], prefix=b"\r\n\r\n"), "application/pdf")
    yield "winmail-docx", ("winmail.dat", rich_containers.tnef({"Bao cao.docx": docx(rng)[1], "anh.png": images.png(rng)}), "application/ms-tnef")
    # Files lie in TNEF and OneNote byte for byte: their own heads and ends stand in the middle of the carrier.
    inner = {"Bao cao.docx": docx(rng)[1], "Bang.xlsx": spreadsheet}
    for label, files in {"two": inner, "rar4": {"a.rar": rar.rar4(inner)}, "rar5": {"a.rar": rar.rar5(inner)}, "7z": {"a.7z": sevenzip.seven(inner)},
                         "cab": {"a.cab": small_archives.cab(inner, False)}, "tar": {"a.tar": small_archives.tar(inner)},
                         "zip": {"a.zip": zips.simple(inner, zips.STORED)}, "pdf": {"a.pdf": page}, "doc": {"a.doc": legacy_office.doc("a")}}.items():
        yield f"winmail-{label}", ("winmail.dat", rich_containers.tnef(files), "application/ms-tnef")
        yield f"one-{label}", ("So tay.one", rich_containers.onenote("Ghi chép", files), "application/onenote")
        yield f"msg-{label}", ("Thư.msg", legacy_office.msg("Báo cáo", "a", files), "application/vnd.ms-outlook")
        yield f"eml-{label}", ("Thư.eml", mail.with_attachments([mail.attachment(data, name)
                                                               for name, data in files.items()]), OCTETS)
        yield f"rtf-{label}", ("a.rtf", rich_containers.rtf("a", files), "application/rtf")
        yield f"doc-{label}", ("a.doc", legacy_office.doc_with_package(*next(iter(files.items()))), "application/msword")
        yield f"pdf-{label}", ("a.pdf", pdf.document("a", ["a"], files=files, compress=False), "application/pdf")
        yield f"iso-{label}", ("a.iso", small_archives.iso(files), OCTETS)
    yield "msg", ("Thư gốc.msg", legacy_office.msg("Báo cáo", words.letter(rng), {"Báo cáo.docx": docx(rng)[1]}), "application/vnd.ms-outlook")
    yield "msg-plain", ("Thư.msg", legacy_office.msg("Báo cáo", words.letter(rng), {}), "application/vnd.ms-outlook")
    yield "rtf-object", ("a.rtf", rich_containers.rtf("xin chào", {"bang.xlsx": spreadsheet}), "application/rtf")
    yield "one", ("So tay.one", rich_containers.onenote("Ghi chép", {"anh.png": images.png(rng)}), "application/onenote")
    yield "odp", ("trinh chieu.odp", odf.package("odp", ["a"], files={"Pictures/a.png": images.png(rng)}), odf.MIME["odp"])
    mimetype = zips.Entry("mimetype", b"application/epub+zip", zips.STORED)
    yield "epub", ("sach.epub", zips.build([mimetype, zips.Entry("META-INF/container.xml", b"<container/>"),
                                            zips.Entry("a.xhtml", b"<html/>")]), "application/epub+zip")
    yield "kmz", ("ban do.kmz", zips.simple({"doc.kml": b'<?xml version="1.0"?><kml/>'}), "application/vnd.google-earth.kmz")
    yield "zip-empty", ("rong.zip", zips.simple({}), "application/zip")
    yield "zip-empty-file", ("a.zip", zips.simple({"a/": b"", "a/rong.txt": b""}, zips.STORED), "application/zip")
    yield "zip-legacy-names", ("cu.zip", zips.build([zips.Entry(b"B\xb8o c\xb8o.doc", legacy_office.doc("a")),
                                                     zips.Entry("Quyết định.txt".encode("cp1258", "replace"), b"a")]), "application/zip")
    yield "zip-nfd-names", ("mac.zip", zips.simple({"Ba\u0301o ca\u0301o.txt": b"a", "__MACOSX/._Ba\u0301o ca\u0301o.txt":
                                                    b"\0\x05\x16\x07\0\x02\0\0Mac OS X        " + b"\0" * 58}), "application/zip")
    yield "zip-domain-names", ("web.zip", zips.simple({"www.bacgiang.com.html": b"<p>a</p>", "vnexpress.net.pdf": page}), "application/zip")
    yield "zip-in-zip", ("hai lop.zip", zips.simple({"ben trong.zip": zips.simple({"a.docx": docx(rng)[1]})}), "application/zip")
    yield "zip-many-pictures", ("anh.zip", zips.simple({f"IMG_{i:04d}.JPG": images.jpeg(rng) for i in range(300)}), "application/zip")
    yield "xml-gz", ("du lieu.xml.gz", small_archives.gz(invoice(rng), "du lieu.xml"), "application/gzip")
    yield "iso-docs", ("tai lieu.iso", small_archives.iso({"Báo cáo.docx": docx(rng)[1], "a.txt": b"a"}), OCTETS)
    smime, pgp = smime_pgp.smime(), smime_pgp.pgp()
    yield "cer", ("chung thu so.cer", smime.certificate_der(), "application/x-x509-ca-cert")
    yield "pem", ("chung thu so.pem", smime.certificate_pem(), "application/x-pem-file")
    yield "p7s", ("van ban.docx.p7s", smime.sign(docx(rng)[1], detached=True), "application/pkcs7-signature")
    yield "p7m-signed", ("van ban.docx.p7m", smime.sign(docx(rng)[1], detached=False), "application/pkcs7-mime")
    yield "pgp-sig", ("a.docx.sig", pgp.detached(b"a", False), "application/pgp-signature")
    yield "pgp-asc", ("a.docx.asc", pgp.detached(b"a"), "application/pgp-signature")
    yield "pgp-key", ("khoa cong khai.asc", pgp.public_key(), "application/pgp-keys")
    yield "base64-text", ("chuoi.txt", base64.b64encode(rng.randbytes(3000)), "text/plain")


def legacy(rng: random.Random, charset: str) -> bytes:
    """Eight-bit Vietnamese as old programs wrote it; letters without a code become the plain one."""
    lower = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
    codes = {
        "tcvn3": "B5B6B7B8B9A8BBBCBDBEC6A9C7C8C9CACBAECCCECFD0D1AAD2D3D4D5D6D7D8DCDDDEDFE1E2E3E4ABE5E6E7E8E9ACEAEBECEDEEEFF1F2F3F4ADF5F6F7F8F9FAFBFCFDFE",
        "viscii": "E0E4E3E1D5E5A2C6C7A1A3E2A5A6E7A4A7F0E8EBA8E9A9EAABACADAAAEECEFEEEDB8F2F6F5F3F7F4B0B1B2AFB5BDB6B7DEBEFEF9FCFBFAF8DFD7D8E6D1F1CFD6DBFDDC",
    }
    table = dict(zip(lower, bytes.fromhex(codes[charset])))
    text = words.paragraph(rng, 10).lower()
    return b"".join(bytes([table[c]]) if c in table else c.encode("ascii", "replace") for c in text) + b"\r\n"


def invoice(rng: random.Random) -> bytes:
    """An electronic invoice with an XML signature."""
    rows = "".join(f"<HHDVu><STT>{i}</STT><THHDVu>{words.TITLES[i % 9]}</THHDVu><ThTien>{rng.randrange(10**6)}</ThTien></HHDVu>" for i in range(1, 9))
    signature = base64.b64encode(rng.randbytes(256)).decode()
    return (f'<?xml version="1.0" encoding="UTF-8"?><HDon><DLHDon Id="data"><TTChung><KHMSHDon>1</KHMSHDon><KHHDon>C26TAA</KHHDon>'
            f'<SHDon>123</SHDon></TTChung><NDHDon><DSHHDVu>{rows}</DSHHDVu></NDHDon></DLHDon><DSCKS><NBan><Signature '
            f'xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/><SignatureValue>{signature}</SignatureValue></Signature>'
            "</NBan></DSCKS></HDon>").encode()


def vcard(rng: random.Random) -> bytes:
    cards = "".join(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nORG:{rng.choice(words.OFFICES)}\r\nEMAIL:a@bacgiang.gov.vn\r\nEND:VCARD\r\n"
                    for name in words.PEOPLE)
    return cards.encode()


def calendar(rng: random.Random) -> bytes:
    return (f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Mau//VN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:{rng.randrange(10**9)}@bacgiang.gov.vn\r\n"
            f"DTSTAMP:20261124T013000Z\r\nDTSTART:20261125T070000Z\r\nDTEND:20261125T090000Z\r\nSUMMARY:{rng.choice(words.TITLES)}\r\n"
            "LOCATION:Phòng họp số 2\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").encode()


def archives_of_everything(context: Context) -> Iterator[tuple[str, File]]:
    for number in range(40):
        yield f"archive-{number:02d}", archive(context.rng("clean", "archive", number))
