#include "attachment/markup.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include "attachment/document_sniff.h"
#include "attachment/markup_constants.h"
#include "attachment/markup_data.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t payload_least = 1'024;
constexpr std::size_t opaque_least = 65'536;  // a payload that nothing here decodes
constexpr std::size_t code_most =
    32UL * 1'024;  // more script is some library's, unless the payload is large too

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

// UTF-16 of Latin text is that text with a NUL beside every letter.
std::string without_nuls(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() / 2);
  for (const char c : bytes)
    if (c != '\0') out += c;
  return out;
}

bool is_wide(ByteView bytes) {
  const ByteView head = slice(bytes, 0, 64);
  return std::count(head.begin(), head.end(), '\0') * 3 > std::ssize(head);
}

// What a script says once its string pieces are joined and its escapes are undone: "cre" + "ate\x4fbject".
std::string plain_script(ByteView lower) {
  std::string out;
  out.reserve(lower.size());
  const auto hex = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  for (std::size_t at = 0; at < lower.size(); ++at) {
    const char c = lower[at];
    if ((c == '"' || c == '\'') && at + 1 < lower.size()) {
      const std::size_t plus = lower.find_first_not_of(" \t\r\n", at + 1);
      const std::size_t next = plus < lower.size() && plus < at + 16 && lower[plus] == '+'
                                   ? lower.find_first_not_of(" \t\r\n", plus + 1)
                                   : ByteView::npos;
      if (next < lower.size() && next < at + 32 && lower[next] == c) {
        at = next;
        continue;
      }
    }
    if (c == '\\' && at + 3 < lower.size() && lower[at + 1] == 'x' && hex(lower[at + 2]) >= 0 &&
        hex(lower[at + 3]) >= 0) {
      out += static_cast<char>(hex(lower[at + 2]) * 16 + hex(lower[at + 3]));
      at += 3;
      continue;
    }
    out += c;
  }
  return lower_ascii(out);
}

bool has_handler(std::string_view lower) {
  return has_any(lower, {" onload=", " onerror=", " onclick=", " onmouseover=", " onbegin=", " onfocus=",
                         "\nonload=", "/onload=", " onpageshow=", " ontoggle="});
}

// The signs of a page that makes files, each alone harmless.
struct Signs {
  bool svg = false;
  bool script = false;
  bool maker = false;     // makes a file object of bytes
  bool decoder = false;   // turns text into bytes or code
  bool delivery = false;  // saves or opens it without being asked
  bool carried = false;   // a program, archive or disk image stands in the page
  std::size_t payload = 0, code = 0;
};

void read_script(std::string_view lower, Signs& signs) {
  const std::size_t svg = lower.find("<svg");
  signs.svg = svg < lower.find("<html") && svg < lower.find("<body") && svg < lower.find("<!doctype html");
  signs.script = lower.find("<script") != std::string_view::npos ||
                 lower.find("javascript:") != std::string_view::npos || has_handler(lower);
  if (!signs.script) return;
  const std::string script = plain_script(lower);
  const bool address = has_any(script, {"createobjecturl"});
  const bool saver = has_any(script, {"mssaveoropenblob", "mssaveblob", "showsavefilepicker"});
  signs.maker =
      saver || (address && has_any(script, {"blob(", "file("})) ||
      has_any(script, {"data:application/octet-stream", "data:application/zip", "data:application/x-"});
  signs.decoder = has_any(script, {"atob(", "\"atob\"", "'atob'", "fromcharcode", "charcodeat", "uint8array",
                                   "unescape(", "eval(", "decodeuricomponent", "parseint("});
  const bool named = has_any(script, {".download=", ".download =", "[\"download\"]", "['download']",
                                      "\"download\",", "'download',", " download=", "saveas("});
  const bool pressed = has_any(script, {".click(", "[\"click\"]", "['click']", "dispatchevent"});
  const bool moved = address && has_any(script, {"location.href", "location.assign", "location.replace",
                                                 "location=", "location =", "window.open("});
  signs.delivery = saver || (named && pressed) || moved;
}

