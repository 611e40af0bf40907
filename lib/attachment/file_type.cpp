#include "attachment/file_type.h"

#include <algorithm>
#include <array>

namespace congvu::attachment {
namespace {

constexpr auto X = Kind::executable;
constexpr auto M = Kind::macro;
constexpr auto D = Kind::document;
constexpr auto A = Kind::archive;
constexpr auto I = Kind::disk_image;
constexpr auto P = Kind::image;
constexpr auto S = Kind::signature;
constexpr bool opaque = true;

constexpr std::string_view pe_mime = "application/vnd.microsoft.portable-executable";

// One row a form. Grouped by kind, not sorted: the words are looked up a few times an object.
constexpr Form forms[] = {
    // Programs.
    {"pe", X, pe_mime, "Windows program (PE)"},
    {"pe-dll", X, pe_mime, "Windows library (PE DLL)"},
    {"pe-sys", X, pe_mime, "Windows driver (PE)"},
    {"pe-dotnet", X, pe_mime, ".NET program or library (PE)"},
    {"pe-efi", X, pe_mime, "EFI program (PE)"},
    {"pe-scr", X, pe_mime, "Windows screen saver (PE)"},
    {"pe-cpl", X, pe_mime, "Windows control panel item (PE)"},
    {"pe-ocx", X, pe_mime, "ActiveX control (PE)"},
    {"pe-xll", X, pe_mime, "Excel add-in library (PE)"},
    {"pe-wll", X, pe_mime, "Word add-in library (PE)"},
    {"pe-hidden", X, pe_mime, "Windows program (PE) behind other bytes"},
    {"ne", X, "application/x-dosexec", "16-bit Windows program (NE)"},
    {"le", X, "application/x-dosexec", "OS/2 or VxD program (LE/LX)"},
    {"mz", X, "application/x-dosexec", "DOS program (MZ)"},
    {"com", X, "application/x-dosexec", "DOS program (COM)"},
    {"eicar", X, "application/x-dosexec", "EICAR anti-virus test program"},
    {"elf", X, "application/x-executable", "Linux or Unix program (ELF)"},
    {"mach-o", X, "application/x-mach-binary", "macOS program (Mach-O)"},
    {"mach-o-fat", X, "application/x-mach-binary", "macOS program for several processors (Mach-O)"},
    {"class", X, "application/java-vm", "Java class"},
    {"jar", X, "application/java-archive", "Java program (JAR)"},
    {"dex", X, "application/vnd.android.dex", "Android program (DEX)"},
    {"apk", X, "application/vnd.android.package-archive", "Android application package"},
    {"wasm", X, "application/wasm", "WebAssembly program"},
    {"pyc", X, "application/x-python-code", "compiled Python program"},
    {"program", X, "application/octet-stream", "program of a kind known by its name"},
    {"mac-program", X, "application/octet-stream", "macOS program or installer"},

    // Installers and packages that install themselves.
    {"msi", X, "application/x-msi", "Windows Installer package"},
    {"msp", X, "application/x-msi", "Windows Installer patch"},
    {"mst", X, "application/x-msi", "Windows Installer transform"},
    {"msu", X, "application/octet-stream", "Windows update package"},
    {"msix", X, "application/msix", "Windows application package (MSIX, APPX)"},
    {"clickonce", X, "application/x-ms-application", "ClickOnce application manifest"},
    {"appref-ms", X, "application/x-ms-appref", "ClickOnce application reference"},
    {"appinstaller", X, "application/appinstaller", "Windows App Installer file"},
    {"vsto", X, "application/x-ms-vsto", "Office add-in manifest"},
    {"xbap", X, "application/x-ms-xbap", "XAML browser application"},
    {"jnlp", X, "application/x-java-jnlp-file", "Java Web Start file"},
    {"gadget", X, "application/x-windows-gadget", "Windows gadget"},
    {"diagcab", X, "application/vnd.ms-cab-compressed", "Windows troubleshooting package"},
    {"themepack", X, "application/vnd.ms-cab-compressed", "Windows theme package"},

    // Scripts.
    {"bat", X, "text/x-msdos-batch", "Windows batch file"},
    {"vbs", X, "text/vbscript", "VBScript"},
    {"vbe", X, "text/vbscript", "encoded VBScript"},
    {"js", X, "text/javascript", "JavaScript for Windows Script Host"},
    {"jse", X, "text/javascript", "encoded JavaScript"},
    {"encoded-script", X, "text/plain", "encoded VBScript or JavaScript"},
    {"wsh-script", X, "text/plain", "script for Windows Script Host"},
    {"wsf", X, "text/xml", "Windows Script File"},
    {"wsc", X, "text/scriptlet", "Windows script component"},
    {"wsh", X, "text/plain", "Windows Script Host settings"},
    {"hta", X, "application/hta", "HTML application"},
    {"ps1", X, "text/x-powershell", "PowerShell script"},
    {"sh", X, "text/x-shellscript", "shell script"},
    {"unix-script", Kind::text, "text/x-shellscript", "script for Unix, known by its first line"},
    {"script", X, "text/plain", "script of a kind known by its name"},
    {"py", X, "text/x-python", "Python program"},
    {"pl", X, "text/x-perl", "Perl program"},

    // Shortcuts and settings that Windows acts on by a double click.
    {"lnk", X, "application/x-ms-shortcut", "Windows shortcut"},
    {"pif", X, "application/x-dosexec", "shortcut to a DOS program (PIF)"},
    {"url-shortcut", X, "application/x-mswinurl", "Internet shortcut"},
    {"scf", X, "text/plain", "Windows Explorer command file"},
    {"reg", X, "text/x-ms-regedit", "Windows registry entries"},
    {"inf", X, "text/plain", "Windows setup information"},
    {"library-ms", X, "application/windows-library+xml", "Windows library description"},
    {"search-ms", X, "application/windows-search-connector+xml", "Windows saved search or search connector"},
    {"settingcontent-ms", X, "application/xml", "Windows settings shortcut"},
    {"msc", X, "application/xml", "Microsoft Management Console file"},
    {"theme", X, "text/plain", "Windows theme"},
    {"rdp", X, "application/x-rdp", "Remote Desktop connection"},
    {"chm", X, "application/vnd.ms-htmlhelp", "compiled HTML help"},
    {"hlp", X, "application/winhlp", "Windows help file"},
    {"access-program", X, "application/x-msaccess", "compiled Access program"},
    {"access-shortcut", X, "text/plain", "Access shortcut"},
    {"clsid-name", X, "application/octet-stream", "file whose name hides a Windows class id"},

    // Office files that carry macros or fetch by themselves.
    {"docm", M, "application/vnd.ms-word.document.macroEnabled.12", "Word document with macros"},
    {"dotm", M, "application/vnd.ms-word.template.macroEnabled.12", "Word template with macros"},
    {"xlsm", M, "application/vnd.ms-excel.sheet.macroEnabled.12", "Excel workbook with macros"},
    {"xltm", M, "application/vnd.ms-excel.template.macroEnabled.12", "Excel template with macros"},
    {"xlam", M, "application/vnd.ms-excel.addin.macroEnabled.12", "Excel add-in"},
    {"xla", M, "application/vnd.ms-excel", "Excel add-in (97-2003)"},
    {"pptm", M, "application/vnd.ms-powerpoint.presentation.macroEnabled.12", "PowerPoint file with macros"},
    {"potm", M, "application/vnd.ms-powerpoint.template.macroEnabled.12", "PowerPoint template with macros"},
    {"ppsm", M, "application/vnd.ms-powerpoint.slideshow.macroEnabled.12", "PowerPoint show with macros"},
    {"ppam", M, "application/vnd.ms-powerpoint.addin.macroEnabled.12", "PowerPoint add-in"},
    {"ppa", M, "application/vnd.ms-powerpoint", "PowerPoint add-in (97-2003)"},
    {"sldm", M, "application/vnd.ms-powerpoint.slide.macroEnabled.12", "PowerPoint slide with macros"},
    {"slk-macro", M, "application/vnd.ms-excel", "SYLK sheet with macros"},
    {"query", M, "text/x-ms-iqy", "Excel query that fetches data"},
    {"activemime", M, "application/x-mso", "Office macro container (ActiveMime)"},

    // Disk images.
    {"iso", I, "application/x-iso9660-image", "CD image (ISO 9660)"},
    {"udf", I, "application/x-udf-image", "DVD image (UDF)", opaque},
    {"img", I, "application/x-raw-disk-image", "disk image", opaque},
    {"vhd", I, "application/x-vhd", "virtual disk (VHD)", opaque},
    {"vhdx", I, "application/x-vhdx", "virtual disk (VHDX)", opaque},
    {"vmdk", I, "application/x-vmdk", "virtual disk (VMDK)", opaque},
    {"vdi", I, "application/x-virtualbox-vdi", "virtual disk (VDI)", opaque},
    {"qcow", I, "application/x-qemu-disk", "virtual disk (QCOW)", opaque},
    {"dmg", I, "application/x-apple-diskimage", "macOS disk image", opaque},

    // Archives and compressions.
    {"zip", A, "application/zip", "ZIP archive"},
    {"rar4", A, "application/vnd.rar", "RAR archive (version 4)"},
    {"rar5", A, "application/vnd.rar", "RAR archive (version 5)"},
    {"rar-old", A, "application/vnd.rar", "RAR archive (version 1)", opaque},
    {"7z", A, "application/x-7z-compressed", "7-Zip archive"},
    {"gz", A, "application/gzip", "gzip compression"},
    {"bz2", A, "application/x-bzip2", "bzip2 compression"},
    {"xz", A, "application/x-xz", "xz compression"},
    {"lzma", A, "application/x-lzma", "lzma compression"},
    {"zst", A, "application/zstd", "zstd compression"},
    {"Z", A, "application/x-compress", "compress (.Z) compression"},
    {"tar", A, "application/x-tar", "tar archive"},
    {"cpio", A, "application/x-cpio", "cpio archive"},
    {"ar", A, "application/x-archive", "ar archive"},
    {"deb", A, "application/vnd.debian.binary-package", "Debian package"},
    {"xar", A, "application/x-xar", "xar archive"},
    {"cab", A, "application/vnd.ms-cab-compressed", "Windows cabinet"},
    {"lha", A, "application/x-lzh-compressed", "LHA archive"},
    {"rpm", A, "application/x-rpm", "RPM package", opaque},
    {"ace", A, "application/x-ace-compressed", "ACE archive", opaque},
    {"arj", A, "application/x-arj", "ARJ archive", opaque},
    {"wim", A, "application/x-ms-wim", "Windows image (WIM)", opaque},
    {"zoo", A, "application/x-zoo", "ZOO archive", opaque},
    {"sit", A, "application/x-stuffit", "StuffIt archive", opaque},
    {"alz", A, "application/x-alz", "ALZ archive", opaque},
    {"egg", A, "application/x-egg", "EGG archive", opaque},
    {"freearc", A, "application/x-freearc", "FreeArc archive", opaque},
    {"zpaq", A, "application/x-zpaq", "ZPAQ archive", opaque},
    {"is-cab", A, "application/octet-stream", "InstallShield cabinet", opaque},
    {"szdd", A, "application/x-ms-compress", "file packed by COMPRESS.EXE", opaque},
    {"lz4", A, "application/x-lz4", "lz4 compression", opaque},
    {"lzip", A, "application/x-lzip", "lzip compression", opaque},
    {"lzop", A, "application/x-lzop", "lzop compression", opaque},
    {"lrzip", A, "application/x-lrzip", "lrzip compression", opaque},
    {"ppmd", A, "application/x-ppmd", "PPMd compression", opaque},
    {"lzma86", A, "application/x-lzma86", "lzma86 compression", opaque},
    {"ihex", A, "text/x-hex", "Intel HEX file", opaque},
    {"binhex", A, "application/mac-binhex40", "BinHex file", opaque},
    {"base64", A, "text/x-base64", "base64 text named as a file", opaque},
    {"xxencode", A, "text/x-xxencode", "xxencoded file", opaque},
    {"pst", A, "application/vnd.ms-outlook-pst", "Outlook data file", opaque},
    {"volume", A, "application/octet-stream", "one volume of a split archive"},

    // Documents.
    {"pdf", D, "application/pdf", "PDF document"},
    {"ole", D, "application/x-ole-storage", "Office document (97-2003 container)"},
    {"doc", D, "application/msword", "Word document (97-2003)"},
    {"xls", D, "application/vnd.ms-excel", "Excel workbook (97-2003)"},
    {"ppt", D, "application/vnd.ms-powerpoint", "PowerPoint file (97-2003)"},
    {"vsd", D, "application/vnd.visio", "Visio drawing (2003)"},
    {"pub", D, "application/x-mspublisher", "Publisher document"},
    {"mpp", D, "application/vnd.ms-project", "Project plan"},
    {"docx", D, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word document"},
    {"dotx", D, "application/vnd.openxmlformats-officedocument.wordprocessingml.template", "Word template"},
    {"xlsx", D, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel workbook"},
    {"xltx", D, "application/vnd.openxmlformats-officedocument.spreadsheetml.template", "Excel template"},
    {"xlsb", D, "application/vnd.ms-excel.sheet.binary.macroEnabled.12", "Excel binary workbook"},
    {"pptx", D, "application/vnd.openxmlformats-officedocument.presentationml.presentation",
     "PowerPoint presentation"},
    {"potx", D, "application/vnd.openxmlformats-officedocument.presentationml.template",
     "PowerPoint template"},
    {"ppsx", D, "application/vnd.openxmlformats-officedocument.presentationml.slideshow", "PowerPoint show"},
    {"vsdx", D, "application/vnd.ms-visio.drawing", "Visio drawing"},
    {"ooxml", D, "application/zip", "Office Open XML package"},
    {"ooxml-encrypted", D, "application/encrypted", "Office document with a password"},
    {"irm", D, "application/x-microsoft-rpmsg-message", "rights-protected document"},
    {"xps", D, "application/oxps", "XPS document"},
    {"odt", D, "application/vnd.oasis.opendocument.text", "OpenDocument text"},
    {"ods", D, "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet"},
    {"odp", D, "application/vnd.oasis.opendocument.presentation", "OpenDocument presentation"},
    {"odf", D, "application/vnd.oasis.opendocument.base", "OpenDocument file"},
    {"epub", D, "application/epub+zip", "EPUB book"},
    {"rtf", D, "application/rtf", "RTF document"},
    {"html", D, "text/html", "HTML document"},
    {"xml", D, "application/xml", "XML document"},
    {"ps", D, "application/postscript", "PostScript document"},
    {"onenote", D, "application/onenote", "OneNote section"},
    {"biff", D, "application/vnd.ms-excel", "Excel sheet (before 97)"},
    {"word2", D, "application/msword", "Word document (before 97)"},
    {"write", D, "application/x-mswrite", "Windows Write document"},
    {"wordperfect", D, "application/vnd.wordperfect", "WordPerfect document"},
    {"slk", D, "application/x-sylk", "SYLK sheet"},
    {"access", D, "application/x-msaccess", "Access database"},
    {"sqlite", D, "application/vnd.sqlite3", "SQLite database"},
    {"dbf", D, "application/dbase", "dBASE table"},
    {"djvu", D, "image/vnd.djvu", "DjVu document"},
    {"dwg", D, "image/vnd.dwg", "AutoCAD drawing"},
    {"hdf", D, "application/x-hdf5", "HDF data file"},
    {"font", D, "font/ttf", "font"},
    {"url", D, "application/x-mswinurl", "link to a web page, in the form of an Internet shortcut"},

    // Images.
    {"png", P, "image/png", "PNG image"},
    {"jpg", P, "image/jpeg", "JPEG image"},
    {"gif", P, "image/gif", "GIF image"},
    {"bmp", P, "image/bmp", "BMP image"},
    {"tiff", P, "image/tiff", "TIFF image"},
    {"webp", P, "image/webp", "WebP image"},
    {"heic", P, "image/heic", "HEIC image"},
    {"avif", P, "image/avif", "AVIF image"},
    {"ico", P, "image/vnd.microsoft.icon", "icon"},
    {"svg", P, "image/svg+xml", "SVG image"},
    {"psd", P, "image/vnd.adobe.photoshop", "Photoshop image"},
    {"jp2", P, "image/jp2", "JPEG 2000 image"},
    {"jxl", P, "image/jxl", "JPEG XL image"},
    {"wmf", P, "image/wmf", "Windows metafile"},
    {"emf", P, "image/emf", "enhanced Windows metafile"},
    {"dicom", P, "application/dicom", "DICOM image"},
    {"erdas", P, "image/x-erdas-hfa", "ERDAS map image"},

    // Sound and film.
    {"mp3", Kind::media, "audio/mpeg", "MP3 sound"},
    {"aac", Kind::media, "audio/aac", "AAC sound"},
    {"wav", Kind::media, "audio/wav", "WAV sound"},
    {"flac", Kind::media, "audio/flac", "FLAC sound"},
    {"ogg", Kind::media, "audio/ogg", "Ogg sound or film"},
    {"amr", Kind::media, "audio/amr", "AMR sound"},
    {"midi", Kind::media, "audio/midi", "MIDI music"},
    {"m4a", Kind::media, "audio/mp4", "MPEG-4 sound"},
    {"mp4", Kind::media, "video/mp4", "MPEG-4 film"},
    {"mov", Kind::media, "video/quicktime", "QuickTime film"},
    {"avi", Kind::media, "video/x-msvideo", "AVI film"},
    {"mkv", Kind::media, "video/x-matroska", "Matroska or WebM film"},
    {"wmv", Kind::media, "video/x-ms-asf", "Windows Media sound or film"},
    {"flv", Kind::media, "video/x-flv", "Flash film"},
    {"mpeg", Kind::media, "video/mpeg", "MPEG film"},
    {"swf", Kind::media, "application/x-shockwave-flash", "Flash animation"},

    // Mail, signatures, text.
    {"eml", Kind::mail, "message/rfc822", "mail"},
    {"mbox", Kind::mail, "application/mbox", "mail folder (mbox)"},
    {"msg", Kind::mail, "application/vnd.ms-outlook", "Outlook mail"},
    {"tnef", Kind::mail, "application/vnd.ms-tnef", "Outlook rich text container (TNEF)"},
    {"cms-signed", S, "application/pkcs7-mime", "signed data or signature (CMS)"},
    {"cms-enveloped", S, "application/pkcs7-mime", "encrypted data (CMS)"},
    {"cms", S, "application/pkcs7-mime", "CMS data"},
    {"pfx", S, "application/x-pkcs12", "key and certificate (PKCS #12)"},
    {"cert", S, "application/x-x509-ca-cert", "certificate"},
    {"pem", S, "application/x-pem-file", "certificate or key (PEM)"},
    {"pgp-message", S, "application/pgp-encrypted", "OpenPGP message"},
    {"pgp-signature", S, "application/pgp-signature", "OpenPGP signature"},
    {"pgp-signed", S, "application/pgp-signature", "OpenPGP signed text"},
    {"pgp-key", S, "application/pgp-keys", "OpenPGP key"},
    {"txt", Kind::text, "text/plain", "text"},
    {"csv", Kind::text, "text/csv", "table as text"},
    {"json", Kind::text, "application/json", "JSON data"},
    {"ics", Kind::text, "text/calendar", "calendar entry"},
    {"vcf", Kind::text, "text/vcard", "business card"},
};

bool is_restricted_name(std::string_view word) {
  constexpr std::size_t longest = 127;
  constexpr std::string_view marks = "!#$&-^_.+";
  return !word.empty() && word.size() <= longest && std::all_of(word.begin(), word.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

}  // namespace

const Form* find_form(std::string_view form) {
  for (const Form& row : forms)
    if (row.form == form) return &row;
  return nullptr;
}

FileType type_of(std::string_view form) {
  const Form* row = find_form(form);
  if (row == nullptr) return {Kind::unknown, std::string(form), {}, {}};
  return {row->kind, std::string(row->form), std::string(row->mime), std::string(row->description)};
}

bool is_media_type(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  return is_restricted_name(text.substr(0, slash)) &&
         is_restricted_name(text.substr(std::min(slash + 1, text.size())));
}

}  // namespace congvu::attachment
