// Names: the readings, the deviations, and what an ending makes of a file.
#include "attachment/file_name.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "attachment/file_name_extension.h"
#include "identify_samples.h"

namespace congvu::attachment {
namespace {

using namespace std::string_literals;
using namespace samples;

bool has_view(const std::string& name, std::string_view view) {
  const auto views = name_views(name);
  return std::find(views.begin(), views.end(), view) != views.end();
}

std::vector<Deviation> deviations_of(const std::string& name) {
  Findings findings;
  add_name_deviations(name, findings);
  return findings.deviations;
}

bool has(const std::vector<Deviation>& list, Deviation deviation) {
  return std::find(list.begin(), list.end(), deviation) != list.end();
}

// Bytes that nothing knows.
std::string unknown() { return "\x01\x02\xfe\x03\x80\x04"s; }

Kind kind_of_name(const std::string& name, std::string bytes = unknown()) {
  return identify(object(std::move(bytes), {name})).type.kind;
}

Child unseen(const std::string& name) {
  Child child = object("", {name});
  child.role = Role::entry;
  child.content = Content::absent;
  child.declared_size = 100;
  return child;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(file_name)

BOOST_AUTO_TEST_CASE(the_readings_of_a_name) {
  BOOST_TEST(has_view("Báo Cáo.DOCX", "báo cáo.docx"));
  BOOST_TEST(has_view("x.exe\0.txt"s, "x.exe"));
  BOOST_TEST(has_view("x.exe\0.txt"s, "x.exe.txt"));
  BOOST_TEST(has_view("x.exe\r\n.txt", "x.exe"));
  BOOST_TEST(has_view("x.ex\u200Be", "x.exe"));
  BOOST_TEST(has_view("x．ｅｘｅ", "x.exe"));
  BOOST_TEST(has_view("x.exe. . .", "x.exe"));
  BOOST_TEST(has_view("x.exe\u00A0\u3000", "x.exe"));
  BOOST_TEST(has_view("C:\\a\\x.exe", "x.exe"));
  BOOST_TEST(has_view("../../x.exe", "x.exe"));
  BOOST_TEST(has_view("x.exe/", "x.exe"));
  BOOST_TEST(has_view("x.exe::$DATA", "x.exe"));
  BOOST_TEST(has_view("x.txt:evil.exe", "evil.exe"));
  BOOST_TEST(has_view("x%2Eexe", "x.exe"));
  BOOST_TEST(has_view("x%252eexe", "x.exe"));
  BOOST_TEST(has_view("x.exe%00.txt", "x.exe"));
  BOOST_TEST(has_view("\"x.exe\"", "x.exe"));
  BOOST_TEST(has_view("'x.exe'", "x.exe"));
  BOOST_TEST(has_view("x.exe;1", "x.exe"));
  BOOST_TEST(has_view("abc\u202Efdp.exe", "abcfdp.exe"));
  BOOST_TEST(has_view("abc\u202Efdp.exe", "abcexe.pdf"));
  BOOST_TEST(has_view(std::string(251, 'a') + ".exe.pdf", std::string(251, 'a') + ".exe"));
  BOOST_TEST(name_views("").empty());
  BOOST_TEST(name_views("..").empty());
  BOOST_TEST(name_views("100%").size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_first_reading_is_the_plain_one) {
  BOOST_TEST(name_views("A.PDF").front() == "a.pdf");
  BOOST_TEST(name_views("A.PDF").size() == 1U);
}

BOOST_AUTO_TEST_CASE(oddities_are_reported) {
  BOOST_TEST(has(deviations_of("a\0b"s), Deviation::name_control));
  BOOST_TEST(has(deviations_of("a\nb"), Deviation::name_control));
  BOOST_TEST(has(deviations_of("a\x7f"), Deviation::name_control));
  BOOST_TEST(has(deviations_of("a\u202Ecod.exe"), Deviation::name_bidi));
  BOOST_TEST(has(deviations_of("a\u2067b.\u2069c.pdf"), Deviation::name_bidi));
  BOOST_TEST(has(deviations_of("a\u200Bb"), Deviation::name_invisible));
  BOOST_TEST(has(deviations_of("a.exe "), Deviation::name_trailing));
  BOOST_TEST(has(deviations_of("a.exe."), Deviation::name_trailing));
  BOOST_TEST(has(deviations_of("a.exe\u00A0"), Deviation::name_trailing));
}

BOOST_AUTO_TEST_CASE(what_phones_and_old_charsets_leave_is_no_trick) {
  BOOST_TEST(deviations_of("Báo cáo tháng 11 (bản cuối).docx").empty());
  BOOST_TEST(deviations_of("Bao cao thang 11 ba\u0309n cuo\u0302\u0301i.docx").empty());
  BOOST_TEST(deviations_of("Ảnh 👍.jpg").empty());
  for (const auto& name :
       {"\u200Eanh.jpg"s, "\u2068anh\u2069.jpg"s, "bao\tcao.doc"s, "quy\u0096.doc"s, "b\u00ADo.doc"s})
    BOOST_TEST((deviations_of(name) == std::vector{Deviation::name_invisible}));
}

BOOST_AUTO_TEST_CASE(every_blocked_ending_hits_by_name) {
  for (const std::string ending : {"exe",        "dll",
                                   "scr",        "cpl",
                                   "ocx",        "sys",
                                   "pif",        "bat",
                                   "cmd",        "vb",
                                   "vbs",        "vbe",
                                   "js",         "jse",
                                   "mjs",        "ws",
                                   "wsf",        "wsc",
                                   "wsh",        "hta",
                                   "ps1",        "ps1xml",
                                   "ps2",        "psc1",
                                   "psd1",       "psm1",
                                   "msh",        "msi",
                                   "msp",        "mst",
                                   "msu",        "msix",
                                   "appx",       "appxbundle",
                                   "msixbundle", "application",
                                   "appref-ms",  "gadget",
                                   "jar",        "jnlp",
                                   "class",      "lnk",
                                   "url",        "scf",
                                   "reg",        "inf",
                                   "chm",        "hlp",
                                   "xll",        "wll",
                                   "ade",        "adp",
                                   "mde",        "accde",
                                   "diagcab",    "theme",
                                   "themepack",  "settingcontent-ms",
                                   "library-ms", "search-ms",
                                   "website",    "printerexport",
                                   "shb",        "shs",
                                   "vxd",        "drv",
                                   "py",         "pyw",
                                   "pl",         "sh",
                                   "bash",       "elf",
                                   "so",         "pkg",
                                   "app",        "command",
                                   "apk",        "xbap",
                                   "vsto",       "osd",
                                   "csh",        "ksh",
                                   "com",        "net",
                                   "msc",        "sct",
                                   "rdp",        "ins",
                                   "isp",        "nsh",
                                   "diagcfg",    "pyc",
                                   "pyz",        "bas",
                                   "vbp",        "webpnp"}) {
    BOOST_TEST_CONTEXT(ending) {
      const Identity identity = identify(object(unknown(), {"tep." + ending}));
      BOOST_TEST(kind_name(identity.type.kind) == "executable");
      BOOST_TEST(identity.by_name);
      BOOST_TEST(!identity.by_content);
      BOOST_TEST((identify(unseen("tep." + ending)).type.kind == Kind::executable));
    }
  }
}

BOOST_AUTO_TEST_CASE(tricks_with_the_name_do_not_help) {
  for (const std::string& name : {"cv.pdf.exe"s,
                                  "cv.pdf          .exe"s,
                                  "x.EXE"s,
                                  "x.exe "s,
                                  "x.exe...."s,
                                  "x.exe\u00A0"s,
                                  "x.exe\0.pdf"s,
                                  "x.pdf\0.exe"s,
                                  "x.e\u200Bxe"s,
                                  "x．ｅｘｅ"s,
                                  "x.𝐞𝐱𝐞"s,
                                  "abc\u202Efdp.exe"s,
                                  "abc\u202Eexe.pdf"s,
                                  "x.exe::$DATA"s,
                                  "x.txt:y.exe"s,
                                  "x%2eexe"s,
                                  "x%2e%65xe"s,
                                  "\"x.exe\""s,
                                  "a/b\\x.exe"s,
                                  "x.exe;1"s,
                                  "x.exe\n"s,
                                  ".exe"s,
                                  "x.pdf.{3050F4D8-98B5-11CF-BB82-00AA00BDCE0B}"s,
                                  "x.\u00ADexe"s,
                                  "x.exe\u3164"s,
                                  "x.exe?"s,
                                  "x.exe/"s,
                                  "x.\texe"s,
                                  "x.ｂａｔ"s,
                                  "x.pdf.lnk"s}) {
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST((kind_of_name(name) == Kind::executable));
      BOOST_TEST((kind_of_name("a.pdf;" + name, unknown()) == Kind::executable));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_zimbra_and_windows_make_of_a_name) {
  for (const auto* name : {"x&#46;exe", "x&#x2E;e&#120;e", "x.exe+", "x.e*xe", "x.e<x>e", "x.e:xe", "x.\"exe",
                           "x.exe\xE1\x9A\x80"})
    BOOST_TEST((identify(object("text", {name})).type.kind == Kind::executable), name);
  for (const auto* name : {"x&#46exe", "x&#;exe", "x&#99999;exe", "C++.pdf", "a&#1.txt"})
    BOOST_TEST((identify(object("text", {name})).type.kind != Kind::executable), name);
}

// A mail bears its subject as its name; settings and pages are run whatever stands around them.
BOOST_AUTO_TEST_CASE(a_mail_called_like_a_page_or_settings) {
  Child mail = object("From: a\r\nSubject: b\r\n\r\nx", {"x.exe"});
  mail.role = Role::message;
  BOOST_TEST((identify(mail).type.kind == Kind::mail));
  for (const auto* name : {"x.hta", "x.url", "x.rdp", "x.bat"}) {
    mail.names = {name};
    BOOST_TEST((identify(mail).type.kind == Kind::executable), name);
  }
}

BOOST_AUTO_TEST_CASE(only_the_last_ending_counts) {
  for (const std::string name :
       {"cv.exe.pdf", "setup.exe.zip", "bao-cao-vnexpress.net.pdf", "x.com.vn", "a.bat.txt", "exe", "bat",
        "x.exe.", "x.executive", "x.comm", "tệp exe", "12.5", "a.b.c"})
    BOOST_TEST_CONTEXT(name) {
      const bool ends_in_dot = std::string(name) == "x.exe.";
      BOOST_TEST((kind_of_name(name) == Kind::executable) == ends_in_dot);
    }
  BOOST_TEST((kind_of_name("cv.exe.pdf", pe()) == Kind::executable));
}

BOOST_AUTO_TEST_CASE(domains_are_no_programs) {
  const std::vector<std::string> contents{pdf(), jpg(), zip(), "xin chào\n", "<html><body>x</body></html>",
                                          ""};
  for (const std::string name : {"vnexpress.net", "bacgiang.com", "www.abc.com", "thongbao@abc.com",
                                 "Mail from abc.com", "Re: abc.net"}) {
    for (const std::string& content : contents) BOOST_TEST((kind_of_name(name, content) != Kind::executable));
  }
  for (const std::string name :
       {"www.abc.com", "thongbao@abc.com", "Mail from abc.com", "Re: thu tu abc.net"})
    BOOST_TEST((kind_of_name(name) != Kind::executable));
}

BOOST_AUTO_TEST_CASE(a_dos_program_needs_code_and_name) {
  BOOST_TEST((kind_of_name("command.com") == Kind::executable));
  BOOST_TEST((kind_of_name("setup.com", dos_com()) == Kind::executable));
  BOOST_TEST((kind_of_name("www.abc.com", dos_com()) == Kind::executable));
  BOOST_TEST((kind_of_name("setup.com", "xin chao") != Kind::executable));
  BOOST_TEST((kind_of_name("so lieu.dat", dos_com()) != Kind::executable));
  BOOST_TEST((kind_of_name("setup.com", pe()) == Kind::executable));
  BOOST_TEST((identify(unseen("www.abc.com")).type.kind == Kind::executable));
}

BOOST_AUTO_TEST_CASE(a_script_is_one_by_its_name_though_it_is_text) {
  for (const std::string name :
       {"x.bat", "x.cmd", "x.vbs", "x.js", "x.ps1", "x.vb", "x.pl", "x.sh", "x.wsf", "x.py"})
    BOOST_TEST((kind_of_name(name, "xin chào\r\n") == Kind::executable));
  // The same endings on what is recognised as something else: "văn bản", "phụ lục".
  for (const std::string name : {"cong.vb", "nghi dinh.pl", "x.sh", "bieu.so", "lop.class"})
    for (const std::string& content : {pdf(), jpg(), zip()})
      BOOST_TEST((kind_of_name(name, content) != Kind::executable));
  for (const std::string name : {"x.exe", "x.js", "x.lnk"})
    BOOST_TEST((kind_of_name(name, pdf()) == Kind::executable));
}

// Outlook blocks .url, too. A text with the same content under another name is but a link.
BOOST_AUTO_TEST_CASE(a_shortcut_is_one_by_its_name) {
  const std::string web = "[InternetShortcut]\r\nURL=https://bacgiang.gov.vn/\r\n";
  BOOST_TEST((kind_of_name("cong.url", web) == Kind::executable));
  BOOST_TEST((kind_of_name("cong.txt", web) == Kind::document));
  BOOST_TEST(
      (kind_of_name("cong.txt", "[InternetShortcut]\r\nURL=file:///c:/x.exe\r\n") == Kind::executable));
  BOOST_TEST((kind_of_name("cong.url", "xin chao") == Kind::executable));
  BOOST_TEST((identify(unseen("cong.url")).type.kind == Kind::executable));
}

BOOST_AUTO_TEST_CASE(macros_images_and_archives_by_name) {
  for (const std::string ending :
       {"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppam", "ppsm", "sldm", "iqy"})
    BOOST_TEST((kind_of_name("a." + ending, zip()) == Kind::macro));
  for (const std::string ending : {"iso", "img", "vhd", "vhdx"}) {
    BOOST_TEST((kind_of_name("a." + ending) == Kind::disk_image));
    BOOST_TEST((kind_of_name("a." + ending, jpg()) == Kind::image));
  }
  const Identity ace = identify(object(unknown(), {"a.ace"}));
  BOOST_TEST((ace.type.kind == Kind::archive));
  BOOST_TEST((ace.findings.unchecked == std::vector{Unchecked::unsupported_format}));
  BOOST_TEST((kind_of_name("a.xlsb", zip()) == Kind::archive));
  BOOST_TEST((identify(unseen("a.docx")).type.kind == Kind::document));
}

BOOST_AUTO_TEST_CASE(volumes_of_a_split_archive_are_unchecked) {
  const auto split = [](const std::string& name, std::string bytes) {
    const auto unchecked = identify(object(std::move(bytes), {name})).findings.unchecked;
    return std::find(unchecked.begin(), unchecked.end(), Unchecked::split_volume) != unchecked.end();
  };
  const std::string rar = "Rar!\x1a\x07\x01\0\x33"s;
  for (const std::string name :
       {"a.zip.001", "a.7z.002", "a.z01", "a.r00", "a.zx01", "a.rar.s00", "a.tar.gz.ab"})
    BOOST_TEST(split(name, unknown()));
  BOOST_TEST(split("a.part1.rar", rar));
  BOOST_TEST(split("a.part02.rar", rar));
  BOOST_TEST(split("a.r01", rar));
  BOOST_TEST(split("a.001", zip().substr(0, 40)));
  BOOST_TEST(!split("a.001", zip()));
  BOOST_TEST(!split("a.001", pdf()));
  BOOST_TEST(!split("so lieu 1.500", "xin chao"));
  BOOST_TEST(!split("a.rar", rar));
  BOOST_TEST(!split("party.rar", rar));
  BOOST_TEST(!split("a.zip", zip()));
  BOOST_TEST(!split("a.2024", unknown()));
}

BOOST_AUTO_TEST_CASE(of_several_names_the_heaviest_counts) {
  const Identity identity = identify(object(unknown(), {"a.pdf", "a.exe"}));
  BOOST_TEST((identity.type.kind == Kind::executable));
  BOOST_TEST(has(identity.findings.deviations, Deviation::names_differ));
  BOOST_TEST(!has(identify(object(pdf(), {"a.pdf", "b.PDF"})).findings.deviations, Deviation::names_differ));
}

BOOST_AUTO_TEST_CASE(name_and_content_that_disagree) {
  const auto disagree = [](std::string bytes, std::vector<std::string> names, std::string declared = "") {
    Child child = object(std::move(bytes), std::move(names));
    child.declared_type = std::move(declared);
    return has(identify(child).findings.deviations, Deviation::type_disagrees);
  };
  BOOST_TEST(disagree(pe(), {"a.pdf"}));
  BOOST_TEST(disagree(pe(), {"a.docx"}));
  BOOST_TEST(disagree(pe(), {}, "image/png"));
  BOOST_TEST(disagree(iso(), {"a.jpg"}));
  BOOST_TEST(disagree(zip(), {"a.jpg"}));
  BOOST_TEST(disagree(pdf(), {"a.exe"}));
  BOOST_TEST(!disagree(pe(), {"a.exe"}));
  BOOST_TEST(!disagree(zip(), {"a.docx"}));
  BOOST_TEST(!disagree(zip(), {"a.zip"}));
  BOOST_TEST(!disagree(zip(), {"a.jar"}));
  BOOST_TEST(!disagree(pdf(), {"a.pdf"}, "application/pdf"));
  BOOST_TEST(!disagree("@echo off\r\n", {"a.bat"}, "text/plain"));
  BOOST_TEST(!disagree("<html></html>", {"a.hta"}, "text/html"));
}

BOOST_AUTO_TEST_CASE(without_a_name_the_declared_type_makes_one) {
  const auto kind = [](std::string bytes, std::string declared) {
    Child child = object(std::move(bytes));
    child.declared_type = std::move(declared);
    return identify(child).type.kind;
  };
  BOOST_TEST((kind("x", "application/hta") == Kind::executable));
  BOOST_TEST((kind(unknown(), "application/x-msdownload") == Kind::executable));
  BOOST_TEST((kind(pdf(), "application/x-msdownload") == Kind::document));
}

BOOST_AUTO_TEST_CASE(a_directory_is_no_program) {
  Child directory = object("", {"bacgiang.com/"});
  directory.role = Role::entry;
  BOOST_TEST((identify(directory).type.kind == Kind::unknown));
  directory.names = {"setup.exe/"};
  BOOST_TEST((identify(directory).type.kind == Kind::unknown));
  directory.blob = Blob::own(unknown());
  BOOST_TEST((identify(directory).type.kind == Kind::executable));
}

BOOST_AUTO_TEST_CASE(names_of_any_length_and_shape_are_bounded) {
  const std::string huge(1U << 20, 'a');
  for (const std::string& name :
       {huge, huge + ".exe", std::string(1U << 20, '.'), std::string(1U << 20, '%'),
        std::string(1U << 20, ':'), std::string(1U << 20, '/'), std::string(1U << 20, '\0') + ".exe",
        std::string(100'000, ' ') + "x.exe"}) {
    const auto views = name_views(name);
    BOOST_TEST(views.size() < 40U);
    for (const auto& view : views) BOOST_TEST(view.size() <= 40'000U);
  }
  BOOST_TEST((kind_of_name(huge + ".exe") == Kind::executable));
  std::string overrides;
  for (int i = 0; i < 100'000; ++i) overrides += "\u202E";
  BOOST_TEST((kind_of_name(overrides + "x.exe") == Kind::executable));
  Child many = object(unknown(), std::vector<std::string>(100'000, "a.txt"));
  BOOST_TEST((identify(many).type.kind == Kind::text));
}

BOOST_AUTO_TEST_CASE(broken_utf8_is_survived) {
  for (const std::string& name : {"\xff\xfe.exe"s, "a\xc3.exe"s, "\xed\xa0\x80.exe"s, "%ff%fe.exe"s})
    BOOST_TEST((kind_of_name(name) == Kind::executable));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment
