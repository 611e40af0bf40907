#include <unicode/ubidi.h>
#include <unicode/unistr.h>

#include <memory>
#include <vector>

#include "attachment/file_name.h"

namespace congvu::attachment {
namespace {

// More than any name that a person reads.
constexpr std::size_t most_bytes = 8192;

struct CloseBidi {
  void operator()(UBiDi* bidi) const { ubidi_close(bidi); }
};

}  // namespace

std::string visual_order(std::string_view name) {
  const std::string_view shown = name.substr(0, most_bytes);
  const auto text = icu::UnicodeString::fromUTF8({shown.data(), static_cast<std::int32_t>(shown.size())});
  const std::unique_ptr<UBiDi, CloseBidi> bidi(ubidi_open());
  UErrorCode status = U_ZERO_ERROR;
  ubidi_setPara(bidi.get(), text.getBuffer(), text.length(), UBIDI_LTR, nullptr, &status);
  std::vector<char16_t> out(static_cast<std::size_t>(text.length()) + 1);
  const std::int32_t length = ubidi_writeReordered(
      bidi.get(), out.data(), static_cast<std::int32_t>(out.size()), UBIDI_REMOVE_BIDI_CONTROLS, &status);
  if (U_FAILURE(status) != 0) return std::string(name);
  std::string utf8;
  icu::UnicodeString(out.data(), length).toUTF8String(utf8);
  return utf8;
}

}  // namespace congvu::attachment
