#include "attachment/file_name_extension.h"

#include <algorithm>
#include <cctype>

#include "attachment/signature_program.h"

namespace congvu::attachment {
namespace {

// Sorted by ending. Left out on purpose, though Outlook blocks them: asp, aspx (run by servers only), tmp
// (what mail programs call their own leftovers), mat (MATLAB), mau ("mẫu", form), gz and the like (looked
// into). Certificates, Access data and Outlook folders are rows, but no programs.
constexpr Extension extensions[] = {
    {"7z", "7z", NameRule::archive},
    {"aac", "aac", NameRule::benign},
    {"accdb", "access", NameRule::benign},
    {"accde", "access-program", NameRule::always},
    {"accdr", "access-program", NameRule::always},
    {"ace", "ace", NameRule::archive},
    {"acm", "program", NameRule::always},
    {"ade", "access-program", NameRule::always},
    {"adp", "access-program", NameRule::always},
    {"ahk", "script", NameRule::always},
    {"alz", "alz", NameRule::archive},
    {"amr", "amr", NameRule::benign},
    {"apk", "apk", NameRule::always},
    {"apkm", "apk", NameRule::always},
    {"app", "mac-program", NameRule::program},
    {"appinstaller", "appinstaller", NameRule::always},
    {"application", "clickonce", NameRule::always},
    {"appref-ms", "appref-ms", NameRule::always},
    {"appx", "msix", NameRule::always},
    {"appxbundle", "msix", NameRule::always},
    {"arc", "freearc", NameRule::archive},
    {"arj", "arj", NameRule::archive},
    {"asf", "wmv", NameRule::benign},
    {"asx", "script", NameRule::script},
    {"au3", "script", NameRule::always},
    {"avhdx", "vhdx", NameRule::program},
    {"avi", "avi", NameRule::benign},
    {"avif", "avif", NameRule::benign},
    {"ax", "program", NameRule::always},
    {"b64", "base64", NameRule::always},
    {"bas", "script", NameRule::script},
    {"bash", "sh", NameRule::always},
    {"bat", "bat", NameRule::always},
    {"bgi", "script", NameRule::script},
    {"bmp", "bmp", NameRule::benign},
    {"bz2", "bz2", NameRule::archive},
    {"cab", "cab", NameRule::archive},
    {"ccd", "img", NameRule::program},
    {"cdxml", "ps1", NameRule::always},
    {"cer", "cert", NameRule::benign},
    {"chm", "chm", NameRule::always},
    {"class", "class", NameRule::program},
    {"cmd", "bat", NameRule::always},
    {"cnt", "script", NameRule::script},
    {"com", "com", NameRule::domain},
    {"command", "mac-program", NameRule::program},
    {"cpio", "cpio", NameRule::archive},
    {"cpl", "program", NameRule::always},
    {"crt", "cert", NameRule::benign},
    {"csh", "sh", NameRule::always},
    {"csv", "csv", NameRule::benign},
    {"dbf", "dbf", NameRule::benign},
    {"deb", "deb", NameRule::archive},
    {"der", "cert", NameRule::benign},
    {"deskthemepack", "themepack", NameRule::always},
    {"desktop", "script", NameRule::script},
    {"diagcab", "diagcab", NameRule::always},
    {"diagcfg", "diagcab", NameRule::always},
    {"diagpkg", "diagcab", NameRule::always},
    {"djvu", "djvu", NameRule::benign},
    {"dl_", "program", NameRule::program},
    {"dll", "program", NameRule::always},
    {"dmg", "dmg", NameRule::program},
    {"doc", "doc", NameRule::benign},
    {"docm", "docm", NameRule::always},
    {"docx", "docx", NameRule::benign},
    {"dot", "doc", NameRule::benign},
    {"dotm", "dotm", NameRule::always},
    {"dotx", "dotx", NameRule::benign},
    {"dqy", "query", NameRule::always},
    {"drv", "program", NameRule::always},
    {"dwg", "dwg", NameRule::benign},
    {"dxf", "dwg", NameRule::benign},
    {"eappx", "msix", NameRule::always},
    {"eappxbundle", "msix", NameRule::always},
    {"efi", "program", NameRule::always},
    {"egg", "egg", NameRule::archive},
    {"elf", "elf", NameRule::program},
    {"emf", "emf", NameRule::benign},
    {"eml", "eml", NameRule::benign},
    {"emsix", "msix", NameRule::always},
    {"emsixbundle", "msix", NameRule::always},
    {"eps", "ps", NameRule::benign},
    {"epub", "epub", NameRule::benign},
    {"esd", "wim", NameRule::archive},
    {"ex_", "program", NameRule::program},
    {"exe", "program", NameRule::always},
    {"flac", "flac", NameRule::benign},
    {"fxp", "script", NameRule::script},
    {"gadget", "gadget", NameRule::always},
    {"gif", "gif", NameRule::benign},
    {"gpg", "pgp-message", NameRule::benign},
    {"grp", "script", NameRule::script},
    {"gz", "gz", NameRule::archive},
    {"heic", "heic", NameRule::benign},
    {"heif", "heic", NameRule::benign},
    {"hlp", "hlp", NameRule::always},
    {"hpj", "script", NameRule::script},
    {"hqx", "binhex", NameRule::archive},
    {"hta", "hta", NameRule::always},
    {"htc", "script", NameRule::script},
    {"htm", "html", NameRule::benign},
    {"html", "html", NameRule::benign},
    {"ico", "ico", NameRule::benign},
    {"ics", "ics", NameRule::benign},
    {"ima", "img", NameRule::program},
    {"img", "img", NameRule::program},
    {"inf", "inf", NameRule::always},
    {"ins", "script", NameRule::script},
    {"iqy", "query", NameRule::always},
    {"iso", "iso", NameRule::program},
    {"isp", "script", NameRule::script},
    {"its", "script", NameRule::script},
    {"jar", "jar", NameRule::always},
    {"jfif", "jpg", NameRule::benign},
    {"jnlp", "jnlp", NameRule::always},
    {"job", "script", NameRule::script},
    {"jpeg", "jpg", NameRule::benign},
    {"jpg", "jpg", NameRule::benign},
    {"js", "js", NameRule::always},
    {"jse", "jse", NameRule::always},
    {"json", "json", NameRule::benign},
    {"ksh", "sh", NameRule::always},
    {"lha", "lha", NameRule::archive},
    {"lib", "program", NameRule::program},
    {"library-ms", "library-ms", NameRule::always},
    {"lnk", "lnk", NameRule::always},
    {"log", "txt", NameRule::benign},
    {"lrz", "lrzip", NameRule::archive},
    {"lz", "lzip", NameRule::archive},
    {"lz4", "lz4", NameRule::archive},
    {"lzh", "lha", NameRule::archive},
    {"lzma", "lzma", NameRule::archive},
    {"lzo", "lzop", NameRule::archive},
    {"m4a", "m4a", NameRule::benign},
    {"m4v", "mp4", NameRule::benign},
    {"mad", "access-shortcut", NameRule::program},
    {"maf", "access-shortcut", NameRule::program},
    {"mag", "access-shortcut", NameRule::program},
    {"mam", "access-shortcut", NameRule::program},
    {"maq", "access-shortcut", NameRule::program},
    {"mar", "access-shortcut", NameRule::program},
    {"mas", "access-shortcut", NameRule::program},
    {"mav", "access-shortcut", NameRule::program},
    {"maw", "access-shortcut", NameRule::program},
    {"mbox", "mbox", NameRule::benign},
    {"mcf", "script", NameRule::script},
    {"mda", "access-program", NameRule::always},
    {"mdb", "access", NameRule::benign},
    {"mde", "access-program", NameRule::always},
    {"mdf", "img", NameRule::program},
    {"mdt", "access-shortcut", NameRule::program},
    {"mdw", "access-shortcut", NameRule::program},
    {"mdz", "access-shortcut", NameRule::program},
    {"mht", "html", NameRule::benign},
    {"mhtml", "html", NameRule::benign},
    {"mjs", "js", NameRule::always},
    {"mkv", "mkv", NameRule::benign},
    {"mov", "mov", NameRule::benign},
    {"mp3", "mp3", NameRule::benign},
    {"mp4", "mp4", NameRule::benign},
    {"mpeg", "mpeg", NameRule::benign},
    {"mpg", "mpeg", NameRule::benign},
    {"mpkg", "mac-program", NameRule::program},
    {"mpp", "mpp", NameRule::benign},
    {"msc", "msc", NameRule::always},
    {"msg", "msg", NameRule::benign},
    {"msh", "script", NameRule::always},
    {"msh1", "script", NameRule::always},
    {"msh1xml", "script", NameRule::always},
    {"msh2", "script", NameRule::always},
    {"msh2xml", "script", NameRule::always},
    {"mshxml", "script", NameRule::always},
    {"msi", "msi", NameRule::always},
    {"msix", "msix", NameRule::always},
    {"msixbundle", "msix", NameRule::always},
    {"msp", "msp", NameRule::always},
    {"mst", "mst", NameRule::always},
    {"msu", "msu", NameRule::always},
    {"mui", "program", NameRule::always},
    {"net", "program", NameRule::domain},
    {"nrg", "img", NameRule::program},
    {"nsh", "script", NameRule::script},
    {"ocx", "program", NameRule::always},
    {"odp", "odp", NameRule::benign},
    {"ods", "ods", NameRule::benign},
    {"odt", "odt", NameRule::benign},
    {"ogg", "ogg", NameRule::benign},
    {"one", "onenote", NameRule::benign},
    {"onepkg", "onenote", NameRule::benign},
    {"onetoc2", "onenote", NameRule::benign},
    {"ops", "script", NameRule::script},
    {"opus", "ogg", NameRule::benign},
    {"oqy", "query", NameRule::always},
    {"osd", "script", NameRule::script},
    {"ost", "pst", NameRule::archive},
    {"otf", "font", NameRule::benign},
    {"oxps", "xps", NameRule::benign},
    {"p12", "pfx", NameRule::benign},
    {"p7b", "cms-signed", NameRule::benign},
    {"p7c", "cms-signed", NameRule::benign},
    {"p7m", "cms", NameRule::benign},
    {"p7s", "cms-signed", NameRule::benign},
    {"p7z", "cms", NameRule::benign},
    {"pcd", "script", NameRule::script},
    {"pdf", "pdf", NameRule::benign},
    {"pem", "pem", NameRule::benign},
    {"pfx", "pfx", NameRule::benign},
    {"pgp", "pgp-message", NameRule::benign},
    {"pif", "pif", NameRule::always},
    {"pkg", "mac-program", NameRule::program},
    {"pl", "pl", NameRule::script},
    {"plg", "script", NameRule::script},
    {"png", "png", NameRule::benign},
    {"pot", "ppt", NameRule::benign},
    {"potm", "potm", NameRule::always},
    {"potx", "potx", NameRule::benign},
    {"ppa", "ppa", NameRule::always},
    {"ppam", "ppam", NameRule::always},
    {"pps", "ppt", NameRule::benign},
    {"ppsm", "ppsm", NameRule::always},
    {"ppsx", "ppsx", NameRule::benign},
    {"ppt", "ppt", NameRule::benign},
    {"pptm", "pptm", NameRule::always},
    {"pptx", "pptx", NameRule::benign},
    {"prf", "script", NameRule::script},
    {"prg", "script", NameRule::script},
    {"printerexport", "script", NameRule::always},
    {"ps", "ps", NameRule::benign},
    {"ps1", "ps1", NameRule::always},
    {"ps1xml", "ps1", NameRule::always},
    {"ps2", "ps1", NameRule::always},
    {"ps2xml", "ps1", NameRule::always},
    {"psc1", "ps1", NameRule::always},
    {"psc2", "ps1", NameRule::always},
    {"psd", "psd", NameRule::benign},
    {"psd1", "ps1", NameRule::always},
    {"psdm1", "ps1", NameRule::always},
    {"psm1", "ps1", NameRule::always},
    {"pst", "pst", NameRule::archive},
    {"pub", "pub", NameRule::benign},
    {"py", "py", NameRule::always},
    {"pyc", "pyc", NameRule::always},
    {"pyo", "pyc", NameRule::always},
    {"pyw", "py", NameRule::always},
    {"pyz", "pyc", NameRule::always},
    {"pyzw", "pyc", NameRule::always},
    {"qcow", "qcow", NameRule::program},
    {"qcow2", "qcow", NameRule::program},
    {"rar", "rar4", NameRule::archive},
    {"rdp", "rdp", NameRule::always},
    {"reg", "reg", NameRule::always},
    {"rpm", "rpm", NameRule::archive},
    {"rqy", "query", NameRule::always},
    {"rtf", "rtf", NameRule::benign},
    {"run", "program", NameRule::program},
    {"scf", "scf", NameRule::always},
    {"scr", "program", NameRule::always},
    {"sct", "wsc", NameRule::always},
    {"search-ms", "search-ms", NameRule::always},
    {"searchconnector-ms", "search-ms", NameRule::always},
    {"settingcontent-ms", "settingcontent-ms", NameRule::always},
    {"sh", "sh", NameRule::script},
    {"shb", "script", NameRule::always},
    {"shs", "script", NameRule::always},
    {"sit", "sit", NameRule::archive},
    {"sitx", "sit", NameRule::archive},
    {"sldm", "sldm", NameRule::always},
    {"slk", "slk", NameRule::benign},
    {"so", "elf", NameRule::program},
    {"svg", "svg", NameRule::benign},
    {"swm", "wim", NameRule::archive},
    {"sys", "program", NameRule::always},
    {"tar", "tar", NameRule::archive},
    {"taz", "Z", NameRule::archive},
    {"tbz", "bz2", NameRule::archive},
    {"tbz2", "bz2", NameRule::archive},
    {"tgz", "gz", NameRule::archive},
    {"theme", "theme", NameRule::script},
    {"themepack", "themepack", NameRule::always},
    {"tif", "tiff", NameRule::benign},
    {"tiff", "tiff", NameRule::benign},
    {"tlz", "lzma", NameRule::archive},
    {"tnef", "tnef", NameRule::benign},
    {"tsp", "program", NameRule::always},
    {"tsv", "csv", NameRule::benign},
    {"ttc", "font", NameRule::benign},
    {"ttf", "font", NameRule::benign},
    {"txt", "txt", NameRule::benign},
    {"txz", "xz", NameRule::archive},
    {"tzst", "zst", NameRule::archive},
    {"udf", "udf", NameRule::program},
    {"url", "url-shortcut", NameRule::always},
    {"vb", "vbs", NameRule::script},
    {"vbe", "vbe", NameRule::always},
    {"vbp", "script", NameRule::script},
    {"vbs", "vbs", NameRule::always},
    {"vbscript", "script", NameRule::always},
    {"vcf", "vcf", NameRule::benign},
    {"vdi", "vdi", NameRule::program},
    {"vfd", "img", NameRule::program},
    {"vhd", "vhd", NameRule::program},
    {"vhdx", "vhdx", NameRule::program},
    {"vmdk", "vmdk", NameRule::program},
    {"vsd", "vsd", NameRule::benign},
    {"vsdx", "vsdx", NameRule::benign},
    {"vsmacros", "script", NameRule::script},
    {"vsto", "vsto", NameRule::always},
    {"vsw", "script", NameRule::script},
    {"vxd", "program", NameRule::always},
    {"wav", "wav", NameRule::benign},
    {"webm", "mkv", NameRule::benign},
    {"webp", "webp", NameRule::benign},
    {"webpnp", "script", NameRule::always},
    {"website", "url-shortcut", NameRule::always},
    {"wim", "wim", NameRule::archive},
    {"wll", "pe-wll", NameRule::always},
    {"wma", "wmv", NameRule::benign},
    {"wmf", "wmf", NameRule::benign},
    {"wmv", "wmv", NameRule::benign},
    {"woff", "font", NameRule::benign},
    {"woff2", "font", NameRule::benign},
    {"ws", "wsf", NameRule::script},
    {"wsb", "script", NameRule::script},
    {"wsc", "wsc", NameRule::always},
    {"wsf", "wsf", NameRule::always},
    {"wsh", "wsh", NameRule::always},
    {"xap", "program", NameRule::program},
    {"xapk", "apk", NameRule::always},
    {"xar", "xar", NameRule::archive},
    {"xbap", "xbap", NameRule::always},
    {"xhtml", "html", NameRule::benign},
    {"xla", "xla", NameRule::always},
    {"xlam", "xlam", NameRule::always},
    {"xll", "pe-xll", NameRule::always},
    {"xls", "xls", NameRule::benign},
    {"xlsb", "xlsb", NameRule::benign},
    {"xlsm", "xlsm", NameRule::always},
    {"xlsx", "xlsx", NameRule::benign},
    {"xlt", "xls", NameRule::benign},
    {"xltm", "xltm", NameRule::always},
    {"xltx", "xltx", NameRule::benign},
    {"xml", "xml", NameRule::benign},
    {"xnk", "script", NameRule::script},
    {"xps", "xps", NameRule::benign},
    {"xsd", "xml", NameRule::benign},
    {"xsl", "xml", NameRule::benign},
    {"xxe", "xxencode", NameRule::always},
    {"xz", "xz", NameRule::archive},
    {"z", "Z", NameRule::archive},
    {"zip", "zip", NameRule::archive},
    {"zipx", "zip", NameRule::archive},
    {"zoo", "zoo", NameRule::archive},
    {"zpaq", "zpaq", NameRule::archive},
    {"zsh", "sh", NameRule::always},
    {"zst", "zst", NameRule::archive},
};

constexpr bool sorted() {
  const Extension* before = nullptr;
  for (const Extension& row : extensions) {
    if (before != nullptr && before->extension >= row.extension) return false;
    before = &row;
  }
  return true;
}
static_assert(sorted(), "the endings are searched by halves");

// "www.abc", "thongbao@abc", "Mail from abc": what stands before ".com" is an address or a sentence.
bool reads_as_address(std::string_view base) {
  return base.find_first_of(" @.,") != std::string_view::npos ||
         base.find("\xC2\xA0") != std::string_view::npos;
}

bool domain_hits(std::string_view view, const Seen& seen) {
  if (seen.absent) return true;
  if (seen.form != nullptr || seen.bytes.empty()) return false;
  return looks_like_dos_program(seen.bytes) || !reads_as_address(view.substr(0, view.rfind('.')));
}

bool hits(std::string_view view, NameRule rule, const Seen& seen) {
  switch (rule) {
    case NameRule::always:
      return true;
    case NameRule::script:
      return seen.form == nullptr || seen.form->kind == Kind::text || seen.form->mime.starts_with("text/");
    case NameRule::program:
    case NameRule::archive:
    case NameRule::benign:
      return seen.form == nullptr;
    case NameRule::domain:
      return domain_hits(view, seen);
  }
  return true;
}

// "notes.txt.{3050f4d8-98b5-11cf-bb82-00aa00bdce0b}": Windows shows "notes.txt" and starts the class.
bool is_class_id(std::string_view extension) {
  constexpr std::string_view shape = "{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";
  return std::equal(shape.begin(), shape.end(), extension.begin(), extension.end(), [](char form, char c) {
    return form == 'x' ? std::isxdigit(static_cast<unsigned char>(c)) != 0 : form == c;
  });
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_archive_extension(std::string_view extension) {
  const Extension* row = find_extension(extension);
  return row != nullptr && row->rule == NameRule::archive;
}

bool behind_archive(std::string_view view, std::size_t extension_size) {
  return is_archive_extension([&] {
    const auto rest = view.substr(0, view.size() - extension_size - 1);
    const auto dot = rest.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
  }());
}

}  // namespace

const Extension* find_extension(std::string_view extension) {
  const auto* const row =
      std::lower_bound(std::begin(extensions), std::end(extensions), extension,
                       [](const Extension& a, std::string_view word) { return a.extension < word; });
  return row != std::end(extensions) && row->extension == extension ? row : nullptr;
}

std::string_view form_by_name(std::string_view view, const Seen& seen) {
  const auto dot = view.rfind('.');
  if (dot == std::string_view::npos) return {};
  const auto extension = view.substr(dot + 1);
  if (is_class_id(extension)) return "clsid-name";
  const Extension* row = find_extension(extension);
  return row != nullptr && hits(view, row->rule, seen) ? row->form : std::string_view{};
}

bool is_volume_name(std::string_view view) {
  const auto dot = view.rfind('.');
  if (dot == std::string_view::npos) return false;
  const auto extension = view.substr(dot + 1);
  if (extension.size() == 3 && all_digits(extension)) return true;
  if (extension.size() == 3 && (extension[0] == 'r' || extension[0] == 'z' || extension[0] == 's') &&
      all_digits(extension.substr(1)))
    return true;
  if (extension.size() == 4 && extension.starts_with("zx") && all_digits(extension.substr(2))) return true;
  if (extension == "rar") {
    const auto rest = view.substr(0, dot);
    const auto part = rest.rfind(".part");
    return part != std::string_view::npos && all_digits(rest.substr(part + 5));
  }
  const bool two_letters = extension.size() == 2 && std::all_of(extension.begin(), extension.end(),
                                                                [](char c) { return c >= 'a' && c <= 'z'; });
  return two_letters && find_extension(extension) == nullptr && behind_archive(view, extension.size());
}

}  // namespace congvu::attachment
