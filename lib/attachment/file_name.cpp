#include "attachment/file_name.h"

#include <algorithm>
#include <cstdint>

#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t end_bytes =
    4096;  // of a name that is longer than two of these, only its two ends count
constexpr std::size_t component_bytes = 255;  // where file systems and clients cut a name

struct Oddities {
  bool control = false, override = false, bidi = false, invisible = false;
};

bool is_control(std::int32_t c) { return (c >= 0 && c < 0x20) || c == 0x7f || c == 0x2028 || c == 0x2029; }
bool is_override(std::int32_t c) { return c == 0x202d || c == 0x202e; }
bool is_bidi(std::int32_t c) {
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
         c == 0x61c;
}

// A tab is what is left of a folded header line; C1 controls and soft hyphens are left of a legacy charset.
bool is_invisible(std::int32_t c) {
  return c == '\t' || (c >= 0x80 && c < 0xa0) || c == 0xad || c == 0x34f || c == 0x115f || c == 0x1160 ||
         c == 0x1680 || c == 0x17b4 || c == 0x17b5 || (c >= 0x180b && c <= 0x180e) ||
         (c >= 0x200b && c <= 0x200d) || (c >= 0x2060 && c <= 0x206f) || c == 0x3164 || c == 0xfeff ||
         c == 0xffa0 || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

Oddities oddities_of(std::string_view name) {
  Oddities odd;
  for (std::size_t i = 0; i < name.size();) {
    const std::int32_t c = next_code_point(name, i);
    odd.control |= is_control(c) && c != '\t';
    odd.override |= is_override(c);
    odd.bidi |= is_bidi(c);
    odd.invisible |= is_invisible(c);
  }
  return odd;
}

template <class Drop>
std::string without(std::string_view text, Drop drop) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = i;
    if (!drop(next_code_point(text, i))) out.append(text.substr(start, i - start));
  }
  return out;
}

std::string bounded(std::string_view name) {
  if (name.size() <= 2 * end_bytes) return std::string(name);
  return valid_utf8(name.substr(0, end_bytes)) + valid_utf8(name.substr(name.size() - end_bytes));
}

