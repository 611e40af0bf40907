#include "message/part_names.h"

#include <algorithm>

#include "facts/text.h"
#include "message/boundary_spellings.h"
#include "message/encoded_word.h"
#include "message/name_list.h"

namespace congvu::message {
namespace {

class Collector {
 public:
  Collector(const Header& header, const Limits& limits, PartHeader& out)
      : header_(header), limits_(limits), out_(out) {}

  void collect(const std::vector<ReadField>& types, const std::vector<ReadField>& dispositions) {
    of_parameter(dispositions, "filename");
    of_parameter(types, "name");
    of_parameter(dispositions, "name");
    of_parameter(types, "filename");
    of_tight_folds();
    // Thunderbird's order, then Exchange's (MS-OXCMAIL 2.2.3.4).
    for (const auto* field : {"content-name", "x-sun-data-name", "content-description"})
      if (out_.names.empty()) of_field(field);
    if (out_.names.empty()) of_location();
  }

 private:
  void of_parameter(const std::vector<ReadField>& sources, std::string_view parameter) {
    for (const auto& source : sources)
      for (auto& name : decoded_values(source.parsed, parameter))
        if (!add_name(out_.names, std::move(name), limits_)) out_.cut = true;
  }

  // A field that names the attachment where no parameter does.
  void of_field(std::string_view name) {
    for (const auto& field : header_.fields)
      if (equals_ascii(field.name, name))
        for (const auto use : every_charset_use)
          if (!add_name(out_.names, decode_words(unfold(field.raw), use), limits_)) out_.cut = true;
  }

  // A fold inside a name: some programs drop its blanks. Only what then ends differently matters.
  void of_tight_folds() {
    for (const auto& field : header_.fields) {
      const bool is_type = equals_ascii(field.name, "content-type");
      if (!is_type && !equals_ascii(field.name, "content-disposition")) continue;
      const std::string tight = unfold_tightly(field.raw);
      if (tight.empty()) continue;
      const Structured structured = parse_structured(tight, limits_);
      if (is_type && boundaries_of(structured) != boundaries_of(parse_structured(unfold(field.raw), limits_)))
        add_deviation(out_.deviations, Deviation::folded_word);
      for (const auto* parameter : {"filename", "name"})
        for (auto& name : decoded_values(structured, parameter))
          if (!has_ending_of(name) && !add_name(out_.names, std::move(name), limits_)) out_.cut = true;
    }
  }
  [[nodiscard]] bool has_ending_of(const std::string& name) const {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) return true;
    const std::string_view ending = std::string_view(name).substr(dot);
    return std::any_of(out_.names.begin(), out_.names.end(), [&](const std::string& other) {
      return other.size() >= ending.size() &&
             other.compare(other.size() - ending.size(), ending.size(), ending) == 0;
    });
  }

  // RFC 2557: some programs name a file by where it came from. Pictures and pages in a page are left alone.
  void of_location() {
    const bool shown = out_.type.empty() || out_.type.rfind("text/", 0) == 0;
    if ((shown && !out_.attachment) || out_.type.rfind("image/", 0) == 0 || out_.multipart()) return;
    for (const auto& field : header_.fields) {
      if (!equals_ascii(field.name, "content-location")) continue;
      std::string location = decode_words(unfold(field.raw));
      location.resize(std::min(location.find_first_of("?#"), location.size()));
      const std::size_t host = location.find("://");
      const std::size_t slash = location.rfind('/');
      if (slash != std::string::npos && host != std::string::npos && slash < host + 3) continue;
      if (!add_name(out_.names, location.substr(slash == std::string::npos ? 0 : slash + 1), limits_))
        out_.cut = true;
    }
  }

  const Header& header_;
  const Limits& limits_;
  PartHeader& out_;
};

}  // namespace

void take_names(const Header& header, const std::vector<ReadField>& types,
                const std::vector<ReadField>& dispositions, const Limits& limits, PartHeader& out) {
  Collector(header, limits, out).collect(types, dispositions);
}

}  // namespace congvu::message
