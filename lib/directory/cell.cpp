#include "directory/cell.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>

#include "directory/address.h"
#include "directory/import_plan.h"
#include "facts/domain.h"
#include "facts/text.h"

namespace congvu::directory {
namespace {

constexpr std::string_view formula_starts = "=+-@\t\r";
constexpr std::size_t most_address_bytes = 254;  // RFC 5321 section 4.5.3.1.3, without the brackets

tl::unexpected<Error> wrong(std::string text) { return fail(ErrorKind::invalid, {}, std::move(text)); }

std::string shown(std::string_view text) { return printable(valid_utf8(text), 80); }

// Also for a value that begins with apostrophes in front of one, so that an import takes off exactly one.
bool formula(std::string_view value) {
  const auto at = value.find_first_not_of('\'');
  return at != std::string_view::npos && formula_starts.find(value[at]) != std::string_view::npos;
}

std::string_view without_guard(std::string_view cell) {
  if (cell.starts_with('\'') && formula(cell.substr(1))) cell.remove_prefix(1);
  return cell;
}

bool blank(std::int32_t c) { return c == '\t' || c == '\n' || c == '\r' || u_isUWhiteSpace(c) != 0; }

// Printable ASCII that needs no quotes in a local part (RFC 5322 dot-atom); "+" begins a subaddress.
bool plain_local(std::string_view local) {
  constexpr std::string_view others = "!#$%&'*-/=?^_`{|}~.";
  if (local.empty() || local.size() > most_local_bytes || local.front() == '.' || local.back() == '.' ||
      local.find("..") != std::string_view::npos)
    return false;
  return std::all_of(local.begin(), local.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
  });
}

bool code(std::string_view text) {
  return !text.empty() && text.size() <= most_local_bytes &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
         });
}

}  // namespace

Result<std::string> text_cell(std::string_view cell) {
  cell = without_guard(cell);
  if (cell.size() > most_cell_bytes) return wrong(fmt::format("ô dài quá {} byte", most_cell_bytes));
  if (!is_valid_utf8(cell)) return wrong("không phải UTF-8");
  std::string out;
  bool gap = false;
  for (std::size_t i = 0; i < cell.size();) {
    const std::size_t start = i;
    const auto c = next_code_point(cell, i);
    if (blank(c)) {
      gap = !out.empty();
      continue;
    }
    if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) continue;
    if (u_charType(c) == U_CONTROL_CHAR || u_charType(c) == U_FORMAT_CHAR)
      return wrong(fmt::format("có ký tự điều khiển: `{}`", shown(cell)));
    if (gap) out += ' ';
    gap = false;
    out.append(cell, start, i - start);
  }
  return nfc(out);
}

Result<std::string> address_cell(std::string_view cell, std::string_view default_domain) {
  const std::string text = lower_ascii(trim_ascii(without_guard(cell)));
  if (text.empty()) return wrong("không có địa chỉ");
  const auto at = text.rfind('@');
  const std::string local = text.substr(0, at);
  const std::string domain =
      at == std::string::npos ? std::string(default_domain) : ascii_domain(text.substr(at + 1));
  if (local.find('+') != std::string::npos)
    return wrong(fmt::format("`{}` có phần phụ sau dấu +", shown(text)));
  if (!plain_local(local) || domain.empty())
    return wrong(fmt::format("`{}` không phải địa chỉ thư", shown(text)));
  std::string out = local + '@' + domain;
  if (out.size() > most_address_bytes) return wrong(fmt::format("`{}` dài quá", shown(text)));
  return out;
}

Result<std::vector<std::string>> addresses_cell(std::string_view cell, std::string_view default_domain) {
  std::vector<std::string> out;
  constexpr std::string_view separators = " ,;\t\r\n";
  cell = without_guard(cell);
  for (std::size_t start = cell.find_first_not_of(separators); start != std::string_view::npos;) {
    const std::size_t end = std::min(cell.find_first_of(separators, start), cell.size());
    auto address = address_cell(cell.substr(start, end - start), default_domain);
    if (!address) return tl::unexpected(std::move(address.error()));
    if (out.size() == most_addresses) return wrong(fmt::format("quá {} địa chỉ trong một ô", most_addresses));
    out.push_back(std::move(*address));
    start = cell.find_first_not_of(separators, end);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Result<std::string> login_cell(std::string_view cell) {
  std::string out = lower_ascii(trim_ascii(without_guard(cell)));
  const bool plain = std::all_of(out.begin(), out.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (!plain || out.size() > most_address_bytes)
    return wrong(fmt::format("`{}` không phải tên tài khoản", shown(out)));
  return out;
}

std::string code_cell(std::string_view cell) {
  const std::string text = lower_ascii(trim_ascii(without_guard(cell)));
  const std::string local = text.substr(0, text.find('@'));
  return code(local) ? local : std::string();
}

std::string exported_cell(std::string_view value) { return (formula(value) ? "'" : "") + std::string(value); }

}  // namespace congvu::directory
