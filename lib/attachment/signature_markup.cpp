#include "attachment/signature_markup.h"

#include <algorithm>
#include <array>

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

std::string_view behind(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  return at == std::string_view::npos ? std::string_view{} : text.substr(at + mark.size());
}

std::string_view skip_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n\f"), text.size()));
}

// Past declarations, comments and instructions, to the first element.
std::string_view first_element(std::string_view text) {
  for (text = skip_blanks(text); text.size() > 1; text = skip_blanks(text)) {
    if (text.starts_with("<!--"))
      text = behind(text, "-->");
    else if (text.starts_with("<?"))
      text = behind(text, "?>");
    else if (text.starts_with("<!"))
      text = behind(text, ">");
    else
      break;
  }
  return text;
}

// The local name of the element that `text` begins with.
std::string_view element_name(std::string_view text) {
  if (!text.starts_with('<')) return {};
  const std::string_view name = text.substr(1, text.find_first_of(" \t\r\n/>", 1) - 1);
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

struct Root {
  std::string_view name;
  std::string_view also;  // must stand in the text, too
  std::string_view form;
};

constexpr Root roots[] = {
    {"job", "<script", "wsf"},
    {"package", "<script", "wsf"},
    {"component", "<registration", "wsc"},
    {"component", "<script", "wsc"},
    {"scriptlet", "<script", "wsc"},
    {"package", "<component", "wsc"},
    {"librarydescription", "schemas.microsoft.com/windows/2009/library", "library-ms"},
    {"persistedquery", "", "search-ms"},
    {"searchconnectordescription", "", "search-ms"},
    {"pcsettings", "", "settingcontent-ms"},
    {"searchablecontent", "", "settingcontent-ms"},
    {"mmc_consolefile", "", "msc"},
    {"assembly", "<deployment", "clickonce"},
    {"assembly", "<entrypoint", "clickonce"},
    {"appinstaller", "schemas.microsoft.com", "appinstaller"},
    {"jnlp", "", "jnlp"},
    {"objs", "schemas.microsoft.com/powershell", "ps1"},
};

constexpr std::array html_elements{"html"sv,     "head"sv,  "body"sv,   "script"sv, "table"sv,  "div"sv,
                                   "meta"sv,     "title"sv, "style"sv,  "p"sv,      "br"sv,     "a"sv,
                                   "h1"sv,       "h2"sv,    "h3"sv,     "font"sv,   "span"sv,   "iframe"sv,
                                   "img"sv,      "form"sv,  "center"sv, "link"sv,   "object"sv, "b"sv,
                                   "frameset"sv, "base"sv,  "input"sv,  "ul"sv};

bool is_html_element(std::string_view name) {
  return std::find(html_elements.begin(), html_elements.end(), name) != html_elements.end();
}

std::string_view program_form(std::string_view body, std::string_view root) {
  if (contains(body, "<hta:application")) return "hta";
  for (const Root& row : roots)
    if (row.name == root && contains(body, row.also)) return row.form;
  return {};
}

}  // namespace

std::string_view form_of_markup(std::string_view body, bool prose) {
  const std::string_view root = element_name(first_element(body));
  if (!prose) {
    if (const auto form = program_form(body, root); !form.empty()) return form;
  }
  if (root == "svg") return "svg";
  if (body.starts_with("<?xml") && root != "html") return "xml";
  if (body.starts_with("<!doctype html") || is_html_element(root)) return "html";
  if (contains(body, "<html") || contains(body, "<body") || contains(body, "<script")) return "html";
  const bool closed = !root.empty() && (contains(body, "</") || contains(body, "/>"));
  return closed ? "xml"sv : "txt"sv;
}

}  // namespace congvu::attachment
