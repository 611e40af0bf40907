#include "facts/domain.h"

#include <unicode/idna.h>

#include <algorithm>
#include <memory>

#include "facts/text.h"

namespace congvu {
namespace {

constexpr std::size_t most_bytes = 253;  // RFC 1035 section 2.3.4, without the root's dot

const icu::IDNA* uts46() {
  static const std::unique_ptr<const icu::IDNA> idna = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<const icu::IDNA>(
        icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, status));
  }();
  return idna.get();
}

bool ascii_only(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string to_ascii(std::string_view domain) {
  UErrorCode status = U_ZERO_ERROR;
  icu::IDNAInfo info;
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  if (uts46() == nullptr) return {};
  uts46()->nameToASCII_UTF8(icu::StringPiece(domain.data(), static_cast<std::int32_t>(domain.size())), sink,
                            info, status);
  return U_SUCCESS(status) != 0 && !info.hasErrors() ? out : std::string{};
}

bool plain_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && std::all_of(label.begin(), label.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool plain_name(std::string_view name) {
  if (name.empty() || name.size() > most_bytes) return false;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('.', start), name.size());
    if (!plain_label(name.substr(start, end - start))) return false;
    start = end + 1;
  }
  return true;
}

}  // namespace

std::string ascii_domain(std::string_view domain) {
  if (domain.size() > 4 * most_bytes) return {};
  std::string name = ascii_only(domain) ? lower_ascii(domain) : to_ascii(domain);
  if (name.ends_with('.')) name.pop_back();
  return plain_name(name) ? name : std::string{};
}

std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return ascii_domain(at == std::string_view::npos ? address : address.substr(at + 1));
}

bool within(std::string_view domain, std::string_view suffix) {
  if (suffix.empty() || !domain.ends_with(suffix)) return false;
  return domain.size() == suffix.size() || domain[domain.size() - suffix.size() - 1] == '.';
}

bool within_any(std::string_view domain, const std::vector<std::string>& suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](const auto& suffix) { return within(domain, suffix); });
}

}  // namespace congvu
