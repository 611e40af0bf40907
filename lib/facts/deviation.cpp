#include "facts/deviation.h"

#include <array>

namespace congvu {
namespace {

constexpr DeviationInfo infos[] = {
#define CONGVU_DEVIATION(name, grade, english, vietnamese) {#name, Grade::grade, english},
#include "facts/deviation_list.h"
#undef CONGVU_DEVIATION
};

constexpr std::array<std::string_view, static_cast<std::size_t>(Unchecked::count_)> unchecked_names{
    "limit",   "damaged", "unsupported_format", "unsupported_method", "split_volume", "unknown_encoding",
    "external"};

}  // namespace

const DeviationInfo& info(Deviation deviation) {
  static constexpr DeviationInfo none{"", Grade::weak, ""};
  return deviation < Deviation::count_ ? infos[static_cast<std::size_t>(deviation)] : none;
}

Deviation deviation_of(std::string_view code) {
  for (std::size_t i = 0; i < std::size(infos); ++i)
    if (infos[i].code == code) return static_cast<Deviation>(i);
  return Deviation::count_;
}

std::string_view unchecked_name(Unchecked reason) {
  return reason < Unchecked::count_ ? unchecked_names[static_cast<std::size_t>(reason)] : std::string_view{};
}

Unchecked unchecked_of(std::string_view name) {
  for (std::size_t i = 0; i < unchecked_names.size(); ++i)
    if (unchecked_names[i] == name) return static_cast<Unchecked>(i);
  return Unchecked::count_;
}

}  // namespace congvu
