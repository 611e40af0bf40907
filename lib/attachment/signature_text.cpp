#include "attachment/signature_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "attachment/script.h"
#include "attachment/signature_markup.h"
#include "attachment/signature_settings.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t head_bytes = 64U << 10;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && !is_space(c) && c != '\x1a' && c != '\x1b' && c != '\b' && c != '\v') ||
         byte == 0x7f;
}

bool is_utf8_but_for_a_cut_end(ByteView bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t start = at;
    if (next_code_point(bytes, at) < 0) return start != 0 && bytes.size() - start < 4;
  }
  return true;
}

// VISCII and VSCII have capital letters among the control bytes: a few are text, many are not; NUL is none.
bool looks_like_bytes_of_text(ByteView bytes) {
  std::size_t controls = 0, ascii = 0;
  for (const char c : bytes) {
    if (c == '\0') return false;
    controls += is_control(c) ? 1 : 0;
    ascii += static_cast<unsigned char>(c) < 0x80 ? 1 : 0;
  }
  if (controls * 50 > bytes.size()) return false;
  if (ascii * 2 >= bytes.size()) return true;
  return is_utf8_but_for_a_cut_end(bytes);
}

enum class Wide { no, little, big };

// Without a mark: in the first 256 bytes one of the two bytes of most letters is NUL, the other never.
Wide wide_without_mark(ByteView bytes) {
  const ByteView head = slice(bytes, 0, 256);
  const std::size_t pairs = head.size() / 2;
  if (pairs < 4) return Wide::no;
  std::size_t even = 0, odd = 0;
  for (std::size_t i = 0; i + 1 < head.size(); i += 2) {
    even += head[i] == '\0' ? 1 : 0;
    odd += head[i + 1] == '\0' ? 1 : 0;
    if (is_control(head[i]) && is_control(head[i + 1])) return Wide::no;
  }
  if (even == 0 && odd * 2 >= pairs) return Wide::little;
  return odd == 0 && even * 2 >= pairs ? Wide::big : Wide::no;
}

bool narrow(ByteView bytes, Wide form, std::string& out) {
  std::size_t controls = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const std::uint64_t unit = *(form == Wide::little ? read_le<2>(bytes, i) : read_be<2>(bytes, i));
    const char c = unit < 0x80 ? static_cast<char>(unit) : '?';
    controls += is_control(c) ? 1 : 0;
    out += lower(c);
  }
  return controls * 50 <= out.size() && !out.empty();
}

bool has_field(std::string_view header, std::string_view name) { return line_begins_with(header, name); }

// A name of RFC 5322 and a colon; or a folded line.
bool is_header_line(std::string_view line) {
  if (line.empty() || line[0] == ' ' || line[0] == '\t') return true;
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string_view header_of(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size()) {
    const auto eol = std::min(text.find('\n', end), text.size());
    std::string_view line = text.substr(end, eol - end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || !is_header_line(line)) break;
    end = std::min(eol + 1, text.size());
  }
  return text.substr(0, end);
}

// A header of which mail programs write at least two of the first kind or one and two of the second.
bool is_mail(std::string_view text) {
  const std::string_view header = header_of(text);
  constexpr std::array technical{"received:"sv,     "return-path:"sv,  "message-id:"sv,    "mime-version:"sv,
                                 "content-type:"sv, "delivered-to:"sv, "dkim-signature:"sv};
  constexpr std::array written{"from:"sv, "to:"sv, "subject:"sv, "date:"sv, "cc:"sv, "reply-to:"sv};
  const auto present = [&](std::string_view name) { return has_field(header, name); };
  const auto strong = std::count_if(technical.begin(), technical.end(), present);
  const auto weak = std::count_if(written.begin(), written.end(), present);
  return strong >= 2 || (strong == 1 && weak >= 2);
}

bool is_mbox(std::string_view text) {
  if (!text.starts_with("from ")) return false;
  const auto eol = text.find('\n');
  return eol != std::string_view::npos && is_mail(text.substr(eol + 1));
}

// A first record whose sum is right: ":", length, address, type, data, sum (Intel HEX, 1988).
bool is_intel_hex(std::string_view text) {
  if (!text.starts_with(':')) return false;
  const std::string_view digits = text.substr(1, text.find_first_of("\r\n") - 1);
  if (digits.size() < 10 || digits.size() % 2 != 0 || digits.size() > 2UL * (255 + 5)) return false;
  unsigned sum = 0, length = 0;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    unsigned byte = 0;
    for (const char c : digits.substr(at, 2)) {
      const auto digit = std::string_view("0123456789abcdef").find(c);
      if (digit == std::string_view::npos) return false;
      byte = byte * 16 + static_cast<unsigned>(digit);
    }
    if (at == 0) length = byte;
    sum += byte;
  }
  return sum % 256 == 0 && digits.size() == 2 * (length + 5ULL);
}

struct Opening {
  std::string_view text, form;
};

constexpr Opening openings[] = {
    {"begin:vcalendar", "ics"},
    {"begin:vcard", "vcf"},
    {"-----begin pgp message-----", "pgp-message"},
    {"-----begin pgp signed message-----", "pgp-signed"},
    {"-----begin pgp signature-----", "pgp-signature"},
    {"-----begin pgp public key block-----", "pgp-key"},
    {"-----begin pgp private key block-----", "pgp-key"},
    {"-----begin pkcs7-----", "cms"},
    {"-----begin cms-----", "cms"},
    {"-----begin certificate", "pem"},
    {"-----begin private key-----", "pem"},
    {"-----begin rsa private key-----", "pem"},
    {"-----begin encrypted private key-----", "pem"},
    {"-----begin public key-----", "pem"},
    {"(this file must be converted with binhex", "binhex"},
    {"{\\rt", "rtf"},
    {"%!ps", "ps"},
};

std::string_view form_by_opening(std::string_view body) {
  for (const auto& [text, form] : openings)
    if (body.starts_with(text)) return form;
  return {};
}

}  // namespace

bool line_begins_with(std::string_view text, std::string_view word) {
  if (text.starts_with(word)) return true;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
    if (text[at - 1] == '\n' || text[at - 1] == '\r') return true;
  return false;
}

TextHead text_head(ByteView bytes) {
  TextHead head;
  Wide wide = Wide::no;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  if (bytes.starts_with("\xFF\xFE")) wide = Wide::little;
  if (bytes.starts_with("\xFE\xFF")) wide = Wide::big;
  const std::size_t mark = wide == Wide::no ? 0 : 2;
  if (wide == Wide::no) wide = wide_without_mark(bytes);
  const ByteView shown = slice(bytes, mark, head_bytes);
  if (wide != Wide::no) {
    head.is_text = narrow(shown, wide, head.lower);
  } else if (!shown.empty() && looks_like_bytes_of_text(shown)) {
    head.is_text = true;
    head.lower.resize(shown.size());
    std::transform(shown.begin(), shown.end(), head.lower.begin(), lower);
  }
  const auto start = std::find_if_not(head.lower.begin(), head.lower.end(), is_space);
  head.start = static_cast<std::size_t>(start - head.lower.begin());
  return head;
}

std::string_view form_of_text(const TextHead& head, bool prose) {
  if (head.body().starts_with('<')) return form_of_markup(head.body(), prose);
  if (prose) return "txt";
  if (const auto form = form_by_opening(head.body()); !form.empty()) return form;
  if (const auto form = form_of_settings(head.body()); !form.empty()) return form;
  if (is_intel_hex(head.body())) return "ihex";
  if (is_mail(head.body())) return "eml";
  if (is_mbox(head.body())) return "mbox";
  const auto script = form_of_script(head.body());
  return script.empty() ? "txt"sv : script;
}

}  // namespace congvu::attachment
