#include "attachment/package_names.h"

#include <algorithm>
#include <array>

#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::string_view word_mime =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::string_view excel_mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view slides_mime =
    "application/vnd.openxmlformats-officedocument.presentationml.presentation";
constexpr std::string_view visio_mime = "application/vnd.ms-visio.drawing";

constexpr std::array office_forms{
    OfficeForm{"wordprocessingml.document.main", "word/document.xml", "docx", "docm", word_mime},
    OfficeForm{"wordprocessingml.template.main", "", "dotx", "dotm", word_mime},
    OfficeForm{"ms-word.document.macroenabled", "", "docx", "docm", word_mime},
    OfficeForm{"ms-word.template.macroenabled", "", "dotx", "dotm", word_mime},
    OfficeForm{"ms-excel.sheet.binary.macroenabled", "xl/workbook.bin", "xlsb", "xlsb", excel_mime},
    OfficeForm{"spreadsheetml.sheet.main", "xl/workbook.xml", "xlsx", "xlsm", excel_mime},
    OfficeForm{"spreadsheetml.template.main", "", "xltx", "xltm", excel_mime},
    OfficeForm{"ms-excel.sheet.macroenabled", "", "xlsx", "xlsm", excel_mime},
    OfficeForm{"ms-excel.template.macroenabled", "", "xltx", "xltm", excel_mime},
    OfficeForm{"ms-excel.addin.macroenabled", "", "xlam", "xlam", excel_mime},
    OfficeForm{"presentationml.presentation.main", "ppt/presentation.xml", "pptx", "pptm", slides_mime},
    OfficeForm{"presentationml.slideshow.main", "", "ppsx", "ppsm", slides_mime},
    OfficeForm{"presentationml.template.main", "", "potx", "potm", slides_mime},
    OfficeForm{"ms-powerpoint.presentation.macroenabled", "", "pptx", "pptm", slides_mime},
    OfficeForm{"ms-powerpoint.slideshow.macroenabled", "", "ppsx", "ppsm", slides_mime},
    OfficeForm{"ms-powerpoint.template.macroenabled", "", "potx", "potm", slides_mime},
    OfficeForm{"ms-powerpoint.addin.macroenabled", "", "ppam", "ppam", slides_mime},
    OfficeForm{"ms-visio.drawing", "visio/document.xml", "vsdx", "vsdm", visio_mime},
    OfficeForm{"ms-visio.template", "", "vstx", "vstm", visio_mime},
    OfficeForm{"ms-visio.stencil", "", "vssx", "vssm", visio_mime},
};

struct OdfForm {
  std::string_view type, form;
};
constexpr std::array odf_forms{
    OdfForm{"text", "odt"},         OdfForm{"text-template", "ott"},
    OdfForm{"text-master", "odm"},  OdfForm{"text-web", "oth"},
    OdfForm{"spreadsheet", "ods"},  OdfForm{"spreadsheet-template", "ots"},
    OdfForm{"presentation", "odp"}, OdfForm{"presentation-template", "otp"},
    OdfForm{"graphics", "odg"},     OdfForm{"graphics-template", "otg"},
    OdfForm{"chart", "odc"},        OdfForm{"formula", "odf"},
    OdfForm{"image", "odi"},        OdfForm{"database", "odb"},
    OdfForm{"base", "odb"},
};

std::string key_of(std::string_view name) {
  std::string key = lower_ascii(name);
  std::replace(key.begin(), key.end(), '\\', '/');
  std::size_t start = 0;
  while (key.compare(start, 2, "./") == 0 || key.compare(start, 1, "/") == 0)
    start += key[start] == '.' ? 2 : 1;
  return key.substr(start);
}

}  // namespace

PackageNames::PackageNames(std::span<const std::string> names) {
  for (const auto& name : names) keys_.emplace(key_of(name), &name);
}

const std::string* PackageNames::as_written(std::string_view key) const {
  const auto at = keys_.find(key);
  return at != keys_.end() ? at->second : nullptr;
}

std::vector<const std::string*> PackageNames::with_end(std::string_view end) const {
  std::vector<const std::string*> found;
  for (const auto& [key, name] : keys_)
    if (key.ends_with(end) && found.size() < most_found) found.push_back(name);
  return found;
}

std::vector<const std::string*> PackageNames::with_base(std::string_view base) const {
  auto found = with_end(base);
  std::erase_if(found, [&](const std::string* name) {
    return name->size() > base.size() &&
           std::string_view("/\\").find((*name)[name->size() - base.size() - 1]) == std::string_view::npos;
  });
  return found;
}

bool PackageNames::any_under(std::string_view folder) const {
  const auto at = keys_.upper_bound(folder);
  return at != keys_.end() && at->first.starts_with(folder);
}

const OfficeForm* office_form(std::string_view types, const PackageNames& names) {
  for (const auto& form : office_forms)
    if (types.find(form.type) != std::string_view::npos) return &form;
  for (const auto& form : office_forms)
    if (!form.folder.empty() && names.has(form.folder)) return &form;
  return nullptr;
}

std::string_view odf_form(std::string_view type) {
  type = trim_ascii(type);
  if (type == "application/vnd.openofficeorg.extension") return "oxt";
  if (type.starts_with("application/vnd.sun.xml.")) return "sxw";
  constexpr std::string_view start = "application/vnd.oasis.opendocument.";
  if (!type.starts_with(start)) return {};
  type.remove_prefix(start.size());
  for (const auto& form : odf_forms)
    if (form.type == type) return form.form;
  return "odf";
}

std::string manifest_type(std::string_view manifest) {
  const std::size_t at = manifest.find("full-path=\"/\"");
  const std::size_t open = at == std::string_view::npos ? at : manifest.rfind('<', at);
  if (open == std::string_view::npos) return {};
  return attribute_of(manifest.substr(open, manifest.find('>', at) - open), "media-type");
}

std::string plain_xml(std::string_view bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    if (bytes[at] == '\0') continue;
    const bool reference = bytes[at] == '&' && at + 2 < bytes.size() && bytes[at + 1] == '#';
    const std::size_t end = reference ? bytes.substr(at, 12).find(';') : std::string_view::npos;
    if (end == std::string_view::npos) {
      text += bytes[at];
      continue;
    }
    const bool hex = bytes[at + 2] == 'x' || bytes[at + 2] == 'X';
    unsigned value = 0;
    for (const char c : bytes.substr(at + (hex ? 3 : 2), end - (hex ? 3 : 2))) {
      const int digit = c >= '0' && c <= '9'                     ? c - '0'
                        : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                                 : 0;
      value = (value * (hex ? 16U : 10U) + static_cast<unsigned>(digit)) & 0xFFFFU;
    }
    if (value > 0 && value < 128) text += static_cast<char>(value);
    at += end;
  }
  return lower_ascii(text);
}

std::string attribute_of(std::string_view tag, std::string_view name) {
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    std::size_t start = at + name.size();
    while (start < tag.size() && (tag[start] == ' ' || tag[start] == '=')) ++start;
    if (start >= tag.size() || (tag[start] != '"' && tag[start] != '\'')) continue;
    const std::size_t end = tag.find(tag[start], start + 1);
    return std::string(tag.substr(start + 1, end == std::string_view::npos ? end : end - start - 1));
  }
  return {};
}

std::string without_slash(std::string_view name) {
  return std::string(name.substr(std::min(name.find_first_not_of('/'), name.size())));
}

}  // namespace congvu::attachment
