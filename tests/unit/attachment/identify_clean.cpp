// Ordinary office mail and noise give no alarm.
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <random>
#include <thread>

#include "attachment/magic.h"
#include "attachment/signature.h"
#include "identify_samples.h"

namespace congvu::attachment {
namespace {

using namespace std::string_literals;
using namespace samples;

std::string random_bytes(std::mt19937& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

bool is_alarm(const Identity& identity) {
  return identity.type.kind >= Kind::archive || !identity.findings.unchecked.empty();
}

const std::vector<std::string>& documents() {
  static const std::vector<std::string> texts{
      // programs in languages that Windows does not run by itself, and talk about those that it runs
      "#include <stdio.h>\nint main(void) { return 0; }\n",
      "import os\n\ndef main():\n    os.system('dir')\n",
      "<?php\n$x = new Object();\necho $x->get();\n",
      "SELECT * FROM can_bo WHERE ten = 'An';\nUPDATE x SET y = 1;\n",
      "public class A { public static void main(String[] a) { System.out.println(1); } }\n",
      "$(document).ready(function() { $('#a').hide(); });\nvar x = document.getElementById('a');\n",
      "var x = window.ActiveXObject ? new ActiveXObject('Msxml2.XMLHTTP') : new XMLHttpRequest();\n"
      "document.getElementById('a').innerHTML = x;\n",
      "Sub TinhLuong()\n  Dim i As Long\n  Set fso = CreateObject(\"Scripting.FileSystemObject\")\nEnd Sub\n",
      "Attribute VB_Name = \"Module1\"\nSub A()\nSet s = CreateObject(\"WScript.Shell\")\nEnd Sub\n",
      "Để tắt hiện lệnh, dòng đầu của tệp bat là:\n@echo off\nCác dòng sau là lệnh.\n",
      "Trong VBScript, dùng Set s = CreateObject(\"WScript.Shell\") để tạo đối tượng, rồi gọi s.Run.\n",
      "Hướng dẫn PowerShell\n====================\nDùng lệnh Get-ChildItem để xem thư mục.\n"
      "Lệnh Invoke-WebRequest tải một trang. Không chạy lệnh lạ.\n",
      "set ban ghe cho phong hop\nwscript.echo la lenh in ra man hinh cua Windows, xem sach trang muoi hai\n"
      "cac dong sau la loi giai thich dai cho nguoi moi hoc, khong phai la lenh\nxin cam on cac ban da doc\n",
      "Get-Content là lệnh đọc tệp, xem thêm trong tài liệu của Microsoft nhé các anh chị\n"
      "Còn lệnh Write-Host thì in ra màn hình, dùng khi cần thông báo cho người chạy\n",
      "# Ghi chú cuộc họp\n- mục một\n- mục hai\n",
      "#!Quan trọng: họp lúc 8 giờ\n",
      "@echo off là lệnh gì? Xem dưới đây.\n",
      "echo off la lenh gi\n",
      "#!/bin/sh trong tài liệu này là dòng đầu\n",
      "#!/bin/sh trong tai lieu nay la dong dau\n",
      "REGEDIT4 la dong dau cua tep reg\n",
      "Windows Registry Editor là gì\n",
      "MZ là viết tắt\nMZ\n",
      "MZ",
      "ZM",
      "MZ\r\n",
      "BM hop luc 8 gio, moi cac dong chi den dung gio va mang theo tai lieu\n",
      "[Cuộc họp]\nThời gian=8h\n",
      "[Settings]\nurl=https://a.vn\n[Shell]\nx=1\n",
      "stt,ho ten,don vi\n1,Nguyễn Văn An,STTTT\n2,Trần Thị Bình,SNV\n",
      "{\"a\": [1, 2, 3], \"b\": \"@echo off\"}\n",
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<HDon><DLHDon><TTChung><THDon>Hóa "
      "đơn</THDon></TTChung></DLHDon></HDon>",
      "<?xml version=\"1.0\"?><package xmlns=\"http://www.idpf.org/2007/opf\"><metadata/></package>",
      "<?xml version=\"1.0\"?><assembly xmlns=\"urn:x\"><members/></assembly>",
      "<html><head><title>Báo</title><script>var a = new ActiveXObject('x');</script></head></html>",
      "<p>Thẻ &lt;hta:application&gt; dùng cho HTA</p>",
      "2026-11-24 08:00:00 INFO start: id=5\n2026-11-24 08:00:01 WARN disk\n",
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Họp\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
      "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nguyễn Văn An\r\nEND:VCARD\r\n",
      "Ư",
      "Ước",
      "Ưu tiên xử lý văn bản đến trong ngày.\n",
      "Kính gửi: Sở Thông tin và Truyền thông\r\n\r\nThực hiện Quyết định 27/2018/QĐ-UBND ...\r\n",
      "",
      " ",
      "\r\n\r\n",
      "From: An\nTo: Bình\nSubject: họp\n\nGửi anh.\n",
      pdf(),
      png(),
      jpg(),
      "{\\rtf1\\ansi\\deff0 xin chao}",
  };
  return texts;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identify_clean)

BOOST_AUTO_TEST_CASE(random_bytes_are_nothing) {
  std::mt19937 random(27'2018);
  for (const std::size_t size : {4096U, 64U, 512U})
    for (int i = 0; i < 2000; ++i) {
      const Identity identity = identify(object(random_bytes(random, size), {"so lieu.dat"}));
      if (is_alarm(identity) || identity.type.kind == Kind::signature)
        BOOST_ERROR("random " << size << " no. " << i << " is " << identity.type.form << identity.type.mime);
    }
}

BOOST_AUTO_TEST_CASE(legacy_vietnamese_text_is_text) {
  // TCVN3 letters of "Quyết định về việc", words in random order.
  const std::vector<std::string> words{"Quy\xd5t", "\xae\xdenh",   "v\xd2",     "vi\xd6\x63", "c\xf1\x61",
                                       "UBND",     "t\xd8nh",      "B\xbe\x63", "Giang",      "s\xe8",
                                       "27/2018",  "\xad\xe2\x63", "M\xd9\x74", "MZ"};
  std::mt19937 random(6);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    const std::size_t count = 1 + random() % 60;
    for (std::size_t k = 0; k < count; ++k)
      text += words[random() % words.size()] + (k % 9 == 8 ? "\r\n" : " ");
    const Identity identity = identify(object(text, {"cong van.txt"}));
    BOOST_TEST(kind_name(identity.type.kind) == "text");
  }
}

BOOST_AUTO_TEST_CASE(short_utf8_texts_that_begin_with_u_horn_are_text) {
  const std::vector<std::string> words{"Ước", "Ưu", "Ứng", "ừ", "đề", "nghị", "họp", "Bắc", "Giang"};
  std::mt19937 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text = "Ư";
    for (std::size_t k = random() % 12; k > 0; --k) text += words[random() % words.size()] + " ";
    const Identity identity = identify(object(text));
    BOOST_TEST(kind_name(identity.type.kind) == "text");
    BOOST_TEST(identity.type.mime == "text/plain");
  }
}

BOOST_AUTO_TEST_CASE(texts_about_programs_and_in_other_languages_are_no_programs) {
  for (const std::string& text : documents())
    for (const auto& names : {std::vector<std::string>{}, {"ghi chu.txt"}, {"vnexpress.net"}})
      BOOST_TEST_CONTEXT(text) {
        const Identity identity = identify(object(text, names));
        BOOST_TEST((identity.type.kind < Kind::archive));
        BOOST_TEST(identity.findings.unchecked.empty());
      }
}

BOOST_AUTO_TEST_CASE(the_mails_own_text_may_quote_anything) {
  for (const auto& text :
       {"@echo off\r\ndel x\r\n"s, "#!/bin/sh\nls\n"s, "[InternetShortcut]\r\nURL=file:///x\r\n"s,
        "Set s = CreateObject(\"WScript.Shell\")\r\n"s, "REGEDIT4\r\n"s, "#@~^AAAAAA==x"s,
        "From: a\nTo: b\nMessage-ID: c\nMIME-Version: 1.0\n\nx"s, "Xem %PDF-1.4 o day"s,
        "<html><hta:application></html>"s, "-----BEGIN CERTIFICATE-----\n"s}) {
    Child child = object(text);
    child.inline_text = true;
    const Identity identity = identify(child);
    BOOST_TEST_CONTEXT(text) {
      BOOST_TEST((identity.type.kind == Kind::text || identity.type.form == "html"));
    }
  }
  Child program = object(pe());
  program.inline_text = true;
  BOOST_TEST((identify(program).type.kind == Kind::executable));
}

BOOST_AUTO_TEST_CASE(a_mail_is_a_mail_whatever_its_subject_says) {
  Child child = object("From: a@b.vn\r\nSubject: cai dat setup.exe\r\n\r\nx\r\n", {"cai dat setup.exe"});
  child.role = Role::message;
  BOOST_TEST(identify(child).type.form == "eml");
  child.names = {"chay.bat"};
  BOOST_TEST((identify(child).type.kind == Kind::executable));
  child.names.clear();
  child.blob = Blob::own(pe());
  BOOST_TEST((identify(child).type.kind == Kind::executable));
  child.blob = Blob::own("<html>khong phai thu</html>");
  BOOST_TEST(identify(child).type.form == "eml");
}

BOOST_AUTO_TEST_CASE(text_with_the_name_of_a_page_is_a_page) {
  BOOST_TEST(identify(object("xin chao <b>", {"a.html"})).type.form == "html");
  BOOST_TEST(identify(object("xin chao", {"a.svg"})).type.form == "svg");
  BOOST_TEST(identify(object("xin chao", {"a.txt", "a.htm"})).type.form == "html");
  Child declared = object("xin chao");
  declared.declared_type = "text/html";
  declared.inline_text = true;
  BOOST_TEST(identify(declared).type.form == "html");
}

BOOST_AUTO_TEST_CASE(magic_names_what_the_table_does_not_know) {
  const auto opinion = magic_opinion("qoif\0\0\0\1\0\0\0\1\3\0"s);
  if (!opinion) BOOST_TEST_MESSAGE("this libmagic does not know QOI");
  const Identity identity =
      identify(object(std::string("\x0a\x05\x01\x08\0\0\0\0\x0f\0\x0f\0\x48\0\x48\0", 16) +
                      std::string(48, '\0') + "\0\x01\x10\0\1\0"s + std::string(64, '\1')));
  BOOST_TEST((identity.type.kind == Kind::image || identity.type.kind == Kind::unknown));
  BOOST_TEST((identity.type.kind != Kind::executable));
}

BOOST_AUTO_TEST_CASE(without_its_database_magic_is_silent) {
  const char* before = std::getenv("MAGIC");
  const std::string kept = before == nullptr ? "" : before;
  setenv("MAGIC", "/nonexistent/magic", 1);
  // A thread of its own, since each has its own handle.
  std::thread([] {
    warm_up();
    BOOST_TEST(!magic_opinion("\x0a\x05\x01\x08\0\0\0\0"s).has_value());
    BOOST_TEST(identify(object(pe())).type.form == "pe");
    BOOST_TEST((identify(object("\x01\x02\x03\x04"s)).type.kind == Kind::unknown));
  }).join();
  if (kept.empty())
    unsetenv("MAGIC");
  else
    setenv("MAGIC", kept.c_str(), 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment
