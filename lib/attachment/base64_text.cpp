#include "attachment/base64_text.h"

#include <algorithm>
#include <array>

#include "attachment/document_base64.h"
#include "attachment/document_sniff.h"
#include "facts/text.h"

namespace congvu::attachment {
namespace {

constexpr std::size_t head_bytes = 4096;
constexpr std::size_t fewest_digits = 32;
constexpr ByteView armour = "-----BEGIN ";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The digits and the blanks between them: behind a mark of UTF-8 and one line of armour, up to what is
// neither.
ByteView digits_of(ByteView bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  while (!bytes.empty() && is_blank(bytes.front())) bytes.remove_prefix(1);
  if (bytes.starts_with(armour)) bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size()));
  bytes = bytes.substr(0, bytes.find("-----"));  // whose strokes are digits of the URL alphabet
  const auto* const end =
      std::find_if_not(bytes.begin(), bytes.end(), [](char c) { return is_base64_digit(c) || is_blank(c); });
  return bytes.substr(0, static_cast<std::size_t>(end - bytes.begin()));
}

// Nothing but padding and the last line of armour may follow.
bool ends_behind(ByteView bytes, ByteView digits) {
  ByteView rest = bytes.substr(static_cast<std::size_t>(digits.data() + digits.size() - bytes.data()));
  while (!rest.empty() && (is_blank(rest.front()) || rest.front() == '=')) rest.remove_prefix(1);
  return rest.empty() || rest.starts_with("-----END");
}

bool all_hexadecimal(ByteView digits) {
  return std::all_of(digits.begin(), digits.end(), [](char c) { return hex_digit(c) >= 0 || is_blank(c); });
}

std::string decode_hexadecimal(ByteView digits) {
  std::string out;
  int high = -1;
  for (const char c : digits) {
    const int value = hex_digit(c);
    if (value < 0) continue;
    if (high >= 0) out.push_back(static_cast<char>(high * 16 + value));
    high = high >= 0 ? -1 : value;
  }
  return out;
}

std::string decode(ByteView digits) {
  return all_hexadecimal(digits) ? decode_hexadecimal(digits) : decode_base64(digits);
}

// "a.exe.b64" -> "a.exe"
std::vector<std::string> names_inside(const std::vector<std::string>& names) {
  constexpr std::array<std::string_view, 4> endings = {".b64", ".base64", ".hex", ".pem"};
  std::vector<std::string> inside;
  for (const auto& name : names)
    for (const auto ending : endings)
      if (lower_ascii(name).ends_with(ending)) inside.push_back(name.substr(0, name.size() - ending.size()));
  return inside;
}

}  // namespace

bool is_coded_text(ByteView bytes) {
  const ByteView head = digits_of(slice(bytes, 0, head_bytes));
  if (head.size() < fewest_digits || sniff_carried(decode(head)) == Kind::unknown) return false;
  return ends_behind(bytes, digits_of(bytes));
}

Makers look_into_coded_text(const Blob& blob, const std::vector<std::string>& names, Findings&) {
  const ByteView digits = digits_of(blob.bytes);
  return {[blob, digits, inside = names_inside(names)](Budget& budget,
                                                       Findings& findings) -> std::optional<Child> {
    if (digits.size() > budget.bytes_left() || !budget.take_bytes(digits.size())) {
      budget.note("unpacked_bytes");
      findings.add(Unchecked::limit);
      return std::nullopt;
    }
    return embedded(Blob::own(decode(digits)), inside);
  }};
}

}  // namespace congvu::attachment