bool is_smuggling(const Signs& signs) {
  if (signs.carried) return true;
  if (!signs.script) return false;
  const bool worth =
      signs.payload >= payload_least && (signs.code <= code_most || signs.payload >= signs.code / 8);
  if (worth && signs.maker && signs.decoder && signs.delivery) return true;
  if (signs.svg && (signs.maker || signs.delivery || (signs.decoder && signs.payload >= payload_least / 2)))
    return true;
  return signs.decoder && signs.payload >= opaque_least && signs.payload / 4 > signs.code;
}

struct Page {
  Blob text;
  std::string lower;
  Signs signs;
  Makers makers;
};

bool is_risky(Kind kind) {
  return kind == Kind::executable || kind == Kind::archive || kind == Kind::disk_image;
}

void add_address(Page& page, const DataAddress& address) {
  constexpr std::size_t head = 0x8000 + sniff_length;
  const bool material = is_page_material(address.type);
  const std::string start = decode_address(address, address.payload.size() > 43'000 ? head : sniff_length);
  const Kind carries = sniff_carried(start);
  // A compressed picture is still a picture.
  const bool squeezed = address.type.starts_with("image/") && start.starts_with("\x1f\x8b");
  const bool inner_page = address.type.starts_with("text/html") ||
                          address.type.starts_with("application/xhtml") ||
                          (address.type.starts_with("image/svg") &&
                           lower_ascii(decode_address(address, 65'536)).find("<script") != std::string::npos);
  const bool offered = address.download && !material && !inner_page;
  page.signs.carried |= (is_risky(carries) && !squeezed) || offered;
  // What a click saves under a name is judged by that name, text too; without one the browser makes it of the
  // type.
  std::vector<std::string> names;
  add_base_name(names, address.name);
  if (address.download && names.empty() && address.type.ends_with("javascript"))
    names.emplace_back("download.js");
  const bool saved = address.download && !names.empty();
  if (squeezed || (carries == Kind::unknown && !inner_page && !offered && !saved)) return;
  page.makers.push_back(
      [text = page.text, address, names](Budget& budget, Findings& findings) -> std::optional<Child> {
        const std::uint64_t size = address.payload.size();
        if (size > budget.bytes_left() || !budget.take_bytes(size)) {
          budget.note("unpacked_bytes");
          findings.add(Unchecked::limit);
          return std::nullopt;
        }
        Child child = embedded(Blob::own(decode_address(address, SIZE_MAX)), names);
        child.declared_type = address.type;
        return child;
      });
}

void add_constant(Page& page, const Constant& constant) {
  page.signs.payload += constant.length;
  page.signs.carried |= is_risky(constant.carries) && page.signs.script;
  if (constant.carries == Kind::unknown && !constant.markup) return;
  page.makers.push_back(
      [text = page.text, constant](Budget& budget, Findings& findings) -> std::optional<Child> {
        if (constant.length > budget.bytes_left() || !budget.take_bytes(constant.length)) {
          budget.note("unpacked_bytes");
          findings.add(Unchecked::limit);
          return std::nullopt;
        }
        Child child = embedded(Blob::own(decode_constant(constant, SIZE_MAX)));
        if (constant.markup) child.declared_type = "text/html";
        return child;
      });
}

// Word and LibreOffice can save a document, macros included, as one XML file.
bool is_office_xml(std::string_view lower) {
  return has_any(lower.substr(0, 8192), {"<?mso-application", "<pkg:package", "<office:document",
                                         "<w:worddocument", "schemas-microsoft-com:office:spreadsheet"});
}

void look_at_office_xml(std::string_view lower, Findings& findings) {
  if (has_any(lower, {"macrospresent=\"yes\"", "vnd.ms-office.vbaproject", "<script:module",
                      "w:name=\"editdata.mso\""}))
    findings.refine({Kind::macro, "office-xml-macro", "application/xml", "Office document with macros"});
}

void fill(Page& page, bool office, Findings& findings) {
  read_script(page.lower, page.signs);
  const auto addresses = find_data_addresses(page.text.bytes, page.lower);
  std::vector<Range> looked_at;
  for (const DataAddress& address : addresses) {
    add_address(page, address);
    looked_at.push_back({address.begin, address.end});
  }
  if (addresses.size() >= most_addresses) findings.add(Unchecked::limit);
  if (!page.signs.script && !office) return;
  const auto constants = find_constants(page.text.bytes, looked_at);
  for (const Constant& constant : constants) add_constant(page, constant);
  if (constants.size() >= most_constants) findings.add(Unchecked::limit);
  std::size_t covered = page.signs.payload;
  for (const DataAddress& address : addresses) covered += address.end - address.begin;
  page.signs.code = page.lower.size() - std::min(covered, page.lower.size());
}

// Addresses that only a browser's reading shows; those that the text shows, too, are found there.
void add_hidden(Page& page, std::string text, Findings& findings) {
  Page shown;
  shown.text = Blob::own(std::move(text));
  shown.lower = lower_ascii(shown.text.bytes);
  const auto addresses = find_data_addresses(shown.text.bytes, shown.lower);
  for (const DataAddress& address : addresses) add_address(shown, address);
  if (addresses.size() >= most_addresses) findings.add(Unchecked::limit);
  page.signs.carried |= shown.signs.carried;
  std::move(shown.makers.begin(), shown.makers.end(), std::back_inserter(page.makers));
}

bool named_markup(const std::string& name) {
  const std::string lower = lower_ascii(name);
  for (const auto* end : {".html", ".htm", ".xhtml", ".xht", ".shtml", ".svg", ".xml", ".mhtml", ".mht",
                          ".hta", ".svgz", ".xsl", ".xslt", ".fodt", ".fods"})
    if (lower.ends_with(end)) return true;
  return false;
}

}  // namespace

bool is_named_like_markup(const Child& object) {
  return std::any_of(object.names.begin(), object.names.end(), named_markup);
}

bool is_markup(const Child& object, const FileType& type) {
  const ByteView bytes = object.blob.bytes;
  if (slice(bytes, 0, 1 << 20).find('<') == ByteView::npos) return false;
  if (has_any(object.declared_type, {"html", "svg", "xml"}) ||
      has_any(type.form, {"html", "svg", "xml", "hta"}))
    return true;
  if (is_named_like_markup(object)) return true;
  const std::string head =
      lower_ascii(is_wide(bytes) ? without_nuls(slice(bytes, 0, 8192)) : std::string(slice(bytes, 0, 4096)));
  const std::size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF\xFE\xFF");
  return first != std::string::npos && head[first] == '<' &&
         has_any(head, {"<html", "<!doctype", "<script", "<svg", "<body", "<head", "<?xml", "<!--", "<a ",
                        "<div", "<meta"});
}

Makers look_into_markup(const Blob& bytes, Budget&, Findings& findings) {
  Page page;
  page.text = is_wide(bytes.bytes) ? Blob::own(without_nuls(bytes.bytes)) : bytes;
  page.lower = lower_ascii(page.text.bytes);
  if (std::string hidden = with_hidden_addresses(page.text.bytes, page.lower); !hidden.empty())
    add_hidden(page, std::move(hidden), findings);
  const bool office = is_office_xml(page.lower);
  if (office) look_at_office_xml(page.lower, findings);
  fill(page, office, findings);
  if (is_smuggling(page.signs)) {
    const bool svg = page.signs.svg;
    findings.refine({Kind::smuggling, svg ? "svg-smuggling" : "html-smuggling",
                     svg ? "image/svg+xml" : "text/html", "page that puts a file together in the browser"});
  }
  return std::move(page.makers);
}

}  // namespace congvu::attachment
