"""The mails that the demo and the suites send: made by the makers of tests/samples, each with what is in it.

The programs in them are harmless: their entry point returns.
"""
import base64
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "samples"))

import mail  # noqa: E402
from formats import legacy_office, ooxml, pdf, pe, rar, small_archives, zips  # noqa: E402

LETTER = "Kính gửi Quý cơ quan,\n\nXin gửi kèm tài liệu để phối hợp thực hiện.\n\nTrân trọng./.\n"


def _with(data, name, ctype="application/octet-stream", subject="Gửi tài liệu", **options):
    return mail.with_attachments([mail.attachment(data, name, ctype, **options)], LETTER, subject=subject)


def clean_docx():
    return _with(ooxml.docx("Công văn số 27/STTTT", ["Về việc sử dụng thư điện tử công vụ"]), "Công văn 27.docx",
                 "application/vnd.openxmlformats-officedocument.wordprocessingml.document", subject="Công văn 27")


def clean_zip():
    return _with(zips.simple({"Báo cáo.docx": ooxml.docx("Báo cáo", ["Quý IV"])}), "bao-cao.zip", "application/zip",
                 subject="Báo cáo quý IV")


def site_report():
    return _with(pdf.document("Report", ["traffic of the site"]), "bao-cao-vnexpress.net.pdf", "application/pdf",
                 subject="Báo cáo trang tin")


def exe_in_zip_in_zip(name="setup.exe"):
    return _with(zips.simple({"foto.zip": zips.simple({name: pe.exe32()})}), "anh-hoi-nghi.zip", "application/zip",
                 subject="Ảnh hội nghị")


def renamed_exe():
    return _with(pe.exe64(), "bao-cao.pdf", "application/pdf", subject="Báo cáo tháng 11")


def vietnamese_exe():
    return _with(pe.exe32(), "Quyết định bổ nhiệm.pdf.exe", subject="Quyết định bổ nhiệm")


def exe_in_message():
    inner = mail.message(mail.multipart([mail.text_part(LETTER), mail.attachment(pe.exe32(), "cap-nhat.scr")]),
                         subject="Bản cập nhật")
    return mail.with_attachments([mail.rfc822(inner, "thu-chuyen-tiep.eml")], LETTER, subject="Fwd: Bản cập nhật")


def exe_in_iso():
    return _with(small_archives.iso({"Cai dat.exe": pe.exe32()}), "dia-cai-dat.iso", subject="Đĩa cài đặt")


def smuggling_html():
    data = base64.b64encode(zips.simple({"hoa-don.exe": pe.exe32()})).decode()
    page = ("<html><body><script>var d=atob('" + data + "');var b=new Uint8Array(d.length);"
            "for(var i=0;i<d.length;i++)b[i]=d.charCodeAt(i);"
            "var u=URL.createObjectURL(new Blob([b],{type:'application/zip'}));"
            "var a=document.createElement('a');a.href=u;a.download='hoa-don.zip';a.click();</script></body></html>")
    return _with(page.encode(), "hoa-don.html", "text/html", subject="Hóa đơn điện tử")


def encrypted_zip():
    entry = zips.Entry("danh-sach.xlsx", ooxml.xlsx("Danh sách", [["STT", "Họ tên"], [1, "Nguyễn Văn An"]]),
                       password=b"mat-khau")
    return _with(zips.build([entry]), "danh-sach.zip", "application/zip", subject="Danh sách cán bộ")


def encrypted_rar():
    return _with(rar.rar5({"de-thi.docx": ooxml.docx("Đề thi", ["Câu 1"])}, encrypted=True), "de-thi.rar",
                 "application/vnd.rar", subject="Đề thi")


def encrypted_pdf():
    plain = pdf.document("Bien ban", ["Noi dung"])
    return _with(pdf.encrypt(plain, "mat-khau", "chu-so-huu"), "bien-ban.pdf", "application/pdf", subject="Biên bản")


def macro_docm():
    return _with(ooxml.docx("Biểu mẫu", ["Điền vào biểu"], macros=legacy_office.vba_project()), "bieu-mau.docm",
                 "application/vnd.ms-word.document.macroEnabled.12", subject="Biểu mẫu thống kê")


def unopenable_archive():
    """ACE: nobody here can look into it."""
    return _with(b"\x31\x4c\x31\x00\x00\x00\x90**ACE**\x14\x14\x02\x00" + bytes(range(256)) * 8, "ho-so.ace",
                 subject="Hồ sơ")


# (what the table of the demo calls it, maker)
DEMO = [
    ("công văn .docx", clean_docx),
    ("zip có .docx", clean_zip),
    ("tệp bao-cao-vnexpress.net.pdf", site_report),
    ("exe trong zip trong zip", exe_in_zip_in_zip),
    ("exe đổi tên thành .pdf", renamed_exe),
    ("tên tiếng Việt, hai phần mở rộng .pdf.exe", vietnamese_exe),
    ("scr trong thư chuyển tiếp (message/rfc822)", exe_in_message),
    ("exe trong đĩa .iso", exe_in_iso),
    ("trang HTML tự ghép tệp", smuggling_html),
    ("zip có mật khẩu", encrypted_zip),
    ("rar có mật khẩu", encrypted_rar),
    ("pdf có mật khẩu mở", encrypted_pdf),
    ("Word có macro .docm", macro_docm),
    ("tệp nén .ace không mở được", unopenable_archive),
]


def tagged(data, identity):
    """The mail with a field that tells it apart at the other end."""
    return b"X-Test-Id: " + identity.encode() + b"\r\n" + data