std::string percent_decoded(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const int high = name[i] == '%' && i + 2 < name.size() ? hex_digit(name[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(name[i + 2]) : -1;
    if (low < 0) {
      out += name[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return valid_utf8(out);
}

// "&#46;": Zimbra reads these, too.
std::string references_read(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size();) {
    const ByteView window = name.substr(i, 12);
    const bool hex = window.size() > 2 && (window[2] == 'x' || window[2] == 'X');
    const std::size_t end = window.starts_with("&#") ? window.find(';') : std::string_view::npos;
    unsigned value = 0;
    bool good = end != std::string_view::npos && end > (hex ? 3U : 2U);
    for (std::size_t k = hex ? 3 : 2; good && k < end; ++k) {
      const int digit = hex_digit(window[k]);
      good = digit >= 0 && (hex || digit < 10);
      value = value * (hex ? 16U : 10U) + static_cast<unsigned>(std::max(digit, 0));
    }
    if (good && value > 0 && value < 0x80) {
      out += static_cast<char>(value);
      i += end + 1;
    } else {
      out += name[i++];
    }
  }
  return out;
}

void add_new(std::vector<std::string>& list, std::string text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end())
    list.push_back(std::move(text));
}

// Programs that keep strings as C does end a name at NUL, and header parsers at a line end; others drop
// these.
std::vector<std::string> with_and_without_line_ends(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const std::string& name : names) {
    const auto end = name.find_first_of(std::string_view("\0\r\n", 3));
    add_new(out, without(name, is_control));
    if (end != std::string::npos) add_new(out, name.substr(0, end));
  }
  return out;
}

std::vector<std::string> decoded_forms(std::string_view name) {
  std::vector<std::string> forms{bounded(name)};
  for (int twice = 0; twice < 2 && forms.back().find('%') != std::string::npos; ++twice) {
    const std::string decoded = percent_decoded(forms.back());
    if (decoded == forms.back()) break;
    forms.push_back(decoded);
  }
  if (forms.front().find("&#") != std::string::npos) forms.push_back(references_read(forms.front()));
  return forms;
}

// Windows drops dots and spaces at the end; clients drop quotes and what Windows allows in no name.
std::string_view trimmed(std::string_view view) {
  constexpr std::string_view behind = " .\t\"'<>|*?;,`+";  // a plus is a blank to Zimbra
  constexpr std::string_view before = " \t\"'<>|*?`";
  const auto last = view.find_last_not_of(behind);
  if (last == std::string_view::npos) return {};
  view = view.substr(0, last + 1);
  return view.substr(std::min(view.find_first_not_of(before), view.size()));
}

std::string_view behind_last_slash(std::string_view view) {
  view = trimmed(view);
  while (!view.empty() && (view.back() == '/' || view.back() == '\\'))
    view = trimmed(view.substr(0, view.size() - 1));
  return view.substr(view.find_last_of("/\\") + 1);
}

// "x.exe;1": a version as ISO 9660 and VMS write it.
std::string_view without_version(std::string_view view) {
  const auto mark = view.rfind(';');
  if (mark == std::string_view::npos) return view;
  const bool digits = view.find_first_not_of("0123456789", mark + 1) == std::string_view::npos;
  return digits ? view.substr(0, mark) : view;
}

void add_views(std::vector<std::string>& views, std::string_view name) {
  const std::string folded =
      without(fold_case(name), [](std::int32_t c) { return is_control(c) || is_invisible(c); });
  const std::string_view base = behind_last_slash(folded);
  const auto add = [&](std::string_view view) {
    add_new(views, std::string(trimmed(without_version(trimmed(view)))));
  };
  add(base);
  // What Windows allows in no name may be dropped inside of it as well.
  if (base.find_first_of("<>|*?\":") != std::string_view::npos)
    add(without(base, [](std::int32_t c) {
      return c < 0x80 && std::string_view("<>|*?\":").find(static_cast<char>(c)) != std::string_view::npos;
    }));
  if (base.find(':') != std::string_view::npos) {
    add(base.substr(0, base.find(':')));
    add(base.substr(base.rfind(':') + 1));
  }
  if (base.size() <= component_bytes) return;
  std::size_t cut = component_bytes;
  while (cut > 0 && (static_cast<unsigned char>(base[cut]) & 0xc0U) == 0x80U) --cut;
  add(base.substr(0, cut));
}

bool trailing_dropped(std::string_view name) {
  const std::string_view shown = name.substr(0, name.find_last_not_of("\t\r\n") + 1);
  return !shown.empty() && (shown.back() == '.' || shown.back() == ' ' || shown.ends_with("\u00a0") ||
                            shown.ends_with("\u3000"));
}

}  // namespace

void add_name_deviations(std::string_view name, Findings& findings) {
  const Oddities odd = oddities_of(name);
  if (odd.control) findings.add(Deviation::name_control);
  // Marks that phones put around every name move nothing; only what changes the picture is a trick.
  const bool moved = odd.bidi && visual_order(name) != without(bounded(name), is_bidi);
  if (odd.override || moved)
    findings.add(Deviation::name_bidi);
  else if (odd.bidi)
    findings.add(Deviation::name_invisible);
  if (odd.invisible) findings.add(Deviation::name_invisible);
  if (trailing_dropped(name)) findings.add(Deviation::name_trailing);
}

std::vector<std::string> name_views(std::string_view name) {
  std::vector<std::string> views;
  for (const std::string& form : with_and_without_line_ends(decoded_forms(name))) {
    add_views(views, form);
    if (oddities_of(form).bidi) add_views(views, visual_order(form));
  }
  return views;
}

std::string_view extension_of(std::string_view view) {
  const auto dot = view.rfind('.');
  return dot == std::string_view::npos ? std::string_view{} : view.substr(dot + 1);
}

}  // namespace congvu::attachment
