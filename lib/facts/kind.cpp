#include "facts/kind.h"

#include <array>
#include <utility>

namespace congvu {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 12> names{{
    {Kind::unknown, "unknown"},
    {Kind::text, "text"},
    {Kind::image, "image"},
    {Kind::media, "media"},
    {Kind::document, "document"},
    {Kind::signature, "signature"},
    {Kind::mail, "mail"},
    {Kind::archive, "archive"},
    {Kind::disk_image, "disk_image"},
    {Kind::macro, "macro"},
    {Kind::smuggling, "smuggling"},
    {Kind::executable, "executable"},
}};

}  // namespace

std::string_view kind_name(Kind kind) {
  for (const auto& [value, name] : names)
    if (value == kind) return name;
  return "unknown";
}

Kind kind_of(std::string_view name) {
  for (const auto& [value, word] : names)
    if (word == name) return value;
  return Kind::unknown;
}

}  // namespace congvu
