#include "attachment/signature_settings.h"

#include <algorithm>

#include "attachment/signature_text.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

std::string_view line_at(std::string_view text, std::size_t at) {
  return trim_ascii(text.substr(at, text.find_first_of("\r\n", at) - at));
}

// Past comments and empty lines: settings in sections begin with a section.
std::string_view first_line(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = line_at(text, at);
    if (!line.empty() && line[0] != ';' && line[0] != '#') return line;
    at = text.find('\n', at);
    if (at == std::string_view::npos) break;
    ++at;
  }
  return {};
}

std::string_view value_of(std::string_view text, std::string_view key) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    if (at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r') return line_at(text, at + key.size());
  }
  return {};
}

bool leads_to_the_web(std::string_view address) {
  return address.starts_with("http://") || address.starts_with("https://");
}

bool is_file_place(std::string_view value) {
  return value.starts_with("\\\\") || value.starts_with("//") || value.starts_with("file:");
}

// A link to the web is what browsers make; one to a file, a share or another scheme starts something, and an
// icon or a working directory on a share gives the reader's password hash away.
std::string_view form_of_shortcut(std::string_view text) {
  const bool web = leads_to_the_web(value_of(text, "url="));
  const bool local =
      is_file_place(value_of(text, "iconfile=")) || is_file_place(value_of(text, "workingdirectory="));
  return web && !local ? "url"sv : "url-shortcut"sv;
}

bool has_section(std::string_view text, std::string_view section) { return line_begins_with(text, section); }

bool is_setup_information(std::string_view text) {
  if (has_section(text, "[defaultinstall") || has_section(text, "[defaultuninstall")) return true;
  if (has_section(text, "[autorun]")) return contains(text, "open=") || contains(text, "shellexecute=");
  return has_section(text, "[version]") &&
         (contains(text, "$chicago$") || contains(text, "$windows nt$") || contains(text, "$windows 95$"));
}

std::string_view form_of_sections(std::string_view text) {
  if (!first_line(text).starts_with('[')) return {};
  if (has_section(text, "[internetshortcut]")) return form_of_shortcut(text);
  if (has_section(text, "[shell]") && line_begins_with(text, "command=")) return "scf";
  if (has_section(text, "[shortcut properties]")) return "access-shortcut";
  if (is_setup_information(text)) return "inf";
  return has_section(text, "[theme]") && has_section(text, "[control panel\\") ? "theme"sv
                                                                               : std::string_view{};
}

// Lines of name:type:value, of which one says where to connect.
bool is_remote_desktop(std::string_view text) {
  const std::string_view first = first_line(text);
  if (!contains(first, ":i:") && !contains(first, ":s:") && !contains(first, ":b:")) return false;
  return line_begins_with(text, "full address:s:") || line_begins_with(text, "remoteapplicationprogram:s:");
}

// "WEB", a version, an address.
bool is_web_query(std::string_view text) {
  if (first_line(text) != "web") return false;
  return line_begins_with(text, "http://") || line_begins_with(text, "https://") ||
         line_begins_with(text, "file:");
}

// The option E makes a SYLK sheet a macro sheet; a name Auto_Open runs it.
std::string_view form_of_sylk(std::string_view text) {
  if (!text.starts_with("id;p")) return {};
  for (auto at = text.find("\no;"); at != std::string_view::npos; at = text.find("\no;", at + 1)) {
    const std::string_view options = line_at(text, at + 2);
    if (options.ends_with(";e") || contains(options, ";e;")) return "slk-macro";
  }
  return contains(text, "auto_open") ? "slk-macro"sv : "slk"sv;
}

}  // namespace

std::string_view form_of_settings(std::string_view body) {
  if (body.starts_with("windows registry editor version") || first_line(body) == "regedit4") return "reg";
  if (const auto form = form_of_sections(body); !form.empty()) return form;
  if (const auto form = form_of_sylk(body); !form.empty()) return form;
  if (is_web_query(body)) return "query";
  if (contains(first_line(body), ".application#") && contains(body, "publickeytoken=")) return "appref-ms";
  return is_remote_desktop(body) ? "rdp"sv : std::string_view{};
}

}  // namespace congvu::attachment
