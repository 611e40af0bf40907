// What the bytes alone say: every kind of program, and under names that hide it.
#include <boost/test/unit_test.hpp>
#include <ostream>

#include "attachment/file_type.h"
#include "attachment/signature.h"
#include "identify_samples.h"

namespace congvu::attachment {
namespace {

using namespace std::string_literals;
using namespace samples;

struct Case {
  std::string form;
  std::string bytes;
};
std::ostream& operator<<(std::ostream& out, const Case& sample) { return out << sample.form; }

const std::vector<Case>& programs() {
  static const std::vector<Case> cases{
      {"pe", pe()},
      {"pe", pe({.plus = false})},
      {"pe-dll", pe({.characteristics = 0x2102})},
      {"pe-sys", pe({.subsystem = 1})},
      {"pe-efi", pe({.subsystem = 10})},
      {"pe-dotnet", pe({.clr = true})},
      {"pe-dotnet", pe({.plus = false, .clr = true})},
      {"pe", pe().substr(0, 0x84)},
      {"pe-hidden", "    " + pe()},
      {"pe-hidden", std::string(40, '\0') + pe()},
      {"pe-hidden", "\xef\xbb\xbf" + pe()},
      {"pe-hidden", "GIF89a" + pe()},
      {"pe", "ZM" + pe().substr(2)},
      {"ne", mz("NE")},
      {"le", mz("LE\0\0"s)},
      {"le", mz("LX\0\0"s)},
      {"mz", mz()},
      {"mz", mz().substr(0, 28)},
      {"mz", "MZ"s + std::string(30, '\0')},
      {"mz", "ZM"s + mz().substr(2)},
      {"mz", pe().substr(0, 64)},
      {"eicar", eicar()},
      {"eicar", eicar() + "\r\n\x1a"},
      {"elf", elf()},
      {"mach-o", mach_o()},
      {"mach-o-fat", mach_o_fat()},
      {"class", java_class()},
      {"dex", "dex\n035\0"s + std::string(64, '\0')},
      {"wasm", "\0asm\1\0\0\0"s},
      {"lnk", lnk()},
      {"pif", pif()},
      {"chm", chm()},
      {"hlp", "\x3f\x5f\x03\0\x20\0\0\0"s},
      {"msi", installer('\x84')},
      {"msp", installer('\x86')},
      {"mst", installer('\x82')},
      {"msi", compound_file({}, "\x40\x48\x3f\x3b\xf2\x43\x38\x44")},
      {"encoded-script",
       "#@~^YQAAAA==\x7f"
       "abc=^#~@"},
      {"encoded-script", utf16("").substr(2) + "\r\n#@~^YQAAAA==x=^#~@"},
      {"reg", "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Software]\r\n"},
      {"reg", utf16("Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER]\r\n")},
      {"reg", "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER]\r\n"},
      {"scf", "[Shell]\r\nCommand=2\r\nIconFile=explorer.exe,3\r\n"},
      {"url-shortcut", "[InternetShortcut]\r\nURL=file://server/share/x.exe\r\n"},
      {"url-shortcut", "[InternetShortcut]\r\nURL=https://a.vn/\r\nIconFile=\\\\server\\x.ico\r\n"},
      {"url-shortcut", "[InternetShortcut]\r\nURL=mhtml:http://a.vn/x\r\n"},
      {"inf", "; setup\r\n[Version]\r\nSignature=\"$Windows NT$\"\r\n[DefaultInstall]\r\n"},
      {"inf", "[autorun]\r\nopen=x.exe\r\n"},
      {"theme", "[Theme]\r\nDisplayName=x\r\n[Control Panel\\Desktop]\r\nSCRNSAVE.EXE=\\\\a\\b.scr\r\n"},
      {"rdp", "screen mode id:i:2\r\nfull address:s:10.0.0.1\r\n"},
      {"rdp", utf16("screen mode id:i:2\r\nfull address:s:10.0.0.1\r\n")},
      {"library-ms",
       "<?xml version=\"1.0\"?><libraryDescription "
       "xmlns=\"http://schemas.microsoft.com/windows/2009/library\"></libraryDescription>"},
      {"search-ms", "<?xml version=\"1.0\"?>\n<persistedQuery version=\"1.0\"></persistedQuery>"},
      {"settingcontent-ms", "<?xml version=\"1.0\"?><PCSettings><SearchableContent/></PCSettings>"},
      {"msc", "<?xml version=\"1.0\"?>\n<MMC_ConsoleFile ConsoleVersion=\"3.0\"></MMC_ConsoleFile>"},
      {"jnlp", "<?xml version=\"1.0\"?><jnlp spec=\"1.0\"></jnlp>"},
      {"clickonce", "<?xml version=\"1.0\"?><asmv1:assembly xmlns=\"urn:x\"><deployment install=\"true\"/>"},
      {"appref-ms",
       utf16("http://a.vn/x.application#x.application, Culture=neutral, PublicKeyToken=00, arch=msil\r\n")},
      {"hta", "<html><head><HTA:APPLICATION ID=x></head><script>close()</script></html>"},
      {"wsf", "<job id=\"a\"><script language=\"VBScript\">WScript.Quit</script></job>"},
      {"wsf", "<?xml version=\"1.0\"?><package><job><script language=\"JScript\">1</script></job></package>"},
      {"wsc", "<?XML version=\"1.0\"?><scriptlet><registration/><script>1</script></scriptlet>"},
      {"bat", "@echo off\r\nexit /b 0\r\n"},
      {"bat", "\r\nrem x\r\n@ECHO OFF\r\nexit\r\n"},
      {"bat", ":: x\r\nsetlocal EnableDelayedExpansion\r\n"},
      {"bat", utf16("@echo off\r\nexit /b 0\r\n")},
      {"ps1", "#!/usr/bin/pwsh\nexit\n"},
      {"ps1", "$c = New-Object Net.WebClient\r\n$c.Headers\r\n"},
      {"ps1", "param([string]$x)\r\nWrite-Host $x\r\n"},
      {"ps1", utf16("# x\r\n$ErrorActionPreference = 'Stop'\r\nexit\r\n")},
      {"ps1", utf16("$a = 1\r\nWrite-Host $a\r\n", false)},
      {"ps1", "powershell -nop -w hidden -enc AAAA\r\n"},
      {"wsh-script", "Set s = CreateObject(\"WScript.Shell\")\r\nWScript.Quit 0\r\n"},
      {"wsh-script",
       "' x\r\nOn Error Resume Next\r\nDim f\r\nSet f = CreateObject(\"Scripting.FileSystemObject\")\r\n"},
      {"wsh-script", "var s = new ActiveXObject(\"WScript.Shell\");\ns.Popup;\n"},
      {"wsh-script", "/* x */\n(function(){ WScript.Quit(0); })();\n"},
      {"wsh-script", utf16("Dim s\r\nSet s = CreateObject(\"WScript.Shell\")\r\n")},
  };
  return cases;
}

std::string form_of(const std::string& bytes) { return std::string(form_by_content(bytes).value_or("")); }

}  // namespace

BOOST_AUTO_TEST_SUITE(identify_content)

// Windows runs none of them for the first line; their endings are in the table of names.
BOOST_AUTO_TEST_CASE(scripts_of_unix_are_text_unless_named) {
  for (const std::string text :
       {"#!/bin/sh\nexit 0\n", "#!/usr/bin/env python3\nprint()\n", "#!/usr/bin/perl -w\n1;\n"}) {
    BOOST_TEST(form_of(text) == "unix-script");
    Child child;
    child.blob = Blob::own(text);
    BOOST_TEST((identify(child).type.kind == Kind::text));
    child.names = {"cai dat.py"};
    BOOST_TEST((identify(child).type.kind == Kind::executable));
  }
}

BOOST_AUTO_TEST_CASE(every_program_is_known_by_its_bytes) {
  for (const Case& sample : programs()) {
    BOOST_TEST_CONTEXT(sample) {
      BOOST_TEST(form_of(sample.bytes) == sample.form);
      BOOST_TEST(kind_name(type_of(sample.form).kind) == "executable");
    }
  }
}

BOOST_AUTO_TEST_CASE(no_name_hides_a_program) {
  for (const Case& sample : programs())
    for (const auto& names : {std::vector<std::string>{},
                              {"bao cao.pdf"},
                              {"ghi chu.txt"},
                              {"anh.jpg"},
                              {"x"},
                              {"Công văn số 12.docx"},
                              {"x.zip"},
                              {"vnexpress.net"}}) {
      BOOST_TEST_CONTEXT(sample << " named " << (names.empty() ? "nothing" : names[0])) {
        const Identity identity = identify(object(sample.bytes, names));
        BOOST_TEST(kind_name(identity.type.kind) == "executable");
        BOOST_TEST(identity.by_content);
        BOOST_TEST(!identity.by_name);
        BOOST_TEST(identity.type.form == sample.form);
      }
    }
}

BOOST_AUTO_TEST_CASE(a_program_by_content_and_by_name_keeps_the_form_of_its_content) {
  const Identity identity = identify(object(pe(), {"setup.exe"}));
  BOOST_TEST(identity.by_content);
  BOOST_TEST(identity.by_name);
  BOOST_TEST(identity.type.form == "pe");
  BOOST_TEST(identify(object(pe(), {"a.scr"})).type.form == "pe-scr");
  BOOST_TEST(identify(object(pe({.characteristics = 0x2102}), {"a.cpl"})).type.form == "pe-cpl");
  BOOST_TEST(identify(object(pe({.characteristics = 0x2102}), {"a.xll"})).type.form == "pe-xll");
}

BOOST_AUTO_TEST_CASE(harmless_forms_have_their_names) {
  const std::vector<Case> cases{
      {"pdf", pdf()},
      {"pdf", std::string(1000, '\n') + pdf()},
      {"pdf", std::string(900, '\xff') + pdf()},
      {"png", png()},
      {"jpg", jpg()},
      {"gif", "GIF89a\1\0\1\0\0\0\0;"s},
      {"bmp", "BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0"s},
      {"tiff", "II*\0\x08\0\0\0"s},
      {"webp", "RIFF\x20\0\0\0WEBPVP8 "s},
      {"wav", "RIFF\x20\0\0\0WAVEfmt "s},
      {"heic",
       "\0\0\0\x18"
       "ftypheic\0\0\0\0mif1heic"s},
      {"mp4",
       "\0\0\0\x18"
       "ftypisom\0\0\2\0isomiso2"s},
      {"mp3", "ID3\x04\0\0\0\0\0\0"s},
      {"amr", "#!AMR\n"s},
      {"zip", zip()},
      {"rar4", "Rar!\x1a\x07\0\xcf\x90\x73\0\0\x0d\0\0\0"s},
      {"rar5", "Rar!\x1a\x07\x01\0\x33\x92"s},
      {"7z", "7z\xbc\xaf\x27\x1c\0\4"s},
      {"gz", "\x1f\x8b\x08\0\0\0\0\0\0\3\3\0"s},
      {"bz2", "BZh91AY&SY\0\0\0\0"s},
      {"xz",
       "\xfd"
       "7zXZ\0\0\4"s},
      {"lzma", "\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x31\x20"s},
      {"lzma86", "\1\x5d\0\0\x80\0\xff\xff\xff\xff\xff\xff\xff\xff\0\x31\x20"s},
      {"ihex", ":04000000ABCD12343E\r\n:00000001FF\r\n"},
      {"ihex", ":00000001FF"},
      {"txt", ":00000001FE\r\n"},
      {"txt", ":) Xin chao\r\n"},
      {"ppmd", "\x8f\xaf\xac\x84\0"s},
      {"zst", "\x28\xb5\x2f\xfd\x24\0"s},
      {"Z", "\x1f\x9d\x90\x61\0"s},
      {"cab", "MSCF\0\0\0\0\x20\0\0\0"s},
      {"lha", "\x20\x10-lh5-\0\0\0\0"s},
      {"arj", "\x60\xea\x2c\0\x22\x0b\1\x0b\x10\0\2\0\0\0"s},
      {"ace", "\0\0\x31\0\0\0\x90**ACE**\x14\x14"s},
      {"wim", "MSWIM\0\0\0\xd0\0\0\0"s},
      {"cpio", "070701000000"},
      {"deb", "!<arch>\ndebian-binary   "},
      {"ar", "!<arch>\na.o/            "},
      {"xar", "xar!\0\x1c\0\1"s},
      {"rpm", "\xed\xab\xee\xdb\3\0"s},
      {"ole", compound_file({}, "W\0o\0r\0d\0"s)},
      {"msg", compound_file({},
                            "_\0_\0n\0a\0m\0e\0i\0d\0_\0v\0e\0r\0s\0i\0o\0n\0"
                            "1\0.\0"
                            "0\0"s)},
      {"rtf", "{\\rtf1\\ansi x}"},
      {"rtf", "{\\rt x}"},
      {"html", "<!DOCTYPE html><p>x</p>"},
      {"html", "<!-- x -->\n<html><body></body></html>"},
      {"html", utf16("<html><body>x</body></html>")},
      {"svg", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>"},
      {"xml", "<?xml version=\"1.0\"?><a/>"},
      {"eml", "Received: from a\r\nFrom: a@b.vn\r\nSubject: x\r\n\r\nx\r\n"},
      {"mbox", "From a@b.vn Mon Jan 1\nReceived: from a\nFrom: a@b.vn\nTo: c@d.vn\n\nx\n"},
      {"ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"},
      {"vcf", "BEGIN:VCARD\r\nVERSION:3.0\r\n"},
      {"pgp-message", "-----BEGIN PGP MESSAGE-----\n\nAAAA\n-----END PGP MESSAGE-----\n"},
      {"pem", "-----BEGIN CERTIFICATE-----\nAAAA\n"},
      {"cms-signed", "\x30\x82\x01\0\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0"s},
      {"cms-enveloped", "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0"s},
      {"cert", "\x30\x82\x03\0\x30\x82\x02\0\xa0\x03\x02\x01\x02\x02"s},
      {"onenote", "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"s},
      {"tnef", "\x78\x9f\x3e\x22\1\0\1"s},
      {"font", "\0\1\0\0\0\x0f\0\x80"s},
      {"dwg", "AC1032\0\0"s},
      {"url", "[InternetShortcut]\r\nURL=https://bacgiang.gov.vn/\r\n"},
      {"slk", "ID;PWXL;N;E\r\nC;Y1;X1;K\"a\"\r\nE\r\n"},
      {"txt", "MZ la viet tat cua mot ten rieng.\r\n"},
      {"txt", "Ước mơ của bé"},
      {"txt", "\xef\xbb\xbfxin chào"},
      {"txt", utf16("xin chao cac ban")},
      {"iso", iso()},
      {"img", fat()},
      {"img", ext()},
      {"img", at(1024, "H+\0\4"s)},
      {"img", at(1024, "HX\0\5"s)},
      {"img", at(1024, "BD"s + std::string(16, '\0') + "\0\1\0\0\2\0"s)},
      {"img", "ER\2\0"s + std::string(508, '\0') + "PM\0\0"s},
      {"img", at(32, "NXSB\0\x10\0\0"s)},
      {"img", at(16, "Compressed ROMFS")},
      {"img", at(4096, "gDla\x34\0\0\0"s)},
      {"img", ":\xff\x26\xed\1\0\0\0"s},
      {"vhdx", "vhdxfile"s + std::string(64, '\0')},
      {"vhd", std::string(1024, '\1') + "conectix" + std::string(504, '\0')},
      {"dmg", std::string(1000, '\1') + "koly\0\0\0\4"s + std::string(504, '\0')},
      {"slk-macro", "ID;P\nO;E\nNN;NAuto_open;ER101C1\n"},
      {"query", "WEB\r\n1\r\nhttp://a.vn/x\r\n"},
  };
  for (const Case& sample : cases) BOOST_TEST_CONTEXT(sample) {
      BOOST_TEST(form_of(sample.bytes) == sample.form);
      BOOST_TEST((type_of(sample.form).kind != Kind::executable));
      BOOST_TEST((type_of(sample.form).kind != Kind::unknown));
    }
}

BOOST_AUTO_TEST_CASE(an_old_tar_has_its_sum) {
  std::string header(512, '\0');
  put(header, 0, "MZ-bao cao.txt");
  put(header, 100, "0000644\0"s);
  put(header, 148, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  put(header, 148, digits);
  header[154] = '\0';
  header[0] = 'm', header[1] = 'z';
  BOOST_TEST(form_of(header) == "");  // sum no longer right
  header[0] = 'M', header[1] = 'Z';
  put(header, 257, "ustar");
  BOOST_TEST(form_of(header) == "tar");
}

BOOST_AUTO_TEST_CASE(what_is_cut_anywhere_is_read_within_its_bounds) {
  for (const Case& sample : programs()) {
    std::string copy;
    for (std::size_t length = 0; length < std::min<std::size_t>(sample.bytes.size(), 700); ++length) {
      copy = sample.bytes.substr(0, length);
      copy.shrink_to_fit();
      const auto form = form_by_content(copy, {.whole = false});
      BOOST_TEST((!form || find_form(*form) != nullptr));
    }
  }
}

BOOST_AUTO_TEST_CASE(offsets_at_the_edge_of_numbers_are_survived) {
  for (const std::uint64_t offset : {0ULL, 3ULL, 4ULL, 0x7fffffffULL, 0xfffffffcULL, 0xffffffffULL}) {
    std::string bytes = pe();
    put(bytes, 0x3c, offset, 4);
    BOOST_TEST(form_of(bytes) == "mz");
    std::string compound = installer('\x84');
    put(compound, 48, offset, 4);
    BOOST_TEST(!form_of(compound).empty());
  }
}

BOOST_AUTO_TEST_CASE(what_nothing_opens_is_unchecked) {
  for (const auto& bytes :
       {"\0\0\x31\0\0\0\x90**ACE**\x14\x14"s, "MSWIM\0\0\0\xd0\0\0\0"s, "vhdxfile"s, fat()}) {
    const Identity identity = identify(object(bytes, {"x.bin"}));
    BOOST_TEST((identity.findings.unchecked == std::vector{Unchecked::unsupported_format}));
  }
  BOOST_TEST(identify(object(zip(), {"x.zip"})).findings.unchecked.empty());
  BOOST_TEST(identify(object(iso(), {"x.iso"})).findings.unchecked.empty());
  std::string bridge = iso();
  put(bridge, 0x9000, "\0NSR02"s);
  BOOST_TEST((identify(object(bridge)).findings.unchecked == std::vector{Unchecked::unsupported_format}));
}

BOOST_AUTO_TEST_CASE(a_footer_counts_only_at_the_real_end) {
  const std::string disk = std::string(1024, '\1') + "conectix" + std::string(504, '\0');
  BOOST_TEST(form_by_content(disk, {.whole = false}).value_or("") == "");
  Child cut = object(disk);
  cut.content = Content::cut;
  BOOST_TEST((identify(cut).type.kind != Kind::disk_image));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace congvu::attachment
