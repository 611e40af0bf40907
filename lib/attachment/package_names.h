// The names and types that tell one zip package from another.
//
// In: entry names as they stand, XML texts. Out: look-ups without case, with either slash; forms of Office
// and ODF. Threads: plain values, pure functions. Sources: ECMA-376 part 1 (content types), OASIS ODF 1.2
// part 3.
#pragma once

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace congvu::attachment {

class PackageNames {
 public:
  explicit PackageNames(std::span<const std::string> names);

  // Keys are lower case, with slashes, without a leading "./" or "/".
  [[nodiscard]] bool has(std::string_view key) const { return as_written(key) != nullptr; }
  [[nodiscard]] const std::string* as_written(std::string_view key) const;
  // Entries in any folder whose last part is `base`, or whose name ends so; at most `most_found`.
  [[nodiscard]] std::vector<const std::string*> with_base(std::string_view base) const;
  [[nodiscard]] std::vector<const std::string*> with_end(std::string_view end) const;
  [[nodiscard]] bool any_under(std::string_view folder) const;
  template <class Test>
  [[nodiscard]] bool any(const Test& test) const {
    return std::any_of(keys_.begin(), keys_.end(),
                       [&](const auto& pair) { return test(std::string_view(pair.first)); });
  }

  static constexpr std::size_t most_found = 64;

 private:
  std::map<std::string, const std::string*, std::less<>> keys_;
};

struct OfficeForm {
  std::string_view type;    // what the content types say about the main part
  std::string_view folder;  // where Office itself puts it
  std::string_view plain, with_macros;
  std::string_view mime;
};
// What the package is by its content types, else by its folders; nullptr for no Office document.
const OfficeForm* office_form(std::string_view types, const PackageNames& names);

// The form of an OpenDocument type ("odt"), "oxt" for an extension, or empty.
std::string_view odf_form(std::string_view type);
// The type that a manifest gives to the whole package.
std::string manifest_type(std::string_view manifest);

// XML in lower case, out of UTF-16 if it was, numeric character references undone.
std::string plain_xml(std::string_view bytes);
std::string attribute_of(std::string_view tag, std::string_view name);
std::string without_slash(std::string_view name);

}  // namespace congvu::attachment
